"""The formats that are read in the sandbox, each by its module, loaded when it is needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePosixPath

from ingest.extract.base import Extracted, Source
from ingest.extract.front_matter import metadata, read_sidecar
from ingest.extract.sniff import require

_ALIASES = {".htm": ".html", ".xhtml": ".html"}


def read_format(source: Source, scanned: Callable[[], None]) -> Extracted:
    """Read ``source`` by its ending, its content having been found to fit.

    Args:
        source: its name ends as one of ``ingest.extract.READERS``.
        scanned: called before each page that is recognised, to earn more time.

    Raises:
        DocumentError: the file is not what its ending says, damaged, protected or too large.
    """
    suffix = PurePosixPath(source.name).suffix.lower()
    ending = _ALIASES.get(suffix, suffix)
    require(source.data, ending, source.name)
    beside = {} if source.sidecar is None else read_sidecar(source.sidecar, source.name)
    known = metadata({}, beside, source.name)
    return replace(_read(source, ending, scanned), metadata=known)


def _read(source: Source, ending: str, scanned: Callable[[], None]) -> Extracted:
    match ending:
        case ".pdf":
            from ingest.extract.pdf import read_pdf

            return read_pdf(source, scanned)
        case ".docx":
            from ingest.extract.docx import read_docx

            return read_docx(source)
        case ".odt":
            from ingest.extract.odt import read_odt

            return read_odt(source)
        case ".pptx":
            from ingest.extract.pptx import read_pptx

            return read_pptx(source)
        case ".rtf":
            from ingest.extract.rtf import read_rtf

            return read_rtf(source)
        case ".html":
            from ingest.extract.html import read_html

            return read_html(source)
        case ".eml":
            from ingest.extract.eml import read_eml

            return read_eml(source)
    raise ValueError(f"no reader for {ending!r}")
