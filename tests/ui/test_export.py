"""A conversation taken away, as readers of each format see it."""

from __future__ import annotations

from io import BytesIO

import docx
import pypdfium2
import pytest
from markdown_it import MarkdownIt

from tests.ui.doubles import ScriptedChain, small_library
from ui.drawer import Said
from ui.export.docx import to_docx
from ui.export.markdown import to_markdown
from ui.export.pdf import to_pdf
from ui.export.transcript import Transcript, transcript

BASE = "https://vigie.region-fictive.example"
HOSTILE = "# <script>alert(1)</script> ![i](http://exemple.invalid/a.png) \u202etexte *gras*"


@pytest.fixture
def said() -> Transcript:
    from assistant.answer import Ask

    library, name = small_library()
    chain = ScriptedChain(library, name)
    answers = [(q, chain.invoke(Ask(q)).to_json()) for q in ("Qui préside\u00a0?", HOSTILE)]
    moment = "2026-11-23T12:00:00+00:00"
    return transcript("", [Said(question, one, moment) for question, one in answers], BASE)


def test_markdown_holds_answers_sources_and_their_addresses(said: Transcript) -> None:
    text = to_markdown(said).decode()
    assert "**Camille Exemple**" in text
    assert "intelligence artificielle" in text
    assert f"<{BASE}/source/" in text
    assert "23 novembre 2026 à " in text


def test_what_a_reader_or_a_document_wrote_is_no_markup(said: Transcript) -> None:
    text = to_markdown(said).decode()
    assert "\u202e" not in text
    html = MarkdownIt("commonmark").render(text)
    assert "<img" not in html
    assert "<script" not in html
    assert html.count("<h1>") == 1


def test_docx_has_headings_and_bold(said: Transcript) -> None:
    document = docx.Document(BytesIO(to_docx(said)))
    assert [p.text for p in document.paragraphs if p.style.name == "Heading 1"] == [  # type: ignore[union-attr]
        "Qui préside\u00a0?",
        HOSTILE.replace("\u202e", ""),
    ]
    bold = [run.text for p in document.paragraphs for run in p.runs if run.bold]
    assert "Camille Exemple" in bold
    assert document.core_properties.language == "fr-FR"


def test_pdf_text_can_be_read_and_copied(said: Transcript) -> None:
    pdf = pypdfium2.PdfDocument(to_pdf(said))
    try:
        text = " ".join(page.get_textpage().get_text_bounded() for page in pdf)
    finally:
        pdf.close()
    flat = " ".join(text.replace("\u00a0", " ").split())
    assert "Cette instance sera présidée par Camille Exemple" in flat
    assert "Qui préside ?" in flat
    assert "page 1" in flat
