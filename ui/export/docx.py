"""A conversation as a Word document."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from ui import texts_fr as t
from ui.export.transcript import Transcript, bold_parts


def to_docx(said: Transcript) -> bytes:
    """The document, with real headings and lists, its language French."""
    from docx import Document
    from docx.oxml.ns import qn
    from docx.shared import Pt

    document = Document()
    style: Any = document.styles["Normal"]
    style.font.name = "Arial"
    style.font.size = Pt(11)
    fonts = style.element.get_or_add_rPr()
    language = fonts.makeelement(qn("w:lang"), {qn("w:val"): "fr-FR"})
    fonts.append(language)
    document.core_properties.title = said.title
    document.core_properties.author = t.NAME
    document.core_properties.language = "fr-FR"
    document.add_heading(said.title, 0)
    document.add_paragraph(said.notice).runs[0].italic = True
    for exchange in said.exchanges:
        document.add_heading(exchange.question, 1)
        if exchange.moment:
            document.add_paragraph(f"{t.ANSWERED_AT} {exchange.moment}")
        for line in exchange.lines:
            kind = "List Bullet" if line.startswith("- ") else None
            paragraph = document.add_paragraph(style=kind)
            for part, bold in bold_parts(line.removeprefix("- ")):
                paragraph.add_run(part).bold = bold
        if exchange.sources:
            document.add_heading(t.SOURCES, 2)
        for one in exchange.sources:
            paragraph = document.add_paragraph(f"[{one.n}] ")
            paragraph.add_run(one.title).bold = True
            paragraph.add_run(f", {one.details}\u00a0: «\u00a0{one.quote}\u00a0»\n{one.address}")
    made = BytesIO()
    document.save(made)
    return made.getvalue()
