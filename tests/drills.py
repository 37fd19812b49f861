"""Every longer drill, each in a process of its own that is stopped where it hangs.

python -m tests.drills [--ci] [--within MINUTES] [WORD …]

A drill is a test marked ``drill(minutes=…, needs=…)``: the minutes after which it is said to hang,
on a slow machine; what it needs that no package of Python brings. ``--ci`` leaves out what is
marked ``longest`` too, and fails where anything that can be installed is missing. With words, only
the drills whose place holds one of them run.
"""

from __future__ import annotations

import argparse
import ast
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.cut import UNSHARE
from tests.postgresql import programs

ROOT = Path(__file__).resolve().parents[1]
PARTING = 60.0  # seconds in which a drill that is stopped ends its servers
OPTIONS = (
    "-n", "0", "-q", "-p", "no:cacheprovider", "--log-cli-level=INFO", "--log-disable=httpx",
)  # fmt: skip


@dataclass(frozen=True)
class Drill:
    """A test function, whatever its parameters.

    Attributes:
        place: its file and name, as pytest takes them.
        minutes: what it may take, all its parameters together.
        longest: whether it is left to people.
    """

    place: str
    minutes: float
    needs: tuple[str, ...] = ()
    longest: bool = False

    @property
    def name(self) -> str:
        """What it is called in what is said of it."""
        return self.place.partition("::")[2].removeprefix("test_")


def drills(folder: Path = ROOT / "tests") -> list[Drill]:
    """Those of a folder, the shortest first."""
    found = []
    for path in sorted(folder.rglob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        if "mark.drill" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                marks = {name: said for one in node.decorator_list for name, said in _marks(one)}
                if "drill" in marks:
                    place = f"{path}::{node.name}"
                    longest = "longest" in marks
                    found.append(Drill(place, **marks["drill"], longest=longest))  # type: ignore[arg-type]
    return sorted(found, key=lambda one: one.minutes)


def _marks(decorator: ast.expr) -> list[tuple[str, dict[str, object]]]:
    """The mark of a decorator, if it is one, and what it is given by name."""
    call = decorator.func if isinstance(decorator, ast.Call) else decorator
    if not ast.unparse(call).startswith("pytest.mark."):
        return []
    name = ast.unparse(call).rpartition(".")[2]
    given = decorator.keywords if name == "drill" and isinstance(decorator, ast.Call) else []
    return [(name, {str(one.arg): ast.literal_eval(one.value) for one in given})]


def _may_cut() -> bool:
    if not shutil.which("unshare"):
        return False
    return subprocess.run([*UNSHARE, "true"], check=False, capture_output=True).returncode == 0


@dataclass(frozen=True)
class Need:
    """What no package of Python brings.

    Attributes:
        there: whether it is there.
        words: what to do where it is not.
        installed: whether CI can install it.
    """

    there: Callable[[], bool]
    words: str
    installed: bool


NEEDS = {
    "postgresql": Need(
        lambda: programs() is not None,
        "il faut les programmes de PostgreSQL (Debian\u00a0: sudo apt install postgresql)",
        installed=True,
    ),
    "unshare": Need(
        _may_cut,
        "il faut pouvoir isoler le réseau («\u00a0unshare --net\u00a0»), en étant root par exemple",
        installed=False,
    ),
}


def run(command: Sequence[str], seconds: float) -> int | None:
    """The status of a command; None where it had to be stopped.

    It is first asked to end, so that it ends the servers it started; then it is killed with all
    that it left.
    """
    process = subprocess.Popen(
        command, cwd=ROOT, start_new_session=True,
        preexec_fn=_heed_interrupts,  # noqa: PLW1509 - no thread runs here that may hold a lock
    )  # fmt: skip
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:  # also where whoever waits for it is interrupted
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                process.wait(PARTING)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _heed_interrupts() -> None:
    # Whatever is started in the background by a shell is told to ignore them, and hands that on.
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _command(drill: Drill, selected: str) -> list[str]:
    # Where it hangs is told before it is stopped.
    told = f"faulthandler_timeout={drill.minutes * 60 * 0.9:.0f}"
    return [sys.executable, "-m", "pytest", *OPTIONS, "-m", selected, "-o", told, drill.place]


def _processor() -> float:
    """Seconds that programs which have ended took."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def say(line: str) -> None:
    """A line of the report, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@dataclass
class Report:
    """What became of the drills.

    Attributes:
        failed: whether anything went wrong.
        lines: one for each, in French.
    """

    lines: list[str]
    failed: bool = False

    def add(self, drill: Drill, outcome: str, *, failed: bool = False) -> None:
        """What became of one."""
        self.failed = self.failed or failed
        self.lines.append(f"{drill.name}\u00a0: {outcome}")


def run_all(chosen: Sequence[Drill], *, ci: bool, within: float | None = None) -> Report:
    """Run them one after the other.

    Args:
        ci: leave out what is left to people; fail where something to install is missing.
        within: minutes; a drill that might not end by then is not begun.
    """
    report = Report([])
    began = time.monotonic()
    selected = "drill and not longest" if ci else "drill"
    for drill in chosen:
        if ci and drill.longest:
            report.add(drill, "laissé à « make drills » (CONTRIBUTING.md dit pourquoi)")
            continue
        missing = [need for need in map(NEEDS.__getitem__, drill.needs) if not need.there()]
        if missing:
            words = ", ".join(need.words for need in missing)
            failed = ci and any(need.installed for need in missing)
            report.add(drill, f"laissé de côté, {words}", failed=failed)
            continue
        if within is not None and (time.monotonic() - began) / 60 + drill.minutes > within:
            report.add(drill, f"laissé de côté, faute de temps ({drill.minutes:.0f} min au plus)")
            continue
        say(f"\n— {drill.name} ({drill.minutes:.0f} min au plus)")
        load, since, used = os.getloadavg()[0], time.monotonic(), _processor()
        status = run(_command(drill, selected), drill.minutes * 60)
        took = (
            f"{time.monotonic() - since:.0f} s, dont {_processor() - used:.0f} de processeur, "
            f"charge {load:.1f} puis {os.getloadavg()[0]:.1f}"
        )
        said = {0: "réussi", None: "ARRÊTÉ, il ne finissait pas"}.get(status, "ÉCHEC")
        report.add(drill, f"{said} ({took.replace('.', ',')})", failed=status != 0)
    return report


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is asked for; 1 where a drill failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.drills", description=__doc__)
    parser.add_argument("--ci", action="store_true")
    parser.add_argument("--within", type=float, metavar="MINUTES")
    parser.add_argument("words", nargs="*", metavar="WORD")
    asked = parser.parse_args(arguments)
    chosen = [
        one for one in drills() if not asked.words or any(word in one.place for word in asked.words)
    ]
    report = run_all(chosen, ci=asked.ci, within=asked.within)
    say("\nEssais longs\u00a0:")
    for line in report.lines:
        say(f"  {line}")
    return int(report.failed or not report.lines)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # through « finally »
    sys.exit(main())
