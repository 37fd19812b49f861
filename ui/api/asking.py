"""The chain as the programs' interface asks it: so many at once, and not for ever."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from anyio import to_thread
from starlette.exceptions import HTTPException

from assistant.answer import Answer, Ask
from ui import texts_fr as t
from ui.gate import Gate
from ui.ports import Chain
from ui.threads import from_thread

RETRY_SECONDS = 5


class Asker:
    """Asks the chain within the limits of this process."""

    def __init__(self, chain: Chain, gate: Gate, seconds: float) -> None:
        """Ask ``chain``.

        Args:
            gate: shared with the chat.
            seconds: how long an answer may take, waiting included.
        """
        self._chain = chain
        self._gate = gate
        self._seconds = seconds

    def admit(self) -> None:
        """Refuse at once what could not even wait.

        Raises:
            HTTPException: 429, with when to come back.
        """
        if self._gate.full:
            raise HTTPException(429, t.BUSY, {"retry-after": str(RETRY_SECONDS)})

    async def answer(self, ask: Ask) -> Answer:
        """The whole answer.

        Raises:
            HTTPException: 429 where too many wait, 504 where it took too long.
            VigieError: the chain's own.
        """
        self.admit()
        try:
            async with asyncio.timeout(self._seconds), self._gate.place():
                # Abandoned when it is late: the thread ends by itself, nobody waits for it.
                return await to_thread.run_sync(self._chain.invoke, ask, abandon_on_cancel=True)
        except TimeoutError as error:
            raise self._late() from error

    async def stream(self, ask: Ask) -> AsyncIterator[str | Answer]:
        """Pieces of text, then the answer; ``admit`` comes before, while a status can be sent."""
        try:
            async with asyncio.timeout(self._seconds), self._gate.place():
                async for part in from_thread(self._chain.stream(ask)):
                    yield part
        except TimeoutError as error:
            raise self._late() from error

    def _late(self) -> HTTPException:
        return HTTPException(504, t.TOO_LATE.format(seconds=f"{self._seconds:g}"))
