"""Cuts cleaned text into passages that follow its structure, with exact offsets."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.french.sentences import sentence_spans

SPLITTER = "structure-v1"
TARGET = 900  # characters; about 220 tokens of multilingual-e5, well inside its 512
_LONGEST = 1300  # characters that a single passage may reach to keep a paragraph whole
_ENOUGH = 500  # characters from which a heading starts a new passage
_SHORTEST = 250  # a shorter passage is joined to its neighbour where there is room

_MARKDOWN_HEADING = re.compile(r"(#{1,6})[ \t]+(.*\S)")
_NUMBERED_HEADING = re.compile(
    r"(?:(?:\d+|[IVX]+|[A-Z])[.)°-]|(?:Article|Chapitre|Titre|Partie|Annexe)\b)"
)
_LIST_ITEM = re.compile(r"[-–—•*▪◦·]\s")
_NOT_HEADING_END = (".", ",", ";", "…", "»", "!")


@dataclass(frozen=True)
class Cut:
    """A passage to be: ``text[start:end]`` of the cleaned text and the headings above it."""

    start: int
    end: int
    headings: tuple[str, ...]


@dataclass(frozen=True)
class _Block:
    start: int
    end: int
    level: int | None  # of a heading; None for running text


def split(text: str) -> list[Cut]:
    """Cut ``text`` into passages of about ``TARGET`` characters, in order, without overlap.

    Every character that is not white space is in exactly one passage. Cuts fall before a
    heading, else between paragraphs, else between sentences, else between words.
    """
    cuts: list[Cut] = []
    path: list[tuple[int, str]] = []
    above: tuple[str, ...] = ()
    start = end = -1
    heading_only = False
    for block in _blocks(text):
        if start >= 0 and not heading_only:
            room = block.end - start <= TARGET
            if not room or (block.level is not None and end - start >= _ENOUGH):
                cuts.append(Cut(start, end, above))
                start = -1
        if start < 0:
            start, heading_only = block.start, True
            above = tuple(title for _, title in path)
        if block.level is not None:
            path = [entry for entry in path if entry[0] < block.level]
            if heading_only and start == block.start:
                above = tuple(title for _, title in path)
            path.append((block.level, _heading_title(text[block.start : block.end])))
        else:
            heading_only = False
        end = block.end
    if start >= 0:
        cuts.append(Cut(start, end, above))
    return _join_short(_split_long(text, cuts))


def _blocks(text: str) -> list[_Block]:
    blocks: list[_Block] = []
    lines = [(m.start(), m.end()) for m in re.finditer(r"\S[^\n]*", text)]
    for index, (start, end) in enumerate(lines):
        line = text[start:end].rstrip()
        following = lines[index + 1] if index + 1 < len(lines) else None
        blocks.append(_Block(start, start + len(line), _heading_level(line, text, following)))
    return blocks


def _heading_level(line: str, text: str, following: tuple[int, int] | None) -> int | None:
    markdown = _MARKDOWN_HEADING.fullmatch(line)
    if markdown:
        return len(markdown[1])
    if following is None or len(line) > 100 or len(line) < 3:
        return None
    if _LIST_ITEM.match(line) or line.endswith(_NOT_HEADING_END) or not any(map(str.isalpha, line)):
        return None
    if not (line[0].isupper() or line[0].isdigit() or line[0] in "«ÀÉ"):
        return None
    next_line = text[following[0] : following[1]]
    if _LIST_ITEM.match(next_line) and line.endswith(":"):
        return None
    if line.isupper() or _NUMBERED_HEADING.match(line):
        return 7
    return 8 if len(line) <= 80 and len(next_line) > len(line) and not line.endswith(":") else None


def _heading_title(line: str) -> str:
    return line.lstrip("#").strip().rstrip(":").strip()


def _split_long(text: str, cuts: list[Cut]) -> list[Cut]:
    pieces: list[Cut] = []
    for cut in cuts:
        if cut.end - cut.start <= _LONGEST:
            pieces.append(cut)
            continue
        count = -(-(cut.end - cut.start) // TARGET)
        wanted = (cut.end - cut.start) / count
        start = end = -1
        for first, last in _units(text, cut):
            if start >= 0 and (last - start > _LONGEST or end - start >= wanted * 0.85):
                pieces.append(Cut(start, end, cut.headings))
                start = -1
            if start < 0:
                start = first
            end = last
        pieces.append(Cut(start, end, cut.headings))
    return pieces


def _units(text: str, cut: Cut) -> list[tuple[int, int]]:
    units: list[tuple[int, int]] = []
    for sentence_start, end in sentence_spans(text, cut.start, cut.end):
        start = sentence_start
        while end - start > _LONGEST:
            at = _cut_inside(text, start)
            last = at
            while text[last - 1].isspace():
                last -= 1
            units.append((start, last))
            start = at
            while text[start].isspace():
                start += 1
        units.append((start, end))
    return units


def _cut_inside(text: str, start: int) -> int:
    """Where a sentence too long for one passage is cut: after a clause, else a word."""
    for marks, first in ((";,", start + TARGET // 2), (" \u00a0", start + 1)):
        at = max(text.rfind(mark, first, start + TARGET) for mark in marks)
        if at >= 0:
            return at + 1
    return start + TARGET


def _join_short(cuts: list[Cut]) -> list[Cut]:
    joined: list[Cut] = []
    for cut in cuts:
        if joined:
            before = joined[-1]
            short = min(cut.end - cut.start, before.end - before.start) < _SHORTEST
            if short and cut.end - before.start <= _LONGEST and cut.headings == before.headings:
                joined[-1] = Cut(before.start, cut.end, before.headings)
                continue
        joined.append(cut)
    return joined
