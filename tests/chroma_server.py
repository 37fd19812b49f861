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

    def collections(
        self, tenant: str = "default_tenant", database: str = "default_database"
    ) -> set[str]:
        """The names of what a database holds."""
        place = f"{self.url}/api/v2/tenants/{tenant}/databases/{database}/collections"
        return {one["name"] for one in httpx.get(place).raise_for_status().json()}

    def add_database(self, tenant: str, database: str) -> None:
        """Make a tenant and a database of it."""
        tenants = f"{self.url}/api/v2/tenants"
        httpx.post(tenants, json={"name": tenant}).raise_for_status()
        httpx.post(f"{tenants}/{tenant}/databases", json={"name": database}).raise_for_status()

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
