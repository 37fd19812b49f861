"""Files that Vigie died reading: after three deaths one is set aside, and the rest goes on."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, insert, select, update

from corpus.catalogue.schema import suspects
from corpus.catalogue.store import Store

MOST_DEATHS = 3


@dataclass(frozen=True)
class Suspect:
    """A file that was being read when the process died, ``deaths`` times."""

    name: str
    source_hash: str
    deaths: int

    @property
    def set_aside(self) -> bool:
        """Whether it is not read any more."""
        return self.deaths >= MOST_DEATHS


class Suspects:
    """Which file is being read, written down before it is: whoever dies of it cannot say."""

    def __init__(self, store: Store, owner: str) -> None:
        """The files of a catalogue; ``owner`` names the process that reads them."""
        self._store = store
        self._owner = owner

    def begin(self, source_hash: str, name: str, after: str = "") -> bool:
        """Note that a file is about to be read, and that the one ``after`` which was not deadly.

        Returns:
            False where it is set aside: it is not to be read.
        """
        with self._store.writing() as connection:
            if after:
                connection.execute(delete(suspects).where(suspects.c.source_hash == after))
            deaths = connection.execute(
                select(suspects.c.attempts).where(suspects.c.source_hash == source_hash)
            ).scalar()
            if deaths is None:
                connection.execute(
                    insert(suspects).values(
                        source_hash=source_hash,
                        name=name,
                        attempts=1,
                        reading=True,
                        owner=self._owner,
                    )
                )
                return True
            if deaths >= MOST_DEATHS:
                return False
            connection.execute(
                update(suspects)
                .where(suspects.c.source_hash == source_hash)
                .values(attempts=deaths + 1, name=name, reading=True, owner=self._owner)
            )
            return True

    def clear(self, source_hash: str) -> None:
        """Note that a file was read, or refused, in good order."""
        with self._store.writing() as connection:
            connection.execute(delete(suspects).where(suspects.c.source_hash == source_hash))

    def all(self) -> list[Suspect]:
        """The files that a process died reading, by name."""
        with self._store.reading() as connection:
            rows = connection.execute(select(suspects).order_by(suspects.c.name)).all()
        return [Suspect(row.name, row.source_hash, row.attempts) for row in rows]

    def pardon(self, name: str) -> int:
        """Let the files of that name be read again.

        Returns:
            How many there were.
        """
        with self._store.writing() as connection:
            return connection.execute(delete(suspects).where(suspects.c.name == name)).rowcount
