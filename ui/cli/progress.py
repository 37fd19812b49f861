"""How far long work is: a bar, its rate and the time left in a terminal, a few lines elsewhere."""

from __future__ import annotations

import re
import sys
import time
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress as Bars
    from rich.progress import TaskID

_SECONDS_BETWEEN_LINES = 15.0
_NAMED = re.compile(r"\s+(?:de\s+)?«")


class ProgressDisplay:
    """A ``corpus.records.Progress`` that writes to stderr; use it as a context manager.

    Steps that differ by the document they name only (« Lecture de « a.md » ») are one bar, so
    that its time left is that of all documents.
    """

    def __init__(self) -> None:
        self._terminal = sys.stderr.isatty()
        self._bars: Bars | None = None
        self._tasks: dict[str, TaskID] = {}
        self._steps: dict[str, _Step] = {}
        self._written = time.monotonic()

    def __enter__(self) -> ProgressDisplay:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bars is not None:
            self._bars.stop()
            self._bars = None

    def __call__(self, step: str, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` of ``step`` is done; ``total`` 0: not known."""
        kind = _NAMED.split(step)[0]
        known = self._steps.get(kind)
        if known is None or done < known.done:
            since, first = time.monotonic(), done
        else:
            since, first = known.since, known.first
        self._steps[kind] = _Step(step, done, total, since, first)
        if self._terminal:
            self._draw(kind, self._steps[kind])
        else:
            self._write()

    def say(self, message: str) -> None:
        """Show a message on a line of its own."""
        if self._bars is not None:
            self._bars.console.print(message, markup=False, highlight=False)
        else:
            print(message, file=sys.stderr, flush=True)

    def _draw(self, kind: str, step: _Step) -> None:
        if self._bars is None:
            self._bars = _bars()
            self._bars.start()
        total = step.total or None
        if kind not in self._tasks:
            self._tasks[kind] = self._bars.add_task(step.text, total=total, completed=step.done)
        self._bars.update(
            self._tasks[kind], description=step.text, completed=step.done, total=total
        )
        if step.finished:
            self._bars.remove_task(self._tasks.pop(kind))
            del self._steps[kind]

    def _write(self) -> None:
        now = time.monotonic()
        if now - self._written < _SECONDS_BETWEEN_LINES:
            return
        self._written = now
        # The step that holds the others began first; a step of one is not worth a line.
        going = [step for step in self._steps.values() if not step.finished and step.total != 1]
        if going:
            print(going[0].line(now), file=sys.stderr, flush=True)


@dataclass(frozen=True)
class _Step:
    text: str
    done: int
    total: int
    since: float  # when it began, in time.monotonic() seconds
    first: int  # how much was done then

    @property
    def finished(self) -> bool:
        return 0 < self.total <= self.done

    def line(self, now: float) -> str:
        if not self.total:
            return f"{self.text}…"
        line = f"{self.text}\u00a0: {self.done} sur {self.total}"
        if self.done <= self.first:
            return line
        each = (now - self.since) / (self.done - self.first)
        left = f"reste {duration(each * (self.total - self.done))}"
        return f"{line}, {rate(1 / each)}, {left}" if each else line


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


def rate(a_second: float) -> str:
    """How fast work goes, in French, in the unit that one would choose."""
    if a_second >= 1:
        return f"{a_second:.1f} par seconde".replace(".", ",")
    if a_second * 60 >= 1:
        return f"{round(a_second * 60)} par minute"
    return f"{round(a_second * 3600)} par heure"


def _bars() -> Bars:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, Task, TextColumn
    from rich.progress import Progress as Bars
    from rich.text import Text

    class TimeLeft(ProgressColumn):
        def render(self, task: Task) -> Text:
            left = task.time_remaining
            return Text("" if left is None or task.finished else f"reste {duration(left)}")

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text("" if not task.speed or task.finished else rate(task.speed))

    return Bars(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TimeLeft(),
        console=Console(stderr=True),
        transient=True,
    )
