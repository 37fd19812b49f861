"""The conversations that are open in a page, for the time of a visit: to export, to remark on.

Nothing is written down: what is here is what the page's own session holds, found again by a
secret that only the page knows.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.errors import UnknownDocumentError
from ui import texts_fr as t

_KEPT_SECONDS = 3600
_KEPT_CONVERSATIONS = 5000


@dataclass(frozen=True)
class Said:
    """A question and the answer to it, as the JSON of the contract; ``at`` is ISO 8601, UTC."""

    question: str
    answer: dict[str, Any]
    at: str


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
