"""Example questions, kept only when the chain answers them on the corpus as it is now."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence

from assistant.answer import Ask
from corpus.errors import VigieError
from ui.api.problems import describe
from ui.ports import Chain, Library

_log = logging.getLogger(__name__)


class Suggestions:
    """Tries candidate questions in the background, again whenever the public corpus changes."""

    def __init__(
        self, chain: Chain, library: Library, candidates: Sequence[str], limit: int = 4
    ) -> None:
        self._chain = chain
        self._library = library
        self._candidates = tuple(candidates)
        self._limit = limit
        self._lock = threading.Lock()
        self._kept: tuple[str, ...] = ()
        self._tried_on: tuple[str, ...] | None = None
        self._thread: threading.Thread | None = None

    def current(self) -> tuple[str, ...]:
        """What is known to be answered now; never waits. Starts a trial where one is due."""
        with self._lock:
            state = self._state()
            running = self._thread is not None and self._thread.is_alive()
            if state is not None and state != self._tried_on and not running:
                self._thread = threading.Thread(
                    target=self._try, args=(state,), name="suggestions", daemon=True
                )
                self._thread.start()
            return self._kept

    def wait(self, timeout: float) -> tuple[str, ...]:
        """What is kept once the trial that runs has ended, or after ``timeout`` seconds."""
        self.current()
        thread = self._thread
        if thread is not None:
            thread.join(timeout)
        return self._kept

    def _state(self) -> tuple[str, ...] | None:
        try:
            return tuple(sorted(d.version for d in self._library.documents("public")))
        except VigieError as error:
            _log.warning("Questions d’exemple non calculées\u00a0: %s", error)
            return None

    def _try(self, state: tuple[str, ...]) -> None:
        kept: list[str] = []
        for question in self._candidates if state else ():
            if len(kept) == self._limit:
                break
            try:
                answer = self._chain.invoke(Ask(question))
            except Exception as error:  # noqa: BLE001 - an example is never worth a failure
                _log.warning("Question d’exemple écartée\u00a0: %s", describe(error)[1])
                continue
            if answer.citations and not answer.abstained and not answer.unanswered:
                kept.append(question)
        with self._lock:
            self._kept = tuple(kept)
            self._tried_on = state
