"""How far long work is: a bar with the time left in a terminal, a few lines elsewhere."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

_SECONDS_BETWEEN_LINES = 15.0


class ProgressDisplay:
    """A ``corpus.records.Progress`` that writes to stderr; use it as a context manager.

    A step without a known length (``total`` 0) is announced once.
    """

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()
        self._bar: Bar | None = None
        self._task: TaskID | None = None
        self._step = ""
        self._started = self._written = 0.0

    def __enter__(self) -> ProgressDisplay:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()

    def __call__(self, step: str, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` of ``step`` is done."""
        if step != self._step:
            self._begin(step, total)
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=done, total=total)
        elif not self._terminal:
            self._write(done, total)

    def say(self, message: str) -> None:
        """Show a message of its own line."""
        if self._bar is not None:
            self._bar.console.print(message, markup=False, highlight=False)
        else:
            print(message, file=sys.stderr, flush=True)

    def _begin(self, step: str, total: int) -> None:
        self._close()
        self._step, self._started, self._written = step, time.monotonic(), 0.0
        if total <= 0 or not self._terminal:
            if total <= 0:
                print(f"{step}…", file=sys.stderr, flush=True)
            return
        self._bar = _bar()
        self._bar.start()
        self._task = self._bar.add_task(step, total=total)

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.stop()
        self._bar = self._task = None

    def _write(self, done: int, total: int) -> None:
        now = time.monotonic()
        finished = total > 0 and done >= total
        if total <= 0 or (
            not finished and now - max(self._written, self._started) < _SECONDS_BETWEEN_LINES
        ):
            return
        if finished and not self._written:
            return  # it was over before it was worth a line
        self._written = now
        left = (
            ""
            if finished or not done
            else f", reste {duration((now - self._started) * (total - done) / done)}"
        )
        print(f"{self._step}\u00a0: {done} sur {total}{left}", file=sys.stderr, flush=True)


def duration(seconds: float) -> str:
    """A length of time in French, rounded as one would say it."""
    seconds = round(seconds)
    if seconds < 60:
        return f"{seconds} s"
    minutes, seconds = divmod(seconds, 60)
    if minutes < 60:
        return f"{minutes} min {seconds:02} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min"


def _bar() -> Bar:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, Task, TextColumn
    from rich.progress import Progress as Bar
    from rich.text import Text

    class TimeLeft(ProgressColumn):
        def render(self, task: Task) -> Text:
            left = task.time_remaining
            return Text("" if left is None or task.finished else f"reste {duration(left)}")

    return Bar(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeLeft(),
        console=Console(stderr=True),
        transient=True,
    )
