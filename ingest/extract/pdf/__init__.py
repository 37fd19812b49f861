"""PDF: what is written in it, in reading order, and what is only an image, recognised."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pypdfium2 as pdfium

from corpus.errors import DocumentError
from corpus.records import Metadata
from ingest.extract.base import Extracted, Source
from ingest.extract.compose import Composer
from ingest.extract.limits import MOST_SCANS
from ingest.extract.package import damaged
from ingest.extract.pdf.characters import page_layout
from ingest.extract.pdf.columns import reading_order
from ingest.extract.pdf.document import opened, pdf_properties
from ingest.extract.pdf.furniture import without_contents, without_furniture
from ingest.extract.pdf.layout import Line, PageLayout, Table, lines_of
from ingest.extract.pdf.notes import notes_of, split_notes
from ingest.extract.pdf.ocr import recognise
from ingest.extract.pdf.paragraphs import Block, Style, blocks_of, continues, style_of
from ingest.extract.pdf.tables import aligned_tables, ruled_tables
from ingest.extract.pdf.writing import stand_in, write_blocks

_IMAGE = 0.5  # share of a page that an image covers for it to be a scan
_FEWEST = 20  # letters below which such a page has no text of its own


def read_pdf(source: Source, scanned: Callable[[], None]) -> Extracted:
    """The text of a PDF, with its pages and the boxes of its words.

    Raises:
        DocumentError: it is protected, damaged, too large or empty, or has scanned pages and
            there is nothing to recognise them.
    """
    with opened(source.data, source.name) as document:
        found = pdf_properties(document)
        try:
            pages = list(_pages(document, source.name, scanned))
        except pdfium.PdfiumError:
            raise damaged(source.name) from None
    tables = [_ruled(page) for page in pages]
    without_furniture(pages)
    style = style_of(line for page in pages for line in page.lines)
    blocks: list[Block] = []
    for page, ruled in zip(pages, tables, strict=True):
        _append(blocks, _page_blocks(page, ruled, style))
    composer = Composer(source.name)
    write_blocks(composer, blocks, pages)
    return composer.finish(Metadata(), found)


def _pages(document: Any, name: str, scanned: Callable[[], None]) -> Iterator[PageLayout]:
    scans = 0
    for index, page in enumerate(document):
        layout = page_layout(page, index + 1)
        letters = sum(char.isalpha() for word in layout.words for char in word.text)
        if layout.picture >= _IMAGE and letters < _FEWEST:
            scans += 1
            if scans > MOST_SCANS:
                raise DocumentError(
                    f"«\u00a0{name}\u00a0» a plus de {MOST_SCANS} pages numérisées\u00a0: "
                    "divisez-le en plusieurs documents."
                )
            scanned()
            layout.lines = recognise(page, name, index + 1)
            layout.recognised = True
        page.close()
        yield layout


def _ruled(page: PageLayout) -> list[Table]:
    """The page's ruled tables; its other words become its lines."""
    if page.recognised:
        return []
    tables, words = ruled_tables(page.words, page.rulings)
    page.lines = lines_of(words)
    return tables


def _page_blocks(page: PageLayout, ruled: list[Table], style: Style) -> list[Block]:
    body, notes = (page.lines, []) if page.recognised else split_notes(page, style.body)
    places = [(stand_in(table), table) for table in ruled]
    blocks: list[Block] = []
    for run in without_contents(reading_order(body + [line for line, _ in places])):
        mixed = _mixed(run, places)
        made = blocks_of(mixed, page.number, style, plain=page.recognised)
        if blocks and made and continues(blocks[-1], made[0]):
            blocks[-1].lines += made.pop(0).lines
        blocks += made
    for _, lines in notes_of([line for run in reading_order(notes) for line in run]):
        numbered = [(page.number, line) for line in lines]
        blocks.append(Block(0, numbered, page=page.number, note=True))
    return blocks


def _mixed(run: list[Line], places: list[tuple[Line, Table]]) -> list[Line | Table]:
    """A run with its tables in their places."""
    mixed: list[Line | Table] = []
    waiting: list[Line] = []
    for line in run:
        table = next((table for place, table in places if place is line), None)
        if table is None:
            waiting.append(line)
        else:
            mixed += [*aligned_tables(waiting), table]
            waiting = []
    return mixed + aligned_tables(waiting)


def _append(blocks: list[Block], more: list[Block]) -> None:
    """Put a page's blocks after those of the pages before: what the page cut is joined, the
    notes of the page before it standing ahead of the paragraph that runs on."""
    if not more:
        return
    last = next((i for i in range(len(blocks) - 1, -1, -1) if not blocks[i].note), None)
    first = more[0]
    if last is not None and not first.note:
        before = blocks[last]
        if continues(before, first):
            before.lines += first.lines
            more = more[1:]
            blocks.append(blocks.pop(last))
        elif before.table and first.table and _same_table(before.table, first.table):
            rows = first.table.rows
            if before.table.headed and before.table.texts()[0] == first.table.texts()[0]:
                rows = rows[1:]
            names = before.table.rows[:1] if before.table.headed else []
            first.table.rows = names + rows
            first.table.headed = before.table.headed
            first.table.continued = before.table.headed
    blocks += more


def _same_table(a: Table, b: Table) -> bool:
    return len(a.rows[0]) == len(b.rows[0]) and abs(a.x0 - b.x0) < 4 and abs(a.x1 - b.x1) < 4
