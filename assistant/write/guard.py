"""Streams of a chat model that are limited in time, pace and length, and can be abandoned.

They run on one event loop in a thread of its own, so that a reader who leaves cancels the request
at once whatever the model is doing, and one that waits is woken to notice that.
"""

from __future__ import annotations

import asyncio
import queue
import random
import threading
import time
from collections import deque
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from langchain_core.messages import BaseMessage

from assistant.write.failures import ModelError, explain
from assistant.write.models import OpenModel

RETRIES = 2
_LEAST_CHARACTERS = 40  # of text within the stall limit: less is no writing
_MOST_CHARACTERS = 8_000
_LONGEST_STALLS = 6  # an answer takes at most as many stall limits in all
_LONGEST_WAIT_S = 5.0  # that a server asks for and that is granted
_LOOPED = 80  # characters that come back…
_LOOPS = 4  # … so many times
_WAKE_S = 0.25
_SETTLING = 20


@dataclass
class Usage:
    """What a stream took: tokens as the server counts them, None where it does not."""

    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    started: float = 0.0
    first_text: float | None = None
    last_text: float | None = None


class Stream:
    """Pieces of text as they come; an empty one now and then while nothing comes.

    Attributes:
        usage: complete once the stream has ended.
    """

    def __init__(self) -> None:
        self.usage = Usage(started=time.perf_counter())
        self.made: queue.SimpleQueue[str | ModelError | None] = queue.SimpleQueue()
        self.characters = 0
        self._task: asyncio.Future[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def run(self, loop: asyncio.AbstractEventLoop, work: Any) -> None:
        """Start ``work`` (a coroutine) on ``loop``."""
        self._loop = loop

        def start() -> None:
            self._task = loop.create_task(work)

        loop.call_soon_threadsafe(start)

    def __iter__(self) -> Stream:
        return self

    def __next__(self) -> str:
        """The next piece.

        Raises:
            ModelError: the model failed; what came before stays.
        """
        try:
            piece = self.made.get(timeout=_WAKE_S)
        except queue.Empty:
            return ""
        if piece is None:
            raise StopIteration
        if isinstance(piece, ModelError):
            raise piece
        return piece

    def close(self) -> None:
        """Abandon the request, whether it has ended or not."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._cancel)

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()


class Guard:
    """Opens streams of one model. Any number of threads may share it."""

    def __init__(self, opened: OpenModel, stall_s: float, back_off_s: float = 0.5) -> None:
        self._opened = opened
        self._stall_s = stall_s
        self._back_off_s = back_off_s
        self._loop = asyncio.new_event_loop()
        self._places = asyncio.Semaphore(opened.at_once)
        self._thread = threading.Thread(target=self._loop.run_forever, name="modele", daemon=True)
        self._thread.start()

    def open(self, messages: Sequence[BaseMessage]) -> Stream:
        """A stream that answers ``messages``; to be read to its end, or closed."""
        stream = Stream()
        stream.run(self._loop, self._run(stream, list(messages)))
        return stream

    def pending(self) -> int:
        """How many requests are under way, for tests and metrics."""

        async def count() -> int:
            for _ in range(_SETTLING):
                await asyncio.sleep(0)  # what has ended lets go of its generators
            return len(asyncio.all_tasks()) - 1

        return asyncio.run_coroutine_threadsafe(count(), self._loop).result()

    def close(self) -> None:
        """Abandon all streams and let the model go."""
        if self._loop.is_closed():
            return
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _end(self) -> None:
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self._opened.close()
        await self._loop.shutdown_asyncgens()
        await self._loop.shutdown_default_executor()

    async def _run(self, stream: Stream, messages: list[BaseMessage]) -> None:
        try:
            async with asyncio.timeout(self._stall_s):
                await self._places.acquire()
            try:
                await self._attempt(stream, messages)
            finally:
                self._places.release()
            stream.made.put(None)
        except Exception as error:  # noqa: BLE001 - mapped, and raised where the text is read
            stream.made.put(explain(error))

    async def _attempt(self, stream: Stream, messages: list[BaseMessage]) -> None:
        options: dict[str, Any] = {}
        for attempt in range(RETRIES + 1):
            try:
                await self._once(stream, messages, options)
                return
            except Exception as error:  # noqa: BLE001 - mapped
                failure = explain(error)
            if stream.characters or attempt == RETRIES:
                raise failure
            if failure.kind == "request" and not options:
                # Some servers know no « stream_options », by which tokens are counted.
                options = {"stream_usage": False}
                continue
            if not failure.worth_a_retry:
                raise failure
            wait = self._back_off_s * 2**attempt * random.uniform(0.8, 1.2)  # noqa: S311
            await asyncio.sleep(max(wait, min(failure.wait_s or 0.0, _LONGEST_WAIT_S)))

    async def _once(
        self, stream: Stream, messages: list[BaseMessage], options: dict[str, Any]
    ) -> None:
        pace = _Pace(self._stall_s)
        said = ""
        finished = False
        usage = stream.usage
        pieces = self._opened.model.astream(messages, **options)
        async with aclosing(pieces):  # type: ignore[type-var]  # an async generator
            while True:
                try:
                    async with asyncio.timeout(pace.left()):
                        piece = await anext(pieces)
                except StopAsyncIteration:
                    break
                except TimeoutError:
                    raise ModelError("slow" if said else "silent") from None
                finished |= bool(
                    piece.response_metadata.get("finish_reason")
                    or piece.response_metadata.get("done_reason")
                )
                if counted := getattr(piece, "usage_metadata", None):
                    usage.prompt_tokens = counted["input_tokens"]
                    usage.completion_tokens = counted["output_tokens"]
                if not (text := piece.text):
                    continue
                usage.last_text = time.perf_counter()
                usage.first_text = usage.first_text or usage.last_text
                pace.wrote(len(text))
                said += text
                stream.characters += len(text)
                if len(said) > _MOST_CHARACTERS:
                    raise ModelError("long")
                stream.made.put(text)
                if _loops(said):
                    raise ModelError("loop")
        if not finished:
            raise ModelError("cut" if said else "malformed")


def _loops(said: str) -> bool:
    return len(said) > _LOOPED * _LOOPS and said.count(said[-_LOOPED:]) >= _LOOPS


class _Pace:
    """How long the next piece may be waited for: enough text within any stall limit."""

    def __init__(self, stall_s: float) -> None:
        self._stall_s = stall_s
        self._end = time.monotonic() + _LONGEST_STALLS * stall_s
        self._wrote: deque[tuple[float, int]] = deque()
        self._started = time.monotonic()
        self._enough = self._started  # since when there is enough text

    def wrote(self, characters: int) -> None:
        """``characters`` have just come."""
        now = time.monotonic()
        self._wrote.append((now, characters))
        if sum(count for _, count in self._wrote) >= _LEAST_CHARACTERS:
            self._wrote.clear()
            self._enough = now

    def left(self) -> float:
        """Seconds that the next piece may take."""
        now = time.monotonic()
        return max(0.001, min(self._enough + self._stall_s, self._end) - now)
