"""Tables of a page: by their rulings, else by the columns in which short words stand."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.extract.compose import looks_like_names
from ingest.extract.pdf.layout import Line, Table, Word, rows_of

_NEAR = 3.0  # points between two strokes of one ruling
_REACH = 6.0  # points by which a stroke may miss another
_MOST_RULINGS = 4000
_ROWS = 3  # rows at least of a table without rulings
_GAP = 0.9  # ems between its columns


def ruled_tables(
    words: Sequence[Word], rulings: Sequence[tuple[float, float, float, float]]
) -> tuple[list[Table], list[Word]]:
    """The tables that ``rulings`` draw, and the words outside of them."""
    left = list(words)
    tables: list[Table] = []
    for xs, ys in _grids(rulings[:_MOST_RULINGS]):
        inside = [word for word in left if _within(word, xs, ys)]
        rows: list[list[list[Word]]] = [
            [[] for _ in range(len(xs) - 1)] for _ in range(len(ys) - 1)
        ]
        for word in inside:
            rows[_slot(ys, (word.y0 + word.y1) / 2)][_slot(xs, (word.x0 + word.x1) / 2)].append(
                word
            )
        filled = sum(1 for row in rows if sum(map(bool, row)) >= 2)
        if filled < 2:
            continue
        taken = {id(word) for word in inside}
        left = [word for word in left if id(word) not in taken]
        rows = [[_reading(cell) for cell in row] for row in rows if any(row)]
        table = Table(rows, xs[0], ys[0], xs[-1], ys[-1])
        table.headed = looks_like_names(table.texts()[0])
        tables.append(table)
    return tables, left


def _grids(
    rulings: Sequence[tuple[float, float, float, float]],
) -> list[tuple[list[float], list[float]]]:
    """Upright and level positions of each connected set of rulings that makes cells."""
    flat = [r for r in rulings if r[2] - r[0] > r[3] - r[1]]
    upright = [r for r in rulings if r[2] - r[0] <= r[3] - r[1]]
    if len(flat) < 2 or len(upright) < 2:
        return []
    group = list(range(len(flat)))

    def root(index: int) -> int:
        while group[index] != index:
            group[index] = group[group[index]]
            index = group[index]
        return index

    touched: list[list[int]] = []
    for line in upright:
        met = [index for index, other in enumerate(flat) if _cross(line, other)]
        touched.append(met)
        for index in met[1:]:
            group[root(index)] = root(met[0])
    grids = []
    for head in {root(index) for index in range(len(flat))}:
        members = [index for index in range(len(flat)) if root(index) == head]
        columns = [
            line[0]
            for line, met in zip(upright, touched, strict=True)
            if met and root(met[0]) == head
        ]
        xs = _clustered(columns)
        ys = _clustered([flat[index][1] for index in members])
        if len(xs) >= 3 and len(ys) >= 3:
            grids.append((xs, ys))
    return sorted(grids, key=lambda grid: grid[1][0])


def _cross(
    upright: tuple[float, float, float, float], flat: tuple[float, float, float, float]
) -> bool:
    return (
        flat[0] - _REACH <= upright[0] <= flat[2] + _REACH
        and upright[1] - _REACH <= flat[1] <= upright[3] + _REACH
    )


def _clustered(values: list[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _NEAR:
            found.append(value)
    return found


def _within(word: Word, xs: list[float], ys: list[float]) -> bool:
    x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
    return xs[0] <= x <= xs[-1] and ys[0] <= y <= ys[-1]


def _slot(edges: list[float], at: float) -> int:
    for index in range(len(edges) - 1):
        if at < edges[index + 1]:
            return index
    return len(edges) - 2


def _reading(words: list[Word]) -> list[Word]:
    """A cell's words, line after line."""
    ordered: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.y0 + word.y1) / 2):
        middle = (word.y0 + word.y1) / 2
        if ordered and middle - (ordered[-1][0].y0 + ordered[-1][0].y1) / 2 < 0.5 * word.size:
            ordered[-1].append(word)
        else:
            ordered.append([word])
    return [word for line in ordered for word in sorted(line, key=lambda word: word.x0)]


def one_line(row: list[Line]) -> Line:
    """What stands side by side and is no table: one line, its words stretched apart."""
    return row[0] if len(row) == 1 else Line([word for line in row for word in line.words])


def aligned_tables(run: list[Line]) -> list[Line | Table]:
    """A run of lines, its stretches of cells side by side made tables."""
    rows = rows_of(run)
    made: list[Line | Table] = []
    index = 0
    while index < len(rows):
        stretch = _stretch(rows, index)
        table = _aligned(rows[index : index + stretch]) if stretch >= _ROWS else None
        if table is None:
            made.append(one_line(rows[index]))
            index += 1
        else:
            made.append(table)
            index += stretch
    return made


def _stretch(rows: list[list[Line]], start: int) -> int:
    """How many rows from ``start`` have cells side by side, near each other."""
    end = start
    while end < len(rows) and len(rows[end]) >= 2:
        if end > start and rows[end][0].y0 - rows[end - 1][0].y1 > 2.5 * rows[end][0].size:
            break
        end += 1
    return end - start


def _aligned(rows: list[list[Line]]) -> Table | None:
    cells = [cell for row in rows for cell in row]
    size = max(cell.size for cell in cells)
    bands: list[list[float]] = []
    for cell in sorted(cells, key=lambda cell: cell.x0):
        if bands and cell.x0 < bands[-1][1] + _GAP * size * 0.5:
            bands[-1][1] = max(bands[-1][1], cell.x1)
        else:
            bands.append([cell.x0, cell.x1])
    if len(bands) < 2:
        return None
    made: list[list[list[Word]]] = []
    for row in rows:
        slots: list[list[Word]] = [[] for _ in bands]
        for cell in row:
            index = max(i for i, band in enumerate(bands) if band[0] <= cell.x0 + 0.1)
            slots[index] += cell.words
        made.append(slots)
    if sum(sum(map(bool, row)) >= 2 for row in made) < _ROWS:
        return None
    table = Table(
        made,
        bands[0][0],
        min(cell.y0 for cell in cells),
        bands[-1][1],
        max(cell.y1 for cell in cells),
    )
    table.headed = looks_like_names(table.texts()[0])
    return table
