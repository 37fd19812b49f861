"""The programs' interface as a whole, on an application."""

from __future__ import annotations

import time

from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.routing import Route

from ui.api.asking import Asker
from ui.api.completions import completions_router
from ui.api.health import health_router
from ui.api.mcp_route import PATH, McpDoor
from ui.api.metrics_route import metrics_router
from ui.api.openapi import described
from ui.api.routes import api_router
from ui.gate import Gate
from ui.metrics import Metrics
from ui.ports import Chain, Library
from ui.settings import Settings
from ui.watch import Watch


def add_api(
    app: FastAPI,
    chain: Chain,
    catalogue: Library,
    settings: Settings,
    gate: Gate,
    watch: Watch,
    metrics: Metrics,
) -> None:
    """Add every route that programs call, and the document that describes them."""
    metrics.watch("vigie_gate", "Questions à la porte, par état.", "etat", gate.counts)
    metrics.watch("vigie_jobs", "Tâches de la file, par état.", "etat", watch.jobs)
    metrics.watch("vigie_index_lag", "Changements non appliqués, par index.", "index", watch.lag)
    metrics.watch("vigie_corpus", "Documents et passages.", "nature", watch.corpus)
    metrics.watch("vigie_ready", "Ce qui répond (1) ou non (0).", "partie", watch.states)
    asker = Asker(chain, gate, settings.answer_seconds)

    def for_assistants() -> Starlette:
        from ui.mcp_server import build_mcp, mcp_app

        return mcp_app(build_mcp(asker, chain, catalogue, "public"))

    mcp = McpDoor(for_assistants)
    app.state.mcp = mcp
    app.include_router(api_router(asker, chain, catalogue))
    app.include_router(completions_router(asker, int(time.time()), settings.public_url))
    app.include_router(health_router(watch.states))
    app.include_router(metrics_router(metrics, public=settings.metrics_public))
    app.router.routes.append(Route(PATH, mcp, include_in_schema=False))
    app.openapi = lambda: described(app)  # type: ignore[method-assign]
