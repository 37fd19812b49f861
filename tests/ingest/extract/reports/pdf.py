"""The report as a PDF: running heads, columns, cut words, a table, notes, a scanned page."""

from __future__ import annotations

import io
from collections.abc import Iterator

from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from tests.ingest.extract.reports.content import (
    CONTENTS,
    FOOT,
    HEAD,
    NAMES,
    ROWS,
    SHEETS,
    TITLE,
    Item,
    Sheet,
)

WIDTH, HEIGHT = 595.0, 842.0
_MARGIN = 60.0
_FOLDER = "/usr/share/fonts/truetype/dejavu/"
_FONTS = {
    "Corps": "DejaVuSerif.ttf", "Gras": "DejaVuSerif-Bold.ttf", "Titre": "DejaVuSans-Bold.ttf",
}  # fmt: skip
_VOWELS = set("aeiouyàâéèêëîïôöùûü")


def pdf_report(*, contents: bool = True, scanned: bool = True) -> bytes:
    """The whole report; with a table of contents on its own page where asked."""
    for name, file in _FONTS.items():
        pdfmetrics.registerFont(TTFont(name, _FOLDER + file))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), invariant=1)
    canvas.setTitle(TITLE)
    canvas.setAuthor("Région Fictive")
    number = 0
    for sheet in SHEETS:
        number += 1
        if sheet.scanned and scanned:
            _scan(canvas, sheet)
        else:
            _Sheet(canvas, number).draw(sheet)
        if contents and number == 1:
            canvas.showPage()
            number += 1
            _contents(canvas)
            _furniture(canvas, number)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _furniture(canvas: Canvas, number: int) -> None:
    canvas.setFont("Corps", 8)
    canvas.drawString(_MARGIN, HEIGHT - 36, HEAD)
    canvas.drawString(_MARGIN, 30, FOOT)
    canvas.drawRightString(WIDTH - _MARGIN, 30, str(number))


def _contents(canvas: Canvas) -> None:
    canvas.setFont("Titre", 15)
    canvas.drawString(_MARGIN, HEIGHT - 90, "Sommaire")
    canvas.setFont("Corps", 10)
    for index, (text, page) in enumerate(CONTENTS):
        canvas.drawString(_MARGIN, HEIGHT - 130 - 18 * index, f"{text} {'.' * 40} {page}")


class _Sheet:
    """Lays a page out by hand, so that the test knows what is where."""

    def __init__(self, canvas: Canvas, number: int) -> None:
        self._canvas = canvas
        self._number = number

    def draw(self, sheet: Sheet) -> None:
        _furniture(self._canvas, self._number)
        notes = [item.note for item in sheet.items if item.note]
        floor = 70.0 + 24 * len(notes)
        top = HEIGHT - 80
        items = list(sheet.items)
        if sheet.columns == 2:
            top = self._flow(items[:1], _MARGIN, WIDTH - _MARGIN, top, floor)[1]
            self._two(items[1:], top - 6, floor)
        else:
            self._flow(items, _MARGIN, WIDTH - _MARGIN, top, floor)
        self._notes(notes, floor)

    def _two(self, items: list[Item], top: float, floor: float) -> None:
        middle = WIDTH / 2
        lines = [
            (line, last, item)
            for item in items
            for line, last in self._broken(self._said(item), middle - 15 - _MARGIN, 10, cut=True)
        ]
        half = (len(lines) + 1) // 2
        for column, part in enumerate((lines[:half], lines[half:])):
            x = _MARGIN if column == 0 else middle + 15
            y = top
            for text, last, _ in part:
                self._line(text, x, y, middle - 15 - _MARGIN, 10, justified=not last)
                y -= 14
                if last:
                    y -= 8
        assert y > floor

    def _said(self, item: Item) -> str:
        return item.text + ("\x01" if item.note else "")

    def _flow(
        self, items: list[Item], left: float, right: float, top: float, floor: float
    ) -> tuple[int, float]:
        y = top
        for index, item in enumerate(items):
            if item.table:
                y = self._table(left, right, y)
                continue
            size = {0: 10.0, 1: 20.0, 2: 14.0}[item.level]
            font = "Titre" if item.level else "Corps"
            for text, last in self._broken(self._said(item), right - left, size, font=font):
                self._line(
                    text,
                    left,
                    y,
                    right - left,
                    size,
                    font=font,
                    justified=not last and not item.level,
                )
                y -= 1.4 * size
                assert y > floor
            y -= 10
            del index
        return len(items), y

    def _broken(
        self, text: str, width: float, size: float, *, cut: bool = False, font: str = "Corps"
    ) -> Iterator[tuple[str, bool]]:
        line = ""
        for word in text.split(" "):
            longer = f"{line} {word}".strip()
            if self._wide(longer, font, size) <= width:
                line = longer
                continue
            head, tail = self._cut(line, word, width, size) if cut else ("", word)
            yield (f"{line} {head}".strip() if head else line), False
            line = tail
        yield line, True

    def _wide(self, text: str, font: str, size: float) -> float:
        return float(pdfmetrics.stringWidth(text.replace("\x01", "1"), font, size))

    def _cut(self, line: str, word: str, width: float, size: float) -> tuple[str, str]:
        """As much of ``word`` as fits after ``line``, with a hyphen, cut after a vowel."""
        if not word.isalpha() or len(word) < 7:
            return "", word
        for at in range(len(word) - 3, 2, -1):
            fits = self._wide(f"{line} {word[:at]}-", "Corps", size) <= width
            if fits and word[at - 1] in _VOWELS and word[at] not in _VOWELS:
                return word[:at] + "-", word[at:]
        return "", word

    def _line(
        self, text: str, x: float, y: float, width: float, size: float,
        *, font: str = "Corps", justified: bool = True,
    ) -> None:  # fmt: skip
        pieces = text.split(" ")
        gap = self._wide(" ", font, size)
        if justified and len(pieces) > 1:
            used = sum(self._wide(piece, font, size) for piece in pieces)
            gap = (width - used) / (len(pieces) - 1)
        for piece in pieces:
            plain, call, _ = piece.partition("\x01")
            self._canvas.setFont(font, size)
            self._canvas.drawString(x, y, plain)
            x += self._wide(plain, font, size)
            if call:
                self._canvas.setFont(font, 0.6 * size)
                self._canvas.drawString(x, y + 0.4 * size, "1")
                x += self._wide("1", font, 0.6 * size)
            x += gap

    def _table(self, left: float, right: float, y: float) -> float:
        canvas = self._canvas
        wide = (right - left) / len(NAMES)
        rows = [NAMES, *ROWS]
        for index, row in enumerate(rows):
            canvas.setFont("Gras" if index == 0 else "Corps", 9)
            for column, text in enumerate(row):
                canvas.drawString(left + column * wide + 4, y - 14, text)
            canvas.line(left, y, right, y)
            y -= 20
        canvas.line(left, y, right, y)
        for column in range(len(NAMES) + 1):
            canvas.line(left + column * wide, y, left + column * wide, y + 20 * len(rows))
        return y - 20

    def _notes(self, notes: list[str], floor: float) -> None:
        if not notes:
            return
        canvas = self._canvas
        canvas.line(_MARGIN, floor - 4, _MARGIN + 120, floor - 4)
        for index, note in enumerate(notes):
            y = floor - 20 - 14 * index
            canvas.setFont("Corps", 5)
            canvas.drawString(_MARGIN, y + 3, str(index + 1))
            canvas.setFont("Corps", 8)
            canvas.drawString(_MARGIN + 6, y, note)


def scan_image(sheet: Sheet, dots: int = 200) -> Image.Image:
    """A page as a scanner sees it."""
    scale = dots / 72
    image = Image.new("L", (int(WIDTH * scale), int(HEIGHT * scale)), 250)
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(_FOLDER + "DejaVuSerif.ttf", int(12 * scale))
    y = 100 * scale
    for item in sheet.items:
        line = ""
        for word in [*item.text.split(" "), ""]:
            longer = f"{line} {word}".strip()
            if word and draw.textlength(longer, font) <= (WIDTH - 2 * _MARGIN) * scale:
                line = longer
                continue
            draw.text((_MARGIN * scale, y), line, font=font, fill=20)
            y += 18 * scale
            line = word
        y += 12 * scale
    return image


def _scan(canvas: Canvas, sheet: Sheet) -> None:
    canvas.drawImage(ImageReader(scan_image(sheet)), 0, 0, WIDTH, HEIGHT)
