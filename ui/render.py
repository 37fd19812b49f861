"""An answer as HTML that is safe whatever a document holds.

Only this module turns text into HTML. Every character that means something to HTML or to
Markdown is written as a character reference (the chat's HTML passes through a Markdown
renderer), characters that reorder or hide text are left out, and no address of a document is
ever fetched: links are followed by a person, to http(s) only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from urllib.parse import urlencode, urlsplit

from assistant.answer import Answer, Citation, ScoredPassage
from corpus.records import Document
from ui import texts_fr as t
from ui import texts_staff as s

DocumentOf = Callable[[str], Document | None]
"""The public document of a name; None: there is none, and nothing to link to."""

_SPECIAL = re.compile(r"[&<>\"'`*_\[\]()!$\\~|#{}\n\r\t]")
# Bidirectional controls, zero-width and other invisible characters, C0 and C1 controls, and
# halves of surrogate pairs, which no encoder accepts.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
HEADING_MARK = re.compile(r"^#{1,6} (?=\S)", re.MULTILINE)
_MARKUP = re.compile(r"\*\*(?P<bold>.+?)\*\*|\[(?P<n>\d{1,3})\]", re.DOTALL)
# What French typography keeps on one line; documents often have ordinary spaces there.
_TOGETHER = re.compile(
    r"\b\d{1,3}(?: \d{3})+\b|«[ ]\S{1,30}(?:[ ]»)?|\S{1,30}[ ][»:;?!%](?!\S)|\b\d{1,2} "
    r"(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)\b"
)
_EXCERPT = 280


def visible(text: str) -> str:
    """``text`` without the characters that hide or reorder what is written."""
    return _HIDDEN.sub("", text)


def escape(text: str) -> str:
    """``text`` as character data: no HTML, no Markdown, nothing hidden. One line."""
    return _SPECIAL.sub(_reference, visible(text))


def prose(text: str) -> str:
    """``text`` escaped, its words unchanged, not broken inside « guillemets » or a date."""
    parts: list[str] = []
    at = 0
    for match in _TOGETHER.finditer(text):
        parts.append(escape(text[at : match.start()]))
        parts.append(f'<span class="insecable">{escape(match[0])}</span>')
        at = match.end()
    parts.append(escape(text[at:]))
    return "".join(parts)


def _reference(match: re.Match[str]) -> str:
    character = match[0]
    return " " if character in "\n\r\t" else f"&#{ord(character)};"


def source_address(version: str, start: int | None = None, end: int | None = None) -> str:
    """The permanent address of a version, or of a passage of it."""
    path = f"/source/{version}"
    if start is None or end is None:
        return path
    return f"{path}?{urlencode({'debut': start, 'fin': end})}#citation"


def safe_link(url: str) -> str | None:
    """``url`` when it is an absolute http(s) address that can be followed, else None."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.hostname else None


def answer_html(
    answer: Answer, document_of: DocumentOf, filters: str = "", contact: str = ""
) -> str:
    """The whole answer: what is said, its sources; or what was looked for, what comes nearest
    and whom to ask.

    ``filters`` says in words what the reader narrowed the question to.
    """
    parts = []
    if answer.validated is not None:
        date = t.french_date(answer.validated.date)
        said = s.VALIDATED_BY.format(author=answer.validated.author, date=date)
        parts.append(f'<p class="validee">{escape(said)}</p>')
    parts.append(body_html(answer.answer, answer.citations))
    if answer.mode == "generated":
        said = t.WRITTEN_BY.format(model=(answer.writing or {}).get("model", ""))
        parts.append(f'<p class="note">{escape(said)}</p>')
    if answer.citations:
        parts.append(_sources_html(answer.citations, document_of))
    if answer.abstained:
        parts.append(_looked_for(answer, filters))
        if answer.passages:
            parts.append(_nearest_html(answer.passages[:3], document_of))
        parts.append(_whom_to_ask(contact))
    elif filters:
        parts.append(f'<p class="precision">{t.FILTERED} {escape(filters)}.</p>')
    return "".join(parts)


def _looked_for(answer: Answer, filters: str) -> str:
    said = ""
    if _letters(answer.standalone_question) != _letters(answer.question):
        said = f"{t.LOOKED_FOR} «\u00a0{prose(answer.standalone_question)}\u00a0». "
    if filters:
        said += f"{t.FILTERED} {escape(filters)}. {t.WIDEN}"
    return f'<p class="precision">{said}</p>' if said else ""


def _whom_to_ask(contact: str) -> str:
    whom = f" {t.ASK_PEOPLE} {linked(contact)}." if contact else ""
    return f'<p class="precision">{t.REPHRASE}{whom}</p>'


def linked(contact: str) -> str:
    """A contact as a link where it is an e-mail or web address."""
    shown = escape(contact)
    if is_email(contact):
        return f'<a href="mailto:{shown}">{shown}</a>'
    if safe_link(contact):
        return f'<a href="{shown}" rel="noopener noreferrer">{shown}</a>'
    return shown


def is_email(contact: str) -> bool:
    """Whether a contact is an e-mail address and nothing else."""
    return re.fullmatch(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", contact) is not None


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def body_html(text: str, citations: Iterable[Citation] = ()) -> str:
    """Text in the answer's grammar as paragraphs and lists.

    A marker without its citation (its answer is still being written) is shown as a number;
    bold that is not closed yet is closed.
    """
    known = {citation.n: citation for citation in citations}
    blocks: list[str] = []
    items: list[str] = []
    for line in text.splitlines():
        stripped = line.strip()
        if stripped.startswith("- "):
            items.append(f"<li>{_inline(stripped[2:], known)}</li>")
            continue
        if items:
            blocks.append(f"<ul>{''.join(items)}</ul>")
            items = []
        if stripped:
            blocks.append(f"<p>{_inline(stripped, known)}</p>")
    if items:
        blocks.append(f"<ul>{''.join(items)}</ul>")
    return "".join(blocks)


def _inline(text: str, known: dict[int, Citation]) -> str:
    if text.count("**") % 2:
        text += "**"
    parts: list[str] = []
    at = 0
    for match in _MARKUP.finditer(text):
        parts.append(prose(text[at : match.start()]))
        at = match.end()
        if match["bold"] is not None:
            parts.append(f"<strong>{_inline(match['bold'], known)}</strong>")
        else:
            parts.append(_marker(int(match["n"]), known))
    parts.append(prose(text[at:].replace("**", "")))
    return "".join(parts)


def _marker(n: int, known: dict[int, Citation]) -> str:
    citation = known.get(n)
    if citation is None:
        return f'<sup class="appel">{n}</sup>'
    label = t.SOURCE_LINK.format(n=n, title=_title(citation))
    return (
        f'<a class="appel" href="{_href(citation)}" title="{escape(label)}">'
        f'<span class="cache">{t.SOURCE} </span>{n}</a>'
    )


def _href(citation: Citation) -> str:
    return escape(source_address(citation.version, citation.start, citation.end))


def _title(citation: Citation) -> str:
    return citation.title or citation.document or t.UNTITLED


def _sources_html(citations: Iterable[Citation], document_of: DocumentOf) -> str:
    rows = []
    for citation in citations:
        document = document_of(citation.document)
        details = []
        if document is not None:
            known = document.metadata
            details = [t.kind_name(known.type), known.issuer]
        details.append(t.french_date(citation.date))
        if citation.page is not None:
            details.append(f"page {citation.page}")
        said = ", ".join(detail for detail in details if detail)
        rows.append(
            f'<li><a class="source" href="{_href(citation)}"><span class="numero">'
            f'{citation.n}</span><span class="titre">{escape(_title(citation))}</span>'
            f'<span class="date">{escape(said)}</span></a></li>'
        )
    return f'<div class="sources"><h3>{t.SOURCES}</h3><ol>{"".join(rows)}</ol></div>'


def _nearest_html(passages: Iterable[ScoredPassage], document_of: DocumentOf) -> str:
    rows = []
    for passage in passages:
        document = document_of(passage.document)
        link = ""
        if document is not None:
            href = escape(source_address(document.version, passage.start, passage.end))
            title = escape(document.metadata.title or document.name)
            date = t.french_date(document.metadata.date)
            said = f", {escape(date)}" if date else ""
            link = f'<p><a class="source" href="{href}">{title}</a>{said}</p>'
        rows.append(f"<li><blockquote>{prose(excerpt(passage.text))}</blockquote>{link}</li>")
    return (
        f'<div class="proches"><h3>{t.NEAREST_TITLE}</h3><p class="note">{t.NEAREST_NOTE}</p>'
        f"<ol>{''.join(rows)}</ol></div>"
    )


def without_heading_marks(text: str) -> str:
    """``text`` without the marks of its headings, which no document says."""
    return HEADING_MARK.sub("", text)


def excerpt(text: str, limit: int = _EXCERPT) -> str:
    """``text`` on one line, cut at a word with « … » past ``limit`` characters."""
    line = " ".join(without_heading_marks(text).split())
    if len(line) <= limit:
        return line
    return line[:limit].rsplit(" ", 1)[0].rstrip(" ,;:.") + "\u00a0…"
