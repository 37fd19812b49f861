"""What a reader does with a conversation that is open in a page: take it away, remark on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from corpus.errors import UnknownDocumentError
from ui import texts_fr as t
from ui.drawer import Drawer, Said
from ui.export.docx import to_docx
from ui.export.markdown import to_markdown
from ui.export.pdf import to_pdf
from ui.export.transcript import transcript
from ui.identity import Identity
from ui.shell import message_page
from ui.templating import render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.catalogue import Catalogue
    from ui.settings import Settings

_WRITERS = {
    "md": ("text/markdown; charset=utf-8", to_markdown),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", to_docx),
    "pdf": ("application/pdf", to_pdf),
}
_LONGEST_REMARK = 2000


def exported(said: Sequence[Said], suffix: str, title: str, base: str) -> Response:
    """A conversation as a file to save; 404 where the format is none."""
    if suffix not in _WRITERS:
        return HTMLResponse(message_page(t.NOT_FOUND_TITLE, t.NOT_FOUND), 404)
    media_type, write = _WRITERS[suffix]
    content = write(transcript(title, said, base))
    headers = {
        "content-disposition": f'attachment; filename="conversation-vigie.{suffix}"',
        "cache-control": "no-store",
    }
    return Response(content, media_type=media_type, headers=headers)


def base_address(request: Request, settings: Settings) -> str:
    """The address of the service, without a final slash."""
    return settings.public_url or str(request.base_url).rstrip("/")


def exchange_router(
    drawer: Drawer, desk: Catalogue, identity: Identity, settings: Settings
) -> APIRouter:
    """The routes under ``/conversation/KEY``."""
    router = APIRouter(include_in_schema=False)

    def said_in(request: Request, key: str) -> tuple[Said, ...]:
        account = identity.account(request.cookies)
        return drawer.get(key, None if account is None else account.id)

    @router.get("/conversation/{key}/export.{suffix}")
    def export(request: Request, key: str, suffix: str) -> Response:
        try:
            said = said_in(request, key)
        except UnknownDocumentError as error:
            return _gone(error)
        return exported(said, suffix, t.EXPORT_TITLE, base_address(request, settings))

    @router.get("/conversation/{key}/{at}/avis")
    def opinion(request: Request, key: str, at: int, avis: str = "inutile") -> Response:
        return _form(request, key, at, avis)

    @router.post("/conversation/{key}/{at}/avis")
    async def give(request: Request, key: str, at: int) -> Response:
        form = await request.form(max_files=0, max_fields=10)
        fields = {name: str(value) for name, value in form.items()}
        return await run_in_threadpool(_kept, request, key, at, fields)

    def _form(request: Request, key: str, at: int, verdict: str, error: str = "") -> Response:
        try:
            said = said_in(request, key)[at]
        except (UnknownDocumentError, IndexError) as gone:
            return _gone(gone)
        verdict = verdict if verdict in t.OPINION_TITLES else "inutile"
        reasons = dict(t.OPINION_REASONS)
        if not said.answer["abstained"]:
            del reasons["refus"]
        return render(
            "avis.html",
            t.OPINION_TITLES[verdict],
            account=identity.account(request.cookies),
            status=422 if error else 200,
            action=f"/conversation/{key}/{at}/avis",
            verdict=verdict,
            question=said.question,
            reasons=reasons,
            chosen="faux" if verdict == "erreur" and "refus" not in reasons else "",
            days=settings.retention_days,
            error=error,
        )

    def _kept(request: Request, key: str, at: int, fields: dict[str, str]) -> Response:
        try:
            said = said_in(request, key)[at]
        except (UnknownDocumentError, IndexError) as gone:
            return _gone(gone)
        verdict, reason = fields.get("avis", ""), fields.get("motif", "")
        useful = verdict == "utile"
        if not useful and reason not in t.OPINION_REASONS:
            return _form(request, key, at, verdict, t.REASON_MISSING)
        desk.feedback.add(
            question=said.question,
            useful=useful,
            answer=said.answer["answer"],
            reason="" if useful else reason,
            comment=fields.get("remarque", "").strip()[:_LONGEST_REMARK],
            origin="chat",
        )
        return HTMLResponse(message_page(t.OPINION_SENT_TITLE, t.OPINION_SENT))

    return router


def _gone(error: Exception) -> Response:
    message = str(error) if isinstance(error, UnknownDocumentError) else t.CONVERSATION_GONE
    return HTMLResponse(message_page(t.CONVERSATION_GONE_TITLE, message), 404)
