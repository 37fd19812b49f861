"""A conversation as it is taken away, whatever the format."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ui import texts_fr as t
from ui.drawer import Said
from ui.render import source_address, visible

_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)


@dataclass(frozen=True)
class Source:
    """A citation in words. ``address`` is the permanent address of the passage."""

    n: int
    title: str
    details: str
    quote: str
    address: str


@dataclass(frozen=True)
class Exchanged:
    """A question and its answer. ``lines`` are paragraphs, or items where they begin « - »."""

    question: str
    moment: str
    lines: tuple[str, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Transcript:
    """What is taken away, in order; nothing in it is hidden or reorders the text."""

    title: str
    notice: str
    exchanges: tuple[Exchanged, ...]


def transcript(title: str, said: Sequence[Said], base: str) -> Transcript:
    """A conversation in words; ``base`` is the address of the service, without a final slash."""
    return Transcript(
        visible(title or t.EXPORT_TITLE),
        f"{t.AI_NOTICE_TITLE} {t.AI_NOTICE}",
        tuple(_exchanged(one, base) for one in said),
    )


def bold_parts(line: str) -> Iterator[tuple[str, bool]]:
    """The stretches of a line, each with whether it is in bold."""
    at = 0
    for match in _BOLD.finditer(line):
        if match.start() > at:
            yield line[at : match.start()], False
        yield match[1], True
        at = match.end()
    if at < len(line):
        yield line[at:].replace("**", ""), False


def _exchanged(said: Said, base: str) -> Exchanged:
    lines = tuple(visible(line.strip()) for line in said.answer["answer"].splitlines())
    return Exchanged(
        visible(said.question),
        t.french_moment(said.at),
        tuple(line for line in lines if line),
        tuple(_source(one, base) for one in said.answer["citations"]),
    )


def _source(citation: dict[str, Any], base: str) -> Source:
    details = [t.french_date(citation["date"]) or t.UNDATED]
    if citation["page"] is not None:
        details.append(f"page\u00a0{citation['page']}")
    address = source_address(citation["version"], citation["start"], citation["end"])
    return Source(
        int(citation["n"]),
        visible(citation["title"] or citation["document"] or t.UNTITLED),
        visible(", ".join(details)),
        visible(" ".join(citation["quote"].split())),
        base + address,
    )
