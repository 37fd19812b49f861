"""A PDF opened: its pages within limits, its own properties."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from corpus.errors import DocumentError
from corpus.records import Metadata
from ingest.extract.base import MOST_PAGES
from ingest.extract.package import damaged
from ingest.extract.properties import properties

_END = re.compile(rb"%%EOF|startxref")


@contextmanager
def opened(data: bytes, name: str) -> Iterator[Any]:
    """The pdfium document.

    Raises:
        DocumentError: it is protected, damaged, or has too many pages.
    """
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        code = getattr(error, "err_code", None)
        if code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise DocumentError(
                f"«\u00a0{name}\u00a0» est protégé par un mot de passe\u00a0: enregistrez-en une "
                "copie sans protection."
            ) from None
        raise damaged(name) from None
    try:
        count = len(document)
        if count > MOST_PAGES:
            raise DocumentError(
                f"«\u00a0{name}\u00a0» a {count} pages, {MOST_PAGES} au plus sont "
                "acceptées\u00a0: divisez-le en plusieurs documents."
            )
        if count == 0 or not _END.search(data[-4096:]):
            raise damaged(name)
        yield document
    finally:
        document.close()


def pdf_properties(document: Any) -> Metadata:
    """What the file says of itself."""
    try:
        said = document.get_metadata_dict(skip_empty=True)
    except pdfium.PdfiumError:
        said = {}
    return properties(
        title=said.get("Title", ""), author=said.get("Author", ""), subject=said.get("Subject", "")
    )
