"""Names derived from content: equal content has equal names, whoever computes them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

_LENGTH = 32  # hexadecimal digits: 128 bits


def version_hash(text: str) -> str:
    """The name of a version: what its cleaned text is, whatever it is called."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH]


def source_hash(data: bytes, sidecar: bytes | None = None) -> str:
    """The name of a file's bytes and of its sidecar's, to recognise an unchanged file."""
    digest = hashlib.sha256(hashlib.sha256(data).digest())
    if sidecar is not None:
        digest.update(hashlib.sha256(sidecar).digest())
    return digest.hexdigest()[:_LENGTH]


def passage_id(version: str, start: int, end: int, headings: Sequence[str]) -> str:
    """The id of the passage ``start..end`` of a version."""
    return _joined(version, str(start), str(end), *headings)


def content_hash(headings: Sequence[str], text: str) -> str:
    """The name of what an encoder reads of a passage: equal names have equal vectors."""
    return _joined(text, *headings)


def _joined(*parts: str) -> str:
    content = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(content).hexdigest()[:_LENGTH]
