"""What readers remember between questions, and that it never outlives what it was read of."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import event

from corpus.catalogue import Catalogue
from corpus.catalogue.memory import Memory
from corpus.records import Metadata, Passage, Scope, StoredPassage
from tests.corpus.test_catalogue import add

INTERNE = Scope(audience="interne")


def passage(number: int) -> StoredPassage:
    text = f"Document de test {number}."
    one = Passage(str(number), "a.txt", "v", number, 0, len(text), None, (), text, ())
    return StoredPassage(one, b"", b"", Metadata(), ())


def test_a_passage_is_remembered_until_the_catalogue_changes() -> None:
    memory = Memory()
    state = memory.of(3)
    memory.keep(state, {"1": passage(1)})
    assert memory.recall(memory.of(3), ["1", "2"]) == {"1": passage(1)}
    assert memory.recall(memory.of(4), ["1"]) == {}


def test_what_was_not_used_for_longest_is_forgotten_first() -> None:
    memory = Memory()
    state = memory.of(1)
    memory.keep(state, {str(number): passage(number) for number in range(2_048)})
    memory.recall(state, ["0"])
    memory.keep(state, {"new": passage(9_999)})
    assert set(memory.recall(state, ["0", "1", "2", "new"])) == {"0", "2", "new"}


def test_what_is_blocked_or_of_another_audience_is_left_out_of_what_is_remembered(
    catalogue: Catalogue,
) -> None:
    version = add(catalogue, "a.txt", "Premier.\nSecond passage.")
    ids = [one.id for one in catalogue.passages(version)]
    assert list(catalogue.stored_passages(ids, Scope())) == ids
    catalogue.corrections.block(version, 0, 5, "faux", "une agente")
    assert list(catalogue.stored_passages(ids, Scope())) == ids[1:]
    catalogue.corrections.unblock(catalogue.corrections.blocked()[0].id)
    assert list(catalogue.stored_passages(ids, Scope())) == ids
    catalogue.describe("a.txt", {"audience": "interne"})
    assert catalogue.stored_passages(ids, Scope()) == {}
    assert list(catalogue.stored_passages(ids, INTERNE)) == ids
    catalogue.remove("a.txt")
    assert catalogue.stored_passages(ids, INTERNE) == {}


def test_no_question_makes_sqlite_go_through_the_whole_corpus(home: Path) -> None:
    with Catalogue(f"sqlite:///{home}/vigie.db") as catalogue:
        for number in range(3):
            add(catalogue, f"{number}.txt")
        ids = [one for one, _ in catalogue.embeddings("", 10)]
        sent = _sent(catalogue, lambda: catalogue.stored_passages(ids, INTERNE))
        sent += _sent(catalogue, lambda: catalogue.embeddings("0", 2))
        sent += _sent(catalogue, lambda: catalogue.indexed_passages(ids))
    steps = _steps(home, sent)
    assert len(steps) >= 3
    assert not [step for step in steps if "ix_versions_s" in step or "SCAN" in step]


def test_a_dated_question_reads_no_text_to_find_its_documents(home: Path) -> None:
    dated = Scope(since="2031", until="2031")
    with Catalogue(f"sqlite:///{home}/vigie.db") as catalogue:
        add(catalogue, "a.txt", date="2031-02")
        add(catalogue, "b.txt", date="2030")
        sent = _sent(catalogue, lambda: catalogue.scope_passage_ids(dated, 10))
        assert len(catalogue.scope_passage_ids(dated, 10)) == 1
    [versions] = [step for step in _steps(home, sent) if " versions " in step]
    assert "COVERING INDEX ix_versions_scope" in versions


def _steps(home: Path, sent: list[tuple[str, Any]]) -> list[str]:
    """How SQLite goes about the statements on passages."""
    with closing(sqlite3.connect(home / "vigie.db")) as database:
        return [
            step
            for statement, values in sent
            if "FROM passages" in statement
            for *_, step in database.execute(f"EXPLAIN QUERY PLAN {statement}", values)
        ]


def _sent(catalogue: Catalogue, ask: Callable[[], object]) -> list[tuple[str, Any]]:
    """The statements, with their values, that ``ask`` has the database run."""
    sent: list[tuple[str, Any]] = []

    def note(_c: object, _k: object, statement: str, values: object, *_: object) -> None:
        sent.append((statement, values))

    engine = catalogue._store._engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        ask()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return sent
