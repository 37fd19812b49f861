"""Words and lines of a page: what stands where, in points, origin top left, as it is shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

SOFT = ("\u00ad", "\ufffe", "\x02")  # how PDF readers write a hyphen that a line's end asked for
_APART = 1.0  # ems between two words beyond which they may belong to two columns or cells
_CALL = re.compile(r"[\d*]{1,3}")


@dataclass(slots=True)
class Word:
    """A word: its characters, its rectangle, the size of its letters; whether it is bold.

    ``call`` marks the small raised figure that calls a footnote; ``order`` is its place in the
    file.
    """

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    bold: bool = False
    call: bool = False
    order: int = 0


@dataclass
class Line:
    """Words side by side: a line of a column, or a cell's. ``words`` go from left to right."""

    words: list[Word] = field(default_factory=list)

    @cached_property
    def x0(self) -> float:
        """Its left end."""
        return min(word.x0 for word in self.words)

    @cached_property
    def x1(self) -> float:
        """Its right end."""
        return max(word.x1 for word in self.words)

    @cached_property
    def y0(self) -> float:
        """Its top, small raised figures left out."""
        return min(word.y0 for word in self._plain)

    @cached_property
    def y1(self) -> float:
        """Its bottom."""
        return max(word.y1 for word in self._plain)

    @cached_property
    def size(self) -> float:
        """The size of most of its letters."""
        weights: dict[float, int] = {}
        for word in self._plain:
            weights[word.size] = weights.get(word.size, 0) + len(word.text)
        return max(weights, key=lambda size: weights[size])

    @cached_property
    def order(self) -> tuple[int, int]:
        """Its first and last places in the file."""
        places = [word.order for word in self.words]
        return min(places), max(places)

    @cached_property
    def bold(self) -> bool:
        """Whether all its words are."""
        return all(word.bold for word in self._plain)

    @cached_property
    def text(self) -> str:
        """Its words, parted by spaces."""
        return " ".join(word.text for word in self.words)

    @property
    def _plain(self) -> list[Word]:
        return [word for word in self.words if not word.call] or self.words


@dataclass
class Table:
    """Cells by row, each the words that stand in it; where the whole stands."""

    rows: list[list[list[Word]]]
    x0: float
    y0: float
    x1: float
    y1: float
    headed: bool = True
    continued: bool = False  # its first row repeats the names given on the page before

    def texts(self) -> list[list[str]]:
        """The cells' texts."""
        return [[" ".join(word.text for word in cell) for cell in row] for row in self.rows]


@dataclass
class PageLayout:
    """What is on a page. ``rulings`` are thin strokes, as (x0, y0, x1, y1)."""

    number: int
    width: float
    height: float
    words: list[Word]
    rulings: list[tuple[float, float, float, float]] = field(default_factory=list)
    picture: float = 0.0  # share of the page that images cover
    recognised: bool = False
    lines: list[Line] = field(default_factory=list)


def lines_of(words: Sequence[Word]) -> list[Line]:
    """Words in their own order as lines; what stands side by side but far apart stays apart."""
    runs: list[list[Word]] = []
    for word in words:
        if runs and _follows(runs[-1][-1], word):
            runs[-1].append(word)
        else:
            runs.append([word])
    return _joined([Line(run) for run in runs])


def _follows(last: Word, word: Word) -> bool:
    size = max(last.size, word.size)
    return _level(last, word) and -0.5 * size <= word.x0 - last.x1 <= _APART * size


def _level(a: Word | Line, b: Word | Line) -> bool:
    overlap = min(a.y1, b.y1) - max(a.y0, b.y0)
    return overlap > 0.5 * min(a.y1 - a.y0, b.y1 - b.y0)


def _joined(lines: list[Line]) -> list[Line]:
    """Lines whose ends meet made one: a file may write a line's words in any order."""
    joined: list[Line] = []
    by_height = sorted(lines, key=lambda line: (round(line.y1 / 4), line.x0))
    for line in by_height:
        for index in range(len(joined) - 1, max(-1, len(joined) - 7), -1):
            other = joined[index]
            size = max(line.size, other.size)
            near = -0.3 * size <= line.x0 - other.x1 <= _APART * size
            before = -0.3 * size <= other.x0 - line.x1 <= _APART * size
            if _level(line, other) and (near or before):
                words = other.words + line.words if near else line.words + other.words
                joined[index] = Line(words)
                break
        else:
            joined.append(line)
    return [Line(_with_calls(line.words)) for line in joined]


def _with_calls(words: list[Word]) -> list[Word]:
    """Small raised figures marked as calls of a footnote."""
    tallest = max(word.size for word in words)
    for index, word in enumerate(words):
        smaller = word.size <= 0.8 * tallest
        if not (smaller and index and _CALL.fullmatch(word.text.strip("()"))):
            continue
        before = words[index - 1]
        raised = word.y1 < before.y1 - 0.12 * before.size
        if raised and word.x0 - before.x1 < 0.3 * before.size:
            word.call = True
    return words


def rows_of(run: Sequence[Line]) -> list[list[Line]]:
    """Lines side by side together, from top to bottom, each row from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(run, key=lambda line: line.y0):
        middle = (line.y0 + line.y1) / 2
        if rows and rows[-1][0].y0 <= middle <= rows[-1][0].y1:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.x0) for row in rows]


def extent(lines: Iterable[Line]) -> tuple[float, float, float, float]:
    """The rectangle that holds ``lines``."""
    listed = list(lines)
    return (
        min(line.x0 for line in listed),
        min(line.y0 for line in listed),
        max(line.x1 for line in listed),
        max(line.y1 for line in listed),
    )
