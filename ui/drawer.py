"""The conversations that are open in a page, for the time of a visit: to export, to remark on.

Nothing is written down: what is here is what the page's own session holds, found again by a
secret that only the page knows.
"""

from __future__ import annotations

import json
import threading
import time
import zlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from corpus.errors import UnknownDocumentError
from ui import texts_fr as t

_TIMINGS = "timings_ms"
_KEPT_SECONDS = 3600
_KEPT_CONVERSATIONS = 5000


@dataclass(frozen=True, init=False)
class Said:
    """A question and the answer to it, as the JSON of the contract; ``at`` is ISO 8601, UTC.

    The answer is kept packed, as thousands of pages are open at once; what it took stands apart,
    so that the same answer to several readers is kept once.
    """

    question: str
    packed: bytes
    timings: str
    at: str

    def __init__(self, question: str, answer: dict[str, Any], at: str) -> None:
        untimed = answer | {_TIMINGS: None} if _TIMINGS in answer else answer
        object.__setattr__(self, "question", question)
        object.__setattr__(self, "packed", pack(json.dumps(untimed)))
        object.__setattr__(self, "timings", json.dumps(answer.get(_TIMINGS)))
        object.__setattr__(self, "at", at)

    @property
    def answer(self) -> dict[str, Any]:
        """The answer, unpacked at each look."""
        found: dict[str, Any] = json.loads(unpack(self.packed))
        if _TIMINGS in found:
            found[_TIMINGS] = json.loads(self.timings)
        return found


@lru_cache(maxsize=512)
def pack(text: str) -> bytes:
    """A text in the least room that costs next to no time; one for equal texts, if recent."""
    return zlib.compress(text.encode(), 1)


def unpack(packed: bytes) -> str:
    """The text that was packed."""
    return zlib.decompress(packed).decode()


class Drawer:
    """What open pages have been answered, by secret; ``owner`` is an account's number."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, tuple[float, int | None, tuple[Said, ...]]] = OrderedDict()

    def put(self, key: str, owner: int | None, said: Sequence[Said]) -> None:
        """Keep a conversation as it stands now."""
        with self._lock:
            self._kept.pop(key, None)
            self._kept[key] = (self._clock(), owner, tuple(said))
            self._drop_old()

    def forget(self, key: str) -> None:
        """Let go of a conversation."""
        with self._lock:
            self._kept.pop(key, None)

    def get(self, key: str, owner: int | None) -> tuple[Said, ...]:
        """The conversation of that secret.

        Raises:
            UnknownDocumentError: there is none, or it is another's.
        """
        with self._lock:
            self._drop_old()
            found = self._kept.get(key)
        if found is None or (found[1] is not None and found[1] != owner):
            raise UnknownDocumentError(t.CONVERSATION_GONE)
        return found[2]

    def _drop_old(self) -> None:
        limit = self._clock() - _KEPT_SECONDS
        while self._kept and (
            len(self._kept) > _KEPT_CONVERSATIONS or next(iter(self._kept.values()))[0] < limit
        ):
            self._kept.popitem(last=False)
