"""Writing documents: every method is one transaction, whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, insert, select, update

from corpus.catalogue.audit import record_act
from corpus.catalogue.documents import FINGERPRINT
from corpus.catalogue.identity import version_hash
from corpus.catalogue.rows import content_values, metadata_values
from corpus.catalogue.schema import documents, meta, names, passages, versions
from corpus.catalogue.steps import (
    delete_document_if_empty,
    document_alone_named,
    drop_passages,
    give_name,
    names_of,
    now,
    page_at,
    record_change,
    retire_current,
    write_passages,
)
from corpus.catalogue.store import Store
from corpus.errors import UnknownDocumentError
from corpus.records import NewPassage, NewVersion, Page


class DocumentWriter:
    """The half of the catalogue that changes the corpus; its owner alone may call it."""

    _store: Store

    def add_pending(self, new: NewVersion) -> str:
        """Store a version that is not searchable yet, and tell the indexes of its passages.

        It is for the document of ``new.name`` where that is the document's only name, else for
        a new document.

        Returns:
            The version's hash.
        """
        version = version_hash(new.text)
        values = {
            **content_values(new.text, new.raw, new.alignment, new.pages),
            **metadata_values(new.metadata),
            "state": "pending",
            "added": now(),
            "passage_count": len(new.passages),
            "fingerprint": new.fingerprint,
            "pending_name": new.name,
            "source_hash": new.source_hash,
        }
        with self._store.writing() as connection:
            document = document_alone_named(connection, new.name)
            if document is None:
                document = connection.execute(
                    insert(documents).values(added=now()).returning(documents.c.id)
                ).scalar_one()
            known = connection.execute(
                select(versions.c.document_id).where(versions.c.hash == version)
            ).scalar()
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
                delete_document_if_empty(connection, known)
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
                    versions.c.document_id, versions.c.pending_name, versions.c.source_hash
                ).where(versions.c.hash == version, versions.c.state == "pending")
            ).first()
            if row is None:
                return
            replaced = retire_current(connection, row.document_id)
            connection.execute(
                update(versions)
                .where(versions.c.hash == version)
                .values(state="current", pending_name=None)
            )
            action = "document-remplace" if replaced else "document-ajoute"
            record_act(connection, action, row.pending_name, {"version": version})
            give_name(connection, row.pending_name, row.document_id, row.source_hash)
            # Readers know by a new change that what they remember of documents is out of date.
            record_change(connection, "add", ())

    def attach(self, name: str, source_hash: str, version: str) -> None:
        """Make ``name`` a name of the document whose current version is ``hash``.

        A document that loses its last name to it is taken in: its versions keep opening.
        """
        with self._store.writing() as connection:
            document = connection.execute(
                select(versions.c.document_id).where(versions.c.hash == version)
            ).scalar_one()
            former = connection.execute(
                select(names.c.document_id).where(names.c.name == name)
            ).scalar()
            give_name(connection, name, document, source_hash)
            if former is not None and former != document and not names_of(connection, former):
                retire_current(connection, former)
                connection.execute(
                    update(versions)
                    .where(versions.c.document_id == former)
                    .values(document_id=document)
                )
                delete_document_if_empty(connection, former)
            record_act(connection, "nom-donne", name, {"version": version})
            record_change(connection, "add", ())

    def refresh(self, new: NewVersion) -> None:
        """Write the metadata, raw text and pages of a current version whose text stays."""
        version = version_hash(new.text)
        with self._store.writing() as connection:
            connection.execute(
                update(versions)
                .where(versions.c.hash == version)
                .values(
                    **content_values(new.text, new.raw, new.alignment, new.pages),
                    **metadata_values(new.metadata),
                    source_hash=new.source_hash,
                )
            )
            connection.execute(
                update(names).where(names.c.name == new.name).values(source_hash=new.source_hash)
            )
            rows = connection.execute(
                select(passages.c.id, passages.c.start).where(passages.c.version == version)
            ).all()
            for row in rows:
                connection.execute(
                    update(passages)
                    .where(passages.c.id == row.id)
                    .values(page=page_at(new.pages, row.start))
                )
            record_act(connection, "document-corrige", new.name, {"version": version})
            # The title is part of what the lexical index holds of each passage.
            record_change(connection, "add", [row.id for row in rows])

    def replace_passages(
        self,
        version: str,
        pages: tuple[Page, ...],
        fingerprint: str,
        made: Sequence[NewPassage],
    ) -> None:
        """Give a version other passages: those of another model or splitter."""
        with self._store.writing() as connection:
            drop_passages(connection, [version])
            connection.execute(
                update(versions)
                .where(versions.c.hash == version)
                .values(fingerprint=fingerprint, passage_count=len(made))
            )
            write_passages(connection, version, pages, made)

    def outdated(self, fingerprint: str) -> list[str]:
        """The hashes of current versions whose passages were made with another fingerprint."""
        with self._store.reading() as connection:
            return list(
                connection.execute(
                    select(versions.c.hash)
                    .where(versions.c.state == "current", versions.c.fingerprint != fingerprint)
                    .order_by(versions.c.document_id)
                ).scalars()
            )

    def mark_outdated(self) -> None:
        """Have ``outdated`` name every current version, whatever it was made with."""
        with self._store.writing() as connection:
            connection.execute(
                update(versions).where(versions.c.state == "current").values(fingerprint="")
            )

    def remove(self, name: str) -> bool:
        """Take ``name`` off its document; the last name takes the document with it.

        A document that goes leaves nothing behind: its former versions go too.

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
                raise UnknownDocumentError(
                    f"Aucun document ne s’appelle «\u00a0{name}\u00a0». «\u00a0vigie list\u00a0» "
                    "montre les "
                    "documents du corpus."
                )
            connection.execute(delete(names).where(names.c.name == name))
            record_act(connection, "document-retire", name)
            if names_of(connection, document):
                record_change(connection, "add", ())
                return False
            hashes = connection.execute(
                select(versions.c.hash).where(versions.c.document_id == document)
            ).scalars()
            drop_passages(connection, list(hashes))
            connection.execute(delete(versions).where(versions.c.document_id == document))
            connection.execute(delete(documents).where(documents.c.id == document))
            return True

    def purge(self) -> int:
        """Erase for good the former versions of all documents; links to them stop opening.

        Returns:
            How many were erased.
        """
        with self._store.writing() as connection:
            gone = connection.execute(delete(versions).where(versions.c.state == "former")).rowcount
            if gone:
                record_act(connection, "versions-effacees", "", {"nombre": gone})
            return gone

    def set_fingerprint(self, fingerprint: str) -> None:
        """Say what the corpus is encoded, split and cleaned with."""
        with self._store.writing() as connection:
            connection.execute(delete(meta).where(meta.c.key == FINGERPRINT))
            connection.execute(insert(meta).values(key=FINGERPRINT, value=fingerprint))
