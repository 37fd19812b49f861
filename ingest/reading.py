"""A source read into a version, before its passages are made."""

from __future__ import annotations

from corpus.catalogue.identity import source_hash
from corpus.errors import DocumentError
from corpus.originals import Originals, media_type
from corpus.records import NewVersion, Origin, Page
from ingest.clean import clean
from ingest.describe import describe
from ingest.extract import extract
from ingest.extract.base import Source
from ingest.near import signature_of


def read(source: Source, digest: str, fingerprint: str, originals: Originals | None) -> NewVersion:
    """Extract, clean and describe a source.

    Args:
        source: whose bytes are kept in ``originals``, where there is one.
        digest: its ``source_hash``.
        fingerprint: of encoder, splitter and cleaner.
        originals: where files are kept.

    Raises:
        DocumentError: it cannot be read, or holds no text; nothing is kept of it.
        TransientError: the disk is full.
    """
    extracted = extract(source)
    cleaned = clean(extracted.raw)
    if not any(map(str.isalnum, cleaned.text)):
        raise DocumentError(
            f"Le document «\u00a0{source.name}\u00a0» ne contient aucun texte. Vérifiez le fichier."
        )
    pages = tuple(
        Page(page.number, *cleaned.alignment.to_clean(page.start, page.end))
        for page in extracted.pages
    )
    return NewVersion(
        name=source.name,
        source_hash=digest,
        text=cleaned.text,
        raw=extracted.raw,
        alignment=cleaned.alignment,
        pages=pages,
        metadata=describe(cleaned.text, extracted.metadata, extracted.found),
        fingerprint=fingerprint,
        passages=(),
        boxes=extracted.boxes,
        origin=origin_of(source, originals),
        signature=signature_of(cleaned.text),
    )


def digest_of(source: Source) -> str:
    """The name of a source's bytes, and of what goes with them."""
    beside = source.sidecar
    if source.within:
        beside = (beside or b"") + source.within.encode()
    return source_hash(source.data, beside)


def origin_of(source: Source, originals: Originals | None) -> Origin:
    """The file of a source, kept in ``originals`` where there is one.

    Raises:
        TransientError: the disk is full.
    """
    if originals is None:
        return Origin(stamp=source.stamp)
    return Origin(
        originals.keep(source.data), len(source.data), media_type(source.name), source.stamp
    )
