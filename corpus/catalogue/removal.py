"""Taking documents out: removed, they answer no more; purged, nothing is left of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from corpus.catalogue.audit import record_act
from corpus.catalogue.desk_schema import blocked_passages, validated_answers
from corpus.catalogue.history import removed_documents
from corpus.catalogue.roots import ERASURE, PROOF, proof_of
from corpus.catalogue.schema import (
    audit,
    documents,
    field_corrections,
    jobs,
    meta,
    names,
    originals,
    removed_names,
    suspects,
    versions,
)
from corpus.catalogue.steps import drop_passages, names_of, now, record_change
from corpus.catalogue.store import Store
from corpus.catalogue.traces import erase_traces
from corpus.errors import UnknownDocumentError
from corpus.records import Erased

_ERASING = "erasing"
ERASED = "document effacé"
"""Stands where a record named what was erased."""


class Remover:
    """The part of the catalogue that takes documents out; its owner alone may call it."""

    _store: Store

    def remove(self, name: str) -> bool:
        """Take ``name`` off its document; the last name takes the document out of the corpus.

        Nothing of it is searched or shown to the public any more; its versions and originals
        stay, for staff, until they are purged or a document of that name comes back.

        Returns:
            Whether the document is gone.

        Raises:
            UnknownDocumentError: there is no such name.
        """
        with self._store.writing() as connection:
            document = connection.execute(
                select(names.c.document_id).where(names.c.name == name)
            ).scalar()
            if document is None:
                raise UnknownDocumentError(_unknown(name))
            connection.execute(delete(names).where(names.c.name == name))
            record_act(connection, "document-retire", name)
            if names_of(connection, document):
                record_change(connection, "add", ())
                return False
            _keep_name(connection, name, document)
            hashes = _versions_of(connection, [document])
            drop_passages(connection, hashes)
            connection.execute(
                update(versions).where(versions.c.hash.in_(hashes)).values(state="removed")
            )
            record_change(connection, "add", ())
            return True

    def purge(self, name: str) -> Erased:
        """Erase for good what was read under ``name``: all versions, and every trace.

        Where the same content has another name, that document stays. To be followed by
        ``compact``, and by erasing the files that the result names.

        Raises:
            UnknownDocumentError: no document has this name, nor had it when it was removed.
        """
        with self._store.writing() as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("PRAGMA secure_delete=ON")
            gone = removed_documents(connection, name)
            document = connection.execute(
                select(names.c.document_id).where(names.c.name == name)
            ).scalar()
            alone = _only_under(connection, name)
            if document is None and not gone and not alone:
                raise UnknownDocumentError(_unknown(name))
            connection.execute(delete(names).where(names.c.name == name))
            kept_by = names_of(connection, document) if document is not None else []
            if document is not None and not kept_by:
                gone.append(document)
            hashes = sorted({*_versions_of(connection, gone), *alone})
            texts = connection.execute(
                select(versions.c.text).where(versions.c.hash.in_(hashes))
            ).scalars()
            traces = erase_traces(connection, name, hashes, list(texts), sorted(kept_by))
            drop_passages(connection, hashes)
            files = set(_files(connection, name, hashes))
            connection.execute(
                delete(originals).where(
                    originals.c.version.in_(hashes) | (originals.c.name == name)
                )
            )
            connection.execute(
                update(versions).where(versions.c.replaced_by.in_(hashes)).values(replaced_by=None)
            )
            for table in (validated_answers, blocked_passages):
                connection.execute(delete(table).where(table.c.version.in_(hashes)))
            connection.execute(delete(versions).where(versions.c.hash.in_(hashes)))
            for own in (field_corrections, removed_names):
                connection.execute(delete(own).where(own.c.document_id.in_(gone)))
            connection.execute(delete(documents).where(documents.c.id.in_(gone)))
            connection.execute(delete(suspects).where(suspects.c.name == name))
            _scrub_jobs(connection, name)
            _scrub_trail(connection, name)
            if hashes:
                connection.execute(delete(meta).where(meta.c.key == _ERASING))
                connection.execute(insert(meta).values(key=_ERASING, value=now()))
            record_change(connection, "add", ())
            used = set(
                connection.execute(
                    select(originals.c.sha256).where(originals.c.sha256.in_(files))
                ).scalars()
            )
        return Erased(
            len(gone),
            len(hashes),
            tuple(sorted(files - used)),
            tuple(sorted(kept_by)),
            traces.answers,
            traces.opinions + traces.questions,
        )

    def require_erasable(self, name: str) -> None:
        """Refuse a name under which nothing was ever read.

        Raises:
            UnknownDocumentError: no document has this name, nor had it when it was removed.
        """
        with self._store.reading() as connection:
            held = connection.execute(select(names.c.name).where(names.c.name == name)).first()
            if not (held or removed_documents(connection, name) or _only_under(connection, name)):
                raise UnknownDocumentError(_unknown(name))

    def is_erasing(self) -> bool:
        """Whether an erasure has not come to its end: indexes and files may hold traces."""
        with self._store.reading() as connection:
            query = select(meta.c.key).where(meta.c.key == _ERASING)
            return connection.execute(query).first() is not None

    def compact(self) -> None:
        """End an erasure: rewrite the database (SQLite), so that its files hold nothing of it."""
        self._store.compact()
        with self._store.writing() as connection:
            connection.execute(delete(meta).where(meta.c.key == _ERASING))


def _versions_of(connection: Connection, numbers: Collection[int]) -> list[str]:
    return list(
        connection.execute(
            select(versions.c.hash).where(versions.c.document_id.in_(numbers))
        ).scalars()
    )


def _only_under(connection: Connection, name: str) -> list[str]:
    """Versions out of use that were read under this name and no other."""
    elsewhere = select(originals.c.version).where(originals.c.name != name)
    query = (
        select(originals.c.version)
        .join(versions, versions.c.hash == originals.c.version)
        .where(
            originals.c.name == name,
            versions.c.state.in_(("former", "removed")),
            originals.c.version.not_in(elsewhere),
        )
    )
    return list(connection.execute(query).scalars())


def _files(connection: Connection, name: str, hashes: Sequence[str]) -> list[str]:
    query = select(originals.c.sha256).where(
        originals.c.version.in_(hashes) | (originals.c.name == name)
    )
    return list(connection.execute(query).scalars())


def _keep_name(connection: Connection, name: str, document: int) -> None:
    connection.execute(insert(removed_names).values(name=name, document_id=document, removed=now()))


def _scrub_jobs(connection: Connection, name: str) -> None:
    """Take a name, and what was said of it, out of the queue's records."""
    ended = select(jobs).where(jobs.c.state.in_(("done", "failed")))
    for row in connection.execute(ended).all():
        payload = {key: _without(value, name) for key, value in row.payload.items()}
        result = None if row.result is None else [one for one in row.result if not _is(one, name)]
        said = f"«\u00a0{name}\u00a0»" in row.message
        message = ERASED if said else row.message
        if (payload, result, message) != (row.payload, row.result, row.message):
            connection.execute(
                update(jobs)
                .where(jobs.c.id == row.id)
                .values(payload=payload, result=result, message=message)
            )


def _scrub_trail(connection: Connection, name: str) -> None:
    """Keep who did what and when; of the name, only what proves that it was this one."""
    connection.execute(
        update(audit).where(audit.c.subject == name).values(subject=ERASED, details={})
    )
    record_act(connection, ERASURE, ERASED, {PROOF: proof_of(name)})


def _without(value: Any, name: str) -> Any:
    if isinstance(value, list):
        return [one for one in value if not _is(one, name)]
    return "" if _is(value, name) else value


def _is(value: Any, name: str) -> bool:
    """Whether a job's path, name or report is of the document ``name``."""
    if isinstance(value, dict):
        return name in {value.get("name"), value.get("document")}
    return isinstance(value, str) and (
        value == name or PurePosixPath(value).as_posix().endswith(f"/{name}")
    )


def _unknown(name: str) -> str:
    return (
        f"Aucun document ne s’appelle «\u00a0{name}\u00a0». «\u00a0vigie list\u00a0» montre les "
        "documents du corpus."
    )
