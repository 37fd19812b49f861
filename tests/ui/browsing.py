"""What the stories in a real Chromium share.

``CAPTURES=docs/captures`` (a folder below the project) also takes the screenshots of the docs, in
every size and both schemes.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import uvicorn
from playwright.sync_api import Browser, Locator, Page, expect

from tests.conftest import ROOT
from tests.ui.doubles import MemoryLibrary, ScriptedChain
from ui.settings import Settings
from ui.web import build_app, end_streams

CHROMIUM = next(
    (
        found
        for name in ("chromium", "chromium-browser", "google-chrome")
        if (found := shutil.which(name))
    ),
    None,
)
IN_A_BROWSER = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.xdist_group("browser"),
    pytest.mark.skipif(
        CHROMIUM is None,
        reason="Chromium n’est pas installé\u00a0: la page n’est pas essayée dans un navigateur.",
    ),
]
AXE = Path(__file__).parent / "axe" / "axe.min.js"
QUESTION = "Qui préside le groupe de travail\u00a0?"
REFUSED = "Quelle est la recette du gâteau au chocolat\u00a0?"
CHAIR = "Jérôme Durain"
SIZES = {"bureau": (1280, 800), "telephone": (390, 844)}
ENGLISH = re.compile(
    r"\b(submit|clear|stop|textbox|chatbot|built with|settings|use via|copy|share|like|close|"
    r"loading|error|send|message|undo|retry)\b",
    re.IGNORECASE,
)
_TEXTS = """() => [document.body.innerText, document.title,
  ...[...document.querySelectorAll('*')].flatMap(e =>
    ['aria-label', 'title', 'placeholder', 'alt'].map(a => e.getAttribute(a) ?? ''))].join('\\n')"""


# What is waited for comes at its own time: on a machine with much else to do, late.
PATIENCE_MS = 60_000
EVERYWHERE = [(device, scheme) for device in SIZES for scheme in ("clair", "sombre")]
# Both sizes and both schemes are seen by some story even without captures.
CROSSED = EVERYWHERE if os.environ.get("CAPTURES") else [EVERYWHERE[0], EVERYWHERE[3]]
CROSSED_OTHERWISE = EVERYWHERE if os.environ.get("CAPTURES") else [EVERYWHERE[1], EVERYWHERE[2]]


@contextmanager
def scripted(chain: ScriptedChain, library: MemoryLibrary) -> Iterator[str]:
    """The application on a scripted chain, served from a thread."""
    # Listening before the server starts: a browser that is faster than it waits in the queue.
    listener = socket.create_server(("127.0.0.1", 0))
    app = build_app(chain, library, Settings(), None)
    config = uvicorn.Config(app, log_level="error")

    class Server(uvicorn.Server):
        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            end_streams(app)
            await super().shutdown(sockets)

    server = Server(config)
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(60)
        listener.close()


@contextmanager
def visit(
    browser: Browser,
    address: str,
    size: tuple[int, int] = (1280, 800),
    scheme: str = "light",
    path: str = "/",
    *,
    staff: bool = False,
) -> Iterator[Page]:
    """A page, the chat unless ``path`` says; afterwards,
    nothing went wrong and nothing went elsewhere.
    """
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if scheme == "sombre" else "light",
        reduced_motion="reduce",
        locale="en-US",  # the page is in French for whoever comes
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.set_default_navigation_timeout(PATIENCE_MS)
    wrong: list[str] = []
    page.on("console", lambda m: wrong.append(m.text) if m.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    if not staff:
        page.on("dialog", lambda dialog: wrong.append(dialog.message))
    context.on(
        "request",
        lambda r: (
            wrong.append(r.url)
            if r.url.startswith("http") and urlsplit(r.url).netloc != urlsplit(address).netloc
            else None
        ),
    )
    page.goto(address + path)
    if path == "/":
        expect(field(page)).to_be_visible()
    yield page
    assert wrong == []
    if not staff:
        assert context.cookies() == []
    assert page.evaluate("Object.keys(localStorage).concat(Object.keys(sessionStorage))") == []
    context.close()


def field(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Votre question")


def ask(page: Page, question: str) -> None:
    """Ask, and wait until the answer is whole."""
    done = page.locator(".echange.fini")
    before = done.count()
    field(page).fill(question)
    field(page).press("Enter")
    expect(done).to_have_count(before + 1)


def leaving(page: Page, act: Callable[[], None]) -> None:
    """Do what brings another page, and wait for that page: what stands on both is the new one's."""
    with page.expect_navigation(wait_until="load"):
        act()


def capture(page: Page, name: str) -> None:
    folder = os.environ.get("CAPTURES")
    if folder:
        page.screenshot(path=ROOT / folder / f"{name}.png")


def without_violation(page: Page) -> None:
    """axe-core, evaluated by the browser's debugger: the page's own policy forbids its source."""
    page.evaluate(AXE.read_text(encoding="utf-8") + "; undefined")
    found = page.evaluate(
        "async () => (await axe.run(document)).violations.map(v => [v.id, v.impact,"
        " v.nodes.map(n => n.target.join(' '))])"
    )
    assert not found, found


def in_french_and_in_place(page: Page) -> None:
    without_violation(page)
    assert page.locator("html").get_attribute("lang") == "fr"
    assert not ENGLISH.findall(page.evaluate(_TEXTS))
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{wide} pixels beyond the screen"
