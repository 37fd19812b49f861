"""The outermost layer: an identifier for each request, a French problem for one that fails."""

from __future__ import annotations

import re
import uuid

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.api.problems import describe, problem
from ui.request_context import Current, enter_request, leave_request

HEADER = "x-request-id"
_ACCEPTED = re.compile(r"[A-Za-z0-9._-]{1,64}")

_PROGRAMS = ("/api/", "/v1/", "/mcp", "/healthz", "/readyz", "/metrics", "/gradio_api/")


class RequestLayer:
    """Gives each request its identifier, and a problem in French to one that fails.

    An identifier that comes with the request is kept where it is harmless, so that a proxy's
    logs and these can be read together.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        given = headers.get(HEADER, "")
        current = Current(
            given if _ACCEPTED.fullmatch(given) else uuid.uuid4().hex,
            scope["path"],
            "text/html" in headers.get("accept", "") and not scope["path"].startswith(_PROGRAMS),
        )
        started = False

        async def named(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                MutableHeaders(scope=message)[HEADER] = current.id
            await send(message)

        token = enter_request(current)
        try:
            await self._app(scope, receive, named)
        except ClientDisconnect:
            return
        except Exception as error:  # noqa: BLE001 - the last seam: described, its text kept out
            response = problem(*describe(error))
            if not started:
                await response(scope, receive, named)
        finally:
            leave_request(token)
