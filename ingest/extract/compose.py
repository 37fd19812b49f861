"""Blocks of a document as one raw text: pages, word boxes and the marks that structure it.

Headings bear Markdown's « # », so that whatever comes after reads one notation; blocks are
parted by a blank line; each row of a table is a line that repeats the names of its columns.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.errors import DocumentError
from corpus.records import Metadata, Page
from corpus.word_boxes import Box, WordBox, pack
from ingest.extract.base import LONGEST_TEXT, Extracted

_DEEPEST = 6
_FULL_STOP = re.compile(r"[.!?…:;]\s*$")
_MARK = re.compile(r"[#>|]")


class Composer:
    """Builds the raw text from its start to its end.

    A page begins where ``page`` is called and ends where the next one begins.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._parts: list[str] = []
        self._at = 0
        self._starts: list[tuple[int, int]] = []
        self._words: list[WordBox] = []
        self._fresh = True

    @property
    def at(self) -> int:
        """Code points written so far."""
        return self._at

    def page(self, number: int) -> None:
        """What follows stands on page ``number``."""
        if not self._starts or self._starts[-1][0] != number:
            self._starts.append((number, self._at))

    def block(self, level: int = 0) -> None:
        """Begin a block: a heading of ``level`` (1 is the title), or running text (0)."""
        if not self._fresh:
            self._add("\n\n")
            if self._starts and self._starts[-1][1] == self._at - 2:
                self._starts[-1] = (self._starts[-1][0], self._at)
        self._fresh = True
        if level:
            self._add("#" * min(level, _DEEPEST) + " ")
            self._fresh = True

    def write(self, text: str, box: Box | None = None) -> None:
        """Append to the block, with the place of ``text`` on its page where it is known."""
        if not text:
            return
        if box is not None:
            self._words.append(WordBox(self._at, self._at + len(text), box))
        self._add(text)
        self._fresh = False

    def paragraph(self, text: str, level: int = 0) -> None:
        """A block whose place on the page is not known; nothing where it holds no text."""
        flat = " ".join(text.split()) if level else text.strip()
        if flat:
            self.block(level)
            self.write(flat)

    def table(self, rows: Sequence[Sequence[str]], *, headed: bool = True) -> None:
        """A table: its column names once, then each row with the names of its columns."""
        for line in table_lines(rows, headed=headed):
            self.paragraph(line)

    def finish(self, metadata: Metadata, found: Metadata | None = None) -> Extracted:
        """The document.

        Raises:
            DocumentError: it holds no text.
        """
        raw = "".join(self._parts)
        if not any(map(str.isalnum, raw)):
            raise DocumentError(
                f"«\u00a0{self._name}\u00a0» ne contient aucun texte lisible. Vérifiez le fichier."
            )
        ends = [start for _, start in [*self._starts, (0, len(raw))][1:]]
        pages = tuple(
            Page(number, start, end)
            for (number, start), end in zip(self._starts, ends, strict=True)
        )
        return Extracted(raw, metadata, pages, pack(self._words), found or Metadata())

    def _add(self, text: str) -> None:
        self._parts.append(text)
        self._at += len(text)
        if self._at > LONGEST_TEXT:
            raise DocumentError(
                f"«\u00a0{self._name}\u00a0» contient plus de {LONGEST_TEXT // 1_000_000} millions "
                "de caractères\u00a0: divisez-le en plusieurs documents."
            )


def table_lines(rows: Sequence[Sequence[str]], *, headed: bool = True) -> list[str]:
    """A table as lines: « Nom : valeur ; Nom : valeur. » for each row under the names.

    Args:
        rows: cells from left to right; rows may be of unequal length.
        headed: whether the first row holds the columns' names.
    """
    cells = [[" ".join(cell.split()) for cell in row] for row in rows]
    cells = [row for row in cells if any(row)]
    if not cells:
        return []
    widest = max(map(len, cells))
    if widest == 1:
        return [row[0] for row in cells]
    if not headed or len(cells) == 1:
        return [_ended("\u00a0; ".join(filter(None, row))) for row in cells]
    names, *body = cells
    lines = [_ended("\u00a0; ".join(filter(None, names)))]
    for row in body:
        said = []
        for index, value in enumerate(row):
            if not value:
                continue
            name = names[index].rstrip(" :\u00a0") if index < len(names) else ""
            said.append(f"{name}\u00a0: {value}" if name and name != value else value)
        lines.append(_ended("\u00a0; ".join(said)))
    return lines


def looks_like_names(row: Sequence[str]) -> bool:
    """Whether ``row`` may hold the columns' names: words in most cells, no bare numbers."""
    filled = [cell for cell in row if cell.strip()]
    return bool(filled) and all(any(map(str.isalpha, cell)) or _year(cell) for cell in filled)


def _year(cell: str) -> bool:
    return re.fullmatch(r"(?:19|20)\d\d", cell.strip()) is not None


def _ended(line: str) -> str:
    line = _MARK.sub("", line, count=1) if _MARK.match(line) else line
    return line if _FULL_STOP.search(line) else line + "."
