"""The catalogue on each of its engines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.catalogue import Catalogue
from tests.postgresql import PostgreSQL, running_postgresql

# One group: one worker starts the server, once.
on_postgresql = pytest.mark.xdist_group("postgresql")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A server of the tests' own."""
    with running_postgresql() as server:
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=on_postgresql)])
def database_url(request: pytest.FixtureRequest, home: Path) -> str:
    """The address of an empty catalogue, on one engine, then on the other."""
    if request.param == "sqlite":
        return f"sqlite:///{home}/vigie.db"
    server: PostgreSQL = request.getfixturevalue("postgresql")
    return server.catalogue()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=on_postgresql)])
def empty_url(request: pytest.FixtureRequest, home: Path) -> str:
    """The address of a database without tables, on one engine, then on the other."""
    if request.param == "sqlite":
        return f"sqlite:///{home}/vigie.db"
    server: PostgreSQL = request.getfixturevalue("postgresql")
    return server.empty()


@pytest.fixture
def catalogue(database_url: str) -> Iterator[Catalogue]:
    """An empty catalogue."""
    with Catalogue(database_url) as opened:
        yield opened
