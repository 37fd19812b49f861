"""A private PostgreSQL server in a temporary folder, on a Unix socket, for the tests' time."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from corpus.catalogue import Catalogue

_ACCOUNT = "postgres"  # the server refuses to run as root; Debian's package makes this one


def programs() -> Path | None:
    """The folder of the server's programs: Debian's newest, else the one in the path."""
    found = sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin/initdb")))
    newest = found[-1] if found else shutil.which("initdb")
    return Path(newest).parent if newest else None


class PostgreSQL:
    """A running server, that can be killed and started again over its data."""

    def __init__(self, folder: Path, run: Callable[..., None]) -> None:
        self._folder = folder
        self._run = run
        self._numbers = itertools.count(1)
        self._engine = sa.create_engine(
            self.url("postgres"), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool
        )
        self._do("CREATE DATABASE modele")
        Catalogue(self.url("modele")).close()

    def url(self, database: str) -> str:
        """The address of one of its databases."""
        return f"postgresql+psycopg://vigie@/{database}?host={self._folder}"

    def empty(self) -> str:
        """The address of a new database without tables."""
        name = f"vide_{next(self._numbers)}"
        self._do(f"CREATE DATABASE {name}")
        return self.url(name)

    def catalogue(self) -> str:
        """The address of a new catalogue, up to date and empty."""
        name = f"essai_{next(self._numbers)}"
        self._do(f"CREATE DATABASE {name} TEMPLATE modele")
        return self.url(name)

    def stop(self) -> None:
        """End it at once, as a crash of it would: what is under way is lost."""
        self._run("pg_ctl", "-m", "immediate", "stop")

    def start(self) -> None:
        """Start it again; it recovers what was committed."""
        self._run("pg_ctl", "-l", str(self._folder / "log"), "-w", "-o", _options(self._folder),
                  "start")  # fmt: skip

    def _do(self, statement: str) -> None:
        with self._engine.connect() as connection:
            connection.execute(sa.text(statement))


@contextmanager
def running_postgresql() -> Iterator[PostgreSQL]:
    """The server, from its making to its end."""
    folder_of_programs = programs()
    if folder_of_programs is None:
        pytest.skip("PostgreSQL is not installed (Debian: postgresql)")
    folder = Path(tempfile.mkdtemp(prefix="vigie-pg-", dir="/tmp"))
    account: dict[str, Any] = {}
    if os.geteuid() == 0:
        shutil.chown(folder, _ACCOUNT, _ACCOUNT)
        account = {"user": _ACCOUNT, "group": _ACCOUNT, "extra_groups": ()}
    data = folder / "data"

    def run(program: str, *arguments: str) -> None:
        # Its output goes nowhere: a pipe would stay open as long as the server runs.
        subprocess.run(
            [str(folder_of_programs / program), "-D", str(data), *arguments],
            cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            **account,
        )  # fmt: skip

    run("initdb", "-A", "trust", "-U", "vigie", "-E", "UTF8", "--no-sync", "--locale=C.UTF-8")
    run("pg_ctl", "-l", str(folder / "log"), "-w", "-o", _options(folder), "start")
    try:
        yield PostgreSQL(folder, run)
    finally:
        run("pg_ctl", "-m", "immediate", "stop")
        shutil.rmtree(folder)


def _options(folder: Path) -> str:
    return (
        # The machine does not crash in a test, the server does: what it said to be committed stays.
        f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off "
        "-c full_page_writes=off -c shared_buffers=32MB"
    )
