"""``/mcp``: the Model Context Protocol over HTTP, for those who may ask."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from ui import texts_fr as t
from ui.access import ASK, require
from ui.api.problems import problem

PATH = "/mcp"


class McpDoor:
    """Passes requests to an MCP application, which is made at the first of them.

    Its library takes longer to load than all the rest of the interface: a service that no
    assistant calls never loads it, and none starts later for it.
    """

    def __init__(self, make: Callable[[], Starlette]) -> None:
        """``make`` builds the application: one runs once only, a server may start again."""
        self._make = make
        self._running: _Running | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """The door open for the length of the block."""
        running = _Running()
        task = asyncio.create_task(running.serve(self._make))
        self._running = running
        try:
            yield
        finally:
            self._running = None
            running.over.set()
            running.wanted.set()
            await task

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            require(Request(scope), ASK)
        except HTTPException as error:
            response = problem(error.status_code, str(error.detail))
            response.headers.update(error.headers or {})
            await response(scope, receive, send)
            return
        if self._running is None:
            await problem(503, t.NOT_READY)(scope, receive, send)
            return
        app = await self._running.application()
        await app({**scope, "app": app}, receive, send)


class _Running:
    """One application from its making to its end, both in one task, as its task group asks."""

    def __init__(self) -> None:
        self.wanted, self.over = asyncio.Event(), asyncio.Event()
        self._app: asyncio.Future[Starlette] = asyncio.get_running_loop().create_future()

    async def application(self) -> Starlette:
        """The application at work; whatever its making raised is raised to all who ask."""
        self.wanted.set()
        return await asyncio.shield(self._app)

    async def serve(self, make: Callable[[], Starlette]) -> None:
        """Make it once it is wanted, and keep it at work until all is over."""
        await self.wanted.wait()
        if self.over.is_set():
            self._app.cancel()
            return
        try:
            # In a thread: what is being answered meanwhile is not kept waiting.
            app = await run_in_threadpool(make)
            async with app.router.lifespan_context(app):
                self._app.set_result(app)
                await self.over.wait()
        except Exception as error:
            if self._app.done():
                raise
            self._app.set_exception(error)
            self._app.exception()  # said to whoever asked; nobody may have stayed to hear it
