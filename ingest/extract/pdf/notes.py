"""Footnotes of a page: small lines at its foot, the first of them with a mark."""

from __future__ import annotations

import re

from ingest.extract.pdf.layout import Line, PageLayout

_SMALLER = 0.93  # of the body's letters
_MARKED = re.compile(r"\(?(?:\d{1,3}|\*{1,3}|[a-z])[).]?(?:\s|$)")
_LOWER_PART = 0.4  # of the page: notes stand below


def split_notes(page: PageLayout, body: float) -> tuple[list[Line], list[Line]]:
    """The page's lines, and the lines of its notes from top to bottom."""
    small = [
        line
        for line in page.lines
        if line.size <= _SMALLER * body and line.y0 >= _LOWER_PART * page.height
    ]
    normal = [line for line in page.lines if line.size > _SMALLER * body]
    floor = max((line.y1 for line in normal), default=0.0)
    candidates = sorted((line for line in small if line.y1 > floor), key=lambda line: line.y0)
    first = next((i for i, line in enumerate(candidates) if _is_marked(line)), None)
    if first is None:
        return page.lines, []
    notes = candidates[first:]
    ids = {id(line) for line in notes}
    return [line for line in page.lines if id(line) not in ids], notes


def _is_marked(line: Line) -> bool:
    return _MARKED.match(line.text) is not None


def notes_of(lines: list[Line]) -> list[tuple[str, list[Line]]]:
    """Each note: its mark, and its lines, the mark still in the first."""
    found: list[tuple[str, list[Line]]] = []
    for line in lines:
        mark = line.words[0].text.strip("().")
        is_new = _is_marked(line) and (not found or mark != found[-1][0])
        if is_new or not found:
            found.append((mark, [line]))
        else:
            found[-1][1].append(line)
    return found
