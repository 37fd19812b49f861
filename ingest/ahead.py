"""Working ahead: one stage makes its next results while the following stage works."""

from __future__ import annotations

import contextvars
import queue
import threading
from collections.abc import Generator, Iterable
from typing import TypeVar

T = TypeVar("T")


def ahead(items: Iterable[T], depth: int) -> Generator[T]:
    """The same items, made in a thread that stays up to ``depth`` items ahead.

    What the making raises is raised here, in its place. When the iterator is closed, the thread
    ends before its next item.
    """
    made: queue.Queue[tuple[str, T | BaseException | None]] = queue.Queue(depth)
    closed = threading.Event()

    def put(kind: str, what: T | BaseException | None) -> None:
        while not closed.is_set():
            try:
                made.put((kind, what), timeout=0.1)
            except queue.Full:
                continue
            return

    def make() -> None:
        try:
            for item in items:
                put("item", item)
                if closed.is_set():
                    return
            put("end", None)
        # Whatever it is, it is for the one who reads.
        except BaseException as error:  # noqa: BLE001
            put("error", error)

    context = contextvars.copy_context()
    thread = threading.Thread(target=context.run, args=(make,), name="vigie-ahead", daemon=True)
    thread.start()
    try:
        while True:
            kind, what = made.get()
            if kind == "end":
                return
            if isinstance(what, BaseException) and kind == "error":
                raise what
            yield what  # type: ignore[misc]
    finally:
        closed.set()
        thread.join()
