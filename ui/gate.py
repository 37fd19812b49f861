"""Admission: so many answers at once, so many waiting, and the others told to come back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Gate:
    """Counts who answers and who waits, in the order in which they came.

    One event loop only. Gradio's own queue speaks English when it is full and does not tell a
    page how many are before it; this one is asked.
    """

    def __init__(self, at_once: int, waiting: int) -> None:
        self._free = asyncio.Semaphore(at_once)
        self._answering = 0
        self._most = waiting
        self._waiting = 0

    @property
    def full(self) -> bool:
        """Whether one more could not even wait."""
        return self._free.locked() and self._waiting >= self._most

    @property
    def ahead(self) -> int:
        """How many wait before one who came now; 0 also where there is no wait."""
        return self._waiting + 1 if self._free.locked() else 0

    def counts(self) -> dict[str, float]:
        """How many are being answered and how many wait."""
        return {"en-cours": self._answering, "en-attente": self._waiting}

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Waits for one's turn and keeps it for the length of the block."""
        self._waiting += 1
        try:
            await self._free.acquire()
        finally:
            self._waiting -= 1
        self._answering += 1
        try:
            yield
        finally:
            self._answering -= 1
            self._free.release()
