"""Three replicas, their workers, PostgreSQL and Chroma, each killed in turn while asked."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.catalogue import Catalogue
from tests.chroma_server import ChromaProcess, running_chroma
from tests.ports import free_port
from tests.postgresql import PostgreSQL, running_postgresql
from tests.ui.depositor import QUESTION, Depositor
from tests.ui.replicas import Load, Replica, until

_log = logging.getLogger(__name__)  # its figures: --log-cli-level=INFO
SHARED_WITHIN = 30.0  # seconds, on a slow machine; half a second is usual, and the figure is told


@pytest.fixture
def postgresql() -> Iterator[PostgreSQL]:
    with running_postgresql() as server:
        yield server


@pytest.fixture
def chroma(tmp_path: Path) -> Iterator[ChromaProcess]:
    with running_chroma(tmp_path / "chroma") as server:
        yield server


@pytest.fixture
def database(postgresql: PostgreSQL) -> str:
    return postgresql.catalogue()


@pytest.fixture
def replicas(tmp_path: Path, database: str, chroma: ChromaProcess) -> Iterator[list[Replica]]:
    made = [
        Replica(
            tmp_path / f"réplique-{n}", free_port(),
            shared=tmp_path / "communs", database=database, chroma=chroma.url,
        )
        for n in range(3)
    ]  # fmt: skip
    try:
        for one in made:
            one.start()
        for one in made:
            one.await_ready()
        yield made
    finally:
        for one in made:
            one.kill()


@pytest.mark.drill(minutes=15, needs=("postgresql",))
def test_each_is_killed_in_turn_and_nothing_is_wrong_lost_or_twice(
    replicas: list[Replica], postgresql: PostgreSQL, chroma: ChromaProcess, database: str
) -> None:
    with Catalogue(database) as catalogue:
        secret = catalogue.tokens.add("Essai", ["questions", "ecriture"])[1]
    depositor = Depositor(replicas, secret)
    known: dict[str, str] = {}
    waits: list[float] = []
    for _ in range(3):
        town, count, job = depositor.send()
        depositor.await_done(job)
        known[QUESTION.format(town=town)] = f"{count}000"
        waits += [until(lambda r=r, t=town: found(r, t), SHARED_WITHIN) for r in replicas]  # type: ignore[misc]
    load = Load(replicas, known)
    load.start(4)
    try:
        for replica in replicas:
            sent = [depositor.send() for _ in range(2)]  # its worker may be at one of them
            replica.kill()
            sent.append(depositor.send())
            for _, _, job in sent:
                depositor.await_done(elsewhere(job, replica, replicas))
            replica.start()
            _log.info("replica ready again after %.1f s", replica.await_ready())
        for server in (postgresql, chroma):
            sent = [depositor.send()]
            server.stop()
            time.sleep(4)
            server.start()
            again = max([one.await_ready() for one in replicas])
            _log.info("ready again %.1f s after the server", again)
            sent.append(depositor.send())
            for _, _, job in sent:
                depositor.await_done(job)
        # What one takes in or out, all know of within seconds.
        town, _, job = depositor.send()
        depositor.await_done(job)
        waits += [until(lambda r=r: found(r, town), SHARED_WITHIN) for r in replicas]  # type: ignore[misc]
        depositor.await_done(depositor.remove(town, replicas[0]))
        waits += [until(lambda r=r: not found(r, town), SHARED_WITHIN) for r in replicas]  # type: ignore[misc]
    finally:
        load.stop()
    _log.info("answers by status: %s; shared within %.2f s", dict(load.seen), max(waits))
    assert load.wrong == []
    assert load.seen[200] > 20
    with Catalogue(database) as catalogue:
        names = [name for one in catalogue.documents() for name in one.names]
        assert catalogue.jobs.counts().keys() == {"done"}
        added = Counter(
            act.subject for act in catalogue.audit.acts(1000) if act.action == "document-ajoute"
        )
    assert sorted(names) == sorted(depositor.sent)
    assert set(added.values()) == {1}
    for name, (town, _) in depositor.sent.items():
        for replica in replicas:
            assert replica.search(f"budget brigades cynophiles {town}")[0] == name


def found(replica: Replica, town: str) -> bool:
    """Whether a replica finds the document of that town."""
    return f"{town}.txt" in replica.search(f"budget de la commune de {town}")


def elsewhere(job: str, dead: Replica, replicas: list[Replica]) -> str:
    """The job's address at a replica that lives."""
    alive = next(one for one in replicas if one is not dead)
    return job.replace(dead.url, alive.url)
