"""Reading passages and their vectors."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import Connection, func, literal, select

from corpus.catalogue.corrections import blocked_stretches, is_blocked
from corpus.catalogue.documents import may_see, names_by_document, replaced_by, replacements
from corpus.catalogue.memory import KnownVersion, Memory, Remembered
from corpus.catalogue.rows import METADATA_COLUMNS, metadata_of, passage_of
from corpus.catalogue.schema import changes, names, passages, versions
from corpus.catalogue.store import Store
from corpus.records import IndexedPassage, Metadata, Passage, Scope, StoredPassage

_BATCH = 900  # ids in one statement, below the limits of every engine


class PassageReader:
    """The half of the catalogue that retrieval reads at every question."""

    _store: Store

    def __init__(self) -> None:
        super().__init__()
        self._memory = Memory()

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
        with self._store.reading() as connection:
            known = self._remembered(connection)
            found = self._memory.recall(known, ids)
            missing = [one for one in ids if one not in found]
            for first in range(0, len(missing), _BATCH):
                # By id alone: joined to versions, SQLite would go through all the current ones.
                rows = connection.execute(
                    select(passages).where(passages.c.id.in_(missing[first : first + _BATCH]))
                ).all()
                self._learn(connection, {row.version for row in rows}, known)
                for row in rows:
                    document = known.versions[row.version]
                    if document.current:
                        found[row.id] = StoredPassage(
                            passage_of(row, document.name),
                            row.vector,
                            row.term_vectors,
                            document.metadata,
                            document.replaced_by,
                        )
            blocked = blocked_stretches(connection)
        self._memory.keep(known, found)
        return {
            passage: one
            for passage in ids
            if (one := found.get(passage)) is not None
            and (not scope.documents or one.passage.document in scope.documents)
            and in_scope(one.metadata, scope)
            and not any(
                start < one.passage.end and end > one.passage.start
                for start, end in blocked.get(one.passage.version, ())
            )
        }

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
                # Hidden from the index on states: going through it would read and sort the whole
                # corpus for each batch.
                .where(passages.c.id > after_id, func.coalesce(versions.c.state, "") == "current")
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
            newest = list(
                connection.execute(
                    select(versions.c.hash)
                    .where(versions.c.state == "current", versions.c.passage_count > 0)
                    .order_by(versions.c.added.desc())
                    .limit(limit)
                ).scalars()
            )
            first = select(passages.c.id).where(
                passages.c.version.in_(newest), passages.c.ordinal == 0
            )
            return list(connection.execute(first).scalars())

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

    def _remembered(self, connection: Connection) -> Remembered:
        """What is remembered of this transaction's state of the catalogue."""
        sequence = connection.execute(select(func.max(changes.c.sequence))).scalar()
        return self._memory.of(sequence or 0)

    def _learn(self, connection: Connection, hashes: Collection[str], known: Remembered) -> None:
        unknown = set(hashes) - known.versions.keys()
        if not unknown:
            return
        rows = connection.execute(
            select(
                versions.c.hash, versions.c.document_id, versions.c.state, *METADATA_COLUMNS
            ).where(versions.c.hash.in_(unknown))
        ).all()
        found = names_by_document(connection, {row.document_id for row in rows})
        if known.links is None:
            known.links = replacements(connection)
        for row in rows:
            own = found[row.document_id] or ("",)
            known.versions[row.hash] = KnownVersion(
                row.state == "current",
                own[0],
                metadata_of(row),
                replaced_by(own, row.reference, known.links),
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
