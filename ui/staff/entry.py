"""Signing in and out: local accounts, and a provider where one is set."""

from __future__ import annotations

import logging
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ui import texts_fr as t
from ui import texts_staff as s
from ui.api.rate import caller_address
from ui.identity import COOKIE, Identity
from ui.staff.doors import back_to, from_here
from ui.staff.passwords import verified
from ui.templating import render

if TYPE_CHECKING:
    from corpus.catalogue import Catalogue
    from corpus.catalogue.accounts import Account
    from ui.settings import Settings

_log = logging.getLogger(__name__)
# So many failures within a quarter of an hour, then the login or the address waits it out.
_WINDOW = timedelta(minutes=15)
_MOST_BY_LOGIN = 5
_MOST_BY_ADDRESS = 30


class Sessions:
    """Begins and ends sign-ins, with their cookie."""

    def __init__(self, desk: Catalogue, settings: Settings) -> None:
        self._desk = desk
        self._lasts = timedelta(hours=settings.session_hours)
        self._https = (settings.public_url or "").startswith("https://")

    def begin(self, request: Request, account: Account, address: str) -> Response:
        """Sign an account in and go to a page of this service."""
        token = secrets.token_urlsafe(32)
        former = request.cookies.get(COOKIE)
        if former:
            self._desk.accounts.sign_out(former)
        self._desk.accounts.sign_in(account, token, self._lasts)
        response = RedirectResponse(inside(address), 303)
        response.set_cookie(
            COOKIE,
            token,
            max_age=int(self._lasts.total_seconds()),
            httponly=True,
            samesite="lax",
            secure=self._https or request.url.scheme == "https",
        )
        return response

    def end(self, request: Request) -> Response:
        """Sign out."""
        token = request.cookies.get(COOKIE)
        if token:
            self._desk.accounts.sign_out(token)
        response = back_to("/")
        response.delete_cookie(COOKIE, httponly=True, samesite="lax")
        return response


def inside(address: str) -> str:
    """``address`` where it is one of this service's own pages, else the first page."""
    plain = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if plain and address.isprintable() and "\\" not in address else "/"


def entry_router(
    desk: Catalogue, identity: Identity, settings: Settings, sessions: Sessions
) -> APIRouter:
    """``/connexion`` and ``/deconnexion``."""
    router = APIRouter(include_in_schema=False)

    def form(suite: str, error: str = "", login: str = "", status: int = 200) -> Response:
        return render(
            "connexion.html",
            t.SIGN_IN,
            status=status,
            suite=inside(suite),
            error=error,
            login=login,
            provider=settings.oidc_label if settings.oidc_issuer else "",
        )

    @router.get("/connexion")
    def sign_in_page(request: Request, suite: str = "/") -> Response:
        if identity.account(request.cookies) is not None:
            return back_to(inside(suite))
        return form(suite)

    @router.post("/connexion")
    async def sign_in(request: Request) -> Response:
        from_here(request)
        fields = await request.form(max_files=0, max_fields=5)
        login, password = str(fields.get("login", ""))[:200], str(fields.get("mot-de-passe", ""))
        suite = str(fields.get("suite", "/"))
        return await run_in_threadpool(_checked, request, login, password[:1000], suite)

    def _checked(request: Request, login: str, password: str, suite: str) -> Response:
        accounts = desk.accounts
        by_login = f"login:{login.strip().casefold()}"
        by_address = f"address:{caller_address(request.client.host if request.client else None)}"
        if (
            accounts.failures(by_login, _WINDOW) >= _MOST_BY_LOGIN
            or accounts.failures(by_address, _WINDOW) >= _MOST_BY_ADDRESS
        ):
            return form(suite, s.SIGN_IN_WAIT, login, 429)
        account = accounts.find(login)
        known = account.password if account is not None and not account.disabled else ""
        if account is None or not verified(password, known):
            accounts.failed(by_login, _WINDOW)
            accounts.failed(by_address, _WINDOW)
            _log.warning("Connexion refusée depuis %s", by_address.removeprefix("address:"))
            return form(suite, s.SIGN_IN_WRONG, login, 401)
        accounts.forgive(by_login)
        return sessions.begin(request, account, suite)

    @router.post("/deconnexion")
    def sign_out(request: Request) -> Response:
        from_here(request)
        return sessions.end(request)

    return router
