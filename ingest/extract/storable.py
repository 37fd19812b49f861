"""Text that every database and index can hold, whatever the reader of a format let through."""

from __future__ import annotations

import re
from dataclasses import replace

from corpus.records import Metadata
from ingest.extract.base import Extracted

# Halves of pairs are no characters, and PostgreSQL stores no NUL.
_NOT_STORED = re.compile("[\ud800-\udfff\x00]")
_INSTEAD = "\ufffd"


def storable(read: Extracted) -> Extracted:
    """The same, each character that cannot be stored replaced by one that can: offsets hold."""
    raw = _text(read.raw)
    return replace(read, raw=raw, metadata=_metadata(read.metadata), found=_metadata(read.found))


def _metadata(known: Metadata) -> Metadata:
    return replace(
        known,
        title=_text(known.title),
        issuer=_text(known.issuer),
        reference=_text(known.reference),
        url=_text(known.url),
        replaces=tuple(map(_text, known.replaces)),
    )


def _text(text: str) -> str:
    return _NOT_STORED.sub(_INSTEAD, text)
