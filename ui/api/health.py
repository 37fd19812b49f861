"""Whether the service is alive, and whether it is ready."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from starlette.responses import Response

from ui import texts_fr as t
from ui.api.problems import problem
from ui.api.schemas import HealthOut, ReadyOut, problems


def health_router(states: Callable[[], Mapping[str, bool]]) -> APIRouter:
    """``/healthz`` and ``/readyz``.

    Args:
        states: whether each part that answers rest on is sound, by its name. Why one is not, which
            may name addresses, is for the logs and ``vigie doctor``.
    """
    router = APIRouter(tags=["administration"])

    @router.get(
        "/healthz",
        response_model=None,
        responses={200: {"model": HealthOut, "description": t.API_ALIVE}},
        summary="Savoir si le service vit",
    )
    async def alive() -> Response:
        """Ne regarde rien d’autre que le processus."""
        return JSONResponse({"status": "ok"})

    @router.get(
        "/readyz",
        response_model=None,
        responses={200: {"model": ReadyOut, "description": t.API_READY}, **problems(500, 503)},
        summary="Savoir si le service est prêt",
    )
    def ready() -> Response:
        """Le catalogue, les passages témoins de chaque index et le modèle d’embedding."""
        found = states()
        checks = {name: "ok" if sound else "en-defaut" for name, sound in found.items()}
        if all(found.values()):
            return JSONResponse({"status": "ok", "checks": checks})
        return problem(503, t.NOT_READY, checks=checks)

    return router
