"""Every format against the same fictitious report: its words in order, its pages, its title."""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import SequenceMatcher

import pytest

from ingest.clean import clean
from ingest.describe import describe
from ingest.extract import Source, extract
from ingest.extract.base import Extracted
from tests.ingest.extract.reports import content
from tests.ingest.extract.reports.flowing import docx_report, html_report, odt_report, rtf_report
from tests.ingest.extract.reports.messages import eml_report, pptx_report
from tests.ingest.extract.reports.pdf import pdf_report

MAKERS: dict[str, Callable[[], bytes]] = {
    "pdf": pdf_report,
    "docx": docx_report,
    "odt": odt_report,
    "rtf": rtf_report,
    "pptx": pptx_report,
    "html": html_report,
    "eml": eml_report,
}
PAGED = ("pdf", "docx", "odt", "rtf", "pptx")
formats = pytest.mark.parametrize("ending", MAKERS)


@pytest.fixture(scope="module")
def read() -> Callable[[str], Extracted]:
    """The report of each format as it is read, once."""
    known: dict[str, Extracted] = {}

    def reading(ending: str) -> Extracted:
        if ending not in known:
            known[ending] = extract(Source(f"rapport.{ending}", MAKERS[ending]()))
        return known[ending]

    return reading


def in_order(expected: list[str], found: list[str]) -> float:
    """Share of the expected words that are found, in their order."""
    matcher = SequenceMatcher(None, expected, found, autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks()) / len(expected)


def without_names(text: str) -> str:
    """The text with the repeated names of columns taken out of a table's rows."""
    for name in content.NAMES:
        text = re.sub(rf"{re.escape(name)}\s:\s", "", text)
    return re.sub(r"^\(\d+\) .*$", "", re.sub(r" \(\d+\)", "", text), flags=re.MULTILINE)


@formats
def test_words_come_in_their_order(ending: str, read: Callable[[str], Extracted]) -> None:
    text = clean(read(ending).raw).text
    found = content.words(without_names(text))
    assert in_order(content.expected_words(), found) >= 0.99
    header = 25 if ending == "eml" else 0  # subject, sender, date, attachment
    assert len(found) <= 1.02 * len(content.expected_words()) + header


@formats
def test_no_running_head_no_contents(ending: str, read: Callable[[str], Extracted]) -> None:
    text = clean(read(ending).raw).text
    assert content.HEAD not in text
    assert content.FOOT not in text
    assert "....." not in text
    assert "Sommaire" not in text


@formats
def test_footnotes_are_kept_and_cut_no_sentence(
    ending: str, read: Callable[[str], Extracted]
) -> None:
    lines = clean(read(ending).raw).text.split("\n")
    for note in content.notes():
        assert [line for line in lines if line.endswith(note)] != [], note
    whole = " ".join(lines)
    assert "continue avec les explications de la page suivante" in whole


@formats
def test_a_row_keeps_the_names_of_its_columns(
    ending: str, read: Callable[[str], Extracted]
) -> None:
    text = clean(read(ending).raw).text.replace("\u00a0", " ")
    for row in content.ROWS:
        line = next(line for line in text.split("\n") if f"{content.NAMES[0]} : {row[0]}" in line)
        for name, value in zip(content.NAMES, row, strict=True):
            assert f"{name} : {value}" in line


@pytest.mark.parametrize("ending", PAGED)
def test_every_text_is_on_its_page(ending: str, read: Callable[[str], Extracted]) -> None:
    extracted = read(ending)
    cleaned = clean(extracted.raw)
    shift = 1 if ending == "pdf" else 0  # its contents stand on a page of their own
    numbers = [page.number for page in extracted.pages]
    assert numbers == list(range(1, len(content.SHEETS) + 1 + shift))
    for number, sheet in enumerate(content.SHEETS, 1):
        for item in sheet.items:
            if not item.text or (ending == "pptx" and item is content.SHEETS[3].items[0]):
                continue  # no sentence runs on from one slide to the next
            at = cleaned.text.index(item.text[:40])
            at = cleaned.alignment.to_raw(at, at + 1)[0]
            page = next(p for p in reversed(extracted.pages) if p.start <= at)
            assert page.number == number + (shift if number > 1 else 0), item.text[:40]


@formats
def test_title_date_issuer_and_reference_are_found(
    ending: str, read: Callable[[str], Extracted]
) -> None:
    extracted = read(ending)
    known = describe(clean(extracted.raw).text, extracted.metadata, extracted.found)
    assert (known.title, known.date, known.issuer, known.type, known.reference) == (
        content.TITLE, content.DATE, content.ISSUER, "rapport", content.REFERENCE,
    )  # fmt: skip
    assert set(known.found_in) >= {"title", "date", "issuer", "type", "reference"}


@formats
def test_headings_are_marked(ending: str, read: Callable[[str], Extracted]) -> None:
    lines = clean(read(ending).raw).text.split("\n")
    for sheet in content.SHEETS:
        for item in sheet.items:
            if item.level == 2:
                assert [line for line in lines if re.fullmatch(rf"#+ {item.text}", line)]
