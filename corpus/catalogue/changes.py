"""The change sequence that the indexes follow."""

from __future__ import annotations

import uuid

from sqlalchemy import func, insert, select

from corpus.catalogue.schema import changes, meta
from corpus.catalogue.store import Store
from corpus.records import Change

_IDENTITY = "identity"


class ChangeReader:
    """The part of the catalogue that tells the indexes what to apply."""

    _store: Store

    def changes_since(self, sequence: int, limit: int = 100) -> list[Change]:
        """Up to ``limit`` changes after ``sequence``, in order."""
        with self._store.reading() as connection:
            rows = connection.execute(
                select(changes)
                .where(changes.c.sequence > sequence)
                .order_by(changes.c.sequence)
                .limit(limit)
            ).all()
        return [Change(row.sequence, row.action, tuple(row.passages)) for row in rows]

    def last_sequence(self) -> int:
        """The newest change's number; 0 before the first one."""
        with self._store.reading() as connection:
            return connection.execute(select(func.max(changes.c.sequence))).scalar() or 0

    def identity(self) -> str:
        """A name of this catalogue, made at its creation: an index of another is not its own."""
        with self._store.reading() as connection:
            found = connection.execute(select(meta.c.value).where(meta.c.key == _IDENTITY)).scalar()
        return found or self._name_it()

    def _name_it(self) -> str:
        with self._store.writing() as connection:
            found = connection.execute(select(meta.c.value).where(meta.c.key == _IDENTITY)).scalar()
            if found is None:
                found = uuid.uuid4().hex
                connection.execute(insert(meta).values(key=_IDENTITY, value=found))
            return found
