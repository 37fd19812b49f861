"""A page of a PDF as an image."""

from __future__ import annotations

import io

import pypdfium2 as pdfium

from corpus.errors import DocumentError
from ingest.extract.pdf.document import opened

_WIDEST = 3000  # pixels
_TALLEST = 6000


def page_png(data: bytes, name: str, number: int, width: int) -> bytes:
    """Page ``number`` (from 1), ``width`` pixels wide, as a PNG.

    Raises:
        DocumentError: it is no PDF that can be read, or has no such page.
    """
    with opened(data, name) as document:
        if not 1 <= number <= len(document):
            raise DocumentError(
                f"«\u00a0{name}\u00a0» n’a pas de page {number}\u00a0: il en a {len(document)}."
            )
        try:
            page = document[number - 1]
            across, down = page.get_size()
            wide = max(1, min(width, _WIDEST))
            scale = min(wide / max(across, 1.0), _TALLEST / max(down, 1.0))
            image = page.render(scale=scale).to_pil()
        except pdfium.PdfiumError:
            raise DocumentError(
                f"La page {number} de «\u00a0{name}\u00a0» ne peut pas être affichée."
            ) from None
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()
