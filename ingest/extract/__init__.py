"""Files in, raw text out: one module for each family of formats, ``base`` is their contract."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath

from corpus.errors import DocumentError
from ingest.extract.addresses import is_address
from ingest.extract.base import LARGEST, Extracted, Reader, Source
from ingest.extract.listing import sources
from ingest.extract.sandboxed import read_in_sandbox, render_page
from ingest.extract.sniff import sniff
from ingest.extract.storable import storable
from ingest.extract.text import read_text

__all__ = ["READERS", "TEXTS", "Extracted", "Source", "extract", "render_page", "sources"]

TEXTS = (".txt", ".md")
READERS: dict[str, Reader] = {
    ".txt": read_text,
    ".md": read_text,
    ".pdf": read_in_sandbox,
    ".docx": read_in_sandbox,
    ".odt": read_in_sandbox,
    ".rtf": read_in_sandbox,
    ".pptx": read_in_sandbox,
    ".html": read_in_sandbox,
    ".htm": read_in_sandbox,
    ".xhtml": read_in_sandbox,
    ".eml": read_in_sandbox,
}
"""Endings and who reads them: plain text here, all else in a process with limits."""


def extract(source: Source) -> Extracted:
    """The raw text and the metadata of ``source``.

    Raises:
        DocumentError: it could not be read, is too big, or is of no known format.
    """
    if source.problem:
        raise DocumentError(source.problem)
    read = storable(_read(source))
    if source.within and read.metadata.audience != source.within:
        # The strictest holds: what is handed over in an internal envelope is internal.
        found_in = read.metadata.found_in | {"audience": "ce qui contient le fichier"}
        kept = replace(read.metadata, audience=source.within, found_in=found_in)
        return replace(read, metadata=kept)
    return read


def _read(source: Source) -> Extracted:
    if is_address(source.name):
        return _read_page(source)
    suffix = PurePosixPath(source.name).suffix.lower()
    reader = READERS.get(suffix)
    if reader is None:
        kind = f"le format «\u00a0{suffix}\u00a0»" if suffix else "un fichier sans extension"
        raise DocumentError(
            f"«\u00a0{source.name}\u00a0» n’est pas lu\u00a0: {kind} n’est pas pris en charge. "
            f"Formats acceptés\u00a0: {', '.join(sorted(READERS))}."
        )
    if len(source.data) > LARGEST:
        raise DocumentError(
            f"«\u00a0{source.name}\u00a0» dépasse la taille acceptée ({LARGEST // 2**20} "
            "Mio)\u00a0: "
            "divisez-le en plusieurs documents."
        )
    return reader(source)


def _read_page(source: Source) -> Extracted:
    """What an address gave: its name has no ending to go by, and is where the document is."""
    kind = sniff(source.data) or ".html"
    ending = kind if kind in READERS else ".html"
    read = READERS[ending](replace(source, name=f"{source.name.rstrip('/')}{ending}"))
    own, hint = read.found, source.hint
    lacking = {
        field: getattr(hint, field)
        for field in ("title", "date")
        if getattr(hint, field) and not getattr(own, field)
    }
    told = own.found_in | dict.fromkeys(lacking, "flux du site")
    read = replace(read, found=replace(own, **lacking, found_in=told))
    if read.metadata.url:
        return read
    found_in = {**read.metadata.found_in, "url": "adresse de la page"}
    return replace(read, metadata=replace(read.metadata, url=source.name, found_in=found_in))
