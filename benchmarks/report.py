"""What a benchmark prints: the machine, then each figure beside its target and its peer."""

from __future__ import annotations

import operator
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np

_CPU = Path("/proc/cpuinfo")
_MEMORY = Path("/proc/meminfo")
_COMPARE = {"≤": operator.le, "≥": operator.ge}
_SIMD = ("avx512_vnni", "avx512f", "avx2", "avx")
_LIBRARIES = ("torch", "onnxruntime", "sentence-transformers", "chromadb", "tantivy")


@dataclass(frozen=True)
class Figure:
    """One measured value.

    Attributes:
        what: was measured.
        value: in ``unit``.
        unit: of both values; empty for shares and ratios.
        target: ``≤`` or ``≥`` and a number, where one is set.
        peer: the name of what it is measured against in the same run, and its value.
    """

    what: str
    value: float
    unit: str = ""
    target: tuple[str, float] | None = None
    peer: tuple[str, float] | None = None

    @property
    def met(self) -> bool:
        """Whether the target, if there is one, is met."""
        return self.target is None or bool(_COMPARE[self.target[0]](self.value, self.target[1]))

    def row(self) -> list[str]:
        """The figure as cells of a Markdown table."""
        target, verdict, peer, ratio = "", "", "", ""
        if self.target is not None:
            target = f"{self.target[0]} {_number(self.target[1], self.unit)}"
            verdict = "met" if self.met else "**missed**"
        if self.peer is not None:
            peer = f"{self.peer[0]}: {_number(self.peer[1], self.unit)}"
            ratio = f"× {self.value / self.peer[1]:.2f}" if self.peer[1] else ""
        return [self.what, _number(self.value, self.unit), target, verdict, peer, ratio]


def show(title: str, figures: Sequence[Figure], load: str) -> None:
    """Print figures as a Markdown table under the machine that they were taken on.

    Args:
        load: ``load_average()`` before the benchmark began to load the machine itself.
    """
    print(f"\n## {title}\n")
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC; {machine()}; load before: {load}.\n")
    print("| figure | measured | target | | beside | measured / beside |")
    print("|---|---|---|---|---|---|")
    for figure in figures:
        print(f"| {' | '.join(figure.row())} |")
    print(flush=True)


def machine() -> str:
    """Processor, cores, instruction set, memory, Python and the libraries that count."""
    cpu = _first(_CPU, "model name") or platform.processor() or platform.machine()
    flags = _first(_CPU, "flags").split()
    simd = next((flag.upper() for flag in _SIMD if flag in flags), "")
    memory = _first(_MEMORY, "MemTotal").split()
    gigabytes = f", {int(memory[0]) / 2**20:.0f} GB of memory" if memory else ""
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    return (
        f"{cpu}, {os.cpu_count()} cores{f', {simd}' if simd else ''}{gigabytes}; "
        f"Python {platform.python_version()}, {libraries}"
    )


def load_average() -> str:
    """How busy the machine is: runnable processes over the last minute and the last five."""
    one, five, _ = os.getloadavg()
    return f"{one:.1f} (1 min), {five:.1f} (5 min)"


def resident(process: int) -> tuple[float, float]:
    """Resident memory of a process in MB, now and at its highest."""
    status = Path(f"/proc/{process}/status")
    return tuple(int(_first(status, key).split()[0]) / 1000 for key in ("VmRSS", "VmHWM"))  # type: ignore[return-value]


def percentiles(values: Sequence[float]) -> tuple[float, float]:
    """The median and the 95th percentile."""
    middle, high = np.percentile(np.asarray(values), [50, 95])
    return float(middle), float(high)


def _first(path: Path, key: str) -> str:
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError:
        return ""
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(key)), "")


def _number(value: float, unit: str) -> str:
    if unit == "%":
        return f"{value * 100:.1f} %"
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2 if unit else 3
    return f"{value:,.{digits}f} {unit}".rstrip()
