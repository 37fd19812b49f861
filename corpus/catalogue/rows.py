"""Rows of the tables as records, and back."""

from __future__ import annotations

import sys
from array import array
from typing import Any

from sqlalchemy import Row

from corpus.catalogue.schema import versions
from corpus.records import Alignment, Job, Metadata, Page, Passage, Version

METADATA_COLUMNS = (
    versions.c.title,
    versions.c.issuer,
    versions.c.type,
    versions.c.date,
    versions.c.reference,
    versions.c.url,
    versions.c.replaces,
    versions.c.audience,
    versions.c.found_in,
)


def metadata_of(row: Any) -> Metadata:
    """What a row with ``METADATA_COLUMNS`` knows of its document."""
    return Metadata(
        title=row.title,
        issuer=row.issuer,
        type=row.type,
        date=row.date,
        reference=row.reference,
        url=row.url,
        replaces=tuple(row.replaces),
        audience=row.audience,
        found_in=dict(row.found_in),
    )


def metadata_values(metadata: Metadata) -> dict[str, Any]:
    """The values of ``METADATA_COLUMNS``."""
    return {
        "title": metadata.title,
        "issuer": metadata.issuer,
        "type": metadata.type,
        "date": metadata.date,
        "reference": metadata.reference,
        "url": metadata.url,
        "replaces": list(metadata.replaces),
        "replaces_some": bool(metadata.replaces),
        "audience": metadata.audience,
        "found_in": metadata.found_in,
    }


def content_values(
    text: str, raw: str, alignment: Alignment, pages: tuple[Page, ...]
) -> dict[str, Any]:
    """The columns that hold a version's content."""
    return {
        "text": text,
        # PostgreSQL holds no NUL; one character stands for another, so that offsets stay.
        "raw": raw.replace("\0", "\ufffd"),
        "alignment": pack_alignment(alignment),
        "pages": [[page.number, page.start, page.end] for page in pages],
    }


def version_of(row: Row[Any], name: str) -> Version:
    """A row of ``versions`` as a record; ``name`` is its document's."""
    return Version(
        hash=row.hash,
        document=name,
        text=row.text,
        raw=row.raw,
        alignment=unpack_alignment(row.alignment),
        pages=tuple(Page(*page) for page in row.pages),
        state=row.state,
        added=row.added,
        replaced_by=row.replaced_by or "",
        replaced_at=row.replaced_at or "",
    )


def passage_of(row: Row[Any], name: str) -> Passage:
    """A row of ``passages`` as a record; ``name`` is its document's."""
    return Passage(
        id=row.id,
        document=name,
        version=row.version,
        ordinal=row.ordinal,
        start=row.start,
        end=row.end,
        page=row.page,
        headings=tuple(row.headings),
        text=row.text,
        turns=tuple((offset, number) for offset, number in row.turns or ()),
    )


def job_of(row: Row[Any]) -> Job:
    """A row of ``jobs`` as a record."""
    return Job(
        id=row.id,
        kind=row.kind,
        payload=dict(row.payload),
        state=row.state,
        done=row.done,
        total=row.total,
        message=row.message,
        result=row.result,
        attempts=row.attempts,
        created=row.created,
        failure=row.failure or "",
        not_before=row.not_before or "",
    )


def pack_alignment(alignment: Alignment) -> bytes:
    """Both lists one after the other, as little-endian 32-bit integers."""
    return _little(array("I", alignment.clean + alignment.raw)).tobytes()


def unpack_alignment(blob: bytes) -> Alignment:
    """The inverse of ``pack_alignment``."""
    points = array("I")
    points.frombytes(blob)
    values = tuple(_little(points))
    half = len(values) // 2
    return Alignment(values[:half], values[half:])


def _little(points: array[int]) -> array[int]:
    if sys.byteorder == "big":
        points.byteswap()
    return points
