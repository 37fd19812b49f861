"""Chroma's own server (the one in Rust), on loopback, for the tests' time."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.ports import free_port

_PROGRAM = Path(sys.executable).parent / "chroma"


class ChromaProcess:
    """A server over a folder, that can be stopped and started again at its address."""

    def __init__(self, folder: Path) -> None:
        self._port = free_port()
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._process = subprocess.Popen(
            [_PROGRAM, "run", "--path", self._folder, "--host", "127.0.0.1", "--port",
             str(self._port)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        until = time.monotonic() + 180
        while time.monotonic() < until:
            assert self._process.poll() is None, "the server ended at once"
            try:
                httpx.get(f"{self.url}/api/v2/heartbeat").raise_for_status()
            except httpx.TransportError:
                time.sleep(0.05)
            else:
                return
        raise AssertionError("the server does not answer")

    def collections(self) -> set[str]:
        """The names of what it holds."""
        place = f"{self.url}/api/v2/tenants/default_tenant/databases/default_database/collections"
        return {one["name"] for one in httpx.get(place).raise_for_status().json()}

    def stop(self) -> None:
        """Kill it."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@contextmanager
def running_chroma(folder: Path) -> Iterator[ChromaProcess]:
    """The server, from its start to its end."""
    server = ChromaProcess(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()
