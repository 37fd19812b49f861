"""A conversation as a PDF, with a font of its own in it."""

from __future__ import annotations

from pathlib import Path

from ui import texts_fr as t
from ui.export.transcript import Transcript, bold_parts

_FONTS = Path(__file__).parent / "polices"
_FAMILY = "DejaVu"
_GREY, _BLACK = 90, 20


def to_pdf(said: Transcript) -> bytes:
    """A4 pages, numbered; French is their language."""
    from fpdf import FPDF

    class Pages(FPDF):
        def footer(self) -> None:
            self.set_y(-15)
            self.set_font(_FAMILY, size=8)
            self.set_text_color(_GREY)
            self.cell(0, 10, f"{t.NAME} — page\u00a0{self.page_no()}", align="C")

    pdf = Pages(format="A4")
    pdf.set_margin(20)
    pdf.set_auto_page_break(True, 20)
    pdf.add_font(_FAMILY, "", _FONTS / "DejaVuSans.ttf")
    pdf.add_font(_FAMILY, "B", _FONTS / "DejaVuSans-Bold.ttf")
    pdf.set_lang("fr-FR")
    pdf.set_title(said.title)
    pdf.set_creator(t.NAME)
    pdf.add_page()

    def block(text: str, size: float, *, bold: bool = False, grey: bool = False) -> None:
        pdf.set_font(_FAMILY, "B" if bold else "", size)
        pdf.set_text_color(_GREY if grey else _BLACK)
        pdf.multi_cell(0, size * 0.52, text, align="L", new_x="LMARGIN", new_y="NEXT")
        pdf.ln(2)

    block(said.title, 17, bold=True)
    block(said.notice, 9, grey=True)
    for exchange in said.exchanges:
        pdf.ln(4)
        block(exchange.question, 13, bold=True)
        if exchange.moment:
            block(f"{t.ANSWERED_AT} {exchange.moment}", 9, grey=True)
        pdf.set_text_color(_BLACK)
        for line in exchange.lines:
            if line.startswith("- "):
                pdf.set_font(_FAMILY, size=11)
                pdf.write(6, "•\u00a0")
            for part, bold in bold_parts(line.removeprefix("- ")):
                pdf.set_font(_FAMILY, "B" if bold else "", 11)
                pdf.write(6, part)
            pdf.ln(8)
        if exchange.sources:
            block(t.SOURCES, 11, bold=True)
        for one in exchange.sources:
            block(f"[{one.n}] {one.title}, {one.details}\u00a0: «\u00a0{one.quote}\u00a0»", 9.5)
            pdf.set_font(_FAMILY, size=8)
            pdf.set_text_color(_GREY)
            pdf.write(4, one.address, one.address)
            pdf.ln(7)
    return bytes(pdf.output())
