"""Which pages and under which names: requests from other sites, and names that are not ours."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui import texts_fr as t
from ui.api.problems import problem

_METHODS = "GET, POST, PATCH, DELETE"
_HEADERS = "authorization, content-type, x-request-id, mcp-protocol-version"
_EXPOSED = "x-request-id, ratelimit-limit, ratelimit-remaining, ratelimit-reset, retry-after"


class Origins:
    """Refuses what a page of another site asks, unless the operator allows that site.

    A browser says in ``Origin`` which page asks. Programs send none and pass. Where ``hosts`` are
    named, a request under another name is refused: a site cannot have its own name resolved to
    this machine and pass for it.
    """

    def __init__(self, app: ASGIApp, *, origins: str, hosts: str) -> None:
        """The layer before ``app``; both lists are separated by commas, empty: own origin, any
        host.
        """
        self._app = app
        self._origins = {one.strip().rstrip("/") for one in origins.split(",") if one.strip()}
        self._hosts = {one.strip().lower() for one in hosts.split(",") if one.strip()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if self._hosts and _name(host) not in self._hosts:
            await problem(421, t.HOST_REFUSED)(scope, receive, send)
            return
        origin = headers.get("origin")
        # A form of our own pages, which say no referrer, comes with « null »; the browser's own
        # header, which no page can set, tells it from a form of elsewhere.
        own_form = origin == "null" and headers.get("sec-fetch-site") == "same-origin"
        if origin is None or own_form or urlsplit(origin).netloc.lower() == host.lower() != "":
            await self._app(scope, receive, send)
            return
        if origin not in self._origins:
            await problem(403, t.ORIGIN_REFUSED)(scope, receive, send)
            return
        if scope["method"] == "OPTIONS":
            await Response(status_code=204, headers=_allowing(origin))(scope, receive, send)
            return

        async def allowed(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_allowing(origin))
            await send(message)

        await self._app(scope, receive, allowed)


def _allowing(origin: str) -> dict[str, str]:
    # No credentials: a cookie of ours never travels with another site's request.
    return {
        "access-control-allow-origin": origin,
        "access-control-allow-methods": _METHODS,
        "access-control-allow-headers": _HEADERS,
        "access-control-expose-headers": _EXPOSED,
        "access-control-max-age": "600",
        "vary": "Origin",
    }


def _name(host: str) -> str:
    return (urlsplit(f"//{host}").hostname or "").lower()
