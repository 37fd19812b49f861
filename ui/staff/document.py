"""One document: what is known of it and where it was found, its versions, its passages."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fastapi import APIRouter
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from assistant.answer import Ask
from corpus.errors import TransientError, UnknownDocumentError, UsageError, VigieError
from corpus.records import AUDIENCES, DOCUMENT_TYPES, Document, Scope
from ingest.extract.front_matter import checked_fields
from ui import texts_fr as t
from ui import texts_staff as s
from ui.filters import iso_date
from ui.ports import Chain
from ui.render import answer_html
from ui.shell import message_page
from ui.staff.deposit import ACCEPTED, Deposits
from ui.staff.doors import Doors, acting, back_to
from ui.templating import render

if TYPE_CHECKING:
    from corpus.catalogue import Catalogue
    from corpus.catalogue.accounts import Account
    from corpus.originals import Originals
    from ui.page_images import PageImages

_FIELDS = ("titre", "emetteur", "type", "date", "reference", "url", "remplace", "audience")
_WAITS = 10.0  # seconds for the worker to take a correction
_ATTRIBUTES = {
    "titre": "title", "emetteur": "issuer", "type": "type", "date": "date",
    "reference": "reference", "url": "url", "remplace": "replaces", "audience": "audience",
}  # fmt: skip


def document_address(name: str) -> str:
    """The page of the document of that name."""
    return f"/bibliotheque/document?nom={quote(name)}"


def document_router(
    desk: Catalogue,
    chain: Chain,
    doors: Doors,
    deposits: Deposits,
    originals: Originals | None,
    wake: Callable[[], None],
    images: PageImages | None = None,
) -> APIRouter:
    """The routes of ``/bibliotheque/document``, the document's name in ``nom``."""
    router = APIRouter(include_in_schema=False, prefix="/bibliotheque/document")

    def shown(
        account: Account, name: str, *, error: str = "", status: int = 200, **more: Any
    ) -> Response:
        try:
            document = desk.document(name)
            versions = desk.versions(name)
        except UnknownDocumentError as unknown:
            html = message_page(t.SOURCE_NOT_FOUND_TITLE, str(unknown), account)
            return HTMLResponse(html, 404)
        known = {"asked": "", "answer": "", "saved": False} | more
        return render(
            "document.html",
            document.metadata.title or document.name,
            current="library",
            account=account,
            wide=True,
            status=status,
            document=document,
            fields=_fields(document, desk),
            versions=versions,
            kinds=[(kind, t.kind_name(kind)) for kind in DOCUMENT_TYPES],
            audiences=[(one, s.AUDIENCES[one]) for one in AUDIENCES],
            accepted=ACCEPTED,
            address=document_address(document.name),
            error=error,
            **known,
        )

    @router.get("")
    def document(request: Request, nom: str = "", corrige: str = "") -> Response:
        account = doors.let_in(request, "editeur")
        return shown(account, nom, saved=bool(corrige))

    @router.post("/corriger")
    async def correct(request: Request, nom: str = "") -> Response:
        account = await run_in_threadpool(doors.let_in, request, "editeur")
        form = await request.form(max_files=0, max_fields=30)
        given = {field: str(form.get(field, "")).strip() for field in _FIELDS}
        return await run_in_threadpool(_corrected, account, nom, given)

    def _corrected(account: Account, name: str, given: dict[str, str]) -> Response:
        try:
            before = desk.document(name).metadata
            values = {
                field: _value(field, written)
                for field, written in given.items()
                if written != _written(getattr(before, _ATTRIBUTES[field]), field)
            }
            if values:
                checked_fields(values, name)
                with acting(account):
                    number = desk.jobs.enqueue("describe", {"name": name, "values": values})
                wake()
                _wait_for(desk, number)
        except UnknownDocumentError:
            return shown(account, name)
        except VigieError as error:
            return shown(account, name, error=str(error), status=422)
        return back_to(document_address(name) + "&corrige=oui")

    @router.post("/remplacer")
    async def replace(request: Request, nom: str = "") -> Response:
        account = await run_in_threadpool(doors.let_in, request, "editeur")
        async with request.form(max_files=1, max_fields=5) as form:
            files = [one for one in form.getlist("fichier") if isinstance(one, UploadFile)]
            try:
                audience = desk.document(nom).metadata.audience
                with acting(account):
                    await deposits.take(files, audience, nom)
            except (UsageError, TransientError) as error:
                return shown(account, nom, error=str(error), status=422)
        wake()
        return back_to("/bibliotheque#file")

    @router.post("/retirer")
    async def remove(request: Request, nom: str = "") -> Response:
        account = await run_in_threadpool(doors.let_in, request, "editeur")
        form = await request.form(max_files=0, max_fields=5)
        if form.get("confirmer") != "oui":
            return shown(account, nom, error=s.REMOVAL_UNCONFIRMED, status=422)
        kind = "purge" if form.get("effacer") == "oui" else "remove"
        with acting(account):
            desk.jobs.enqueue(kind, {"names": list(desk.document(nom).names)})
        wake()
        return back_to("/bibliotheque#file")

    @router.get("/essayer")
    def attempt(request: Request, nom: str = "", question: str = "") -> Response:
        account = doors.let_in(request, "editeur")
        if not question.strip():
            return shown(account, nom)
        try:
            found = desk.document(nom)
            answer = chain.invoke(Ask(question, (), Scope("interne", documents=(found.name,))))
        except VigieError as error:
            return shown(account, nom, error=str(error), status=422)
        html = answer_html(answer, lambda name: found if name == found.name else None)
        return shown(account, nom, asked=question, answer=Markup(html))  # noqa: S704 - escaped there

    @router.get("/passages")
    def passages(request: Request, nom: str = "") -> Response:
        account = doors.let_in(request, "editeur")
        try:
            found = desk.document(nom)
        except UnknownDocumentError:
            return shown(account, nom)
        blocked = desk.corrections.blocked(found.version)
        rows = [
            (one, next((b for b in blocked if b.start < one.end and b.end > one.start), None))
            for one in desk.passages(found.version)
        ]
        return render(
            "passages.html",
            s.PASSAGES_OF.format(title=found.metadata.title or found.name),
            current="library",
            account=account,
            wide=True,
            document=found,
            rows=rows,
            pictured=images is not None and images.are_there(found.version, "interne"),
            address=document_address(found.name),
        )

    @router.get("/original")
    def original(request: Request, version: str = "", nom: str | None = None) -> Response:
        account = doors.let_in(request, "editeur")
        try:
            file = desk.original(version, nom)
            if originals is None:
                raise UnknownDocumentError(t.SOURCE_NOT_FOUND)
            data = originals.read(file.sha256)
        except VigieError as error:
            html = message_page(t.SOURCE_NOT_FOUND_TITLE, str(error), account)
            return HTMLResponse(html, 404)
        shown_name = quote(file.name.rsplit("/", 1)[-1])
        headers = {
            "content-disposition": f"attachment; filename*=UTF-8''{shown_name}",
            "cache-control": "no-store",
        }
        # Never as what it says it is: a browser must not open a page that a document holds.
        return Response(data, media_type="application/octet-stream", headers=headers)

    return router


def _fields(document: Document, desk: Catalogue) -> list[dict[str, Any]]:
    known = document.metadata
    corrected = desk.corrected_fields(document.name)
    rows = []
    for field, attribute in _ATTRIBUTES.items():
        found = known.found_in.get(attribute, "")
        rows.append(
            {
                "name": field,
                "label": s.FIELD_LABELS[field],
                "value": _written(getattr(known, attribute), field),
                "found": s.FOUND_IN.get(found, found),
                "was": _written(corrected[attribute][1], field) if attribute in corrected else None,
            }
        )
    return rows


def _written(value: Any, field: str = "") -> str:
    if value is None:
        return ""
    if field == "date":
        return t.french_date(str(value))
    return ", ".join(value) if isinstance(value, list | tuple) else str(value)


def _value(field: str, written: str) -> Any:
    if field == "remplace":
        return [one.strip() for one in written.split(",") if one.strip()]
    if field == "date":
        return iso_date(written) or ""
    return written


def _wait_for(desk: Catalogue, number: int) -> None:
    """Until the worker has taken a correction in, or is seen to be busy with something else.

    Raises:
        UsageError: it was refused.
    """
    limit = time.monotonic() + _WAITS
    while time.monotonic() < limit:
        job = desk.jobs.job(number)
        if job.state == "failed":
            raise UsageError(job.message)
        if job.state == "done":
            return
        time.sleep(0.05)
