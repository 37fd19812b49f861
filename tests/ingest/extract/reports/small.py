"""Small files of several formats, quick to write and to read: for runs of hundreds of them."""

from __future__ import annotations

import html
import io
from pathlib import Path

from docx import Document
from reportlab.pdfgen.canvas import Canvas


def write_small(folder: Path, stem: str, kind: int, title: str, text: str) -> Path:
    """One file of a title and a text; ``kind`` (0 to 9) chooses its format, mostly plain text."""
    maker, ending = _MAKERS.get(kind, (_plain, ".txt"))
    path = folder / f"{stem}{ending}"
    path.write_bytes(maker(title, text))
    return path


def _plain(title: str, text: str) -> bytes:
    return f"{title}.\n\n{text}\n".encode()


def _page(title: str, text: str) -> bytes:
    shown = html.escape(title)
    return (
        f"<!DOCTYPE html><html lang='fr'><head><title>{shown}</title></head><body><main>"
        f"<h1>{shown}</h1><p>{html.escape(text)}</p></main></body></html>"
    ).encode()


def _mail(title: str, text: str) -> bytes:
    return (
        f"From: =?utf-8?q?R=C3=A9gion_Fictive?= <a@exemple.test>\r\nSubject: {title}\r\n"
        "Date: Thu, 06 Nov 2025 10:00:00 +0100\r\nMIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        f"{text}\r\n"
    ).encode()


def _word(title: str, text: str) -> bytes:
    document = Document()
    document.add_heading(title, 0)
    document.add_paragraph(text)
    into = io.BytesIO()
    document.save(into)
    return into.getvalue()


def _pdf(title: str, text: str) -> bytes:
    into = io.BytesIO()
    canvas = Canvas(into, invariant=True)
    canvas.setFont("Helvetica-Bold", 18)
    canvas.drawString(72, 760, title)
    canvas.setFont("Helvetica", 10)
    canvas.drawString(72, 720, text)
    canvas.save()
    return into.getvalue()


_MAKERS = {3: (_page, ".html"), 6: (_mail, ".eml"), 8: (_word, ".docx"), 9: (_pdf, ".pdf")}
