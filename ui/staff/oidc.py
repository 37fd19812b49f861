"""Signing in with an OpenID Connect provider: ProConnect, Keycloak, any other.

Authorization code with PKCE, state and nonce, by authlib, which checks the identity token's
signature, issuer, audience, dates and nonce against the provider's own keys. What must be
remembered between the two steps travels in a short-lived cookie of the browser that began.
"""

from __future__ import annotations

import json
import logging
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.starlette_client import OAuth
from fastapi import APIRouter
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from corpus.catalogue.accounts import ROLES
from corpus.errors import TransientError, UsageError, VigieError
from ui import texts_staff as s
from ui.exchange_pages import base_address
from ui.shell import message_page
from ui.staff.entry import Sessions, inside

if TYPE_CHECKING:
    from corpus.catalogue import Catalogue
    from ui.settings import Settings

_log = logging.getLogger(__name__)
_COOKIE = "vigie_aller"
_PATH = "/connexion"
_SECONDS = 600
_NAME = "fournisseur"


class Provider:
    """The provider that the settings name."""

    def __init__(self, settings: Settings) -> None:
        self._issuer = (settings.oidc_issuer or "").rstrip("/")
        self._settings = settings
        secret = settings.oidc_client_secret
        registry: Any = OAuth()
        self._client: Any = registry.register(
            _NAME,
            client_id=settings.oidc_client_id,
            client_secret=secret.get_secret_value() if secret else None,
            server_metadata_url=f"{self._issuer}/.well-known/openid-configuration",
            client_kwargs={"scope": settings.oidc_scope, "code_challenge_method": "S256"},
        )

    async def depart(self, request: Request, back: str) -> Response:
        """Send the reader to the provider, which sends them to ``back``.

        Raises:
            TransientError: the provider does not answer, or is not the one that was set.
        """
        with _mapped():
            metadata = await self._client.load_server_metadata()
            if str(metadata.get("issuer", "")).rstrip("/") != self._issuer:
                raise TransientError(s.PROVIDER_FAILED)
            response: Response = await self._client.authorize_redirect(request, back)
            return response

    async def arrive(self, request: Request) -> dict[str, Any]:
        """What the provider vouches for of the reader who comes back.

        Raises:
            TransientError: the provider does not confirm, or what it says does not hold.
        """
        with _mapped():
            token = await self._client.authorize_access_token(request)
            claims = dict(token.get("userinfo") or {})
            if not claims.get("sub"):
                raise TransientError(s.PROVIDER_FAILED)
            more = await self._more_about(token)
            # Another subject's description would make one person pass for another.
            if more.get("sub", claims["sub"]) != claims["sub"]:
                raise TransientError(s.PROVIDER_FAILED)
            return {**more, **claims}

    def role_of(self, claims: Mapping[str, Any]) -> str:
        """The highest role that the claims give here; empty where they give none."""
        given = claims.get(self._settings.oidc_role_claim, [])
        held = {str(one) for one in (given if isinstance(given, list) else [given])}
        pairs = (pair.split("=", 1) for pair in self._settings.oidc_roles.split(",") if "=" in pair)
        roles = {role.strip() for value, role in pairs if value.strip() in held}
        return max(roles, key=ROLES.index, default=self._settings.oidc_default_role)

    async def _more_about(self, token: Mapping[str, Any]) -> dict[str, Any]:
        """The provider's description of the reader; ProConnect signs it."""
        metadata = await self._client.load_server_metadata()
        address = metadata.get("userinfo_endpoint")
        if not address:
            return {}
        answer = await self._client.get(address, token=token)
        answer.raise_for_status()
        if "jwt" not in answer.headers.get("content-type", ""):
            return dict(answer.json())
        keys = KeySet.import_key_set(await self._client.fetch_jwk_set())
        signed = metadata.get("userinfo_signing_alg_values_supported") or ["RS256"]
        registry = JWSRegistry(algorithms=list(signed), strict_check_header=False)
        return dict(jwt.decode(answer.text, keys, registry=registry).claims)


class _mapped:  # noqa: N801 - a context manager
    """A provider's failure as one that the reader can be told of; its details go to the log."""

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: Any
    ) -> None:
        failures = (AuthlibBaseError, JoseError, httpx.HTTPError, ValueError, KeyError, TypeError)
        if isinstance(error, failures):
            _log.warning("Fournisseur d’identité\u00a0: %s", type(error).__name__)
            raise TransientError(s.PROVIDER_FAILED) from error


def provider_router(
    provider: Provider, desk: Catalogue, settings: Settings, sessions: Sessions
) -> APIRouter:
    """``/connexion/fournisseur`` and ``/connexion/retour``."""
    router = APIRouter(include_in_schema=False, prefix=_PATH)

    @router.get("/fournisseur")
    async def depart(request: Request, suite: str = "/") -> Response:
        session: dict[str, Any] = {"suite": inside(suite)}
        request.scope["session"] = session
        try:
            response = await provider.depart(
                request, f"{base_address(request, settings)}{_PATH}/retour"
            )
        except TransientError as error:
            return _refused(str(error), 502)
        response.set_cookie(
            _COOKIE,
            urlsafe_b64encode(json.dumps(session).encode()).decode(),
            max_age=_SECONDS,
            path=_PATH,
            httponly=True,
            samesite="lax",
            secure=base_address(request, settings).startswith("https://"),
        )
        return response

    @router.get("/retour")
    async def arrive(request: Request) -> Response:
        session = _remembered(request.cookies.get(_COOKIE, ""))
        request.scope["session"] = session
        try:
            claims = await provider.arrive(request)
            response = await run_in_threadpool(_begun, request, claims, session)
        except VigieError as error:
            response = _refused(str(error), 403)
        response.delete_cookie(_COOKIE, path=_PATH)
        return response

    def _begun(request: Request, claims: dict[str, Any], session: dict[str, Any]) -> Response:
        role = provider.role_of(claims)
        if not role:
            raise UsageError(s.SIGN_IN_REFUSED)
        subject = str(claims["sub"])
        login = str(claims.get("email") or claims.get("preferred_username") or subject)[:200]
        family = claims.get("usual_name") or claims.get("family_name", "")
        full = f"{claims.get('given_name', '')} {family}"
        name = str(claims.get("name") or full.strip() or login)[:200]
        account = desk.accounts.from_provider(
            settings.oidc_issuer or "", subject, login, name, role
        )
        if account.disabled:
            raise UsageError(s.SIGN_IN_REFUSED)
        return sessions.begin(request, account, str(session.get("suite", "/")))

    return router


def _remembered(cookie: str) -> dict[str, Any]:
    try:
        found = json.loads(urlsafe_b64decode(cookie.encode()))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _refused(message: str, status: int) -> Response:
    return HTMLResponse(message_page(s.ELSEWHERE_TITLE, message), status)
