"""Records of the corpus as the JSON of the contract."""

from __future__ import annotations

from typing import Any

from assistant.answer import Answer, Citation, ScoredPassage, ValidatedBy
from corpus.records import Document, Erased, Passage, VersionSummary


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


def version_json(version: VersionSummary) -> dict[str, Any]:
    """A version of a document, as ``vigie show --versions`` gives it."""
    return {
        "version": version.hash,
        "state": version.state,
        "added": version.added,
        "replaced_by": version.replaced_by,
        "replaced_at": version.replaced_at,
        "title": version.title,
        "date": version.date,
        "originals": [
            {
                "name": one.name,
                "sha256": one.sha256,
                "size": one.size,
                "media_type": one.media_type,
            }
            for one in version.originals
        ],
    }


def erased_json(erased: Erased) -> dict[str, Any]:
    """What an erasure took: counts, and the names that keep the content."""
    return {
        "documents": erased.documents,
        "versions": erased.versions,
        "files": len(erased.files),
        "kept_by": list(erased.kept_by),
        "answers": erased.answers,
        "remarks": erased.remarks,
        "logs": erased.logs,
    }


def answer_of(content: dict[str, Any]) -> Answer:
    """The inverse of ``Answer.to_json``; what an earlier version did not write is left out."""
    known = {name: content[name] for name in Answer.__dataclass_fields__ if name in content}
    known["unanswered"] = tuple(known.get("unanswered", ()))
    known["citations"] = tuple(_made(Citation, one) for one in known.get("citations", ()))
    known["passages"] = tuple(_made(ScoredPassage, one) for one in known.get("passages", ()))
    if known.get("validated"):
        known["validated"] = _made(ValidatedBy, known["validated"])
    return Answer(**known)


def _made(kind: Any, content: dict[str, Any]) -> Any:
    return kind(**{name: content[name] for name in kind.__dataclass_fields__ if name in content})
