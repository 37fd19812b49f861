"""The change sequence that the indexes follow."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, delete, func, insert, select

from corpus.catalogue.desk_schema import blocked_passages, validated_answers
from corpus.catalogue.schema import changes, meta
from corpus.catalogue.store import Store
from corpus.records import Change

_IDENTITY = "identity"
_PRUNED = "pruned"


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

    @contextmanager
    def turn(self, name: str) -> Iterator[None]:
        """Wait for one's turn among the processes that use this catalogue, and keep it."""
        with self._store.turn(name):
            yield

    def last_sequence(self) -> int:
        """The newest change's number; 0 before the first one."""
        with self._store.reading() as connection:
            return connection.execute(select(func.max(changes.c.sequence))).scalar() or 0

    def answering_state(self) -> tuple[int, ...]:
        """Changes whenever an answer may: with the corpus, and with what staff correct."""
        blocked, validated = blocked_passages.c, validated_answers.c
        with self._store.reading() as connection:
            row = connection.execute(
                select(
                    *(
                        one.scalar_subquery()
                        for one in (
                            select(func.max(changes.c.sequence)),
                            select(func.max(blocked.id)),
                            select(func.count(blocked.id)),
                            select(func.max(validated.id)),
                            select(func.count(validated.id)).where(validated.withdrawn_by != ""),
                        )
                    )
                )
            ).one()
        return tuple(one or 0 for one in row)

    def prune_changes(self, upto: int, keep: int = 0) -> None:
        """Forget the changes up to ``upto`` that every index has applied, but the last ``keep``.

        An index that has not applied them is rebuilt from the passages; see ``pruned``.
        """
        with self._store.writing() as connection:
            newest = connection.execute(select(func.max(changes.c.sequence))).scalar() or 0
            # The newest one stays: its number is how readers know of what is new.
            last = min(upto, newest - 1) - keep
            if last <= _pruned(connection):
                return
            connection.execute(delete(changes).where(changes.c.sequence <= last))
            connection.execute(delete(meta).where(meta.c.key == _PRUNED))
            connection.execute(insert(meta).values(key=_PRUNED, value=str(last)))

    def pruned(self) -> int:
        """The last change that is forgotten: an index before it cannot catch up."""
        with self._store.reading() as connection:
            return _pruned(connection)

    def identity(self) -> str:
        """A name of this catalogue, made at its creation: an index of another is not its own."""
        with self._store.reading() as connection:
            found = connection.execute(select(meta.c.value).where(meta.c.key == _IDENTITY)).scalar()
        return found or self._name_it()

    def renew_identity(self) -> None:
        """Give this catalogue another name: indexes made before are no longer its own."""
        with self._store.writing() as connection:
            connection.execute(delete(meta).where(meta.c.key == _IDENTITY))

    def _name_it(self) -> str:
        with self._store.writing() as connection:
            found = connection.execute(select(meta.c.value).where(meta.c.key == _IDENTITY)).scalar()
            if found is None:
                found = uuid.uuid4().hex
                connection.execute(insert(meta).values(key=_IDENTITY, value=found))
            return found


def _pruned(connection: Connection) -> int:
    found = connection.execute(select(meta.c.value).where(meta.c.key == _PRUNED)).scalar()
    return int(found or 0)
