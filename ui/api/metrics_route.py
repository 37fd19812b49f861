"""``/metrics``: for this machine and for administrators, unless the operator opens it."""

from __future__ import annotations

import ipaddress

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response

from ui import texts_fr as t
from ui.access import ADMINISTER, principal_of
from ui.api.schemas import problems
from ui.metrics import CONTENT_TYPE, Metrics

# A proxy on this machine speaks for others: what it passes on does not come from here.
_PASSED_ON = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


def metrics_router(metrics: Metrics, *, public: bool) -> APIRouter:
    """The route; ``public``: whoever asks may read."""
    router = APIRouter()

    @router.get(
        "/metrics",
        response_class=PlainTextResponse,
        responses={200: {"description": t.API_MEASURES}, **problems(401, 403, 429, 500)},
        tags=["administration"],
        summary="Lire les mesures",
    )
    async def read(request: Request) -> Response:
        """Depuis cette machine, ou avec un jeton de portée « administration »."""
        allowed = public or ADMINISTER in principal_of(request).scopes or _from_here(request)
        if not allowed:
            raise HTTPException(403, t.METRICS_CLOSED)
        return Response(await run_in_threadpool(metrics.text), media_type=CONTENT_TYPE)

    return router


def _from_here(request: Request) -> bool:
    if request.client is None or any(name in request.headers for name in _PASSED_ON):
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False
