"""Scanned pages: recognised by tesseract, where it is installed."""

from __future__ import annotations

import csv
import io
import os
import resource
import shutil
import statistics
import subprocess
from functools import cache
from typing import Any

from corpus.errors import DocumentError
from ingest.extract.limits import MEMORY_OF_OCR, SECONDS_A_SCAN
from ingest.extract.pdf.layout import Line, Word, lines_of

_DOTS_AN_INCH = 300
_MOST_PIXELS = 12_000_000
_SUREST_NOISE = 20.0  # per cent of confidence below which a word is a stain
_LARGER = 1.5
_LANGUAGE = "fra"


def recognise(page: Any, name: str, number: int) -> list[Line]:
    """The lines that tesseract reads on a pdfium page, in its order; places in points.

    Raises:
        DocumentError: tesseract or its French data is missing, or fails on the page.
    """
    program = _program(name, number)
    width, height = page.get_size()
    scale = _DOTS_AN_INCH / 72
    pixels = width * height * scale**2
    if pixels > _MOST_PIXELS:
        scale *= (_MOST_PIXELS / pixels) ** 0.5
    image = page.render(scale=scale, grayscale=True).to_pil()
    buffer = io.BytesIO()
    image.save(buffer, "PPM")
    command = [program, "stdin", "stdout", "-l", _LANGUAGE, "--psm", "3"]
    command += ["--dpi", str(round(scale * 72)), "tsv"]
    try:
        done = subprocess.run(  # noqa: S603
            command,
            input=buffer.getvalue(),
            capture_output=True,
            timeout=SECONDS_A_SCAN,
            check=True,
            preexec_fn=_limit,
        )
    except subprocess.TimeoutExpired:
        raise DocumentError(
            f"«\u00a0{name}\u00a0»\u00a0: la reconnaissance de la page {number} prend plus de "
            f"{SECONDS_A_SCAN} secondes. Numérisez-la de nouveau, plus nettement."
        ) from None
    except (subprocess.CalledProcessError, OSError):
        raise DocumentError(
            f"«\u00a0{name}\u00a0»\u00a0: la reconnaissance de la page {number} a échoué. "
            "Vérifiez l’installation de Tesseract, ou numérisez la page de nouveau."
        ) from None
    return _lines(done.stdout.decode("utf-8", "replace"), scale)


def lacking() -> str:
    """The Debian package without which no scanned page is read here; empty where they are."""
    program = shutil.which("tesseract")
    if program is None:
        return "tesseract-ocr et tesseract-ocr-fra"
    return "" if _reads_french(program) else "tesseract-ocr-fra"


def _program(name: str, number: int) -> str:
    program = shutil.which("tesseract")
    if program is None:
        raise DocumentError(
            f"«\u00a0{name}\u00a0» contient des pages numérisées (la page {number} est une image) "
            "et Tesseract, qui reconnaît leurs caractères, n’est pas installé. Installez "
            "«\u00a0tesseract-ocr\u00a0» et «\u00a0tesseract-ocr-fra\u00a0», puis recommencez."
        )
    if not _reads_french(program):
        raise DocumentError(
            f"«\u00a0{name}\u00a0» contient des pages numérisées (la page {number} est une image) "
            "et Tesseract n’a pas ses données françaises. Installez "
            "«\u00a0tesseract-ocr-fra\u00a0», puis recommencez."
        )
    return program


@cache
def _reads_french(program: str) -> bool:
    try:
        said = subprocess.run(  # noqa: S603
            [program, "--list-langs"], capture_output=True, timeout=SECONDS_A_SCAN, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return _LANGUAGE in (said.stdout + said.stderr).decode("utf-8", "replace").split()


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_OF_OCR, MEMORY_OF_OCR))
    os.nice(2)


def _lines(table: str, scale: float) -> list[Line]:
    lines: dict[tuple[str, ...], list[Word]] = {}
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        text = (row.get("text") or "").strip()
        if row.get("level") != "5" or not text:
            continue
        try:
            sure = float(row["conf"])
            x, y, w, h = (float(row[key]) / scale for key in ("left", "top", "width", "height"))
        except (TypeError, ValueError):
            continue
        if sure < _SUREST_NOISE or (sure < 60 and not any(map(str.isalnum, text))):
            continue
        key = (row["block_num"], row["par_num"], row["line_num"])
        lines.setdefault(key, []).append(Word(text, x, y, x + w, y + h, h))
    found = [_levelled(words) for words in lines.values()]
    if found:
        usual = statistics.median(line.size for line in found)
        for order, word in enumerate(word for line in found for word in line.words):
            # Letters without tops or tails are low: only what is much larger is another size.
            word.size = word.size if word.size > _LARGER * usual else usual
            word.order = order
    # Tesseract makes one line of cells, or of short columns, that stand side by side.
    return [part for line in found for part in lines_of(line.words)]


def _levelled(words: list[Word]) -> Line:
    """A line whose words share one height and one size: letters' own heights say little."""
    top = statistics.median(word.y0 for word in words)
    low = statistics.median(word.y1 for word in words)
    size = max(4.0, round((low - top) * 1.1))
    for word in words:
        word.size = size
    return Line(words)
