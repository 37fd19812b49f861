"""Reading documents and their versions."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select

from corpus.catalogue.rows import METADATA_COLUMNS, metadata_of, version_of
from corpus.catalogue.schema import changes, documents, meta, names, versions
from corpus.catalogue.store import Store
from corpus.errors import UnknownDocumentError
from corpus.records import Document, Metadata, Version

FINGERPRINT = "fingerprint"
_SUGGESTIONS = 3


@dataclass(frozen=True)
class NameRecord:
    """A name's document and the version of the source that it was last read from."""

    document: int
    source_hash: str
    version: str


class DocumentReader:
    """The half of the catalogue that answers what documents there are."""

    _store: Store

    def __init__(self) -> None:
        super().__init__()
        self._listed_at = -1
        self._listed: dict[str, Document] = {}  # by each name, in the order of adding

    def documents(self, audience: str = "public") -> list[Document]:
        """The documents that ``audience`` may see, in the order in which they were added."""
        seen: dict[int, Document] = {one.id: one for one in self._current().values()}
        return [one for one in seen.values() if may_see(audience, one.metadata.audience)]

    def document(self, name: str, audience: str = "interne") -> Document:
        """The document that ``name`` is one of the names of.

        Raises:
            UnknownDocumentError: there is none that ``audience`` may see; the message gives
                the closest names.
        """
        found = self._current().get(name)
        if found is not None and may_see(audience, found.metadata.audience):
            return found
        raise UnknownDocumentError(self._unknown(name, audience))

    def _current(self) -> dict[str, Document]:
        """All current documents by each of their names, read once per change."""
        # Asked several times a question, and long to read where there are thousands.
        with self._store.reading() as connection:
            sequence = connection.execute(select(func.max(changes.c.sequence))).scalar() or 0
            if self._listed_at != sequence:
                listed = _list_documents(connection)
                self._listed = {name: one for one in listed for name in one.names}
                self._listed_at = sequence
            return self._listed

    def version(self, version: str, audience: str = "interne") -> Version:
        """The version of that hash, in whatever state: old links keep opening.

        Raises:
            UnknownDocumentError: there is none that ``audience`` may see.
        """
        with self._store.reading() as connection:
            row = connection.execute(select(versions).where(versions.c.hash == version)).first()
            removed = row is not None and row.state == "removed" and audience != "interne"
            if row is not None and not removed and may_see(audience, row.audience):
                found = names_by_document(connection, [row.document_id])[row.document_id]
                return version_of(row, found[0] if found else row.pending_name or "")
        raise UnknownDocumentError(
            f"La version «\u00a0{version}\u00a0» n’est pas dans le corpus. Le document a pu être "
            "retiré\u00a0; "
            "«\u00a0vigie list\u00a0» montre ceux qui y sont."
        )

    def version_metadata(self, version: str) -> Metadata:
        """What is known of the document as of the version of that hash.

        Raises:
            UnknownDocumentError: there is no such version.
        """
        with self._store.reading() as connection:
            row = connection.execute(
                select(*METADATA_COLUMNS).where(versions.c.hash == version)
            ).first()
        if row is None:
            raise UnknownDocumentError(
                f"La version «\u00a0{version}\u00a0» n’est pas dans le corpus."
            )
        return metadata_of(row)

    def name_record(self, name: str) -> NameRecord | None:
        """Whose name ``name`` is and what it was last read from; None for a new name."""
        with self._store.reading() as connection:
            row = connection.execute(
                select(names.c.document_id, names.c.source_hash, versions.c.hash)
                .join(versions, versions.c.document_id == names.c.document_id)
                .where(names.c.name == name, versions.c.state == "current")
            ).first()
        return None if row is None else NameRecord(row.document_id, row.source_hash, row.hash)

    def version_state(self, version: str) -> tuple[int, str] | None:
        """Document and state of the version of that hash; None where there is none."""
        with self._store.reading() as connection:
            row = connection.execute(
                select(versions.c.document_id, versions.c.state).where(versions.c.hash == version)
            ).first()
        return None if row is None else (row.document_id, row.state)

    def fingerprint(self) -> str | None:
        """What the corpus was encoded, split and cleaned with; None while it is empty."""
        with self._store.reading() as connection:
            return connection.execute(
                select(meta.c.value).where(meta.c.key == FINGERPRINT)
            ).scalar()

    def _unknown(self, name: str, audience: str) -> str:
        known = [one for document in self.documents(audience) for one in document.names]
        close = difflib.get_close_matches(name, known, _SUGGESTIONS, cutoff=0.5)
        hint = (
            "Noms proches\u00a0: " + ", ".join(f"«\u00a0{one}\u00a0»" for one in close) + "."
            if close
            else "«\u00a0vigie list\u00a0» montre les documents du corpus."
        )
        return f"Aucun document ne s’appelle «\u00a0{name}\u00a0». {hint}"


def may_see(audience: str, of: str) -> bool:
    """Whether a reader of ``audience`` may see what is meant for the audience ``of``."""
    return audience == "interne" or of == "public"


def replacements(connection: Connection) -> dict[str, tuple[str, ...]]:
    """For each name or reference that a current document replaces, that document's name."""
    # A column of its own keeps this from reading every document.
    rows = connection.execute(
        select(versions.c.document_id, versions.c.replaces).where(
            versions.c.state == "current", versions.c.replaces_some
        )
    ).all()
    found = names_by_document(connection, [row.document_id for row in rows])
    links: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        for target in row.replaces:
            links[target].extend(found[row.document_id][:1])
    return {target: tuple(by) for target, by in links.items()}


def replaced_by(
    own_names: tuple[str, ...], reference: str, links: dict[str, tuple[str, ...]]
) -> tuple[str, ...]:
    """Names of the documents that replace the one of these names and this reference."""
    keys = (*own_names, reference) if reference else own_names
    by = (name for key in keys for name in links.get(key, ()))
    return tuple(dict.fromkeys(name for name in by if name not in own_names))


def _list_documents(connection: Connection) -> tuple[Document, ...]:
    rows = connection.execute(_current_documents()).all()
    links = replacements(connection)
    found = names_by_document(connection)
    return tuple(
        _document(row, found[row.document_id], links) for row in rows if found[row.document_id]
    )


def _current_documents() -> Any:
    return (
        select(
            versions.c.document_id,
            versions.c.hash,
            versions.c.pages,
            versions.c.passage_count,
            documents.c.added,
            *METADATA_COLUMNS,
        )
        .join(documents, documents.c.id == versions.c.document_id)
        .where(versions.c.state == "current")
        .order_by(versions.c.document_id)
    )


def names_by_document(
    connection: Connection, numbers: Iterable[int] | None = None
) -> dict[int, tuple[str, ...]]:
    """All names of each of these documents (of all documents), the first one first."""
    query = select(names.c.document_id, names.c.name).order_by(names.c.position, names.c.name)
    if numbers is not None:
        query = query.where(names.c.document_id.in_(list(numbers)))
    found: dict[int, tuple[str, ...]] = defaultdict(tuple)
    for row in connection.execute(query):
        found[row.document_id] += (row.name,)
    return found


def _document(
    row: Row[Any], own_names: tuple[str, ...], links: dict[str, tuple[str, ...]]
) -> Document:
    return Document(
        id=row.document_id,
        name=own_names[0],
        names=own_names,
        version=row.hash,
        metadata=metadata_of(row),
        replaced_by=replaced_by(own_names, row.reference, links),
        pages=len(row.pages) or None,
        passages=row.passage_count,
        added=row.added,
    )
