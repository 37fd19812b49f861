"""The pages for everybody: a source, the list of sources, what an operator says of the service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from starlette.requests import Request
from starlette.responses import Response

from corpus.errors import DocumentError, UnknownDocumentError
from ui import texts_fr as t
from ui.identity import Identity, audience_of
from ui.info import PAGES, contact_said, read_info
from ui.page_images import PageImages
from ui.ports import Library
from ui.settings import Settings
from ui.shell import message_page, page
from ui.templating import render
from ui.viewer import find_source, source_html, source_title

_PER_PAGE = 100


def public_router(
    library: Library, identity: Identity, settings: Settings, images: PageImages | None = None
) -> APIRouter:
    """The routes of these pages."""
    router = APIRouter(include_in_schema=False)

    @router.get("/source/{version}")
    def source(
        request: Request,
        version: str,
        debut: Annotated[str | None, Query()] = None,
        fin: Annotated[str | None, Query()] = None,
    ) -> Response:
        account = identity.account(request.cookies)
        audience = audience_of(account)
        try:
            view = find_source(library, version, _number(debut), _number(fin), audience, images)
        except UnknownDocumentError:
            html = message_page(t.SOURCE_NOT_FOUND_TITLE, t.SOURCE_NOT_FOUND, account)
            return HTMLResponse(html, 404)
        title = f"{source_title(view)} — {t.NAME}"
        return HTMLResponse(page(title, source_html(view), account=account))

    @router.get("/source/{version}/page/{number}.png")
    def page_image(
        request: Request,
        version: str,
        number: int,
        debut: Annotated[str | None, Query()] = None,
        fin: Annotated[str | None, Query()] = None,
    ) -> Response:
        account = identity.account(request.cookies)
        start, end = _number(debut), _number(fin)
        span = (start, end) if start is not None and end is not None else None
        if images is None:
            return HTMLResponse(message_page(t.NOT_FOUND_TITLE, t.NOT_FOUND, account), 404)
        try:
            png = images.png(version, number, span, audience_of(account))
        except (UnknownDocumentError, DocumentError) as error:
            html = message_page(t.SOURCE_NOT_FOUND_TITLE, str(error), account)
            return HTMLResponse(html, 404)
        # What an internal document shows is kept by no cache that others share.
        headers = {"cache-control": "private, max-age=600"}
        return Response(png, media_type="image/png", headers=headers)

    @router.get("/sources")
    def sources(request: Request, page: Annotated[str, Query()] = "1") -> Response:
        account = identity.account(request.cookies)
        documents = list(library.documents(audience_of(account)))
        documents.sort(key=lambda d: (d.metadata.date or "", d.id), reverse=True)
        pages = max(1, -(-len(documents) // _PER_PAGE))
        at = min(max(_number(page) or 1, 1), pages)
        return render(
            "sources.html",
            t.SOURCES,
            current="sources",
            account=account,
            documents=documents[(at - 1) * _PER_PAGE : at * _PER_PAGE],
            count=t.count_of(len(documents), "document"),
            pages=pages,
            at=at,
        )

    def info(name: str) -> None:
        @router.get(f"/{name}")
        def shown(request: Request) -> Response:
            found = read_info(name, settings.pages, _variables(settings))
            account = identity.account(request.cookies)
            current = "about" if name == "a-propos" else ""
            html = f'<article class="redige">{found.html}</article>'
            title = f"{found.title} — {t.NAME}"
            return HTMLResponse(page(title, html, current=current, account=account))

    for name in PAGES:
        info(name)
    return router


def _variables(settings: Settings) -> Mapping[str, str]:
    written = t.GENERATED.format(model=settings.chat_model) if settings.chat_model else t.EXTRACTIVE
    return {
        "contact": contact_said(settings.contact) or t.NO_CONTACT,
        "modele": settings.embedding_model or t.DEFAULT_MODEL,
        "redaction": written,
        "conservation": t.DAYS.format(n=settings.retention_days),
        "session": t.HOURS.format(n=settings.session_hours),
    }


def _number(value: str | None) -> int | None:
    """A number from an address; what is none is a place that does not exist."""
    if value is None:
        return None
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else -1
