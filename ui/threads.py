"""From a thread that makes to a task that reads."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import suppress
from contextvars import copy_context
from typing import TypeVar

T = TypeVar("T")


async def from_thread(parts: Iterator[T]) -> AsyncIterator[T]:
    """The parts, made in one thread from first to last and closed there: a database connection
    does not change threads, and a reader who leaves stops the work at its next part.
    """
    loop = asyncio.get_running_loop()
    made: asyncio.Queue[tuple[T] | Exception | None] = asyncio.Queue()
    left = threading.Event()

    def put(part: tuple[T] | Exception | None) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody is there to read
            loop.call_soon_threadsafe(made.put_nowait, part)

    def work() -> None:
        try:
            for part in parts:
                if left.is_set():
                    break
                put((part,))
            put(None)
        except Exception as error:  # noqa: BLE001 - raised where the parts are read
            put(error)
        finally:
            if isinstance(parts, Generator):
                parts.close()

    threading.Thread(target=copy_context().run, args=(work,), name="reponse", daemon=True).start()
    try:
        while (part := await made.get()) is not None:
            if isinstance(part, Exception):
                raise part
            yield part[0]
    finally:
        left.set()
