"""The order in which a page is read: column after column, what spans them before and after.

A gutter is an upright strip that few lines cross, with prose on both sides of it. The lines that
cross it (a title, a full-width table) part the page into zones; in each zone the left side is
read before the right one, and each side again in the same way.
"""

from __future__ import annotations

from ingest.extract.pdf.layout import Line, extent, rows_of

_NARROWEST = 6.0  # points of a gutter
_ROWS = 3  # lines at least on each side of a gutter
_CROSSED = 0.4  # share of the lines that may cross it
_PROSE_WORDS = 2.8  # words a row, on the average, from which a side is no column of cells
_PARTED_WORDS = 1.6  # the same, where the file writes one side after the other
_FILLED = 0.45  # share of its rows that fill most of it
_APART = 0.5  # share of its rows that may have gaps
_DEEPEST = 4


def reading_order(lines: list[Line], depth: int = 0) -> list[list[Line]]:
    """Runs of lines, in reading order; a run is of one column, from its top to its bottom."""
    if not lines:
        return []
    found = _zones(lines) if depth < _DEEPEST else None
    if found is None:
        return [sorted(lines, key=lambda line: (line.y0, line.x0))]
    ordered: list[list[Line]] = []
    for zone in found:
        if isinstance(zone, tuple):
            ordered += reading_order(zone[0], depth + 1) + reading_order(zone[1], depth + 1)
        else:
            ordered += reading_order(zone, depth + 1)
    return ordered


def _zones(lines: list[Line]) -> list[list[Line] | tuple[list[Line], list[Line]]] | None:
    """``lines`` from top to bottom, cut at the best gutter; None where there is none."""
    best = None
    best_score = 0.0
    for left, right in _gutters(lines):
        zones = _cut(lines, left, right)
        score = 0.0 + sum(len(a) + len(b) for a, b in (z for z in zones if isinstance(z, tuple)))
        score += min(right - left, 40.0) / 100
        if any(isinstance(zone, tuple) for zone in zones) and score > best_score:
            best, best_score = zones, score
    return best


def _gutters(lines: list[Line]) -> list[tuple[float, float]]:
    """Strips that at most a share of the lines cross, from the left."""
    x0, _, x1, _ = extent(lines)
    count = int((x1 - x0) / 2) + 2
    if count > 5000:
        return []
    steps = [0] * (count + 1)
    for line in lines:
        steps[int((line.x0 - x0) / 2)] += 1
        steps[min(count, int((line.x1 - x0) / 2) + 1)] -= 1
    crossing, crossed = 0, []
    for step in steps:
        crossing += step
        crossed.append(crossing)
    allowed = _CROSSED * len(lines)
    strips: list[tuple[float, float]] = []
    # The strip that fewest lines cross first: each level of crossing may widen a strip.
    for level in sorted({value for value in crossed if value <= allowed})[:4]:
        start: int | None = None
        for index, value in enumerate([*crossed, len(lines)]):
            if value <= level and start is None:
                start = index
            elif value > level and start is not None:
                strip = (x0 + 2 * start, x0 + 2 * index)
                if start > 0 and index < count and strip[1] - strip[0] >= _NARROWEST:
                    strips.append(strip)
                start = None
    return list(dict.fromkeys(strips))[:24]


def _cut(
    lines: list[Line], left: float, right: float
) -> list[list[Line] | tuple[list[Line], list[Line]]]:
    middle = (left + right) / 2
    spanning: list[Line] = []
    zones: list[list[Line] | tuple[list[Line], list[Line]]] = []
    sides: tuple[list[Line], list[Line]] = ([], [])

    def flush() -> None:
        nonlocal sides
        after = _after(*sides)
        if sides[0] or sides[1]:
            if _are_columns(*sides):
                if spanning:
                    zones.append(list(spanning))
                    spanning.clear()
                zones.append(sides)
            else:
                spanning.extend([*sides[0], *sides[1]])
        spanning.extend(after)
        sides = ([], [])

    for line in sorted(lines, key=lambda line: line.y0):
        if line.x1 <= middle + 1:
            sides[0].append(line)
        elif line.x0 >= middle - 1:
            sides[1].append(line)
        else:
            flush()
            spanning.append(line)
    flush()
    if spanning:
        zones.append(spanning)
    return zones


def _after(left: list[Line], right: list[Line]) -> list[Line]:
    """Lines of the left side that stand below the right one and follow it in the file: they are
    taken out of ``left``, and read after both."""
    if not right:
        return []
    foot = max(line.y1 for line in right)
    last = max(line.order[1] for line in right)
    found = [line for line in left if line.y0 >= foot - 1 and line.order[0] > last]
    left[:] = [line for line in left if line not in found]
    return found


def _are_columns(left: list[Line], right: list[Line]) -> bool:
    if len(left) < _ROWS or len(right) < _ROWS:
        return False
    a, b = extent(left), extent(right)
    overlap = min(a[3], b[3]) - max(a[1], b[1])
    if overlap < 0.5 * min(a[3] - a[1], b[3] - b[1]):
        return False
    # A file that writes one side after the other writes columns; a table goes by rows.
    parted = max(line.order[1] for line in left) < min(line.order[0] for line in right)
    fewest = _PARTED_WORDS if parted else _PROSE_WORDS
    return _is_prose(left, fewest, parted) and _is_prose(right, fewest, parted)


def _is_prose(lines: list[Line], fewest: float, parted: bool) -> bool:
    """Whether lines fill their side with words, as cells of a table seldom do."""
    x0, _, x1, _ = extent(lines)
    # Justified words may stand far apart: a row is what counts.
    rows = rows_of(lines)
    filled = sum(row[-1].x1 - row[0].x0 >= 0.6 * (x1 - x0) for row in rows)
    apart = sum(len(row) > 1 for row in rows)
    words = sum(word.text[:1].isalpha() for line in lines for word in line.words)
    if words < fewest * len(rows):
        return False
    return parted or (filled >= _FILLED * len(rows) and apart <= _APART * len(rows))
