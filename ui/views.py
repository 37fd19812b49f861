"""Records of the corpus as the JSON of the contract."""

from __future__ import annotations

from typing import Any

from corpus.records import Document, Passage


def document_json(document: Document) -> dict[str, Any]:
    """A document, without its passages, as ``vigie list`` gives it."""
    known = document.metadata
    return {
        "document": document.name,
        "names": list(document.names),
        "version": document.version,
        "title": known.title,
        "issuer": known.issuer,
        "type": known.type,
        "date": known.date,
        "audience": known.audience,
        "url": known.url,
        "replaces": list(known.replaces),
        "replaced_by": list(document.replaced_by),
        "pages": document.pages,
    }


def passage_json(passage: Passage) -> dict[str, Any]:
    """A passage as ``vigie show`` gives it."""
    return {
        "document": passage.document,
        "passage": passage.id,
        "text": passage.text,
        "page": passage.page,
        "start": passage.start,
        "end": passage.end,
    }
