"""The web application: pages, chat and programs' interface on one FastAPI."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Annotated

import gradio as gr
from fastapi import FastAPI, Query
from fastapi.responses import HTMLResponse
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from corpus.errors import UnknownDocumentError
from ui import texts_fr as t
from ui.api.admission import Admission
from ui.api.problems import add_handlers
from ui.api.programs import add_api
from ui.api.rate import RateLimiter
from ui.chat import CONCURRENT_ANSWERS, WAITING_QUESTIONS, build_chat
from ui.examples import CANDIDATES
from ui.gate import Gate
from ui.guard import BodyLimit, ClosedByDefault, SecurityHeaders
from ui.ports import Chain, Library
from ui.request_layer import RequestLayer
from ui.settings import Settings
from ui.shell import ASSETS, about_page, message_page, page
from ui.suggestions import Suggestions
from ui.theme import theme
from ui.viewer import find_source, source_html, source_title


def build_app(
    chain: Chain, catalogue: Library, settings: Settings, worker: object | None = None
) -> FastAPI:
    """The application on objects that are ready to use; ``worker`` is kept for the library."""
    suggestions = Suggestions(chain, catalogue, CANDIDATES)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        suggestions.current()
        yield

    app = FastAPI(
        title=t.NAME,
        description=t.DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        lifespan=lifespan,
    )
    add_handlers(app)
    gate = Gate(CONCURRENT_ANSWERS, WAITING_QUESTIONS)
    add_api(app, chain, catalogue, settings, gate)
    _add_pages(app, catalogue, settings)
    app.mount("/ressources", _Assets(directory=ASSETS))
    app.state.suggestions = suggestions
    app.state.worker = worker
    _in_a_loop(lambda: _mount_chat(app, chain, catalogue, suggestions, gate))
    # The last one added stands first.
    app.add_middleware(
        Admission,
        tokens=catalogue.tokens,
        limiter=RateLimiter(),
        anonymous=settings.anonymous,
        address_rate=settings.address_rate,
        token_rate=settings.token_rate,
    )
    app.add_middleware(BodyLimit)
    app.add_middleware(ClosedByDefault)
    app.add_middleware(RequestLayer)
    app.add_middleware(SecurityHeaders)
    return app


def end_streams(app: FastAPI) -> None:
    """Let go of the pages that are open, which a server that stops would else wait for."""
    app.state.gradio.stop_event.set()


def _mount_chat(
    app: FastAPI, chain: Chain, catalogue: Library, suggestions: Suggestions, gate: Gate
) -> None:
    gr.mount_gradio_app(
        app,
        build_chat(chain, catalogue, suggestions, gate),
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


def _add_pages(app: FastAPI, catalogue: Library, settings: Settings) -> None:
    @app.get("/source/{version}", include_in_schema=False)
    def source(
        version: str,
        debut: Annotated[str | None, Query()] = None,
        fin: Annotated[str | None, Query()] = None,
    ) -> Response:
        try:
            view = find_source(catalogue, version, _offset(debut), _offset(fin))
        except UnknownDocumentError:
            html = message_page(t.SOURCE_NOT_FOUND_TITLE, t.SOURCE_NOT_FOUND)
            return HTMLResponse(html, 404)
        title = f"{source_title(view)} — {t.NAME}"
        return HTMLResponse(page(title, source_html(view)))

    @app.get("/a-propos", include_in_schema=False)
    def about() -> Response:
        return HTMLResponse(about_page(catalogue.documents("public"), settings.contact))


def _offset(value: str | None) -> int | None:
    """A number from an address; what is none is a place that does not exist."""
    if value is None:
        return None
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else -1


class _Assets(StaticFiles):
    """Assets whose address changes with their content: a browser may keep them for ever."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if response.status_code == 200:
            versioned = "v" in Request(scope).query_params
            age = "public, max-age=31536000, immutable" if versioned else "no-cache"
            response.headers["cache-control"] = age
        return response
