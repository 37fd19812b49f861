"""A source: a version's text with the quoted words marked, as a page of its own."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.errors import UnknownDocumentError
from corpus.records import Document, Metadata, Version
from ui import texts_fr as t
from ui.page_images import PageImages
from ui.ports import Library
from ui.render import HEADING_MARK, escape, prose, safe_link, source_address

_MOST_IMAGES = 3
_LINE = re.compile(r"[^\n]+")


@dataclass(frozen=True)
class SourceView:
    """What a source page shows. ``span`` is None where the place is not certain."""

    version: Version
    document: Document
    metadata: Metadata
    span: tuple[int, int] | None
    asked: bool
    replaced_by: tuple[Document, ...]
    page_images: bool = False


def find_source(
    library: Library,
    version_hash: str,
    start: int | None,
    end: int | None,
    audience: str = "public",
    images: PageImages | None = None,
) -> SourceView:
    """The version of that hash, where ``audience`` may see it.

    Raises:
        UnknownDocumentError: no such version, or its document is for others.
    """
    version = library.version(version_hash, audience)
    if version.state == "pending":
        raise UnknownDocumentError(t.SOURCE_NOT_FOUND)
    document = library.document(version.document, audience)
    metadata = library.version_metadata(version_hash)
    span = None
    if start is not None and end is not None and 0 <= start < end <= len(version.text):
        span = (start, end)
    asked = start is not None or end is not None
    successors = _successors(library, document, audience)
    pictured = images is not None and images.are_there(version_hash, audience)
    return SourceView(version, document, metadata, span, asked, successors, pictured)


def _successors(library: Library, document: Document, audience: str) -> tuple[Document, ...]:
    found = []
    for name in document.replaced_by:
        try:
            found.append(library.document(name, audience))
        except UnknownDocumentError:
            continue
    return tuple(found)


def source_html(view: SourceView) -> str:
    """The source as an ``<article id="source">``, everything escaped."""
    return (
        f'<article id="source" class="document" data-resume="{escape(_summary(view))}">'
        f'<h1 tabindex="-1">{escape(source_title(view))}</h1>'
        f"{_notices(view)}{_details(view)}{_images_html(view)}"
        f'<div class="texte">{_text_html(view)}</div></article>'
    )


def _summary(view: SourceView) -> str:
    known = view.metadata
    said = (t.kind_name(known.type), known.issuer, t.french_date(known.date) or t.UNDATED)
    return ", ".join(part for part in said if part)


def source_title(view: SourceView) -> str:
    """The title as of the version that is shown, else the document's."""
    return view.metadata.title or document_title(view.document)


def document_title(document: Document) -> str:
    """Its title, else its name."""
    return document.metadata.title or document.name or t.UNTITLED


def _details(view: SourceView) -> str:
    metadata = view.metadata
    rows = [
        (t.KIND, escape(t.kind_name(metadata.type))),
        (t.ISSUER, escape(metadata.issuer)),
        (t.DATE, escape(t.french_date(metadata.date) or t.UNDATED)),
        (t.REFERENCE, escape(metadata.reference)),
        (t.PAGE, _pages(view)),
    ]
    link = safe_link(metadata.url)
    if link:
        shown = escape(link.split("//", 1)[1])
        rows.append(
            (t.OFFICIAL_PAGE, f'<a href="{escape(link)}" rel="noopener noreferrer">{shown}</a>')
        )
    items = "".join(f"<div><dt>{name}</dt><dd>{said}</dd></div>" for name, said in rows if said)
    permanent = ""
    if view.span:
        address = escape(source_address(view.version.hash, *view.span))
        permanent = f'<p class="permanent"><a href="{address}">{t.PERMANENT_LINK}</a></p>'
    return f"<dl>{items}</dl>{permanent}"


def _pages(view: SourceView) -> str:
    return ", ".join(str(number) for number in _page_numbers(view))


def _page_numbers(view: SourceView) -> list[int]:
    if not view.span:
        return []
    start, end = view.span
    return [page.number for page in view.version.pages if page.start < end and page.end > start]


def _images_html(view: SourceView) -> str:
    """The pages that hold the quoted words, as they look; their text follows in any case."""
    if not view.page_images or view.span is None:
        return ""
    start, end = view.span
    shown = "".join(
        f'<figure><img src="/source/{escape(view.version.hash)}/page/{number}.png'
        f'?debut={start}&amp;fin={end}" alt="{t.PAGE_IMAGE.format(n=number)}" loading="lazy" '
        f'width="1000" height="1414"><figcaption>{t.PAGE} {number}</figcaption></figure>'
        for number in _page_numbers(view)[:_MOST_IMAGES]
    )
    return f'<div class="images">{shown}<h2>{t.PAGE_TEXT}</h2></div>' if shown else ""


def _notices(view: SourceView) -> str:
    parts = []
    if view.version.hash != view.document.version:
        href = escape(source_address(view.document.version))
        parts.append(f'{t.FORMER_VERSION} <a href="{href}">{t.READ_CURRENT}</a>')
    for successor in view.replaced_by:
        href = escape(source_address(successor.version))
        date = t.french_date(successor.metadata.date)
        said = f" ({escape(date)})" if date else ""
        parts.append(
            f'{t.REPLACED_BY} <a href="{href}">{escape(document_title(successor))}</a>{said}'
        )
    if view.asked and view.span is None:
        parts.append(t.NO_SUCH_PASSAGE)
    return "".join(f'<p class="avis">{part}</p>' for part in parts)


def _text_html(view: SourceView) -> str:
    start, end = view.span or (0, 0)
    text = view.version.text
    parts: list[str] = []
    marks = 0
    for line in _LINE.finditer(text):
        # A heading's marks are how the text is kept, not what the document says.
        heading = HEADING_MARK.match(line[0])
        first = line.start() + (heading.end() if heading else 0)
        tag = '<p class="titre-texte">' if heading else "<p>"
        low, high = max(start, first), min(end, line.end())
        if low >= high:
            if text[first : line.end()].strip():
                parts.append(f"{tag}{prose(text[first : line.end()])}</p>")
            continue
        anchor = ' id="citation"' if marks == 0 else ""
        marks += 1
        parts.append(
            f"{tag}{prose(text[first:low])}<mark{anchor}>{prose(text[low:high])}</mark>"
            f"{prose(text[high : line.end()])}</p>"
        )
    return "".join(parts)
