"""PostgreSQL as the catalogue's engine: its transactions behave as SQLite's do."""

from __future__ import annotations

from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, text

from corpus.errors import CorpusError, TransientError, VigieError

ALONE = "vigie_alone"
"""The execution option of a transaction that no other writer may overlap."""

_LOCK = 0x766967696501  # of this application: one writer at a time, as in SQLite
_WAIT_SECONDS = 15
_READS: dict[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


def is_postgresql(url: URL) -> bool:
    """Whether an address is of a PostgreSQL database."""
    return url.get_backend_name() == "postgresql"


def postgresql_engine(url: URL) -> Engine:
    """The engine at ``url``, by psycopg whatever driver it names."""
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_pre_ping=True,
        pool_size=10,
        max_overflow=20,
        connect_args={
            "connect_timeout": 10,
            "options": f"-c lock_timeout={_WAIT_SECONDS}s -c timezone=UTC",
        },
    )

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: Any) -> None:
        # psycopg comes with the extra « postgresql », and is loaded with the first connection.
        from corpus.catalogue.postgresql_text import hold_any_text

        hold_any_text(connection)

    @event.listens_for(engine, "begin")
    def _began(connection: Connection) -> None:
        # Changes are numbered as they are written: without this a reader could see the sixth
        # before the fifth is committed, and never come back for it.
        if connection.get_execution_options().get(ALONE):
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})

    return engine


def read_from(connection: Connection) -> Connection:
    """The connection, for a transaction that sees one state and writes nothing."""
    return connection.execution_options(**_READS)


def take_turn(connection: Connection, name: str) -> None:
    """Wait until nobody else has this turn; it ends with the connection's transaction."""
    connection.execute(text("SET LOCAL lock_timeout = 0"))
    connection.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name}
    )


def french_error(cause: Any, place: str) -> VigieError | None:
    """What PostgreSQL's error means to whoever operates it; None where it is not foreseen, or
    of another engine.
    """
    if not type(cause).__module__.startswith("psycopg"):
        return None
    code = getattr(cause, "sqlstate", None)
    if code is None and type(cause).__name__ == "OperationalError":
        return TransientError(
            f"La base de données {place} ne peut pas être jointe\u00a0: {_first_line(cause)}. "
            "Vérifiez qu’elle tourne et que VIGIE_DATABASE_URL est juste, puis recommencez."
        )
    if code in {"53100", "53200"}:
        return TransientError(
            f"La base de données {place} n’a plus de place\u00a0: rien n’a été modifié. "
            "Libérez-en puis recommencez."
        )
    if code in {"55P03", "40P01", "40001", "53300"}:
        return TransientError(
            f"La base de données {place} est occupée par un autre traitement. Recommencez dans un "
            "instant."
        )
    if code is not None and code.startswith(("57P", "08")):
        return TransientError(f"La base de données {place} ne répond plus. Recommencez.")
    if code is not None and code.startswith("XX"):
        return CorpusError(
            f"La base de données {place} est endommagée ({_first_line(cause)}). Restaurez une "
            "sauvegarde avec «\u00a0vigie restore\u00a0»."
        )
    return None


def _first_line(cause: Any) -> str:
    return (str(cause).strip().splitlines() or [type(cause).__name__])[0]
