"""The whole catalogue into a file, while it is in use, and back, into either kind of database."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import BigInteger, Connection, Integer, Table, func, select, text
from sqlalchemy.engine import make_url

import corpus.catalogue.desk_schema  # noqa: F401 - its tables are part of the whole
from corpus.catalogue.schema import metadata
from corpus.catalogue.store import Store
from corpus.errors import CorpusError, TransientError, system_reason

_ROWS = 500


def save(url: str, place: Path) -> None:
    """Write the catalogue at ``url``, as it is at one moment, to a new SQLite file.

    Nobody has to wait: readers and writers go on. What was erased is not in the file.

    Raises:
        TransientError: the file cannot be written.
        CorpusError: the catalogue is damaged.
    """
    source = sqlite_file(url)
    with _mapped(place):
        if source is None:
            _copy(url, f"sqlite:///{place}")
            return
        connection = sqlite3.connect(source, isolation_level=None)
        try:
            connection.execute("VACUUM INTO :place", {"place": str(place)})
        finally:
            connection.close()


def verify(place: Path) -> None:
    """Return where the file is a sound catalogue, brought to the newest schema on the way.

    Raises:
        CorpusError: it is damaged, or of a newer version of Vigie.
    """
    with _mapped(place):
        connection = sqlite3.connect(place)
        try:
            found = connection.execute("PRAGMA integrity_check").fetchall()
        finally:
            connection.close()
    if found != [("ok",)]:
        raise CorpusError(
            f"Le catalogue sauvegardé {place.name} est endommagé. Prenez-en un autre."
        )
    Store(f"sqlite:///{place}").close()


def load(place: Path, url: str) -> None:
    """Put a verified file in the place of the catalogue at ``url``, whole or not at all.

    Nobody else may have it open.

    Raises:
        TransientError: the catalogue cannot be written.
    """
    target = sqlite_file(url)
    with _mapped(place):
        if target is None:
            _copy(f"sqlite:///{place}", url)
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = target.with_name(f".{target.name}.restauration")
        try:
            shutil.copyfile(place, fresh)
            with fresh.open("rb+") as file:
                os.fsync(file.fileno())
            # The former one's journal would be applied to the new file.
            for suffix in ("-wal", "-shm"):
                target.with_name(target.name + suffix).unlink(missing_ok=True)
            fresh.replace(target)
        finally:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)


def sqlite_file(url: str) -> Path | None:
    """The file of a SQLite address; None for another engine."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        return None
    return Path(parsed.database)


def _copy(source_url: str, target_url: str) -> None:
    source, target = Store(source_url), Store(target_url)
    try:
        with source.reading() as read, target.writing() as write:
            for table in reversed(metadata.sorted_tables):
                write.execute(table.delete())
            for table in metadata.sorted_tables:
                for rows in _batches(read, table):
                    write.execute(table.insert(), rows)
                _count_on(write, table)
    finally:
        source.close()
        target.close()


def _batches(connection: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    found = connection.execution_options(yield_per=_ROWS).execute(select(table))
    for rows in found.partitions():
        yield [dict(row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's public name


def _count_on(connection: Connection, table: Table) -> None:
    """Have PostgreSQL number new rows after those that were copied."""
    key = table.primary_key.columns.values()[0]
    if connection.dialect.name != "postgresql" or not isinstance(key.type, BigInteger | Integer):
        return
    last = connection.execute(select(func.max(key))).scalar()
    if last is not None:
        connection.execute(
            text("SELECT setval(pg_get_serial_sequence(:table, :key), :last)"),
            {"table": table.name, "key": key.name, "last": last},
        )


@contextmanager
def _mapped(place: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorname", "") or ""
        if code.startswith(("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_BUSY")):
            raise TransientError(
                f"Le catalogue {place} ne peut pas être lu ou écrit ({error}). Vérifiez la place "
                "libre et les droits, puis recommencez."
            ) from error
        raise CorpusError(
            f"Le catalogue {place} est endommagé ({error}). Prenez une autre sauvegarde."
        ) from error
    except OSError as error:
        raise TransientError(
            f"Le catalogue {place} ne peut pas être écrit\u00a0: {system_reason(error)}. "
            "Libérez de la place ou vérifiez les droits, puis recommencez."
        ) from error
