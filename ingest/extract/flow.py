"""Paragraphs of a flowing document (Word, ODT, RTF), with the page breaks known of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.extract.compose import Composer, looks_like_names, table_lines

BREAK = "\x0c"
"""Stands, in a paragraph's text, where a page ends."""


@dataclass
class Paragraph:
    """Text with ``BREAK`` where a page ends; ``notes`` are its footnotes, each with its mark."""

    text: str
    level: int = 0
    notes: list[str] = field(default_factory=list)


@dataclass
class Row:
    """A table's row; ``names`` where the file says that it holds the columns' names."""

    cells: list[list[Paragraph]]
    names: bool = False


@dataclass
class Grid:
    """A table."""

    rows: list[Row]


class Flow:
    """Writes paragraphs and tables one after the other, and counts pages where there are breaks."""

    def __init__(self, composer: Composer, *, paged: bool) -> None:
        self._composer = composer
        self._paged = paged
        self._page = 1
        if paged:
            composer.page(1)

    def add(self, blocks: Sequence[Paragraph | Grid]) -> None:
        """Write ``blocks`` in order."""
        for block in blocks:
            if isinstance(block, Grid):
                self._grid(block)
            else:
                self._paragraph(block)

    def turn(self) -> None:
        """A page ends here."""
        self._page += 1
        if self._paged:
            self._composer.page(self._page)

    def _paragraph(self, paragraph: Paragraph) -> None:
        begun = False
        for index, piece in enumerate(paragraph.text.split(BREAK)):
            if index:
                self.turn()
            text = piece if begun else piece.lstrip()
            if paragraph.level:
                text = text.replace("\n", " ")
            if not text.strip():
                text = " " if begun and text else ""
            elif not begun:
                self._composer.block(paragraph.level)
                begun = True
            self._composer.write(text)
        self._notes(paragraph.notes)

    def _notes(self, notes: Sequence[str]) -> None:
        for note in notes:
            self._composer.paragraph(note)

    def _grid(self, grid: Grid) -> None:
        rows = [
            row for row in grid.rows if any(_text(cell).strip(BREAK + " \n") for cell in row.cells)
        ]
        if not rows:
            return
        widest = max(len(row.cells) for row in rows)
        if widest == 1 or (len(rows) == 1 and _is_frame(rows[0])):
            for row in rows:
                for cell in row.cells:
                    self.add(cell)
            return
        texts = [[_text(cell).replace(BREAK, " ") for cell in row.cells] for row in rows]
        headed = rows[0].names or looks_like_names(texts[0])
        for row, line in zip(rows, table_lines(texts, headed=headed), strict=True):
            breaks = sum(_text(cell).count(BREAK) for cell in row.cells)
            if breaks and _text(row.cells[0]).startswith(BREAK):
                self.turn()
                breaks -= 1
            self._composer.paragraph(line)
            for _ in range(breaks):
                self.turn()
        for row in rows:
            for cell in row.cells:
                for paragraph in cell:
                    self._notes(paragraph.notes)


def _text(cell: Sequence[Paragraph]) -> str:
    return " ".join(paragraph.text for paragraph in cell)


def _is_frame(row: Row) -> bool:
    """Whether a table's only row lays paragraphs out rather than listing values."""
    return any(len(cell) > 2 or len(_text(cell)) > 250 for cell in row.cells)
