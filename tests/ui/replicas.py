"""Several ``vigie serve`` over one PostgreSQL and one Chroma server, asked while they die."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.conftest import ROOT, cache_folder
from ui.cli.serve import NAME

PROGRAM = (sys.executable, "-c", "from ui.cli import main; raise SystemExit(main())")
PATIENCE = 300.0  # seconds for a replica to be ready on a busy machine


class Replica:
    """A web replica with its worker, in a home of its own."""

    def __init__(
        self,
        home: Path,
        port: int,
        *,
        shared: Path | None = None,
        database: str | None = None,
        chroma: str | None = None,
        **settings: str,
    ) -> None:
        """The replica, not started yet.

        Args:
            shared: what replicas share of their homes; None: nothing.
            database: where the catalogue is; None: in the home, as are the vectors without
                ``chroma``.
            settings: further ones, by the name of their variable.
        """
        self.home = home
        home.mkdir(exist_ok=True)
        if shared is not None:
            for folder in ("originals", "depots"):
                (shared / folder).mkdir(parents=True, exist_ok=True)
                (home / folder).symlink_to(shared / folder, target_is_directory=True)
        self.url = f"http://127.0.0.1:{port}"
        self._log = home / "sortie.txt"
        self._port = port
        self._environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "VIGIE_HOME": str(home),
            "VIGIE_CACHE": str(cache_folder()),
            "VIGIE_DATABASE_URL": database or "",
            "VIGIE_CHROMA_URL": chroma or "",
            "VIGIE_ADDRESS_RATE": "100000/seconde",
            "VIGIE_TOKEN_RATE": "100000/seconde",
            **settings,
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; ``await_ready`` tells when it answers."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [*PROGRAM, NAME, "--port", str(self._port)],
                cwd=ROOT, env=self._environment, stdout=log, stderr=log,
            )  # fmt: skip

    def run(self, *arguments: str, status: int = 0) -> str:
        """What a command on the same home prints on stdout, where it fails on stderr too."""
        done = subprocess.run(
            [*PROGRAM, *arguments], cwd=ROOT, env=self._environment, check=False,
            capture_output=True, text=True, timeout=600,
        )  # fmt: skip
        assert done.returncode == status, done.stderr
        return done.stdout + (done.stderr if status else "")

    def kill(self) -> None:
        """As a crash would."""
        self._end(signal.SIGKILL)

    def stop(self) -> int | None:
        """As an operator would; its exit status, None where it does not run."""
        return self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> int | None:
        process, self._process = self._process, None
        if process is None:
            return None
        process.send_signal(how)
        return process.wait(PATIENCE)

    def is_ready(self) -> bool:
        """What its own probe says."""
        try:
            return httpx.get(f"{self.url}/readyz", timeout=10).status_code == 200
        except httpx.TransportError:
            return False

    def await_ready(self) -> float:
        """Seconds until it is ready."""
        return until(self.is_ready, PATIENCE, self._log)

    def search(self, query: str) -> list[str]:
        """The documents that are found, best first."""
        return [one["document"] for one in self.found(query, 3)]

    def found(self, query: str, top: int) -> list[dict[str, Any]]:
        """The passages that are found, best first."""
        found = httpx.get(f"{self.url}/api/v1/search", params={"q": query, "top": top}, timeout=60)
        found.raise_for_status()
        passages: list[dict[str, Any]] = found.json()
        return passages


def until(true: Callable[[], bool], seconds: float, log: Path | None = None) -> float:
    """Seconds until something is true."""
    started = time.monotonic()
    while not true():
        told = log.read_text(encoding="utf-8")[-2000:] if log is not None else ""
        assert time.monotonic() - started < seconds, f"not within {seconds} s: {told}"
        time.sleep(0.1)
    return time.monotonic() - started


@dataclass
class Load:
    """Readers who ask whichever replica answers, for what they know the answer of.

    Attributes:
        wrong: answers that were neither right nor a failure that says so.
        seen: how often each status came; 0: no connection.
    """

    replicas: Sequence[Replica]
    known: dict[str, str]
    wrong: list[str] = field(default_factory=list)
    seen: Counter[int] = field(default_factory=Counter)
    _over: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self, readers: int) -> None:
        """Have so many ask until ``stop``."""
        for number in range(readers):
            thread = threading.Thread(target=self._ask, args=(number,))
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Wait until the last ones are answered."""
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _ask(self, number: int) -> None:
        turn = number
        with httpx.Client(timeout=60) as client:
            while not self._over.is_set():
                turn += 1
                question, right = list(self.known.items())[turn % len(self.known)]
                address = f"{self.replicas[turn % len(self.replicas)].url}/api/v1/ask"
                try:
                    answer = client.post(address, json={"question": question})
                except httpx.TransportError:
                    self.seen[0] += 1
                    self._over.wait(0.2)
                    continue
                self.seen[answer.status_code] += 1
                self._judge(question, right, answer)
                self._over.wait(0.1)

    def _judge(self, question: str, right: str, answer: httpx.Response) -> None:
        if answer.status_code == 200:
            said: dict[str, Any] = answer.json()
            if right not in re.sub(r"\s", "", said["answer"]):
                self.wrong.append(f"{question} → {said['answer']}")
        elif answer.status_code not in {429, 503, 504}:
            self.wrong.append(f"{question} → {answer.status_code} {answer.text[:300]}")
