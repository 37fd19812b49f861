"""Counts and logs each request: its route, its status, its time; never its words."""

from __future__ import annotations

import logging
from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.metrics import Metrics

_log = logging.getLogger(__name__)
_KNOWN = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_OTHER = "autre"


class Observer:
    """Stands round the application and watches."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = perf_counter(), 500

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            seconds = perf_counter() - started
            method = scope["method"] if scope["method"] in _KNOWN else _OTHER
            route = route_of(scope)
            self._metrics.served(method, route, status, seconds)
            _log.info(
                "%s %s %d %.0f ms", method, route, status, seconds * 1000,
                extra={
                    "champs": {
                        "methode": method, "route": route, "statut": status,
                        "duree_ms": round(seconds * 1000, 1),
                    }
                },
            )  # fmt: skip


def route_of(scope: Scope) -> str:
    """The pattern of the address, without what the caller put into it."""
    pattern = getattr(scope.get("route"), "path", None)
    if isinstance(pattern, str) and pattern:
        return pattern
    path: str = scope["path"]
    for prefix in ("/gradio_api/", "/assets/", "/static/", "/ressources/", "/mcp"):
        if path.startswith(prefix):
            return prefix
    return path if path == "/" else _OTHER
