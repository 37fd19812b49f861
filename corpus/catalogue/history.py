"""A document's versions, and the files that they were read from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection, select

from corpus.catalogue.describing import read_metadata
from corpus.catalogue.documents import may_see, names_by_document
from corpus.catalogue.rows import METADATA_COLUMNS, metadata_of
from corpus.catalogue.schema import names, originals, removed_names, versions
from corpus.catalogue.store import Store
from corpus.errors import UnknownDocumentError
from corpus.records import Metadata, Origin, Original, VersionSummary


class HistoryReader:
    """The half of the catalogue that answers what documents were."""

    _store: Store

    def versions(self, name: str, audience: str = "interne") -> list[VersionSummary]:
        """The versions of the document of that name, the newest first.

        A document that was removed still has its history, for who may see all.

        Raises:
            UnknownDocumentError: there is none that ``audience`` may see.
        """
        with self._store.reading() as connection:
            documents = set(
                connection.execute(
                    select(names.c.document_id).where(names.c.name == name)
                ).scalars()
            )
            if audience == "interne":
                documents |= set(removed_documents(connection, name))
            rows = connection.execute(
                select(
                    versions.c.hash, versions.c.state, versions.c.added, versions.c.replaced_by,
                    versions.c.replaced_at, versions.c.title, versions.c.date,
                    versions.c.audience,
                )
                .where(versions.c.document_id.in_(documents), versions.c.state != "pending")
                .order_by(versions.c.state != "current", versions.c.added.desc())
            ).all()  # fmt: skip
            seen = [row for row in rows if may_see(audience, row.audience)]
            files = _originals(connection, [row.hash for row in seen])
        if not seen:
            raise UnknownDocumentError(
                f"Aucun document ne s’appelle «\u00a0{name}\u00a0». «\u00a0vigie list\u00a0» "
                "montre les documents du corpus."
            )
        return [
            VersionSummary(
                row.hash, row.state, row.added, row.replaced_by or "", row.replaced_at or "",
                row.title, row.date, tuple(files[row.hash]),
            )
            for row in seen
        ]  # fmt: skip

    def original(
        self, version: str, name: str | None = None, audience: str = "interne"
    ) -> Original:
        """The file that a version was read from, under ``name`` or whichever name is known.

        Raises:
            UnknownDocumentError: there is none that ``audience`` may see.
        """
        with self._store.reading() as connection:
            row = connection.execute(
                select(versions.c.audience, versions.c.state).where(versions.c.hash == version)
            ).first()
            seen = row is not None and may_see(audience, row.audience)
            if row is not None and row.state == "removed" and audience != "interne":
                seen = False
            found = _originals(connection, [version])[version] if seen else []
        chosen = [one for one in found if name in (None, one.name)]
        if not chosen:
            raise UnknownDocumentError(
                "Le fichier d’origine de ce document n’est pas conservé. Ajoutez de nouveau le "
                "document pour qu’il le soit."
            )
        return chosen[0]

    def as_read(self, version: str) -> Metadata:
        """What the source of a version said of itself, before anybody's corrections.

        Raises:
            UnknownDocumentError: there is no such version.
        """
        with self._store.reading() as connection:
            row = connection.execute(
                select(versions.c.read, *METADATA_COLUMNS).where(versions.c.hash == version)
            ).first()
        if row is None:
            raise UnknownDocumentError(
                f"La version «\u00a0{version}\u00a0» n’est pas dans le corpus."
            )
        return metadata_of(row) if row.read is None else read_metadata(row.read)

    def origin(self, name: str) -> Origin:
        """The file that ``name`` was last read from."""
        with self._store.reading() as connection:
            stamp = connection.execute(select(names.c.stamp).where(names.c.name == name)).scalar()
            row = connection.execute(
                select(originals)
                .join(versions, versions.c.hash == originals.c.version)
                .where(originals.c.name == name, versions.c.state == "current")
            ).first()
        if row is None:
            return Origin(stamp=stamp or "")
        return Origin(row.sha256, row.size, row.media_type, stamp or "")

    def is_shared(self) -> bool:
        """Whether processes of several machines may write the corpus at once."""
        return self._store.shared

    def original_files(self) -> set[str]:
        """The sha256 of every original that some version refers to."""
        with self._store.reading() as connection:
            return set(connection.execute(select(originals.c.sha256).distinct()).scalars())

    def signatures(self) -> list[tuple[str, bytes]]:
        """Hash and signature of every version in use whose text is long enough for one."""
        with self._store.reading() as connection:
            rows = connection.execute(
                select(versions.c.hash, versions.c.signature).where(
                    versions.c.state.in_(("current", "pending")), versions.c.signature.is_not(None)
                )
            ).all()
        return [(row.hash, row.signature) for row in rows if row.signature]

    def current_texts(self, hashes: Sequence[str]) -> list[tuple[str, str]]:
        """Name and text of those of these versions that are current, or about to be."""
        with self._store.reading() as connection:
            rows = connection.execute(
                select(versions.c.document_id, versions.c.text, versions.c.pending_name).where(
                    versions.c.hash.in_(hashes), versions.c.state.in_(("current", "pending"))
                )
            ).all()
            found = names_by_document(connection, {row.document_id for row in rows})
        return [
            (row.pending_name or (found[row.document_id] or ("",))[0], row.text) for row in rows
        ]

    def stamps(self) -> dict[str, str]:
        """Each name's file as it was when it was last read; see ``Origin.stamp``."""
        with self._store.reading() as connection:
            rows = connection.execute(
                select(names.c.name, names.c.stamp).where(names.c.stamp != "")
            ).all()
        return {row.name: row.stamp for row in rows}


def removed_documents(connection: Connection, name: str) -> list[int]:
    """The documents that bore this name when they were removed."""
    query = select(removed_names.c.document_id).where(removed_names.c.name == name)
    return list(connection.execute(query).scalars())


def _originals(connection: Connection, hashes: list[str]) -> dict[str, list[Original]]:
    found: dict[str, list[Original]] = defaultdict(list)
    rows = connection.execute(
        select(originals)
        .outerjoin(names, names.c.name == originals.c.name)
        .where(originals.c.version.in_(hashes))
        .order_by(names.c.position, originals.c.name)
    ).all()
    for row in rows:
        found[row.version].append(
            Original(row.version, row.name, row.sha256, row.size, row.media_type)
        )
    return found
