"""Saved while it is asked and changes, put back on an empty machine: the same top ten.

Changes are made one after the other, each awaited, so that what the backup holds must be what stood
after one of them. The source is then brought back to that very state by the same API, and both are
searched for the same 200 questions.
"""

from __future__ import annotations

import itertools
import json
import logging
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.chroma_server import running_chroma
from tests.ports import free_port
from tests.postgresql import running_postgresql
from tests.ui.api_client import bearer
from tests.ui.depositor import QUESTION, TOWNS, Depositor
from tests.ui.replicas import PATIENCE, Load, Replica, until

_log = logging.getLogger(__name__)  # its figures: --log-cli-level=INFO
OWN = Path(__file__).resolve().parents[1] / "data" / "own-set"
QUESTIONS = 200
BACKUPS = 3


@dataclass
class Changes:
    """Documents that come and go, one change after the other, until ``stop``.

    Attributes:
        states: the towns that stood after each change, the first before any.
        failed: what went wrong, if anything did.
    """

    depositor: Depositor
    replica: Replica
    states: list[frozenset[str]] = field(default_factory=lambda: [frozenset()])
    failed: list[Exception] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        """Change the corpus without a pause."""
        self._thread = threading.Thread(target=self._change)
        self._thread.start()

    def stop(self) -> None:
        """Wait for the last change."""
        self._over.set()
        self._thread.join()

    def _change(self) -> None:
        try:
            for number in itertools.count():
                if self._over.is_set():
                    return
                town = TOWNS[1 + 7 * number % (len(TOWNS) - 1)]
                if town in self.states[-1]:
                    self.remove(town)
                else:
                    self.add(town)
        except Exception as error:  # noqa: BLE001 - told by the test's own thread
            self.failed.append(error)

    def await_states(self, number: int) -> None:
        """Wait until so many are known."""
        until(lambda: len(self.states) >= number or bool(self.failed), PATIENCE)
        assert self.failed == []

    def add(self, town: str) -> None:
        """One more."""
        job = self.depositor.send(town)[2]
        self.depositor.await_done(job)
        self.states.append(self.states[-1] | {town})

    def remove(self, town: str) -> None:
        """One less."""
        self.depositor.await_done(self.depositor.remove(town, self.replica))
        self.states.append(self.states[-1] - {town})

    def return_to(self, towns: frozenset[str]) -> None:
        """Make the corpus what it was."""
        for town in sorted(self.states[-1] - towns):
            self.remove(town)
        for town in sorted(towns - self.states[-1]):
            self.add(town)


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as held:
        yield held


def replica(stack: ExitStack, home: Path, engines: str) -> Replica:
    """One that is not started yet, on servers of its own where it is to have any."""
    if engines == "local":
        return Replica(home, free_port())
    database = stack.enter_context(running_postgresql()).empty()
    chroma = stack.enter_context(running_chroma(home.parent / f"{home.name}-chroma"))
    return Replica(home, free_port(), database=database, chroma=chroma.url)


def own_set(folder: Path) -> tuple[Path, list[str]]:
    """The project's own documents as files, and 200 of its questions."""
    folder.mkdir()
    for line in (OWN / "documents.jsonl").read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        (folder / Path(document["name"]).name).write_text(document["text"], encoding="utf-8")
    lines = (OWN / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return folder, [json.loads(line)["question"] for line in lines[:QUESTIONS]]


def top_tens(replica: Replica, questions: list[str]) -> list[list[dict[str, Any]]]:
    """The ten best passages for each, whole: names, words, places and scores."""
    return [replica.found(question, 10) for question in questions]


@pytest.mark.drill(minutes=15, needs=("postgresql",))
@pytest.mark.parametrize(("here", "there"), [("local", "local"), ("servers", "servers")])
def test_the_same_top_ten_for_200_questions(
    here: str, there: str, stack: ExitStack, tmp_path: Path
) -> None:
    documents, questions = own_set(tmp_path / "documents")
    source = replica(stack, tmp_path / "ici", here)
    source.run("ingest", str(documents))
    secret = source.run(
        "token", "add", "Essai", "--scope", "ecriture", "--scope", "administration"
    ).split()[-1]
    source.start()
    stack.callback(source.kill)
    source.await_ready()
    depositor = Depositor([source], secret)
    changes = Changes(depositor, source)
    town, count, job = depositor.send()
    depositor.await_done(job)
    readers = Load([source], {QUESTION.format(town=town): f"{count}000"})
    readers.start(2)
    stack.callback(readers.stop)
    changes.start()
    stack.callback(changes.stop)
    changes.await_states(4)
    saved, possible = [], []
    for number in range(BACKUPS):
        place = tmp_path / f"sauvegarde-{number}.tar"
        before = len(changes.states) - 1
        made = json.loads(source.run("backup", str(place), "--json"))
        after = len(changes.states)
        # One more than those known to be done may have been saved: its end was not yet seen.
        changes.await_states(after + 1)
        possible.append(changes.states[before : after + 1])
        saved.append((place, made))
    changes.stop()
    readers.stop()
    assert changes.failed == []
    assert readers.wrong == []
    assert set(readers.seen) <= {200, 429}
    _log.info(
        "%d answers and %d changes; during the backups, %s states",
        readers.seen[200], len(changes.states) - 1, [len(states) for states in possible],
    )  # fmt: skip
    assert all(len(states) > 2 for states in possible)
    for place, made in saved:
        assert json.loads(source.run("backup", "--verify", str(place), "--json")) == made

    place, made = saved[-1]
    target = replica(stack, tmp_path / "ailleurs", there)
    target.run("restore", str(place))
    target.start()
    stack.callback(target.kill)
    target.await_ready()
    until(lambda: not unfinished(target), PATIENCE)
    own = {path.name for path in documents.iterdir()} | {f"{town}.txt"}
    restored = {one["document"] for one in json.loads(target.run("list", "--json"))}
    assert own <= restored
    # Jobs that waited when it was saved have been done since: at most one, changes are awaited.
    assert abs(len(restored) - made["documents"]) <= 1
    towns = frozenset(name.removesuffix(".txt") for name in restored - own)
    assert towns in possible[-1]
    changes.return_to(towns)
    assert {one["document"] for one in json.loads(source.run("list", "--json"))} == restored
    expected, found = top_tens(source, questions), top_tens(target, questions)
    assert found == expected
    assert sum(len(passages) for passages in found) > 5 * QUESTIONS

    # The rest of it: originals, tokens, the trail.
    kept = originals(target)
    assert len(kept) >= len(restored)
    assert kept.items() <= originals(source).items()
    again = Depositor([target], secret)
    again.await_done(again.send()[2])
    acts = httpx.get(f"{target.url}/api/v1/audit", headers=bearer(secret), timeout=60).json()
    assert "restauration" in {act["action"] for act in acts}
    assert target.stop() == 0


def unfinished(replica: Replica) -> list[str]:
    """The states of the jobs that are not done."""
    states = [job["state"] for job in json.loads(replica.run("jobs", "--json"))["jobs"]]
    return [state for state in states if state != "done"]


def originals(replica: Replica) -> dict[str, bytes]:
    """The files that documents were read from, by their place."""
    folder = replica.home / "originals"
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}
