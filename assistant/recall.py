"""What earlier questions of a conversation were about, remembered between its questions.

A question is told what those before it were about. Questions come alone, without the passages that
were found for them: without a memory all of them would be answered again each time, and the sixth
question of a conversation would cost as much as six.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable

from assistant.dialogue.antecedents import Topic

_REMEMBERED = 2_000  # of about a kilobyte each
_KEPT_SECONDS = 3600  # as long as a page's conversation


class Recall:
    """Topics by what they were made from; safe to use from several threads.

    All is forgotten when the corpus changes: nothing of a document that was taken out stays.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._state: Hashable = None
        self._known: OrderedDict[Hashable, tuple[float, Topic | None]] = OrderedDict()

    def topic(
        self, state: Hashable, asked: Hashable, make: Callable[[], Topic | None]
    ) -> Topic | None:
        """What ``make`` gives, or gave for the same question.

        Args:
            state: of the corpus; what was made of another one is forgotten.
            asked: all that the topic depends on beside the corpus.
            make: the topic; None for a question that says nothing of what it is about.
        """
        with self._lock:
            self._turn_to(state)
            self._drop_old()
            found = self._known.get(asked)
        if found is not None:
            return found[1]
        made = make()
        self.keep(state, asked, made)
        return made

    def keep(self, state: Hashable, asked: Hashable, made: Topic | None) -> None:
        """Remember a topic that was made of this state of the corpus."""
        with self._lock:
            self._turn_to(state)
            self._known.setdefault(asked, (self._clock(), made))
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)

    def _turn_to(self, state: Hashable) -> None:
        if state != self._state:
            self._known.clear()
            self._state = state

    def _drop_old(self) -> None:
        limit = self._clock() - _KEPT_SECONDS
        while self._known and next(iter(self._known.values()))[0] < limit:
            self._known.popitem(last=False)
