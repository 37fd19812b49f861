"""Three replicas, their workers, PostgreSQL and Chroma, each killed in turn while asked."""

from __future__ import annotations

import itertools
import logging
import socket
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from corpus.catalogue import Catalogue
from tests.chroma_server import ChromaProcess, running_chroma
from tests.postgresql import PostgreSQL, running_postgresql
from tests.ui.api_client import bearer
from tests.ui.replicas import Load, Replica, until

_log = logging.getLogger(__name__)  # its figures: --log-cli-level=INFO
SHARED_WITHIN = 5.0  # seconds in which what one replica took in, all answer
TEXT = (
    "Délibération de test de la commune de {town}\n\nDocument de test. Le budget alloué par la "
    "commune de {town} aux brigades cynophiles est de {count} 000 euros.\n"
)
QUESTION = "Quel est le budget alloué par la commune de {town} aux brigades cynophiles\u00a0?"
TOWNS = [
    "Aubeval", "Brumecourt", "Clairfond", "Doucemont", "Espérille", "Fontgrise", "Grisolles-Test",
    "Hautefictive", "Isleroux", "Jonvert", "Kerfictif", "Landemorte", "Montfeint", "Noirval",
    "Orsenfeint", "Peyrefeinte", "Quincefond", "Ruefeinte", "Soufrevent", "Taillefond",
]  # fmt: skip


class Depositor:
    """Sends documents through one replica after the other, and remembers those accepted."""

    def __init__(self, replicas: list[Replica], secret: str) -> None:
        self._turn = itertools.cycle(replicas)
        self._who = bearer(secret)
        self._towns = iter(TOWNS)
        self.sent: dict[str, tuple[str, int]] = {}

    def send(self) -> tuple[str, int, str]:
        """A new document: its town, its count, its job's address at the replica that took it."""
        town = next(self._towns)
        count = 900 - 37 * len(self.sent)
        text = TEXT.format(town=town, count=count)
        while True:
            url = next(self._turn).url
            try:
                answer = httpx.post(
                    f"{url}/api/v1/documents", headers=self._who, timeout=30,
                    files={"file": (f"{town}.txt", text.encode())},
                )  # fmt: skip
            except httpx.TransportError:
                continue
            if answer.status_code == 202:
                self.sent[f"{town}.txt"] = (town, count)
                return town, count, url + answer.json()["address"]
            assert answer.status_code in {429, 503}, answer.text
            time.sleep(0.2)

    def remove(self, town: str, replica: Replica) -> str:
        """Ask for a document's removal; its job's address."""
        address = f"{replica.url}/api/v1/documents/{town}.txt"
        answer = httpx.delete(address, headers=self._who, timeout=30)
        assert answer.status_code == 202, answer.text
        del self.sent[f"{town}.txt"]
        return replica.url + str(answer.json()["address"])

    def await_done(self, address: str) -> None:
        """Wait for a job."""

        def done() -> bool:
            answer = httpx.get(address, headers=self._who, timeout=30)
            if answer.status_code != 200:
                assert answer.status_code == 503, answer.text
                _log.info("a job was asked for in vain: %s", answer.text)
                return False
            assert answer.json()["state"] != "failed", answer.text
            return bool(answer.json()["state"] == "done")

        until(done, 120)


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
    ports = []
    for _ in range(3):
        with socket.create_server(("127.0.0.1", 0)) as probe:
            ports.append(probe.getsockname()[1])
    made = [
        Replica(tmp_path / f"réplique-{n}", tmp_path / "communs", port, database, chroma.url)
        for n, port in enumerate(ports)
    ]
    try:
        for one in made:
            one.start()
        for one in made:
            one.await_ready()
        yield made
    finally:
        for one in made:
            one.kill()


@pytest.mark.drill
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
