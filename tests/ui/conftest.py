"""A browser, and the application as the command starts it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from assistant.evaluate.evaluation import Evaluation
from assistant.evaluate.run import keep
from tests.assistant.evaluation_samples import (
    UNANSWERABLE,
    answer,
    outcome,
    passage,
    question,
    refusal,
)
from tests.conftest import ROOT, cache_folder
from tests.ports import free_port
from tests.ui.browsing import CHROMIUM, PATIENCE_MS

PASSWORD = "phrase de passe de test"
STAFF = {"agathe": "agent", "elise": "editeur", "alix": "administrateur"}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            timeout=2 * PATIENCE_MS,
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
        [*vigie, "ingest", str(documents)], cwd=ROOT, env=environment, check=True, timeout=300
    )
    for login, role in STAFF.items():
        subprocess.run(
            [*vigie, "user", "add", login, "--role", role, "--name", f"{login.title()} Exemple"],
            cwd=ROOT, env=environment, check=True, timeout=300, text=True, input=PASSWORD,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
    keep_runs(home / "evaluations")
    with subprocess.Popen(
        [*vigie, "serve", "--port", str(free_port())],
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
        process.wait(120)


def keep_runs(folder: Path) -> None:
    """Two evaluations of fictitious figures, as ``vigie eval --keep`` leaves them."""
    random = Random(5)
    for name, right in (("Avant les réglages de test", 0.6), ("Après les réglages de test", 0.8)):
        outcomes = []
        for number in range(60):
            found = number / 60 < right
            passages = [passage("un.txt", "48 agents", 0.8), passage("deux.txt", "rien", 0.4)]
            took = {"total": random.gauss(180, 40), "encode": 12.0, "retrieve": 35.0}
            confidence = min(max(random.gauss(0.8 if found else 0.45, 0.15), 0.02), 0.98)
            given = answer(
                "La Région Fictive compte **48 agents** [1]." if found else "Rien [1].",
                passages=tuple(passages if found else passages[::-1]),
                confidence=confidence,
                timings=took,
            )
            outcomes.append(outcome(question(), given))
            if number % 3 == 0:
                outcomes.append(outcome(UNANSWERABLE, refusal(random.uniform(0.05, 0.5))))
        keep(Evaluation("Questions de test", tuple(outcomes)), name, folder)
