"""An answer as text: for a terminal with bold, for a pipe without."""

from __future__ import annotations

import re
import sys
import textwrap
from collections.abc import Callable

from assistant.answer import Answer, Ask, Citation, ScoredPassage
from ui import texts_fr as t

_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
_UNANSWERED = "Reste sans réponse dans les documents\u00a0:"
_NEAREST = 3
_EXCERPT = 240
# What a terminal would obey: escape sequences and other control characters.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]")

Style = Callable[[str, str], str]


def print_answer(answer: Answer) -> None:
    """Print the answer, its sources, or the nearest passages where there is no answer."""
    text = answer_text(answer, _ansi if sys.stdout.isatty() else _plain)
    print(text)


def answer_text(answer: Answer, style: Style) -> str:
    """The answer as lines. ``style`` writes a text in a style, ``bold`` or ``dim``."""
    said = _BOLD.sub(lambda match: style("bold", match[1]), _safe(answer.answer))
    parts = [said]
    if answer.mode == "generated":
        model = _safe(str((answer.writing or {}).get("model", "")))
        parts.append(style("dim", t.WRITTEN_BY.format(model=model)))
    if answer.unanswered:
        missing = [f"- {_safe(question)}" for question in answer.unanswered]
        parts.append("\n".join([_UNANSWERED, *missing]))
    if answer.citations:
        sources = [_source(citation, style) for citation in answer.citations]
        parts.append("\n".join([style("bold", t.SOURCES), *sources]))
    elif answer.abstained and answer.passages:
        nearest = [_nearest(passage, style) for passage in answer.passages[:_NEAREST]]
        parts.append("\n".join([style("bold", t.NEAREST_TITLE), t.NEAREST_NOTE, *nearest]))
    return "\n\n".join(parts)


def refused(ask: Ask, reason: str) -> Answer:
    """The answer to a question that cannot be read: a refusal, and why."""
    return Answer(
        question=ask.question,
        standalone_question=ask.question,
        answer=reason,
        abstained=True,
        confidence=0.0,
        mode="extractive",
        timings_ms={"total": 0.0},
    )


def excerpt(text: str, length: int = _EXCERPT) -> str:
    """The beginning of a text on one line."""
    return textwrap.shorten(_safe(text), length, placeholder=" …")


def _source(citation: Citation, style: Style) -> str:
    about = [_safe(citation.title or citation.document)]
    if citation.date:
        about.append(t.french_date(citation.date))
    if citation.page is not None:
        about.append(f"page {citation.page}")
    lines = [
        f"[{citation.n}] {', '.join(about)}",
        f"    «\u00a0{' '.join(_safe(citation.quote).split())}\u00a0»",
    ]
    if citation.url:
        lines.append(style("dim", f"    {_safe(citation.url)}"))
    return "\n".join(lines)


def _nearest(passage: ScoredPassage, style: Style) -> str:
    page = "" if passage.page is None else f", page {passage.page}"
    return f"- {_safe(passage.document)}{page}\n    {style('dim', excerpt(passage.text))}"


def _safe(text: str) -> str:
    return _CONTROLS.sub("", text)


def _ansi(style: str, text: str) -> str:
    return f"\x1b[{1 if style == 'bold' else 2}m{text}\x1b[0m"


def _plain(style: str, text: str) -> str:
    del style
    return text
