"""Who adds documents to a service, and takes them out, by its API."""

from __future__ import annotations

import itertools
import logging
import time
from collections.abc import Sequence

import httpx

from tests.ui.api_client import bearer
from tests.ui.replicas import PATIENCE, Replica, until

_log = logging.getLogger(__name__)
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

    def __init__(self, replicas: Sequence[Replica], secret: str) -> None:
        self._turn = itertools.cycle(replicas)
        self._who = bearer(secret)
        self._towns = iter(TOWNS)
        self.sent: dict[str, tuple[str, int]] = {}

    def send(self, again: str | None = None) -> tuple[str, int, str]:
        """A document: its town, its count, its job's address at the replica that took it.

        Args:
            again: the town of one that was sent before; None: a new one.
        """
        town = again or next(self._towns)
        count = 900 - 37 * TOWNS.index(town)
        text = TEXT.format(town=town, count=count)
        while True:
            url = next(self._turn).url
            try:
                answer = httpx.post(
                    f"{url}/api/v1/documents", headers=self._who, timeout=60,
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
        answer = httpx.delete(address, headers=self._who, timeout=60)
        assert answer.status_code == 202, answer.text
        del self.sent[f"{town}.txt"]
        return replica.url + str(answer.json()["address"])

    def await_done(self, address: str) -> None:
        """Wait for a job."""

        def done() -> bool:
            try:
                answer = httpx.get(address, headers=self._who, timeout=60)
            except httpx.TransportError as error:
                _log.info("a job was asked for in vain: %r", error)
                return False
            if answer.status_code != 200:
                assert answer.status_code == 503, answer.text
                _log.info("a job was asked for in vain: %s", answer.text)
                return False
            assert answer.json()["state"] != "failed", answer.text
            return bool(answer.json()["state"] == "done")

        until(done, PATIENCE)
