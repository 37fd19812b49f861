"""Documents of other formats through the whole of ingestion: pages, boxes, page images."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from assistant.quote import Quote
from corpus.errors import DocumentError, UnknownDocumentError
from corpus.records import Scope
from ingest.extract import Source, render_page
from tests.ingest.conftest import Corpus, open_corpus
from tests.ingest.extract.reports import content
from tests.ingest.extract.reports.pdf import pdf_report


@pytest.fixture(scope="module")
def report() -> bytes:
    """The fictitious report as a PDF, its scanned page written instead: recognition is slow."""
    return pdf_report(scanned=False)


@pytest.fixture
def corpus(home: Path, report: bytes) -> Corpus:
    """A corpus that holds the report."""
    corpus = open_corpus(home)
    (taken,) = corpus.pipeline.ingest([Source("rapport.pdf", report)])
    assert taken.outcome == "added", taken.message
    return corpus


def test_pages_boxes_and_what_is_known(corpus: Corpus) -> None:
    document = corpus.catalogue.document("rapport.pdf")
    assert document.pages == 7
    assert (document.metadata.title, document.metadata.date) == (content.TITLE, content.DATE)
    version = corpus.catalogue.version(document.version)
    boxes = corpus.catalogue.word_boxes(document.version)
    assert boxes is not None
    quoted = "mise en page coupe souvent"
    start = version.text.index(quoted)
    places = boxes.of_span(version.alignment, start, start + len(quoted))
    assert {place.page for place in places} == {4}
    assert all(0.05 < place.x0 < place.x1 < 0.52 for place in places)
    assert all(0.1 < place.y0 < place.y1 < 0.5 for place in places)


def test_a_quotation_names_the_page_on_which_it_begins(corpus: Corpus) -> None:
    document = corpus.catalogue.document("rapport.pdf")
    passages = corpus.catalogue.passages(document.version)
    version = corpus.catalogue.version(document.version)
    stored = corpus.catalogue.stored_passages([one.id for one in passages], Scope())
    crossing = 0
    for one in stored.values():
        passage = one.passage
        for offset in range(passage.start, passage.end, 7):
            page = next(p for p in reversed(version.pages) if p.start <= offset)
            assert passage.page_at(offset) == page.number
            said = Quote(one, offset - passage.start, passage.end - passage.start)
            assert said.citation(1).page == page.number
        crossing += passage.page_at(passage.end - 1) != passage.page
    assert crossing


def test_boxes_outlive_a_reindexing(corpus: Corpus) -> None:
    before = corpus.catalogue.packed_boxes(corpus.catalogue.document("rapport.pdf").version)
    corpus.pipeline.reindex()
    after = corpus.catalogue.packed_boxes(corpus.catalogue.document("rapport.pdf").version)
    assert before == after != b""
    with pytest.raises(UnknownDocumentError):
        corpus.catalogue.word_boxes("absente")


def test_a_page_is_drawn(report: bytes) -> None:
    image = Image.open(io.BytesIO(render_page(report, "rapport.pdf", 4, 500)))
    assert (image.format, image.width) == ("PNG", 500)
    shades = image.convert("L").histogram()
    assert sum(shades[:60]) > 100
    assert sum(shades[200:]) > 10_000
    with pytest.raises(DocumentError, match="n’a pas de page 8"):
        render_page(report, "rapport.pdf", 8)
