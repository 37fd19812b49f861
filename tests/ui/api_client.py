"""Applications to call over HTTP in this process."""

from __future__ import annotations

from typing import Any

from fastapi.testclient import TestClient

from tests.ui.doubles import MemoryLibrary, ScriptedChain, small_library
from ui.settings import Settings
from ui.web import build_app


def client_of(library: MemoryLibrary | None = None, **settings: Any) -> TestClient:
    """A client of an application on these documents and settings."""
    held = library or small_library()[0]
    chain = ScriptedChain(held, held.documents("interne")[0].name)
    app = build_app(chain, held, Settings(**settings), None)
    return TestClient(app, raise_server_exceptions=False)


def bearer(secret: str) -> dict[str, str]:
    """The header that a token is sent in."""
    return {"authorization": f"Bearer {secret}"}
