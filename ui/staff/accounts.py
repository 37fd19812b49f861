"""The accounts of staff, for administrators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from corpus.catalogue.accounts import ROLES
from corpus.errors import UsageError
from ui import texts_fr as t
from ui import texts_staff as s
from ui.staff.doors import Doors, acting, back_to
from ui.staff.passwords import LEAST, hashed
from ui.templating import render

if TYPE_CHECKING:
    from corpus.catalogue import Catalogue
    from corpus.catalogue.accounts import Account


def accounts_router(desk: Catalogue, doors: Doors) -> APIRouter:
    """The routes of ``/comptes``."""
    router = APIRouter(include_in_schema=False, prefix="/comptes")

    def shown(account: Account, error: str = "", status: int = 200) -> Response:
        return render(
            "comptes.html",
            t.ACCOUNTS,
            current="accounts",
            account=account,
            wide=True,
            status=status,
            accounts=desk.accounts.all(),
            roles=[(role, s.ROLE_NAMES[role]) for role in ROLES],
            least=LEAST,
            error=error,
        )

    @router.get("")
    def listing(request: Request) -> Response:
        return shown(doors.let_in(request, "administrateur"))

    async def fields_of(request: Request) -> dict[str, str]:
        form = await request.form(max_files=0, max_fields=10)
        return {name: str(value).strip() for name, value in form.items()}

    @router.post("")
    async def add(request: Request) -> Response:
        account = await run_in_threadpool(doors.let_in, request, "administrateur")
        return await run_in_threadpool(_added, account, await fields_of(request))

    def _added(account: Account, fields: dict[str, str]) -> Response:
        login = fields.get("login", "")
        try:
            if not login or len(login) > 200:
                raise UsageError(s.LOGIN_MISSING)
            desk.accounts.add(
                login,
                fields.get("nom") or login,
                fields.get("role", ""),
                hashed(fields.get("mot-de-passe", "")),
            )
        except UsageError as error:
            return shown(account, str(error), 422)
        with acting(account):
            desk.audit.record("compte-ajoute", login)
        return back_to("/comptes")

    @router.post("/{login}")
    async def change(request: Request, login: str) -> Response:
        account = await run_in_threadpool(doors.let_in, request, "administrateur")
        return await run_in_threadpool(_changed, account, login, await fields_of(request))

    def _changed(account: Account, login: str, fields: dict[str, str]) -> Response:
        password = fields.get("mot-de-passe", "")
        state = fields.get("etat")
        try:
            desk.accounts.change(
                login,
                role=fields.get("role") or None,
                password=hashed(password) if password else None,
                disabled=None if state is None else state == "ferme",
            )
        except UsageError as error:
            return shown(account, str(error), 422)
        with acting(account):
            desk.audit.record("compte-change", login, {"champs": sorted(fields.keys())})
        return back_to("/comptes")

    return router
