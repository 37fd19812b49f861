"""From every earlier schema to the one of today, with nothing lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import corpus.catalogue
from corpus.catalogue import Catalogue
from corpus.catalogue.schema import REVISION, metadata

TEXT = "Document de test de la Région Fictive."
FOLDER = Path(corpus.catalogue.__file__).parent / "migrations"


def scripts() -> ScriptDirectory:
    return ScriptDirectory(str(FOLDER))


REVISIONS = [script.revision for script in scripts().walk_revisions()]


def made_at(revision: str, url: str) -> None:
    """A catalogue of that schema with one document, filled in as its columns ask."""
    engine = sa.create_engine(url)
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    tables = sa.MetaData()
    tables.reflect(engine)
    with engine.begin() as connection:
        fill(connection, tables, "documents", id=7, added="2025-11-06T00:00:00Z")
        fill(connection, tables, "names", name="a.txt", document_id=7, position=0)
        fill(
            connection, tables, "versions", hash="v", document_id=7, state="current", text=TEXT,
            title="Titre de test", audience="public", type="autre", passage_count=1,
        )  # fmt: skip
        fill(
            connection, tables, "passages", id="p", version="v", start=0, end=len(TEXT), text=TEXT,
            vector=b"\0\0\x80?",
        )  # fmt: skip
        fill(connection, tables, "changes", action="add", passages=["p"])
    engine.dispose()


def fill(connection: sa.Connection, tables: sa.MetaData, table_name: str, /, **given: Any) -> None:
    table = tables.tables[table_name]
    row = {
        column.name: given.get(column.name, empty(column))
        for column in table.columns
        if column.name in given or not (column.nullable or column.primary_key)
    }
    connection.execute(table.insert().values(**row))


def empty(column: sa.Column[Any]) -> Any:
    if column.name in {"pages", "headings", "replaces", "passages"}:
        return []
    if isinstance(column.type, sa.JSON):
        return {}
    if isinstance(column.type, sa.LargeBinary):
        return b""
    if isinstance(column.type, sa.String):
        return ""
    return False if isinstance(column.type, sa.Boolean) else 0


def test_there_is_one_newest_schema_and_the_code_names_it() -> None:
    assert scripts().get_heads() == [REVISION]


@pytest.mark.parametrize("revision", REVISIONS)
def test_every_schema_is_brought_up_to_date(revision: str, empty_url: str) -> None:
    url = empty_url
    made_at(revision, url)
    with Catalogue(url) as catalogue:
        [document] = catalogue.documents()
        assert (document.name, document.metadata.title) == ("a.txt", "Titre de test")
        assert catalogue.version("v").text == TEXT
        assert [one.text for one in catalogue.indexed_passages(["p"])] == [TEXT]
        assert catalogue.last_sequence() == 1
        with catalogue._store.reading() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, metadata) == []
