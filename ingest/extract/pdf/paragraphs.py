"""Lines in reading order as headings, paragraphs, list items and tables."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.extract.pdf.layout import SOFT, Line, Table

_SAME_SIZE = 0.75  # points
_LONGEST_HEADING = 220  # characters
_SPACED = 0.55  # of a line's height: more white above a line starts a paragraph
_INDENT = 0.8  # ems
_ITEM = re.compile(r"(?:[-–—•▪●■◦·‣►➢✓*]|\(?\d{1,2}[.)°]|[a-z]\))(?:\s|$)")
_SENTENCE_END = re.compile(r"[.!?…:;»”)]$")
_HYPHENS = ("-", "\u2010", "\u2011")
_SENTENCE = re.compile(r"[.;,]$")
_LIGHTER = 0.93
_HALF = 0.55  # of its column: a line so short was ended on purpose, whatever comes next


@dataclass
class Block:
    """A heading (``level`` 1 to 6), a paragraph (0), or a table; its lines with their pages."""

    level: int = 0
    lines: list[tuple[int, Line]] = field(default_factory=list)
    table: Table | None = None
    page: int = 0
    note: bool = False

    @property
    def text(self) -> str:
        """The lines' words."""
        return " ".join(line.text for _, line in self.lines)


@dataclass(frozen=True)
class Style:
    """The sizes of a document's letters: the body's, and those of its headings, largest first."""

    body: float
    headings: tuple[float, ...]

    def level(self, line: Line) -> int:
        """The level of a line by its size; 0 where it is no larger than the body."""
        for level, size in enumerate(self.headings, 1):
            if line.size >= size - max(_SAME_SIZE, 0.08 * size):
                return min(level, 5)
        return 0


def style_of(lines: Iterable[Line]) -> Style:
    """What sizes ``lines`` are written in."""
    weights: dict[float, int] = {}
    for line in lines:
        weights[line.size] = weights.get(line.size, 0) + len(line.text)
    if not weights:
        return Style(10.0, ())
    body = max(weights, key=lambda size: weights[size])
    larger = sorted((size for size in weights if size >= 1.1 * body), reverse=True)
    levels: list[float] = []
    for size in larger:
        if not levels or levels[-1] - size > max(_SAME_SIZE, 0.08 * size):
            levels.append(size)
    return Style(body, tuple(levels))


def blocks_of(
    run: list[Line | Table], page: int, style: Style, *, plain: bool = False
) -> list[Block]:
    """A run of one column as blocks.

    Args:
        run: from top to bottom.
        page: its number.
        style: of the whole document.
        plain: sizes and weights say nothing (a recognised page).
    """
    blocks: list[Block] = []
    column = [one for one in run if isinstance(one, Line)]
    left = _usual(line.x0 for line in column)
    right = max((line.x1 for line in column), default=0.0)
    spacing = _usual_spacing(column)
    before: Line | None = None
    for one in run:
        if isinstance(one, Table):
            blocks.append(Block(table=one, page=page))
            before = None
            continue
        level = _level(one, style, plain)
        last = blocks[-1] if blocks else None
        if (
            last is None
            or before is None
            or last.level != level
            or _starts(before, one, left, right, spacing, level)
        ):
            blocks.append(Block(level, [(page, one)], page=page))
        else:
            last.lines.append((page, one))
        before = one
    for block in blocks:
        if block.level and not _is_heading(block):
            block.level = 0
    return blocks


def _usual(values: Iterable[float]) -> float:
    ordered = sorted(values)
    return ordered[len(ordered) // 4] if ordered else 0.0


def _usual_spacing(lines: list[Line]) -> float:
    """Points between the bottoms of two lines of a paragraph."""
    gaps = sorted(
        b.y1 - a.y1 for a, b in pairwise(lines) if 0 < b.y1 - a.y1 < 3 * max(a.size, b.size)
    )
    return gaps[len(gaps) // 3] if gaps else 0.0


def _level(line: Line, style: Style, plain: bool) -> int:
    if plain:
        return 0
    level = style.level(line)
    if level == 0 and line.bold and line.size >= _LIGHTER * style.body:
        return min(len(style.headings), 5) + 1
    return level


def _is_heading(block: Block) -> bool:
    text = block.text
    return (
        len(text) <= _LONGEST_HEADING
        and any(map(str.isalpha, text))
        and not _SENTENCE.search(text)
        and not (_ITEM.match(text) and not text[0].isdigit())
    )


def _starts(
    before: Line, line: Line, left: float, right: float, spacing: float, level: int
) -> bool:
    """Whether ``line`` begins a paragraph of its own, below ``before``."""
    size = max(before.size, line.size)
    if abs(before.size - line.size) > max(_SAME_SIZE, 0.15 * size):
        return True
    step = line.y1 - before.y1
    if step > max(spacing, size) + _SPACED * size or step < -size:
        return True
    if level:
        return False
    short = before.x1 < right - 0.18 * (right - left)
    ended = _SENTENCE_END.search(before.text) is not None
    # « … en ⏎ 2024. » is no item.
    runs_on = line.text[0].isdigit() and not short and not ended
    if _ITEM.match(line.text) and not runs_on:
        return True
    indented = line.x0 > left + _INDENT * size and before.x0 <= left + _INDENT * size / 2
    if indented and (ended or short):
        return True
    if step > spacing + 0.3 * size and ended:
        return True
    # The next word would have fitted: the line was ended on purpose.
    first = line.words[0]
    fits = before.x1 + 0.4 * size + first.x1 - first.x0 < right - size
    if line.text[:1].islower():
        return fits and before.x1 < left + _HALF * (right - left)
    return short and (ended or fits)


def continues(last: Block, block: Block) -> bool:
    """Whether ``block``, at the head of a column or page, goes on with ``last``, at the foot of
    the one before."""
    if last.level or block.level or last.table or block.table or last.note or block.note:
        return False
    before, line = last.lines[-1][1], block.lines[0][1]
    if abs(before.size - line.size) > max(_SAME_SIZE, 0.15 * before.size):
        return False
    if _ITEM.match(line.text):
        return False
    ending = before.text.rstrip()
    if ending.endswith((*SOFT, *_HYPHENS)):
        return True
    first = line.text.lstrip("«“\"'( \u00a0")[:1]
    if re.search(r"[.!?…]\W*$", ending):
        return first.islower()
    if ending.endswith((":", ";")):
        return first.islower()
    return first.islower() or not last.text.isupper()


def joint(text: str, following: str) -> tuple[str, str]:
    """How a line that ends on ``text`` is joined to the next: the word as it is to be written,
    and what parts it from ``following``. A break is left where a hyphen may or may not go: the
    cleaner knows words."""
    last, first = text[-1:], following[:1]
    if last in SOFT:
        if text[-2:-1].isalpha() and first.isalpha():
            return text, "\n"
        return text[:-1] + "-", ""
    if last in _HYPHENS and len(text) > 1:
        if text[-2].isalpha() and first.isalpha():
            return text, "\n"
        if text[-2].isalnum():
            return text, ""
    return text, " "
