"""The conversations that a member of staff keeps: theirs alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from corpus.errors import UnknownDocumentError, UsageError
from corpus.records import Document
from ui import texts_fr as t
from ui.chat import RESUMED_COOKIE
from ui.drawer import Said
from ui.exchange_pages import base_address, exported
from ui.render import answer_html
from ui.shell import message_page
from ui.staff.doors import Doors, back_to
from ui.templating import render
from ui.views import answer_of

if TYPE_CHECKING:
    from corpus.catalogue import Catalogue
    from corpus.catalogue.accounts import Account
    from ui.settings import Settings

_RESUMED_SECONDS = 30  # long enough for the page to open, too short for a second visit


def conversations_router(desk: Catalogue, doors: Doors, settings: Settings) -> APIRouter:
    """The routes of ``/conversations``."""
    router = APIRouter(include_in_schema=False, prefix="/conversations")
    kept = desk.conversations

    def document_of(name: str) -> Document | None:
        try:
            return desk.document(name)
        except UnknownDocumentError:
            return None

    def gone(account: Account, error: UsageError) -> Response:
        return HTMLResponse(message_page(t.CONVERSATION_GONE_TITLE, str(error), account), 404)

    @router.get("")
    def listing(request: Request, q: str = "") -> Response:
        account = doors.let_in(request)
        return render(
            "conversations.html",
            t.CONVERSATIONS,
            current="conversations",
            account=account,
            words=q.strip(),
            conversations=kept.of(account.id, q),
            days=settings.retention_days,
        )

    @router.get("/{number}")
    def one(request: Request, number: int) -> Response:
        account = doors.let_in(request)
        try:
            title, said = kept.exchanges(account.id, number)
        except UsageError as error:
            return gone(account, error)
        shown = [
            (one.question, Markup(answer_html(answer_of(one.answer), document_of)))  # noqa: S704
            for one in said
        ]
        return render(
            "conversation.html",
            title,
            current="conversations",
            account=account,
            number=number,
            exchanges=shown,
        )

    @router.get("/{number}/export.{suffix}")
    def export(request: Request, number: int, suffix: str) -> Response:
        account = doors.let_in(request)
        try:
            title, said = kept.exchanges(account.id, number)
        except UsageError as error:
            return gone(account, error)
        turns = [Said(one.question, one.answer, "") for one in said]
        return exported(turns, suffix, title, base_address(request, settings))

    @router.post("/{number}/renommer")
    async def rename(request: Request, number: int) -> Response:
        account = await run_in_threadpool(doors.let_in, request)
        form = await request.form(max_files=0, max_fields=3)
        title = str(form.get("titre", ""))
        await run_in_threadpool(kept.rename, account.id, number, title)
        return back_to(f"/conversations/{number}")

    @router.post("/{number}/effacer")
    def erase(request: Request, number: int) -> Response:
        account = doors.let_in(request)
        kept.delete(account.id, number)
        return back_to("/conversations")

    @router.post("/tout-effacer")
    def erase_all(request: Request) -> Response:
        account = doors.let_in(request)
        kept.delete(account.id)
        return back_to("/conversations")

    @router.post("/{number}/reprendre")
    def resume(request: Request, number: int) -> Response:
        doors.let_in(request)
        response = back_to("/")
        response.set_cookie(
            RESUMED_COOKIE, str(number), max_age=_RESUMED_SECONDS, httponly=True, samesite="lax"
        )
        return response

    return router
