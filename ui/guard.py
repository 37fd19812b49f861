"""What stands before the pages: which addresses exist, how large a request may be, and the
headers that tell a browser what the pages may do.

What Gradio forces beyond ``default-src 'self'``: ``style-src 'unsafe-inline'``, because its
components set styles on elements and add style sheets as they load. Its own inline scripts are
named by a nonce; nothing it loads here needs ``unsafe-eval``.
"""

from __future__ import annotations

import asyncio
import secrets
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui import texts_fr as t
from ui import texts_staff as s
from ui.api.problems import problem
from ui.identity import Identity
from ui.shell import gradio_page, message_page

BODY_LIMIT_KB = 256
UPLOADS = {"/bibliotheque/deposer", "/bibliotheque/document/remplacer", "/api/v1/documents"}
BODY_SECONDS = 30.0  # for a body to arrive whole
# Gradio's routes that its page needs. Uploads, its API, proxy, files and pages stay closed.
_GRADIO_GET = ("/assets/", "/static/", "/theme.css", "/gradio_api/heartbeat/")
_GRADIO_EXACT = {
    ("GET", "/"), ("HEAD", "/"), ("GET", "/config"), ("GET", "/favicon.ico"),
    ("GET", "/robots.txt"), ("GET", "/gradio_api/queue/data"), ("POST", "/gradio_api/queue/join"),
    ("GET", "/gradio_api/startup-events"), ("POST", "/gradio_api/cancel"),
    ("POST", "/gradio_api/reset"),
}  # fmt: skip
_KEPT = ("content-type", "x-request-id")  # of the chat's page, which is written anew
_OWN = (
    "/source/", "/ressources/", "/api/", "/v1/", "/conversation/", "/conversations",
    "/bibliotheque", "/pilotage", "/comptes",
)  # fmt: skip
_OWN_EXACT = {
    "/sources", "/a-propos", "/accessibilite", "/donnees-personnelles", "/healthz", "/readyz",
    "/metrics", "/mcp", "/connexion", "/connexion/fournisseur", "/connexion/retour", "/deconnexion",
}  # fmt: skip


def content_policy(nonce: str | None) -> str:
    """The content security policy of a page; ``nonce`` names its inline scripts."""
    script = "script-src 'self'" + (f" 'nonce-{nonce}'" if nonce else "")
    style = "style-src 'self'" + (" 'unsafe-inline'" if nonce else "")
    return (
        f"default-src 'self'; {script}; {style}; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; "
        "frame-ancestors 'none'"
    )


class SecurityHeaders:
    """Sets the security headers of every answer, and brings Gradio's page into French."""

    def __init__(self, app: ASGIApp, identity: Identity) -> None:
        self._app = app
        self._identity = identity

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["path"] == "/" and scope["method"] in {"GET", "HEAD"}:
            await self._home(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                _set_headers(MutableHeaders(scope=message), content_policy(None))
            await send(message)

        await self._app(scope, receive, send_with_headers)

    async def _home(self, scope: Scope, receive: Receive, send: Send) -> None:
        # Uncompressed, so that the page can be rewritten; never with a saved state.
        headers = [(k, v) for k, v in scope["headers"] if k != b"accept-encoding"]
        inner = {**scope, "headers": headers, "query_string": b"", "method": "GET"}
        status, body, given = 500, bytearray(), Headers()

        async def collect(message: Message) -> None:
            nonlocal status, given
            if message["type"] == "http.response.start":
                status, given = message["status"], Headers(raw=message["headers"])
            elif message["type"] == "http.response.body":
                body.extend(message.get("body", b""))

        await self._app(inner, receive, collect)
        nonce = secrets.token_urlsafe(16)
        html = body.decode()
        if status == 200:
            account = await run_in_threadpool(self._identity.of_scope, scope)
            html = gradio_page(html, nonce, account)
        response = Response(html, status, media_type="text/html")
        response.headers.update({name: given[name] for name in _KEPT if name in given})
        response.headers["cache-control"] = "no-store"
        _set_headers(response.headers, content_policy(nonce))
        await response(scope, receive, send)


def _set_headers(headers: MutableHeaders, policy: str) -> None:
    headers["content-security-policy"] = policy
    headers["x-content-type-options"] = "nosniff"
    headers["x-frame-options"] = "DENY"
    headers["referrer-policy"] = "no-referrer"
    # Heeded over HTTPS alone: once it is there, nobody is led back to plain HTTP.
    headers["strict-transport-security"] = "max-age=31536000"
    headers["cross-origin-opener-policy"] = "same-origin"
    headers["permissions-policy"] = "camera=(), microphone=(), geolocation=(), payment=()"
    if "server" in headers:
        del headers["server"]


class ClosedByDefault:
    """Lets through the addresses that are meant to be there, and no other of Gradio's."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not _is_open(scope["method"], scope["path"]):
            response = problem(404, t.NOT_FOUND, instance=quote(scope["path"]))
            await response(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _is_open(method: str, path: str) -> bool:
    if path in _OWN_EXACT or path.startswith(_OWN):
        return True
    return is_of_the_chat(method, path)


def is_of_the_chat(method: str, path: str) -> bool:
    """Whether an address is one of Gradio's that its page needs."""
    return (method, path) in _GRADIO_EXACT or (method == "GET" and path.startswith(_GRADIO_GET))


class BodyLimit:
    """Refuses a request's body past a number of kilobytes, declared or not, or that dawdles."""

    def __init__(
        self,
        app: ASGIApp,
        kilobytes: int = BODY_LIMIT_KB,
        seconds: float = BODY_SECONDS,
        megabytes: int = 50,
    ) -> None:
        """``megabytes``: what staff may drop at once, in ten times as many seconds."""
        self._app = app
        self._kilobytes = kilobytes
        self._seconds = seconds
        # With what a form puts round its files.
        self._uploads = megabytes * 1_000_000 + 100_000

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        roomy = scope["path"] in UPLOADS
        limit = self._uploads if roomy else self._kilobytes * 1024
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isdigit() and int(declared) > limit:
            await self._refuse(limit, scope, receive, send)
            return
        read = 0
        exceeded = late = started = whole = False
        until = asyncio.get_running_loop().time() + self._seconds * (10 if roomy else 1)

        async def counted() -> Message:
            nonlocal read, exceeded, late, whole
            if whole:  # what comes now is that the client left, whenever it does
                return await receive()
            try:
                async with asyncio.timeout_at(until):
                    message = await receive()
            except TimeoutError:
                late = True
                return {"type": "http.disconnect"}
            whole = not message.get("more_body", False)
            read += len(message.get("body", b""))
            if read > limit:
                exceeded = True
                return {"type": "http.disconnect"}
            return message

        async def watched(message: Message) -> None:
            nonlocal started
            if (exceeded or late) and not started:
                return
            started = True
            await send(message)

        try:
            await self._app(scope, counted, watched)
        except ClientDisconnect:
            if not (exceeded or late):
                raise
        if late and not started:
            await problem(408, t.BODY_TOO_SLOW)(scope, receive, send)
        elif exceeded and not started:
            await self._refuse(limit, scope, receive, send)

    async def _refuse(self, limit: int, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] in UPLOADS:
            said = s.DROP_TOO_LARGE.format(n=limit // 1_000_000)
            if scope["path"].startswith("/api/"):
                await problem(413, said)(scope, receive, send)
                return
            html = message_page(s.DROP_TOO_LARGE_TITLE, said)
            await Response(html, 413, media_type="text/html")(scope, receive, send)
            return
        detail = t.BODY_TOO_LARGE.format(limit=self._kilobytes)
        await problem(413, detail)(scope, receive, send)
