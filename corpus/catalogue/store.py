"""The catalogue's database: opening, migrating, transactions, and its errors in French."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from corpus.catalogue.postgresql import (
    ALONE,
    french_error,
    is_postgresql,
    postgresql_engine,
    read_from,
    take_turn,
)
from corpus.catalogue.schema import REVISION
from corpus.errors import ConfigurationError, CorpusError, TransientError, VigieError, system_reason

_WAIT_SECONDS = 15  # for another process to finish its writing
_WRITE = "vigie_write"


class Store:
    """A database whose transactions either read or write.

    Third-party exceptions leave as ``TransientError`` (disk full, locked, unreachable) or
    ``CorpusError`` (damaged, or of another version of Vigie).
    """

    def __init__(self, url: str) -> None:
        """Open, and bring to the newest schema, the database at ``url``.

        Raises:
            ConfigurationError: ``url`` is no database address.
            TransientError, CorpusError: see the class.
        """
        try:
            parsed = make_url(url)
            self._place = parsed.render_as_string(hide_password=True)
            self._on_postgresql = is_postgresql(parsed)
            self._engine = postgresql_engine(parsed) if self._on_postgresql else _engine(url)
        except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
            raise ConfigurationError(
                f"L’adresse de la base de données n’est pas valable\u00a0: «\u00a0{url}\u00a0». "
                "Corrigez VIGIE_DATABASE_URL (par exemple "
                "«\u00a0sqlite:////chemin/vigie.db\u00a0»)."
            ) from error
        try:
            self._migrate()
        except BaseException:
            self._engine.dispose()
            raise

    @property
    def shared(self) -> bool:
        """Whether processes of several machines may write it at once."""
        return self._on_postgresql

    def clock(self, connection: Connection) -> datetime:
        """This moment, by the one clock of all who share the database."""
        if not self._on_postgresql:
            return datetime.now(UTC)
        moment: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
        return moment.astimezone(UTC)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the catalogue."""
        with self._mapped(), self._engine.connect() as opened:
            connection = read_from(opened) if self._on_postgresql else opened
            with connection.begin():
                yield connection

    @contextmanager
    def writing(self, *, alone: bool = True) -> Iterator[Connection]:
        """A transaction that writes all or nothing.

        Args:
            alone: no other one may overlap it; without, only rows are locked where the engine
                can: what touches no document, and must not wait for those that do.
        """
        with self._mapped(), self._engine.connect() as opened:
            connection = opened.execution_options(**{_WRITE: True, ALONE: alone})
            with connection.begin():
                yield connection

    @contextmanager
    def turn(self, name: str) -> Iterator[None]:
        """One process at a time within the block, of those that share a server's database.

        A SQLite file has one owner, which needs no turns.
        """
        if not self._on_postgresql:
            yield
            return
        with self._mapped():
            opened = self._engine.connect()
        with opened:
            with self._mapped():
                take_turn(opened, name)
            yield

    def compact(self) -> None:
        """Rewrite the database without the pages of what was erased, where it keeps such."""
        if self._engine.dialect.name != "sqlite":
            return
        with self._mapped(), self._engine.connect() as opened:
            # Not within a transaction, which SQLAlchemy would begin.
            raw: Any = opened.connection.driver_connection
            raw.execute("VACUUM")
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Release the database."""
        self._engine.dispose()

    def _migrate(self) -> None:
        with self.reading() as connection:
            found = _revision(connection)
        if found == REVISION:
            return
        with self.writing() as connection:
            # Another process may have migrated while this one waited for its turn to write.
            if _revision(connection) == REVISION:
                return
            _upgrade(connection, self._place)

    @contextmanager
    def _mapped(self) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, sqlite3.Error) as error:
            raise _french(error, self._place) from error


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        raise ArgumentError("SQLite and PostgreSQL are what the catalogue is tested on")
    if parsed.database and parsed.database != ":memory:":
        path = Path(parsed.database)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise TransientError(
                f"Le dossier des données {path.parent} ne peut pas être créé\u00a0: "
                f"{system_reason(error)}. Vérifiez les droits ou réglez VIGIE_HOME."
            ) from error
    engine = create_engine(url, connect_args={"timeout": _WAIT_SECONDS})

    @event.listens_for(engine, "connect")
    def _connected(connection: sqlite3.Connection, _record: Any) -> None:
        # SQLAlchemy opens the transactions itself, below.
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=FAST",
            "cache_size=-16000",
            "mmap_size=134217728",  # of the file; what is mapped counts as the process’s memory
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _began(connection: Connection) -> None:
        # A writer takes its lock at once: two readers that turn writers would fail at once.
        writes = connection.get_execution_options().get(_WRITE)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(connection: Connection, place: str) -> None:
    # Alembic takes longer to import than an up-to-date catalogue takes to open.
    from alembic import command
    from alembic.config import Config
    from alembic.util.exc import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise CorpusError(
            f"Le catalogue {place} a été écrit par une autre version de Vigie ({error}). "
            "Installez la version la plus récente."
        ) from error


def _french(error: Exception, place: str) -> VigieError:
    cause = error.orig if isinstance(error, DBAPIError) else error
    if (said := french_error(cause, place)) is not None:
        return said
    code = getattr(cause, "sqlite_errorname", "") or ""
    if code == "SQLITE_FULL":
        return TransientError(
            f"Le disque est plein\u00a0: le catalogue {place} n’a pas été modifié. "
            "Libérez de la place puis recommencez."
        )
    if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return TransientError(
            f"Le catalogue {place} est occupé par un autre traitement. Recommencez dans un instant."
        )
    if code.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return CorpusError(
            f"Le catalogue {place} est endommagé ({cause}). Restaurez une sauvegarde avec "
            "«\u00a0vigie restore\u00a0»."
        )
    if code.startswith(("SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_PERM")):
        return TransientError(
            f"Le catalogue {place} ne peut pas être lu ou écrit ({cause}). Vérifiez la place "
            "libre et les droits du dossier, puis recommencez."
        )
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return TransientError(f"La base de données {place} ne répond plus. Recommencez.")
    return CorpusError(f"Le catalogue {place} a refusé une opération\u00a0: {cause}.")
