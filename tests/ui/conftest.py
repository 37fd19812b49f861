"""A browser, and the application as the command starts it."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.conftest import ROOT, cache_folder
from tests.ui.browsing import CHROMIUM

PASSWORD = "phrase de passe de test"
STAFF = {"agathe": "agent", "elise": "editeur", "alix": "administrateur"}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--no-sandbox",
                "--headless=new",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
            ],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The real application, as the command starts it, on the communiqué that ships."""
    home = tmp_path_factory.mktemp("home")
    environment = {**os.environ, "VIGIE_HOME": str(home), "VIGIE_CACHE": str(cache_folder())}
    vigie = [sys.executable, "-c", "from ui.cli import main; raise SystemExit(main())"]
    documents = ROOT / "corpus" / "documents"
    subprocess.run(
        [*vigie, "ingest", str(documents)], cwd=ROOT, env=environment, check=True, timeout=120
    )
    for login, role in STAFF.items():
        subprocess.run(
            [*vigie, "user", "add", login, "--role", role, "--name", f"{login.title()} Exemple"],
            cwd=ROOT, env=environment, check=True, timeout=60, text=True, input=PASSWORD,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
    with subprocess.Popen(
        [*vigie, "serve", "--port", str(_free_port())],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert found, line
        yield found[0]
        process.terminate()
        process.wait(30)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port
