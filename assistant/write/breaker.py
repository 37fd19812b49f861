"""Leaves a model alone for a while after it failed several times in a row."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

FAILURES = 3  # in a row
REST_S = 30.0


class Breaker:
    """A circuit breaker: closed, open for ``rest_s`` after ``failures`` in a row, then on trial.

    While it is on trial one request passes; its outcome closes or opens it again. Any number of
    threads may share one.
    """

    def __init__(
        self,
        failures: int = FAILURES,
        rest_s: float = REST_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most = failures
        self._rest_s = rest_s
        self._clock = clock
        self._lock = threading.Lock()
        self._failed = 0
        self._opened: float | None = None
        self._on_trial = False

    def admit(self) -> bool:
        """Whether a request may go to the model now; one that may has to be settled."""
        with self._lock:
            if self._opened is None:
                return True
            if self._on_trial or self._clock() - self._opened < self._rest_s:
                return False
            self._on_trial = True
            return True

    def succeeded(self) -> None:
        """The model answered."""
        with self._lock:
            self._failed, self._opened, self._on_trial = 0, None, False

    def failed(self) -> None:
        """The model failed, whatever was tried again."""
        with self._lock:
            self._failed += 1
            if self._on_trial or self._failed >= self._most:
                self._opened, self._on_trial = self._clock(), False

    def abandoned(self) -> None:
        """The reader left: nothing was learned of the model."""
        with self._lock:
            self._on_trial = False
