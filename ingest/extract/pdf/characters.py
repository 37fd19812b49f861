"""The characters of a PDF's page as words with their places. Only this package calls pdfium."""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as raw

from ingest.extract.pdf.layout import SOFT, PageLayout, Word

_THIN = 2.5  # points: a stroke no thicker is a ruling
_SHORTEST_RULING = 12.0
_MOST_OBJECTS = 20_000  # of a page, that are looked at for rulings and images
_TINY = 2.0  # points: nobody reads smaller letters
_INVISIBLE = 3  # text render mode
_PALE = 230  # of 255: such letters may be white on white
_BOLD = 600


@dataclass(slots=True)
class _Char:
    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    index: int


def page_layout(page: Any, number: int) -> PageLayout:
    """The words, rulings and images of a pdfium page that a reader sees.

    Words hidden by their render mode are kept where an image covers the page: that is how a
    scanner's own recognition is stored.
    """
    view = _View(page)
    layout = PageLayout(number, view.width, view.height, [])
    _look_at_objects(page, view, layout)
    textpage = page.get_textpage()
    try:
        words = list(_words(textpage.raw, view))
    finally:
        textpage.close()
    seen = [word for word, hidden, _ in words if not hidden]
    if not seen and layout.picture > 0.5:
        seen = [word for word, _, _ in words]
    doubtful = {id(word) for word, hidden, pale in words if pale and not hidden}
    if doubtful:
        seen = [word for word in seen if id(word) not in doubtful or _shows(page, view, word)]
        view.picture = None
    for order, word in enumerate(seen):
        word.order = order
    layout.words = seen
    return layout


class _View:
    """Places of a page as it is shown: origin top left, rotation done."""

    def __init__(self, page: Any) -> None:
        self.width, self.height = page.get_size()
        self.turned = page.get_rotation()
        self._page = page.raw
        left, bottom, right, top = page.get_cropbox()
        self._left, self._top = min(left, right), max(bottom, top)
        self.picture: Any = None

    def rectangle(
        self, x0: float, y0: float, x1: float, y1: float
    ) -> tuple[float, float, float, float]:
        """A rectangle of the page's own space (origin bottom left) as it is shown."""
        if not self.turned:
            return x0 - self._left, self._top - y1, x1 - self._left, self._top - y0
        a, b = self._point(x0, y0), self._point(x1, y1)
        return min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])

    def _point(self, x: float, y: float) -> tuple[float, float]:
        scale = 64
        at_x, at_y = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(
            self._page, 0, 0, int(self.width * scale), int(self.height * scale), 0, x, y, at_x, at_y
        )
        return at_x.value / scale, at_y.value / scale


def _look_at_objects(page: Any, view: _View, layout: PageLayout) -> None:
    left, bottom = ctypes.c_float(), ctypes.c_float()
    right, top = ctypes.c_float(), ctypes.c_float()
    covered = 0.0
    for index in range(min(raw.FPDFPage_CountObjects(page.raw), _MOST_OBJECTS)):
        found = raw.FPDFPage_GetObject(page.raw, index)
        kind = raw.FPDFPageObj_GetType(found)
        if kind not in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM):
            continue
        if not raw.FPDFPageObj_GetBounds(found, left, bottom, right, top):
            continue
        x0, y0, x1, y1 = view.rectangle(left.value, bottom.value, right.value, top.value)
        width, height = x1 - x0, y1 - y0
        if kind == raw.FPDF_PAGEOBJ_PATH:
            if min(width, height) <= _THIN and max(width, height) >= _SHORTEST_RULING:
                layout.rulings.append((x0, y0, x1, y1))
            elif raw.FPDFPath_CountSegments(found) <= 6 and width < 0.98 * view.width:
                layout.rulings += _edges(x0, y0, x1, y1)
        else:
            shown = max(0.0, min(x1, view.width) - max(x0, 0)) * max(
                0.0, min(y1, view.height) - max(y0, 0)
            )
            covered = max(covered, shown) if kind == raw.FPDF_PAGEOBJ_FORM else covered + shown
    if view.width > 0 and view.height > 0:
        layout.picture = min(1.0, covered / (view.width * view.height))


def _edges(
    x0: float, y0: float, x1: float, y1: float
) -> Iterator[tuple[float, float, float, float]]:
    """The four sides of a rectangle: a cell may be drawn as one."""
    if x1 - x0 >= _SHORTEST_RULING and y1 - y0 >= 6:
        yield x0, y0, x1, y0
        yield x0, y1, x1, y1
        yield x0, y0, x0, y1
        yield x1, y0, x1, y1


def _words(text: Any, view: _View) -> Iterator[tuple[Word, bool, bool]]:
    """Each word, whether it is hidden for certain, and whether its letters are pale."""
    run: list[_Char] = []
    for char in _characters(text, view):
        if char is None or (run and _breaks(run[-1], char)):
            yield from _word(text, run, view)
            run = []
        if char is not None:
            run.append(char)
    yield from _word(text, run, view)


def _characters(text: Any, view: _View) -> Iterator[_Char | None]:
    """The characters in the order of the file; None for white space."""
    rectangle = raw.FS_RECTF()
    for index in range(raw.FPDFText_CountChars(text)):
        code = raw.FPDFText_GetUnicode(text, index)
        if code == 0 or (0xD800 <= code <= 0xDFFF) or code > 0x10FFFF:
            continue
        char = chr(code)
        if char.isspace() or raw.FPDFText_IsGenerated(text, index) == 1:
            yield None
            continue
        if not raw.FPDFText_GetLooseCharBox(text, index, rectangle):
            continue
        x0, y0, x1, y1 = view.rectangle(
            rectangle.left, rectangle.bottom, rectangle.right, rectangle.top
        )
        yield _Char(char, x0, y0, x1, y1, index)


def _breaks(last: _Char, char: _Char) -> bool:
    """Whether ``char`` starts a new word though no space parts it from ``last``."""
    height = max(last.y1 - last.y0, 0.1)
    if char.y0 >= last.y1 or char.y1 <= last.y0:
        return True
    if char.x0 - last.x1 > 0.35 * height or char.x0 < last.x0 - 0.5 * height:
        return True
    # A call of a footnote follows its word without a space.
    tall = char.y1 - char.y0
    if tall < 0.82 * height:
        return char.text.isdigit() and not last.text.isdigit()
    return height < 0.82 * tall and last.text.isdigit()


def _word(text: Any, run: list[_Char], view: _View) -> Iterator[tuple[Word, bool, bool]]:
    if not run:
        return
    written = "".join(char.text for char in run)
    if len(written) > 1:
        written = written[:-1].translate({ord(mark): None for mark in SOFT}) + written[-1]
    first = run[0].index
    size = _size(text, first)
    word = Word(
        unicodedata.normalize("NFC", written),
        min(char.x0 for char in run),
        min(char.y0 for char in run),
        max(char.x1 for char in run),
        max(char.y1 for char in run),
        round(size * 2) / 2,
        _is_bold(text, first),
    )
    hidden, pale = _hidden(text, first, word, view)
    yield word, hidden, pale


def _size(text: Any, index: int) -> float:
    matrix = raw.FS_MATRIX()
    scale = 1.0
    if raw.FPDFText_GetMatrix(text, index, matrix):
        scale = (matrix.c**2 + matrix.d**2) ** 0.5 or 1.0
    return float(raw.FPDFText_GetFontSize(text, index)) * scale


def _is_bold(text: Any, index: int) -> bool:
    if raw.FPDFText_GetFontWeight(text, index) >= _BOLD:
        return True
    flags = ctypes.c_int()
    length = raw.FPDFText_GetFontInfo(text, index, None, 0, flags)
    if not 0 < length < 200:
        return False
    buffer = ctypes.create_string_buffer(length)
    raw.FPDFText_GetFontInfo(text, index, buffer, length, flags)
    name = buffer.value.lower()
    return b"bold" in name or b"black" in name or b"heavy" in name


def _hidden(text: Any, index: int, word: Word, view: _View) -> tuple[bool, bool]:
    outside = word.x1 <= 0 or word.y1 <= 0 or word.x0 >= view.width or word.y0 >= view.height
    drawn = raw.FPDFText_GetTextObject(text, index)
    mode = raw.FPDFTextObj_GetTextRenderMode(drawn) if drawn else 0
    if outside or mode == _INVISIBLE or word.size < _TINY:
        return True, False
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not raw.FPDFText_GetFillColor(text, index, red, green, blue, alpha):
        return False, False
    pale = min(red.value, green.value, blue.value) >= _PALE or alpha.value < 26
    return False, pale


def _shows(page: Any, view: _View, word: Word) -> bool:
    """Whether a pale word stands out from what is behind it."""
    if view.picture is None:
        scale = min(1.5, (4_000_000 / max(1.0, view.width * view.height)) ** 0.5)
        view.picture = (scale, page.render(scale=scale, grayscale=True).to_pil())
    scale, picture = view.picture
    box = (
        max(0, int(word.x0 * scale)),
        max(0, int(word.y0 * scale)),
        min(picture.width, int(word.x1 * scale) + 1),
        min(picture.height, int(word.y1 * scale) + 1),
    )
    if box[2] <= box[0] or box[3] <= box[1]:
        return False
    darkest, palest = picture.crop(box).getextrema()
    return bool(palest - darkest >= 40)
