"""What a page holds besides its text: running heads and feet, page numbers, tables of contents."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from ingest.extract.pdf.layout import Line, PageLayout

_MARGIN = 0.14  # share of the page's height, at its top and at its foot
_SAME_HEIGHT = 8.0  # points
_EDGE_LINES = 4  # lines of a margin that are looked at
_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(
    r"(?:(?:page|p\.)\s*)?[-–—|]?\s*(?P<number>\d{1,4})\s*[-–—|]?(?:\s*(?:/|sur|de)\s*\d{1,4})?",
    re.IGNORECASE,
)
_ROMAN = re.compile(r"[-–— ]*[ivxl]{1,7}[-–— ]*")
_SAID_PAGE = re.compile(
    r"(?:page|p\.)\s*\d{1,4}(?:\s*(?:/|sur|de)\s*\d{1,4})?|\d{1,4}\s*/\s*\d{1,4}", re.IGNORECASE
)
_ENTRY = re.compile(r".*?\S(?:\s*[.…·_]){4,}\s*(?:\d{1,4}|[ivxl]{1,6})?\s*")
_LOOSE_ENTRY = re.compile(r".*\D\s(\d{1,4})")
_HEADING = re.compile(
    r"(?:sommaire|(?:table of )?contents|table des (?:mati[èe]res|figures|annexes))",
    re.IGNORECASE,
)
_FEWEST_ENTRIES = 3


def without_furniture(pages: list[PageLayout]) -> None:
    """Take running heads, running feet and page numbers out of ``lines`` of each page."""
    edges = [_edge_lines(page) for page in pages]
    repeated = _repeated(pages, edges)
    numbers = _numbered(pages, edges)
    for page, (top, foot) in zip(pages, edges, strict=True):
        gone = {
            id(line)
            for line in (*top, *foot)
            if id(line) in repeated or id(line) in numbers or _says_page(line)
        }
        page.lines = [line for line in page.lines if id(line) not in gone]


def _edge_lines(page: PageLayout) -> tuple[list[Line], list[Line]]:
    ordered = sorted(page.lines, key=lambda line: line.y0)
    top = [line for line in ordered[: _EDGE_LINES + 2] if line.y1 <= _MARGIN * page.height]
    foot = [line for line in ordered[-_EDGE_LINES - 2 :] if line.y0 >= (1 - _MARGIN) * page.height]
    return top, foot


def _repeated(pages: list[PageLayout], edges: list[tuple[list[Line], list[Line]]]) -> set[int]:
    """Lines of the margins that stand at the same height, with the same words, on other pages."""
    seen: dict[tuple[str, int], list[tuple[int, Line]]] = defaultdict(list)
    for number, (page, both) in enumerate(zip(pages, edges, strict=True)):
        for which, lines in enumerate(both):
            for line in lines:
                seen[(_levelled(line.text), which)].append((number, line))
        del page
    scanned = [page.recognised for page in pages]
    found: set[int] = set()
    for (words, _), entries in seen.items():
        if not any(map(str.isalpha, words)) and len(pages) > 1 and len(entries) < 2:
            continue
        for number, line in entries:
            others = {
                other
                for other, twin in entries
                if other != number and _alike(twin, line, scanned[other] or scanned[number])
            }
            if others:
                found.add(id(line))
    return found


def _alike(line: Line, twin: Line, scanned: bool) -> bool:
    """Whether two lines stand at the same height in the same size, as far as a scan tells."""
    if scanned:
        return abs(twin.y0 - line.y0) <= 3 * _SAME_HEIGHT
    return abs(twin.y0 - line.y0) <= _SAME_HEIGHT and abs(twin.size - line.size) <= 1


def _levelled(text: str) -> str:
    return _DIGITS.sub("#", " ".join(text.split()).lower())


def _numbered(pages: list[PageLayout], edges: list[tuple[list[Line], list[Line]]]) -> set[int]:
    """Lines of a margin that are the page's number: they advance as the pages do."""
    offsets: Counter[int] = Counter()
    candidates: list[tuple[int, Line]] = []
    found = set()
    for page, both in zip(pages, edges, strict=True):
        for line in (*both[0], *both[1]):
            match = _NUMBER.fullmatch(line.text.strip())
            if match:
                offset = int(match["number"]) - page.number
                offsets[offset] += 1
                candidates.append((offset, line))
            elif _ROMAN.fullmatch(line.text.strip().lower()):
                found.add(id(line))
    for offset, line in candidates:
        if offsets[offset] >= 2 or offset == 0:
            found.add(id(line))
    return found


def _says_page(line: Line) -> bool:
    return _SAID_PAGE.fullmatch(line.text.strip()) is not None


def without_contents(runs: list[list[Line]]) -> list[list[Line]]:
    """The runs of a page, in reading order, without the entries of a table of contents."""
    lines = [line for run in runs for line in run]
    entries = [bool(_ENTRY.fullmatch(line.text)) for line in lines]
    headed = next(
        (index for index, line in enumerate(lines) if _HEADING.fullmatch(line.text.strip(" :"))),
        None,
    )
    if headed is not None:
        _mark_loose(lines, entries, headed)
    count = sum(entries)
    if count < (1 if headed is not None else _FEWEST_ENTRIES):
        return runs
    first = entries.index(True)
    last = len(entries) - 1 - entries[::-1].index(True)
    gone = {id(lines[index]) for index, is_entry in enumerate(entries) if is_entry}
    if headed is not None and headed < first and first - headed <= 3:
        gone.add(id(lines[headed]))
    # The first line of an entry of two.
    gone |= {
        id(lines[index])
        for index in range(first, last)
        if not entries[index] and entries[index + 1] and (index == first or entries[index - 1])
    }
    kept = [[line for line in run if id(line) not in gone] for run in runs]
    return [run for run in kept if run]


def _mark_loose(lines: list[Line], entries: list[bool], headed: int) -> None:
    """Entries without leaders, below their heading: each ends with a page no smaller."""
    before = 0
    marked = []
    for index in range(headed + 1, len(lines)):
        match = _LOOSE_ENTRY.fullmatch(lines[index].text.strip())
        if entries[index]:
            continue
        if match is None or int(match[1]) < before or len(lines[index].text) > 140:
            break
        before = int(match[1])
        marked.append(index)
    if len(marked) >= _FEWEST_ENTRIES:
        for index in marked:
            entries[index] = True
