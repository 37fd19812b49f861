"""The report as a presentation and as an e-mail."""

from __future__ import annotations

import io
from email.message import EmailMessage
from typing import Any

from pptx import Presentation
from pptx.util import Inches

from tests.ingest.extract.reports.content import FOOT, NAMES, ROWS, SHEETS, TITLE, Item
from tests.ingest.extract.reports.flowing import html_report


def pptx_report() -> bytes:
    """Slides: one for each page, with a footer placeholder and a table."""
    deck = Presentation()
    deck.core_properties.title = "PowerPoint Presentation"
    for number, sheet in enumerate(SHEETS, 1):
        slide = deck.slides.add_slide(deck.slide_layouts[6])
        _furniture(slide, number)
        for at, item in enumerate(sheet.items):
            if item.table:
                shape = slide.shapes.add_table(5, 4, Inches(1), Inches(3), Inches(8), Inches(2))
                for row, values in zip(shape.table.rows, [NAMES, *ROWS], strict=True):
                    for cell, value in zip(row.cells, values, strict=True):
                        cell.text = value
                continue
            _box(slide, at, item, number)
        for item in sheet.items:
            if item.note:
                _box(slide, 8, Item("(1) " + item.note), number)
    buffer = io.BytesIO()
    deck.save(buffer)
    return buffer.getvalue()


def _box(slide: Any, at: int, item: Item, number: int) -> None:
    box = slide.shapes.add_textbox(Inches(1), Inches(0.5 + 0.6 * at), Inches(8), Inches(0.5))
    said = item.text
    if said.endswith("continue avec"):
        said += " " + SHEETS[number].items[0].text
    if said == SHEETS[3].items[0].text:
        said = ""
    box.text_frame.text = said
    if item.level:
        _placeholder(box, "ctrTitle" if item.level == 1 else "title")


def _placeholder(shape: Any, kind: str) -> None:
    from pptx.oxml import parse_xml

    holder = shape._element.nvSpPr.find(
        "{http://schemas.openxmlformats.org/presentationml/2006/main}nvPr"
    )
    holder.insert(
        0,
        parse_xml(
            '<p:ph xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
            f'type="{kind}"/>'
        ),
    )


def _furniture(slide: Any, number: int) -> None:
    for kind, said in (("ftr", FOOT), ("sldNum", str(number)), ("dt", "01/01/2001")):
        box = slide.shapes.add_textbox(Inches(1), Inches(7), Inches(3), Inches(0.4))
        box.text_frame.text = said
        _placeholder(box, kind)


def eml_report() -> bytes:
    """A message whose body is the report's page, in both forms, with an attachment."""
    message = EmailMessage()
    message["Subject"] = TITLE
    message["From"] = "Région Fictive <essais@region.invalid>"
    message["To"] = "Personne <personne@exemple.invalid>"
    message["Date"] = "Thu, 06 Nov 2025 08:00:00 +0100"
    page = html_report().decode()
    message.set_content(page, subtype="html")
    message.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="annexe.pdf")
    return message.as_bytes()
