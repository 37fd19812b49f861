"""``/mcp``: the Model Context Protocol over HTTP, for those who may ask."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from ui import texts_fr as t
from ui.access import ASK, require
from ui.api.problems import problem


class McpDoor:
    """Passes requests to an MCP application while it runs."""

    def __init__(self, make: Callable[[], Starlette]) -> None:
        """``make`` builds the application: one runs once only, a server may start again."""
        self._make = make
        self._app: Starlette | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """The application at work for the length of the block."""
        app = self._make()
        async with app.router.lifespan_context(app):
            self._app = app
            try:
                yield
            finally:
                self._app = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            require(Request(scope), ASK)
        except HTTPException as error:
            response = problem(error.status_code, str(error.detail))
            response.headers.update(error.headers or {})
            await response(scope, receive, send)
            return
        if self._app is None:
            await problem(503, t.NOT_READY)(scope, receive, send)
            return
        await self._app({**scope, "app": self._app}, receive, send)
