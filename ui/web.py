"""The web application: pages, chat and programs' interface on one FastAPI."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import gradio as gr
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from ui import texts_fr as t
from ui.api.problems import add_handlers
from ui.api.programs import add_api
from ui.api.writing import writing_router
from ui.chat import CONCURRENT_ANSWERS, WAITING_QUESTIONS, build_chat
from ui.conversation import Conversation
from ui.drawer import Drawer
from ui.elsewhere import Elsewhere
from ui.gate import Gate
from ui.identity import Identity
from ui.lean_blocks import Visits
from ui.metrics import MeteredChain, Metrics
from ui.ports import Chain, Library
from ui.protection import protect
from ui.public_pages import public_router
from ui.settings import Settings
from ui.shell import ASSETS
from ui.staff.desk import Desk, add_staff, deposits_of, ended, purge_daily
from ui.suggestions import Suggestions
from ui.theme import theme
from ui.traces import TracedChain, tracer_provider
from ui.visits import MOST_VISITS, forget_always
from ui.watch import Watch


def build_app(
    chain: Chain,
    catalogue: Library,
    settings: Settings,
    worker: object | None = None,
    desk: Desk | None = None,
    watch: Watch | None = None,
) -> FastAPI:
    """The application on objects that are ready to use.

    ``desk`` is what staff work on: without it nobody signs in and nothing is kept.
    """
    suggestions = Suggestions(chain, catalogue)
    kept = None if desk is None else desk.catalogue
    identity, drawer = Identity(kept), Drawer()
    gate = Gate(CONCURRENT_ANSWERS, WAITING_QUESTIONS)
    metrics = Metrics()
    counted: Chain = MeteredChain(chain, metrics)
    provider = tracer_provider(settings.otel_endpoint) if settings.otel_endpoint else None
    if provider is not None:
        counted = TracedChain(counted, provider)
    conversation = Conversation(
        counted,
        catalogue,
        gate,
        desk=kept,
        drawer=drawer,
        suggestions=suggestions,
        contact=settings.contact,
    )

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        suggestions.current()
        task = asyncio.create_task(purge_daily(desk, settings)) if desk is not None else None
        visits = asyncio.create_task(forget_always(app.state.gradio.state_holder))
        async with app.state.mcp.running():
            yield
        await ended(task)
        await ended(visits)
        if provider is not None:
            await asyncio.to_thread(provider.shutdown)

    app = FastAPI(
        title=t.NAME,
        description=t.DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        lifespan=lifespan,
    )
    add_handlers(app)
    watch = watch or Watch()
    add_api(app, counted, catalogue, settings, gate, watch, metrics)
    if desk is not None:
        app.include_router(writing_router(desk.catalogue, deposits_of(desk, settings), desk.wake))
    app.include_router(
        public_router(catalogue, identity, settings, desk.images if desk is not None else None)
    )
    if desk is not None:
        add_staff(app, desk, counted, identity, drawer, settings, watch)
    app.mount("/ressources", _Assets(directory=ASSETS))
    app.state.suggestions = suggestions
    app.state.worker = worker
    app.router.routes.append(Elsewhere(app.router.routes))
    remembers = desk is not None
    chosen = settings.chat_model is not None and settings.mode_choice
    mode = settings.mode if chosen else None
    _in_a_loop(
        lambda: _mount_chat(
            app,
            build_chat(
                conversation, catalogue, suggestions, identity, remembers=remembers, mode=mode
            ),
        )
    )
    protect(app, catalogue, settings, metrics, identity)
    return app


def end_streams(app: FastAPI) -> None:
    """Let go of the pages that are open, which a server that stops would else wait for."""
    app.state.gradio.stop_event.set()


def _mount_chat(app: FastAPI, chat: gr.Blocks) -> None:
    chat.state_session_capacity = MOST_VISITS
    gr.mount_gradio_app(
        app,
        chat,
        path="/",
        footer_links=[],
        run_history=False,
        show_error=False,
        max_file_size=1,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
        theme=theme(),
    )
    app.state.gradio = next(
        route.app
        for route in app.routes
        if isinstance(route, Mount) and isinstance(route.app, gr.routes.App)
    )
    app.state.gradio.state_holder = Visits(chat)
    add_handlers(app.state.gradio)  # what it refuses is said in French too


def _in_a_loop(make: Callable[[], None]) -> None:
    """Gradio leaves an event loop open for each lock that it makes outside of one."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:

        async def making() -> None:
            make()

        asyncio.run(making())
    else:
        make()


class _Assets(StaticFiles):
    """Assets whose address changes with their content: a browser may keep them for ever."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if response.status_code == 200:
            versioned = "v" in Request(scope).query_params
            age = "public, max-age=31536000, immutable" if versioned else "no-cache"
            response.headers["cache-control"] = age
        return response
