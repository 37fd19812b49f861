"""Reading passages and their vectors."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, literal, select

from corpus.catalogue.corrections import is_blocked
from corpus.catalogue.documents import may_see, names_by_document, replaced_by, replacements
from corpus.catalogue.rows import METADATA_COLUMNS, metadata_of, passage_of
from corpus.catalogue.schema import changes, names, passages, versions
from corpus.catalogue.store import Store
from corpus.records import IndexedPassage, Metadata, Passage, Scope, StoredPassage

_BATCH = 900  # ids in one statement, below the limits of every engine


@dataclass(frozen=True)
class _Known:
    name: str
    metadata: Metadata
    replaced_by: tuple[str, ...]


class PassageReader:
    """The half of the catalogue that retrieval reads at every question."""

    _store: Store

    def __init__(self) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._known: dict[str, _Known] = {}
        self._known_at = -1

    def passages(self, version: str) -> list[Passage]:
        """The passages of a version, in order; none for a former one."""
        with self._store.reading() as connection:
            rows = connection.execute(
                select(passages, versions.c.document_id)
                .join(versions, versions.c.hash == passages.c.version)
                .where(passages.c.version == version)
                .order_by(passages.c.ordinal)
            ).all()
            found = names_by_document(connection, {row.document_id for row in rows})
        return [passage_of(row, (found[row.document_id] or ("",))[0]) for row in rows]

    def stored_passages(self, ids: Sequence[str], scope: Scope) -> dict[str, StoredPassage]:
        """Those of the passages ``ids`` that answers may draw on: of a current version, within
        ``scope``, and not blocked by staff.
        """
        stored: dict[str, StoredPassage] = {}
        with self._store.reading() as connection:
            known = self._documents_at(connection)
            for first in range(0, len(ids), _BATCH):
                rows = connection.execute(
                    select(passages)
                    .join(versions, versions.c.hash == passages.c.version)
                    .where(
                        passages.c.id.in_(ids[first : first + _BATCH]),
                        versions.c.state == "current",
                        ~is_blocked(),
                    )
                ).all()
                self._learn(connection, {row.version for row in rows} - known.keys(), known)
                for row in rows:
                    document = known[row.version]
                    meant = not scope.documents or document.name in scope.documents
                    if meant and in_scope(document.metadata, scope):
                        stored[row.id] = StoredPassage(
                            passage_of(row, document.name),
                            row.vector,
                            row.term_vectors,
                            document.metadata,
                            document.replaced_by,
                        )
        return stored

    def scope_passage_ids(self, scope: Scope, limit: int) -> list[str]:
        """The first ``limit`` ids of the passages within ``scope``, in document order.

        ``len(result) == limit`` says that there may be more.
        """
        query = (
            select(passages.c.id)
            .join(versions, versions.c.hash == passages.c.version)
            .where(versions.c.state == "current", ~is_blocked())
            .order_by(versions.c.document_id, passages.c.ordinal)
            .limit(limit)
        )
        if scope.audience != "interne":
            query = query.where(versions.c.audience == "public")
        if scope.types:
            query = query.where(versions.c.type.in_(scope.types))
        if scope.issuers:
            query = query.where(versions.c.issuer.in_(scope.issuers))
        if scope.documents:
            named = select(names.c.document_id).where(names.c.name.in_(scope.documents))
            query = query.where(versions.c.document_id.in_(named))
        length = func.length(versions.c.date)
        if scope.since:
            last = versions.c.date + func.substr(literal("-12-31"), length - 3)
            query = query.where(last >= _first_day(scope.since))
        if scope.until:
            first = versions.c.date + func.substr(literal("-01-01"), length - 3)
            query = query.where(first <= _last_day(scope.until))
        with self._store.reading() as connection:
            return list(connection.execute(query).scalars())

    def embeddings(self, after_id: str = "", limit: int = 4096) -> list[tuple[str, bytes]]:
        """Up to ``limit`` (id, vector) of current versions' passages, by id, past ``after_id``."""
        with self._store.reading() as connection:
            rows = connection.execute(
                select(passages.c.id, passages.c.vector)
                .join(versions, versions.c.hash == passages.c.version)
                .where(versions.c.state == "current", passages.c.id > after_id)
                .order_by(passages.c.id)
                .limit(limit)
            ).all()
        return [(row.id, row.vector) for row in rows]

    def indexed_passages(self, ids: Sequence[str]) -> list[IndexedPassage]:
        """What the indexes keep of those of ``ids`` that the catalogue (still) holds."""
        found: list[IndexedPassage] = []
        with self._store.reading() as connection:
            for first in range(0, len(ids), _BATCH):
                found.extend(
                    _indexed(connection, passages.c.id.in_(ids[first : first + _BATCH]), _BATCH)
                )
        return found

    def all_indexed_passages(self, batch: int = 2048) -> Iterator[list[IndexedPassage]]:
        """All that the indexes must hold, pending versions included, in batches."""
        last = ""
        while True:
            with self._store.reading() as connection:
                found = _indexed(connection, passages.c.id > last, batch)
            if not found:
                return
            yield found
            last = found[-1].id

    def newest_passages(self, limit: int) -> list[str]:
        """Ids of the first passages of the versions that were added last."""
        with self._store.reading() as connection:
            return list(
                connection.execute(
                    select(passages.c.id)
                    .join(versions, versions.c.hash == passages.c.version)
                    .where(versions.c.state == "current", passages.c.ordinal == 0)
                    .order_by(versions.c.added.desc())
                    .limit(limit)
                ).scalars()
            )

    def vectors_by_content(self, hashes: Sequence[str]) -> dict[str, tuple[bytes, bytes]]:
        """(vector, term vectors) of the passages whose ``content_hash`` is among ``hashes``."""
        known: dict[str, tuple[bytes, bytes]] = {}
        with self._store.reading() as connection:
            for first in range(0, len(hashes), _BATCH):
                rows = connection.execute(
                    select(
                        passages.c.content_hash, passages.c.vector, passages.c.term_vectors
                    ).where(passages.c.content_hash.in_(hashes[first : first + _BATCH]))
                )
                known.update({row[0]: (row[1], row[2]) for row in rows})
        return known

    def _documents_at(self, connection: Connection) -> dict[str, _Known]:
        """What is known of documents as of this transaction's state of the catalogue."""
        sequence = connection.execute(select(func.max(changes.c.sequence))).scalar() or 0
        with self._lock:
            if sequence != self._known_at:
                self._known, self._known_at = {}, sequence
            return self._known

    def _learn(self, connection: Connection, hashes: set[str], known: dict[str, _Known]) -> None:
        if not hashes:
            return
        rows = connection.execute(
            select(versions.c.hash, versions.c.document_id, *METADATA_COLUMNS).where(
                versions.c.hash.in_(hashes)
            )
        ).all()
        found = names_by_document(connection, {row.document_id for row in rows})
        links = replacements(connection)
        for row in rows:
            own = found[row.document_id] or ("",)
            known[row.hash] = _Known(
                own[0], metadata_of(row), replaced_by(own, row.reference, links)
            )


def in_scope(metadata: Metadata, scope: Scope) -> bool:
    """Whether a document of this metadata is one that ``scope`` lets a question draw on.

    A date is the period that it names (``2025-11`` is the month): it is within ``since`` and
    ``until`` where the periods meet.
    """
    if not may_see(scope.audience, metadata.audience):
        return False
    if scope.types and metadata.type not in scope.types:
        return False
    if scope.issuers and metadata.issuer not in scope.issuers:
        return False
    if not (scope.since or scope.until):
        return True
    if metadata.date is None:
        return False
    if scope.since and _last_day(metadata.date) < _first_day(scope.since):
        return False
    return not (scope.until and _first_day(metadata.date) > _last_day(scope.until))


def _first_day(date: str) -> str:
    return date + "-01-01"[len(date) - 4 :]


def _last_day(date: str) -> str:
    return date + "-12-31"[len(date) - 4 :]


def _indexed(connection: Connection, where: object, limit: int) -> list[IndexedPassage]:
    rows = connection.execute(
        select(
            passages.c.id,
            passages.c.text,
            passages.c.headings,
            passages.c.vector,
            versions.c.title,
        )
        .join(versions, versions.c.hash == passages.c.version)
        .where(where)  # type: ignore[arg-type]
        .order_by(passages.c.id)
        .limit(limit)
    ).all()
    return [
        IndexedPassage(row.id, row.text, tuple(row.headings), row.title, row.vector) for row in rows
    ]
