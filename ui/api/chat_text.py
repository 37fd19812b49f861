"""An answer as a chat client shows it, and back: text, its sources, annotations."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from assistant.answer import Answer, Citation
from ui import texts_fr as t

_SOURCES = f"\n\n**{t.CITED_SOURCES}**\n"
_MARK = re.compile(r"\[(\d+)\]")
_TOKEN = re.compile(r"\w+|[^\w\s]")
# What would be read as Markdown in a title; a title is the document's, not ours.
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+!|<>~])")


def sources_text(answer: Answer, base: str) -> str:
    """The list of what is cited, in Markdown; empty where nothing is.

    Args:
        base: the service's own address, with its last slash.
    """
    if not answer.citations:
        return ""
    return _SOURCES + "\n".join(_line(one, base) for one in answer.citations)


def without_sources(text: str) -> str:
    """An answer that comes back in a history, without the list added to it."""
    return text.split(_SOURCES, 1)[0]


def citation_marks(answer: Answer, base: str) -> list[dict[str, Any]]:
    """Where in the text each citation's mark stands, as OpenAI's clients read it."""
    cited = {one.n: one for one in answer.citations}
    return [
        {
            "type": "url_citation",
            "url_citation": {
                "start_index": mark.start(),
                "end_index": mark.end(),
                "title": cited[int(mark[1])].title or cited[int(mark[1])].document,
                "url": address(cited[int(mark[1])], base),
            },
        }
        for mark in _MARK.finditer(answer.answer)
        if int(mark[1]) in cited
    ]


def address(citation: Citation, base: str) -> str:
    """The permanent address of the quoted words."""
    place = f"?debut={citation.start}&fin={citation.end}"
    return f"{base}source/{quote(citation.version, safe='')}{place}"


def counted(text: str) -> int:
    """Words and marks: what stands for tokens where no chat model counts them."""
    return len(_TOKEN.findall(text))


def _line(citation: Citation, base: str) -> str:
    known = _MARKDOWN.sub(r"\\\1", citation.title or citation.document)
    about = [f"[{known}]({address(citation, base)})"]
    if citation.date:
        about.append(t.french_date(citation.date))
    if citation.page is not None:
        about.append(f"p.\u00a0{citation.page}")
    return f"- \\[{citation.n}\\] " + ", ".join(about)
