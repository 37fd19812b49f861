"""Whether the service is alive, and whether it is ready."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from starlette.responses import Response

from corpus.errors import VigieError
from ui import texts_fr as t
from ui.api.problems import problem


def health_router(ready_now: Callable[[], None]) -> APIRouter:
    """``/healthz`` and ``/readyz``.

    Args:
        ready_now: raises ``VigieError`` where questions cannot be answered now.
    """
    router = APIRouter()

    @router.get("/healthz", include_in_schema=False)
    async def alive() -> Response:
        return JSONResponse({"status": "ok"})

    @router.get("/readyz", include_in_schema=False)
    def ready() -> Response:
        try:
            ready_now()
        except VigieError:
            return problem(503, t.NOT_READY)
        return JSONResponse({"status": "ok"})

    return router
