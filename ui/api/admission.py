"""What stands before the programs' interface: who is calling, and how often they may."""

from __future__ import annotations

from typing import Protocol

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from corpus.actor import acting_as
from corpus.catalogue.tokens import Token
from corpus.errors import VigieError
from ui import texts_fr as t
from ui.access import Principal, nobody
from ui.api.problems import describe, problem
from ui.api.rate import Allowance, Limiter, caller_address

PREFIXES = ("/api/", "/v1/", "/mcp", "/metrics")
_OURS = "vigie-"


class Tokens(Protocol):
    """Finds tokens by their secrets."""

    def find(self, secret: str) -> Token | None:
        """The valid token of that secret; None where there is none."""
        ...


class Admission:
    """Says who is calling, in ``scope["state"]["principal"]``, and refuses who calls too often.

    A person's session, where an earlier layer found one, stands; a token comes before it.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        tokens: Tokens,
        limiter: Limiter,
        anonymous: bool,
        address_rate: str,
        token_rate: str,
    ) -> None:
        """The layer before ``app``.

        Args:
            anonymous: whether asking needs no token.
            address_rate: of those without a token, by address.
            token_rate: of a token that has no rate of its own.
        """
        self._app = app
        self._tokens = tokens
        self._limiter = limiter
        self._anonymous = anonymous
        self._address_rate = address_rate
        self._token_rate = token_rate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(PREFIXES):
            await self._app(scope, receive, send)
            return
        state = scope.setdefault("state", {})
        secret = self._secret(scope)
        try:
            principal = await self._principal(secret, state.get("principal"))
        except VigieError as error:
            await problem(*describe(error))(scope, receive, send)
            return
        allowance = await self._count(principal, scope)
        if not allowance.allowed:
            refusal = t.TOO_MANY_REQUESTS.format(seconds=allowance.seconds)
            response = problem(429, refusal)
            response.headers.update(allowance.headers())
            await response(scope, receive, send)
            return
        if principal is None:
            response = problem(401, t.NOT_RECOGNISED)
            response.headers["www-authenticate"] = t.CHALLENGE
            await response(scope, receive, send)
            return
        state["principal"] = principal

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(allowance.headers())
            await send(message)

        with acting_as(principal.actor):
            await self._app(scope, receive, counted)

    def _secret(self, scope: Scope) -> str | None:
        """What the request says to be its token; None where it says nothing."""
        given = Headers(scope=scope).get("authorization")
        if given is None:
            return None
        scheme, _, secret = given.partition(" ")
        secret = secret.strip() if scheme.lower() == "bearer" else ""
        # Clients made for OpenAI always send a key, if only to have one: it is no token of ours.
        placeholder = scope["path"].startswith("/v1/") and not secret.startswith(_OURS)
        return None if placeholder and self._anonymous else secret

    async def _principal(self, secret: str | None, session: object) -> Principal | None:
        if secret is None:
            return session if isinstance(session, Principal) else nobody(may_ask=self._anonymous)
        token = await run_in_threadpool(self._tokens.find, secret)
        if token is None:
            return None
        return Principal("token", token.id, frozenset(token.scopes), token.rate)

    async def _count(self, principal: Principal | None, scope: Scope) -> Allowance:
        if principal is None or principal.kind == "anonymous":
            client = scope.get("client")
            address = caller_address(client[0] if client else None)
            return await self._limiter.hit(self._address_rate, f"adresse:{address}")
        rate = principal.rate or self._token_rate
        return await self._limiter.hit(rate, f"{principal.kind}:{principal.name}")
