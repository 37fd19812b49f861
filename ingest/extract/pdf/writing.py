"""Blocks into the raw text, each word with its box."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.word_boxes import Box
from ingest.extract.compose import Composer, table_lines
from ingest.extract.pdf.layout import Line, PageLayout, Table, Word
from ingest.extract.pdf.paragraphs import Block, joint

_CLOSING = re.compile(r"[.,;:!?)»…]")
_MARK = re.compile(r"\(?(\d{1,3}|\*{1,3}|[a-z])[).]?")
_OPENED_BY_MARK = re.compile(r"[#>|]+\s*$")


class _Pages:
    """Turns places in points into boxes, and tells the composer of each page once."""

    def __init__(self, composer: Composer, pages: Sequence[PageLayout]) -> None:
        self._composer = composer
        self._pages = {page.number: page for page in pages}
        self._next = 1

    def reach(self, number: int) -> None:
        """Pages up to ``number`` begin, the empty ones among them."""
        while self._next <= number:
            self._composer.page(self._next)
            self._next += 1

    def box(self, number: int, word: Word) -> Box:
        """Where ``word`` stands on page ``number``."""
        page = self._pages[number]
        across, down = max(page.width, 1.0), max(page.height, 1.0)
        return Box(number, word.x0 / across, word.y0 / down, word.x1 / across, word.y1 / down)


def write_blocks(composer: Composer, blocks: Sequence[Block], pages: Sequence[PageLayout]) -> None:
    """Write ``blocks``, in reading order, and all ``pages``."""
    places = _Pages(composer, pages)
    for block in blocks:
        if block.table is not None:
            places.reach(block.page)
            _write_table(composer, block.table, block.page, places)
        elif block.lines:
            _write_lines(composer, block, places)
    if pages:
        places.reach(pages[-1].number)


def _write_lines(composer: Composer, block: Block, places: _Pages) -> None:
    places.reach(block.lines[0][0])
    composer.block(block.level)
    lines = block.lines
    for index, (page, line) in enumerate(lines):
        places.reach(page)
        words = line.words
        for at, word in enumerate(words):
            text = word.text
            if at == 0 and index == 0 and block.note and (mark := _MARK.fullmatch(text)):
                text = f"({mark[1]})"
            elif at == 0 and index == 0 and not block.level and _OPENED_BY_MARK.fullmatch(text):
                continue
            elif word.call:
                text = f"({text.strip('()')})"
            if at + 1 < len(words):
                between = "" if _clings(word, words[at + 1]) else " "
            elif index + 1 < len(lines):
                text, between = joint(text, lines[index + 1][1].words[0].text)
            else:
                between = ""
            composer.write(text, places.box(page, word))
            composer.write(between)


def _clings(word: Word, following: Word) -> bool:
    """Whether punctuation follows a call directly."""
    near = following.x0 - word.x1 < 0.2 * following.size
    return word.call and near and _CLOSING.match(following.text) is not None


def _write_table(composer: Composer, table: Table, page: int, places: _Pages) -> None:
    """The table's lines; the words of a cell keep their boxes, repeated names have none."""
    lines = table_lines(table.texts(), headed=table.headed)
    if table.continued and table.headed:
        lines = lines[1:]
    cells = iter(
        [word for row in table.rows[int(table.continued) :] for cell in row for word in cell]
    )
    waiting = next(cells, None)
    for line in lines:
        composer.block()
        at = 0
        while at < len(line):
            found = -1 if waiting is None else line.find(waiting.text, at)
            if waiting is None or found < 0:
                composer.write(line[at:])
                break
            composer.write(line[at:found])
            composer.write(waiting.text, places.box(page, waiting))
            at = found + len(waiting.text)
            waiting = next(cells, None)


def stand_in(table: Table) -> Line:
    """A line that stands where ``table`` does, while the page's lines are put in order."""
    return Line([Word("", table.x0, table.y0, table.x1, table.y1, 10.0)])
