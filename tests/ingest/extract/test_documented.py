"""docs/formats.md says what is measured, to the cell."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from corpus.errors import DocumentError
from ingest.clean import clean
from ingest.describe import describe
from ingest.extract import Source, extract
from ingest.extract import limits as the_limits
from ingest.extract.base import LARGEST, LONGEST_TEXT, MOST_PAGES, Extracted
from ingest.extract.formats import read_format
from tests.conftest import ROOT
from tests.ingest.extract.reports import content
from tests.ingest.extract.reports.pdf import pdf_report
from tests.ingest.extract.test_report import MAKERS, in_order, without_names

DOCUMENT = ROOT / "docs" / "formats.md"
FIELDS = ("title", "date", "issuer", "reference")
EXPECTED = (content.TITLE, content.DATE, content.ISSUER, content.REFERENCE)


def measured(ending: str) -> str:
    """The row of a format."""
    extracted = extract(Source(f"rapport.{ending}", MAKERS[ending]()))
    text = clean(extracted.raw).text
    share = in_order(content.expected_words(), content.words(without_names(text)))
    left = sum(text.count(one) for one in (content.HEAD, content.FOOT, "Sommaire", "....."))
    lines = text.replace("\u00a0", " ").split("\n")
    notes = sum(any(line.endswith(note) for line in lines) for note in content.notes())
    rows = sum(
        any(all(f"{n} : {v}" in line for n, v in zip(content.NAMES, row, strict=True))
            for line in lines)
        for row in content.ROWS
    )  # fmt: skip
    known = describe(text, extracted.metadata, extracted.found)
    right = [getattr(known, f) == value for f, value in zip(FIELDS, EXPECTED, strict=True)]
    return (
        f"| {ending} | {'≥ 99 %' if share >= 0.99 else f'{share:.3f}'} | {left} "
        f"| {notes} of {len(content.notes())} | {rows} of {len(content.ROWS)} "
        f"| {_pages(ending, extracted, text)} | {'all' if all(right) else right} |"
    )


def _pages(ending: str, extracted: Extracted, text: str) -> str:
    if not extracted.pages:
        return "none"
    alignment = clean(extracted.raw).alignment
    for number, sheet in enumerate(content.SHEETS, 1):
        at = alignment.to_raw(*(2 * [text.index(sheet.items[-1].text[:30])]))[0]
        page = next(one for one in reversed(extracted.pages) if one.start <= at)
        if page.number != number + (ending == "pdf" and number > 1):
            return f"wrong on {number}"
    return "all"


@pytest.mark.parametrize("ending", MAKERS)
def test_the_table_says_what_is_measured(ending: str) -> None:
    assert measured(ending) in DOCUMENT.read_text(encoding="utf-8").splitlines()


def test_the_limits_are_those_in_force() -> None:
    said = DOCUMENT.read_text(encoding="utf-8")
    for words in (
        f"| size of a file | {LARGEST // 2**20} MiB |",
        f"| time for a file, scanned pages left out | {the_limits.SECONDS} s |",
        f"| time for each scanned page | {the_limits.SECONDS_A_SCAN} s more |",
        (
            f"| memory | {the_limits.MEMORY // 2**20} MiB, and "
            f"{the_limits.MEMORY_OF_OCR // 2**20} MiB for Tesseract |"
        ),
        f"| pages | {MOST_PAGES:,}, of which {the_limits.MOST_SCANS} scanned |",
        f"| what an office file unpacks to | {the_limits.UNPACKED // 2**20} MiB |",
        f"| characters | {LONGEST_TEXT // 10**6} million |",
    ):
        assert words in said


def test_without_tesseract_a_scanned_page_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DocumentError, match=r"page 6 est une image.*tesseract-ocr-fra") as caught:
        read_format(Source("scan.pdf", pdf_report()), lambda: None)
    assert re.search("n’est pas installé", str(caught.value))


def test_without_its_french_data_neither(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "tesseract"
    program.write_text("#!/bin/sh\necho eng\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    with pytest.raises(DocumentError, match="données françaises"):
        read_format(Source("scan.pdf", pdf_report()), lambda: None)
