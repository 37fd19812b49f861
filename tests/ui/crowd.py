"""Many readers of the chat at once, as their browsers speak to it."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx


@dataclass
class Reader:
    """One open page.

    Attributes:
        received: all that the server sent to this page, as text.
        waited: seconds until each answer's first words, in order.
    """

    client: httpx.AsyncClient
    function: dict[str, int]
    session: str = field(default_factory=lambda: secrets.token_hex(6))
    received: list[str] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)

    @asynccontextmanager
    async def present(self) -> AsyncIterator[None]:
        """The page is open: its heartbeat is listened to."""
        address = f"/gradio_api/heartbeat/{self.session}"
        async with self.client.stream("GET", address) as response:
            assert response.status_code == 200
            yield

    async def ask(self, question: str) -> str:
        """Ask, and read the stream until the answer is whole: its last event."""
        body = {
            "data": [question, None, "", "", [], [], False, None, ""][: self.function["inputs"]],
            "fn_index": self.function["number"],
            "session_hash": self.session,
        }
        started = time.monotonic()
        joined = await self.client.post("/gradio_api/queue/join", json=body)
        assert joined.status_code == 200, joined.text
        first = None
        address = f"/gradio_api/queue/data?session_hash={self.session}"
        async with self.client.stream("GET", address) as stream:
            async for line in stream.aiter_lines():
                if not line.startswith("data: "):
                    continue
                self.received.append(line)
                message = json.loads(line[6:])
                if message["msg"] == "process_generating":
                    written = "attente" not in line and "corps" in line
                    first = first or (time.monotonic() if written else None)
                if message["msg"] == "process_completed":
                    assert message["success"], line
                    self.waited.append((first or time.monotonic()) - started)
                    return line
        raise AssertionError("the stream ended without an answer")


async def asking_function(client: httpx.AsyncClient) -> dict[str, int]:
    """How the page asks the server: the function's number and how many values it takes."""
    config: dict[str, Any] = (await client.get("/config")).json()
    found = next(one for one in config["dependencies"] if one["api_name"] == "answer")
    return {"number": int(found["id"]), "inputs": len(found["inputs"])}


@asynccontextmanager
async def crowd(address: str, count: int) -> AsyncIterator[list[Reader]]:
    """``count`` pages open at once."""
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=address, limits=limits, timeout=60) as client:
        function = await asking_function(client)
        readers = [Reader(client, function) for _ in range(count)]
        present = [reader.present() for reader in readers]
        await asyncio.gather(*(one.__aenter__() for one in present))
        try:
            yield readers
        finally:
            await asyncio.gather(*(one.__aexit__(None, None, None) for one in present))
