"""A corpus that grows past one machine: backed up from SQLite, restored into PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from corpus.catalogue import Catalogue
from corpus.catalogue.schema import metadata
from corpus.records import Scope
from tests.chroma_server import running_chroma
from tests.fakes import FakeEncoder
from tests.postgresql import PostgreSQL, running_postgresql
from tests.ui.shell import Shell
from ui.compose import open_application

pytestmark = pytest.mark.xdist_group("postgresql")
Everything = dict[str, list[tuple[Any, ...]]]
EVERYONE = Scope(audience="interne")
SECRET = "jeton de connexion de test"


@pytest.fixture(autouse=True)
def quick_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.encode.load.load_encoder", lambda *_: FakeEncoder())


@pytest.fixture(scope="module")
def postgresql() -> Iterator[PostgreSQL]:
    with running_postgresql() as server:
        yield server


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


def desk(catalogue: Catalogue) -> None:
    """What people say and do, once more each time."""
    version = catalogue.document("budget.txt").version
    number = len(catalogue.accounts.all())
    account = catalogue.accounts.add(f"agent{number}", "Agathe Exemple", "agent", "$argon2$test")
    catalogue.accounts.sign_in(account, f"{SECRET} {number}", timedelta(days=1))
    catalogue.accounts.failed("agent", timedelta(hours=1))
    catalogue.conversations.add(account.id, None, "Quel budget\u00a0?", {"answer": "48 euros [1]."})
    catalogue.conversations.note("Quel budget\u00a0?", "budget", abstained=False, confidence=0.75)
    catalogue.corrections.validate(
        "Quel budget\u00a0?",
        ["Combien\u00a0?"],
        "48 euros.",
        ("budget.txt", version, 0, 8),
        "Élise",
    )
    catalogue.corrections.block(version, 0, 8, "périmé", "Élise")
    # A NUL, which PostgreSQL refuses, may have come into SQLite by a program.
    catalogue.feedback.add(question="Quel budget\u00a0?", useful=False, comment="C’est\0faux.")
    catalogue.jobs.enqueue("essai", {"nombre": number})
    catalogue.calls.add("203.0.113.9", 3600, 10)


def everything(catalogue: Catalogue) -> Everything:
    """All rows of all tables but the catalogue's own name, which a copy changes."""
    with catalogue._store.reading() as connection:
        return {
            table.name: sorted(
                (
                    tuple(held(value) for value in row)
                    for row in connection.execute(select(table))
                    if table.name != "meta" or row.key != "identity"
                ),
                key=repr,
            )
            for table in metadata.sorted_tables
        }


def held(value: Any) -> Any:
    """A value as either engine gives it."""
    return value.replace("\0", "\ufffd") if isinstance(value, str) else value


@pytest.fixture
def grown(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home on SQLite with something in every table."""
    home, folder = tmp_path / "portable", tmp_path / "documents"
    monkeypatch.setenv("VIGIE_HOME", str(home))
    folder.mkdir()
    (folder / "parti.txt").write_text("Document de test, retiré.", encoding="utf-8")
    for town in ("Aubeval", "Brumecourt", "Clairfond"):
        text = f"Document de test. La commune de {town} compte douze lampadaires."
        (folder / f"{town}.txt").write_text(text, encoding="utf-8")
    for euros in (47, 48):
        text = f"---\naudience: interne\n---\nDocument de test. Le budget est de {euros} euros."
        (folder / "budget.txt").write_text(text, encoding="utf-8")
        shell("ingest", str(folder))
    shell("remove", "parti.txt")
    shell("token", "add", "Site de test")
    with open_application(home=home) as application:
        catalogue = application.catalogue
        desk(catalogue)
        catalogue.suspects.begin("0" * 32, "lourd.pdf")
        with application.writing():
            catalogue.describe("budget.txt", {"title": "Budget de test"})
    return home


def top_tens(home: Path) -> list[list[tuple[str, float]]]:
    """What is found, and how near it is."""
    with open_application(home=home) as application:
        return [
            [
                (one.passage, round(one.score, 6))
                for one in application.chain.search(asked, scope, 10)
            ]
            for asked in ("budget", "lampadaires de Brumecourt", "douze")
            for scope in (Scope(), EVERYONE)
        ]


def test_a_home_on_sqlite_moves_to_servers_whole(
    grown: Path, shell: Shell, postgresql: PostgreSQL, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    found, saved, there = top_tens(grown), tmp_path / "vigie.tar", tmp_path / "serveur"
    shell("backup", str(saved))
    with open_application(home=grown) as application:
        before = everything(application.catalogue)
        documents = application.catalogue.documents("interne")
    assert [name for name, rows in before.items() if not rows] == []

    address = postgresql.empty()
    with running_chroma(tmp_path / "chroma") as chroma:
        monkeypatch.setenv("VIGIE_HOME", str(there))
        monkeypatch.setenv("VIGIE_DATABASE_URL", address)
        monkeypatch.setenv("VIGIE_CHROMA_URL", chroma.url)
        assert "4 document(s)" in shell("restore", str(saved))
        assert top_tens(there) == found
        assert shell.names() == {one.name for one in documents}
        with open_application(home=there) as application:
            assert not (there / "vigie.db").exists()
            assert application.health.unsound_indexes() == []
            catalogue = application.catalogue
            after = everything(catalogue)
            former = before.pop("audit")
            [restored] = [act for act in after.pop("audit") if act not in former]
            assert "restauration" in restored
            assert after == before
            assert catalogue.documents("interne") == documents
            assert catalogue.accounts.signed_in(f"{SECRET} 0") is not None
            desk(catalogue)  # what comes now is numbered after what came
            more = everything(catalogue)
        added = {name: len(more[name]) - len(rows) for name, rows in after.items()}
        assert {name for name, count in added.items() if count} >= {
            "accounts", "blocked_passages", "conversations", "exchanges", "feedback", "jobs",
            "questions", "sign_ins", "validated_answers",
        }  # fmt: skip
        (tmp_path / "neuf.txt").write_text("Document de test. Neuf bateaux.", encoding="utf-8")
        assert shell.outcomes("ingest", str(tmp_path / "neuf.txt")) == {"neuf.txt": "added"}
        # A corpus in place is not lost by a mistake, on a server either.
        shell("restore", str(saved), status=2)
        assert "--replace" in shell.err
        shell("restore", str(saved), "--replace")
        assert top_tens(there) == found


def test_and_back_to_one_machine(
    grown: Path, shell: Shell, postgresql: PostgreSQL, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    found = top_tens(grown)
    first, second = tmp_path / "aller.tar", tmp_path / "retour.tar"
    shell("backup", str(first))
    monkeypatch.setenv("VIGIE_HOME", str(tmp_path / "serveur"))
    monkeypatch.setenv("VIGIE_DATABASE_URL", postgresql.empty())
    shell("restore", str(first))
    shell("backup", str(second))
    monkeypatch.delenv("VIGIE_DATABASE_URL")
    monkeypatch.setenv("VIGIE_HOME", str(tmp_path / "retour"))
    shell("restore", str(second))
    assert top_tens(tmp_path / "retour") == found
    with open_application(home=grown) as left, open_application() as returned:
        before, after = everything(left.catalogue), everything(returned.catalogue)
    del before["audit"], after["audit"]
    assert after == before
