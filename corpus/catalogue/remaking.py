"""Making passages anew: those of another model, splitter or cleaner."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, insert, select, update

from corpus.catalogue.documents import FINGERPRINT
from corpus.catalogue.schema import meta, versions
from corpus.catalogue.steps import drop_passages, write_passages
from corpus.catalogue.store import Store
from corpus.records import NewPassage, Page


class Remaker:
    """The part of the catalogue that knows what passages were made with."""

    _store: Store

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

    def set_fingerprint(self, fingerprint: str) -> None:
        """Say what the corpus is encoded, split and cleaned with."""
        with self._store.writing() as connection:
            connection.execute(delete(meta).where(meta.c.key == FINGERPRINT))
            connection.execute(insert(meta).values(key=FINGERPRINT, value=fingerprint))
