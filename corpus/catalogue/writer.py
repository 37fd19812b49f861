"""Writing documents: every method is one transaction, whole or not at all."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from corpus.catalogue.audit import record_act
from corpus.catalogue.describing import (
    INTERNAL,
    audience_for,
    corrected,
    read_metadata,
    said_audience,
    spread,
)
from corpus.catalogue.identity import version_hash
from corpus.catalogue.rows import content_values, metadata_values
from corpus.catalogue.schema import documents, names, passages, removed_names, versions
from corpus.catalogue.steps import (
    delete_document_if_empty,
    document_alone_named,
    give_name,
    keep_original,
    names_of,
    now,
    page_at,
    record_change,
    retire_current,
    turns_in,
    write_passages,
)
from corpus.catalogue.store import Store
from corpus.records import Metadata, NewVersion, Origin


class DocumentWriter:
    """The half of the catalogue that changes the corpus; its owner alone may call it."""

    _store: Store

    def add_pending(self, new: NewVersion, document: int | None = None) -> str:
        """Store a version that is not searchable yet, and tell the indexes of its passages.

        It is for ``document``, whatever names that has; where none is given, for the document
        of ``new.name`` where that is its only name, else for a new document.

        Returns:
            The version's hash.
        """
        version = version_hash(new.text)
        with self._store.writing() as connection:
            if document is None:
                document = document_alone_named(connection, new.name)
            known = connection.execute(
                select(versions.c.document_id, versions.c.audience).where(
                    versions.c.hash == version
                )
            ).first()
            former = _audience_until_now(connection, new.name, known)
            if document is None:
                document = _returning(connection, new.name)
            if document is None:
                document = connection.execute(
                    insert(documents).values(added=now()).returning(documents.c.id)
                ).scalar_one()
            audience = audience_for(connection, document, new.name, new.metadata, former)
            if known is not None and known.document_id != document and known.audience == INTERNAL:
                audience = INTERNAL
            values = {
                **content_values(new.text, new.raw, new.alignment, new.pages),
                **metadata_values(corrected(connection, document, new.metadata)),
                "audience": audience,
                "read": asdict(new.metadata),
                "state": "pending",
                "added": now(),
                "passage_count": len(new.passages),
                "fingerprint": new.fingerprint,
                "pending_name": new.name,
                "pending_stamp": new.origin.stamp,
                "source_hash": new.source_hash,
                "replaced_by": None,
                "replaced_at": None,
                "signature": new.signature,
                "boxes": new.boxes or None,
            }
            if known is None:
                connection.execute(
                    insert(versions).values(hash=version, document_id=document, **values)
                )
            else:
                connection.execute(
                    update(versions)
                    .where(versions.c.hash == version)
                    .values(document_id=document, **values)
                )
                delete_document_if_empty(connection, known.document_id)
            keep_original(connection, version, new.name, new.origin)
            write_passages(connection, version, new.pages, new.passages)
        return version

    def pending(self) -> list[str]:
        """The hashes of the versions that wait for their swap, in the order of their adding."""
        with self._store.reading() as connection:
            query = select(versions.c.hash).where(versions.c.state == "pending")
            return list(connection.execute(query.order_by(versions.c.added)).scalars())

    def swap(self, version: str) -> None:
        """Make a pending version the current one; its predecessor's passages leave."""
        with self._store.writing() as connection:
            row = connection.execute(
                select(
                    versions.c.document_id, versions.c.pending_name, versions.c.pending_stamp,
                    versions.c.source_hash, versions.c.audience, versions.c.read,
                ).where(versions.c.hash == version, versions.c.state == "pending")
            ).first()  # fmt: skip
            if row is None:
                return
            replaced = retire_current(connection, row.document_id, version)
            connection.execute(
                update(versions)
                .where(versions.c.hash == version)
                .values(state="current", pending_name=None, pending_stamp=None)
            )
            action = "document-remplace" if replaced else "document-ajoute"
            record_act(connection, action, row.pending_name, {"version": version})
            said = "" if row.read is None else said_audience(read_metadata(row.read))
            give_name(
                connection, row.pending_name, row.document_id, row.source_hash, said,
                row.pending_stamp or "",
            )  # fmt: skip
            spread(connection, row.document_id, row.audience)
            # Readers know by a new change that what they remember of documents is out of date.
            record_change(connection, "add", ())

    def attach(
        self, name: str, source_hash: str, version: str, read: Metadata, origin: Origin
    ) -> None:
        """Make ``name`` a name of the document whose current version is ``version``.

        A document that loses its last name to it is taken in: its versions keep opening.

        Args:
            name: where it was another document's, it leaves it.
            source_hash: of what ``name`` was read from.
            version: a hash.
            read: what the source says of itself; of it, only the audience counts.
            origin: the file.
        """
        with self._store.writing() as connection:
            row = connection.execute(
                select(versions.c.document_id, versions.c.audience).where(
                    versions.c.hash == version
                )
            ).one()
            document = row.document_id
            left = connection.execute(
                select(names.c.document_id).where(names.c.name == name)
            ).scalar()
            former = _audience_until_now(connection, name, row)
            audience = audience_for(connection, document, name, read, former)
            if row.audience == INTERNAL:
                # What a second name says can hide a content, never uncover it.
                audience = INTERNAL
            give_name(connection, name, document, source_hash, said_audience(read), origin.stamp)
            keep_original(connection, version, name, origin)
            if left is not None and left != document and not names_of(connection, left):
                retire_current(connection, left, version)
                connection.execute(
                    update(versions)
                    .where(versions.c.document_id == left)
                    .values(document_id=document)
                )
                delete_document_if_empty(connection, left)
            connection.execute(
                update(versions).where(versions.c.hash == version).values(audience=audience)
            )
            spread(connection, document, audience)
            record_act(connection, "nom-donne", name, {"version": version})
            record_change(connection, "add", ())

    def refresh(self, new: NewVersion) -> None:
        """Write the metadata, raw text and pages of a current version whose text stays."""
        version = version_hash(new.text)
        with self._store.writing() as connection:
            row = connection.execute(
                select(versions.c.document_id, versions.c.audience).where(
                    versions.c.hash == version
                )
            ).one()
            document = row.document_id
            audience = audience_for(connection, document, new.name, new.metadata, row.audience)
            connection.execute(
                update(versions)
                .where(versions.c.hash == version)
                .values(
                    **content_values(new.text, new.raw, new.alignment, new.pages),
                    **metadata_values(corrected(connection, document, new.metadata))
                    | {"audience": audience},
                    read=asdict(new.metadata),
                    source_hash=new.source_hash,
                    boxes=new.boxes or None,
                )
            )
            give_name(
                connection, new.name, document, new.source_hash, said_audience(new.metadata),
                new.origin.stamp,
            )  # fmt: skip
            keep_original(connection, version, new.name, new.origin)
            spread(connection, document, audience)
            rows = connection.execute(
                select(passages.c.id, passages.c.start, passages.c.end).where(
                    passages.c.version == version
                )
            ).all()
            for one in rows:
                connection.execute(
                    update(passages)
                    .where(passages.c.id == one.id)
                    .values(
                        page=page_at(new.pages, one.start),
                        turns=turns_in(new.pages, one.start, one.end),
                    )
                )
            record_act(connection, "document-corrige", new.name, {"version": version})
            # The title is part of what the lexical index holds of each passage.
            record_change(connection, "add", [one.id for one in rows])

    def confirm(self, name: str, version: str, origin: Origin) -> None:
        """Say that ``name`` was found unchanged, as this file."""
        with self._store.writing() as connection:
            connection.execute(update(names).where(names.c.name == name).values(stamp=origin.stamp))
            keep_original(connection, version, name, origin)


def _audience_until_now(connection: Connection, name: str, known: Row[Any, Any] | None) -> str:
    """The strictest audience of the document of that name and of the content as known."""
    of_name = connection.execute(
        select(versions.c.audience)
        .join(names, names.c.document_id == versions.c.document_id)
        .where(names.c.name == name, versions.c.state == "current")
    ).scalar()
    return INTERNAL if INTERNAL in (of_name, known and known.audience) else "public"


def _returning(connection: Connection, name: str) -> int | None:
    """The document that bore ``name`` when it was removed: it comes back with its history."""
    used = select(names.c.document_id)
    return connection.execute(
        select(removed_names.c.document_id)
        .where(removed_names.c.name == name, removed_names.c.document_id.not_in(used))
        .order_by(removed_names.c.removed.desc())
        .limit(1)
    ).scalar()
