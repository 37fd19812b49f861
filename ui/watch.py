"""What a service says of itself: whether it is ready, how far behind its indexes are."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from corpus.errors import CorpusError, VigieError

CANARY_SECONDS = 15.0
Numbers = Callable[[], Mapping[str, float]]


def _ready() -> None:
    """Nothing stands in the way."""


def _nothing() -> Mapping[str, float]:
    return {}


@dataclass(frozen=True)
class Watch:
    """How to ask.

    Attributes:
        ready: raises ``VigieError`` where questions cannot be answered rightly now.
        jobs: jobs in each state.
        lag: changes of the corpus that each index has not applied.
        corpus: documents and passages.
        parts: what ``ready`` looks at, each by itself, by the name that operators are told.
    """

    ready: Callable[[], None] = _ready
    jobs: Numbers = _nothing
    lag: Numbers = _nothing
    corpus: Numbers = _nothing
    parts: Mapping[str, Callable[[], object]] = field(default_factory=dict)

    def states(self) -> dict[str, bool]:
        """Whether each part is sound; all together where they are not known one by one."""
        return {
            name: _is_sound(look) for name, look in (self.parts or {"service": self.ready}).items()
        }


def _is_sound(look: Callable[[], object]) -> bool:
    try:
        look()
    except VigieError:
        return False
    return True


class Canaries:
    """Looks for what must be found, not more often than it is worth."""

    def __init__(
        self, verify: Callable[[], Sequence[str]], seconds: float = CANARY_SECONDS
    ) -> None:
        """Ask ``verify`` what is wrong, in French, at most once in ``seconds``."""
        self._verify = verify
        self._seconds = seconds
        self._lock = threading.Lock()
        self._wrong: Sequence[str] = ()
        self._until = float("-inf")

    def require_sound(self) -> None:
        """Return where nothing was wrong when it was last looked at.

        Raises:
            CorpusError: something does not find what it must.
        """
        with self._lock:
            if time.monotonic() >= self._until:
                self._wrong = self._verify()
                self._until = time.monotonic() + self._seconds
            wrong = self._wrong
        if wrong:
            raise CorpusError(
                f"En défaut\u00a0: {', '.join(wrong)}. Tapez «\u00a0vigie doctor --repair\u00a0»."
            )
