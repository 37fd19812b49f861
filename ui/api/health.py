"""Whether the service is alive, and whether it is ready."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from starlette.responses import Response

from ui import texts_fr as t
from ui.api.problems import problem


def health_router(states: Callable[[], Mapping[str, bool]]) -> APIRouter:
    """``/healthz`` and ``/readyz``.

    Args:
        states: whether each part that answers rest on is sound, by its name. Why one is not, which
            may name addresses, is for the logs and ``vigie doctor``.
    """
    router = APIRouter()

    @router.get("/healthz", include_in_schema=False)
    async def alive() -> Response:
        return JSONResponse({"status": "ok"})

    @router.get("/readyz", include_in_schema=False)
    def ready() -> Response:
        found = states()
        checks = {name: "ok" if sound else "en-defaut" for name, sound in found.items()}
        if all(found.values()):
            return JSONResponse({"status": "ok", "checks": checks})
        return problem(503, t.NOT_READY, checks=checks)

    return router
