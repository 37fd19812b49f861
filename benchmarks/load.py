"""A thousand readers: ``vigie serve`` on the communiqué that ships, and Locust on the same machine.

    python -m benchmarks.load [--minutes 5] [--sessions 1000] [--readers 50] [--overload]
    python -m benchmarks.load --soak --minutes 60

Locust runs in an environment of its own (``make load`` makes it): it must not change what is
measured. ``--overload`` then has far more programs ask at once than can wait. ``--soak`` watches
the server's memory, from its third minute to the end.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.request import urlopen

from benchmarks.report import Figure, load_average, resident, show
from ui.settings import load_settings

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = ROOT / "corpus" / "documents"
_LOCUSTFILE = Path(__file__).with_name("locustfile.py")
_PATIENCE = 900.0  # seconds that a server may take to start on a busy machine
_WARM_UP = 180.0  # seconds after which the memory of a server is that of one at work
_OPENING = 25  # sessions that are opened in a second


@dataclass
class Memory:
    """The server's memory over time: (seconds, MB of the process and of its children)."""

    seen: list[tuple[float, float]] = field(default_factory=list)

    def growth(self) -> tuple[float, float, float]:
        """MB once warm and at the end (each a mean over a tenth of the time), and by how much the
        one is above the other: 0.05 is five per cent.
        """
        warm = [one for one in self.seen if one[0] >= min(_WARM_UP, self.seen[-1][0] / 3)]
        tenth = max(1, len(warm) // 10)
        begun = sum(mb for _, mb in warm[:tenth]) / tenth
        ended = sum(mb for _, mb in warm[-tenth:]) / tenth
        return begun, ended, (ended - begun) / begun


@contextmanager
def serving(home: Path, **settings: str) -> Iterator[tuple[str, int]]:
    """The address and the process of ``vigie serve`` on the communiqué, in a home of its own."""
    environment = {
        **os.environ,
        "VIGIE_HOME": str(home),
        "VIGIE_CACHE": str(load_settings().cache),
        **settings,
    }
    vigie = [sys.executable, "-c", "from ui.cli import main; raise SystemExit(main())"]
    quiet = {"cwd": ROOT, "env": environment, "stdout": subprocess.DEVNULL}
    subprocess.run([*vigie, "ingest", str(DOCUMENTS)], check=True, **quiet)  # type: ignore[call-overload]
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    server = subprocess.Popen([*vigie, "serve", "--port", str(port)], **quiet)  # type: ignore[call-overload]
    try:
        until = monotonic() + _PATIENCE
        while not _answers(f"{address}/readyz"):
            if server.poll() is not None or monotonic() > until:
                raise RuntimeError(f"the server did not get ready (status {server.poll()})")
            sleep(0.2)
        yield address, server.pid
    finally:
        server.terminate()
        server.wait(60)


@contextmanager
def watched(process: int, every: float = 5.0) -> Iterator[Memory]:
    """What a process holds in memory, looked at for the length of the block."""
    memory, over, started = Memory(), threading.Event(), monotonic()

    def look() -> None:
        while True:
            with suppress(OSError, IndexError):
                total = sum(resident(one)[0] for one in _family(process))
                memory.seen.append((monotonic() - started, total))
            if over.wait(every):
                return

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield memory
    finally:
        over.set()
        thread.join()


def locust(
    program: Path, address: str, kinds: list[str], users: int, seconds: int, **counts: int
) -> dict[str, Any]:
    """What Locust measured with so many users of these kinds, by the name of what was asked.

    Raises:
        RuntimeError: Locust itself failed.
    """
    environment = {**os.environ, **{name: str(count) for name, count in counts.items()}}
    environment.pop("PYTHONPATH", None)  # it has an environment of its own
    done = subprocess.run(
        [str(program), "-f", str(_LOCUSTFILE), "--headless", "--json", "--exit-code-on-error", "0",
         "--host", address, "-u", str(users), "-r", str(_OPENING), "-t", f"{seconds}s",
         "--stop-timeout", "30", "--only-summary", "--loglevel", "WARNING", *kinds],
        env=environment, check=False, capture_output=True, text=True,
    )  # fmt: skip
    try:
        found = json.loads(done.stdout)
    except ValueError:
        raise RuntimeError(f"Locust failed: {done.stderr[-2000:]}") from None
    if done.stderr.strip():
        print(done.stderr[-3000:], file=sys.stderr)
    return {one["name"]: one for one in found}


def percentile(entry: dict[str, Any], share: float) -> float:
    """Seconds within which that share of the requests was answered."""
    counted = sorted((float(ms), int(count)) for ms, count in entry["response_times"].items())
    left = share * sum(count for _, count in counted)
    for ms, count in counted:
        left -= count
        if left <= 0:
            return ms / 1000
    return counted[-1][0] / 1000


def figures(
    found: dict[str, Any], memory: Memory, used: float, sessions: int, readers: int
) -> list[Figure]:
    """What is shown of a run with readers; ``used``: seconds of processor that the server took."""
    first, whole = found["premiers mots"], found["réponse entière"]
    failed = sum(one["num_failures"] for one in found.values())
    asked = whole["num_requests"]
    opening = found.get("premiers mots, à l’ouverture")
    lasted = whole["last_request_timestamp"] - whole["start_time"]
    begun, ended, grown = memory.growth()
    said = f"{sessions} sessions, {readers} asking"
    return [
        Figure(f"{said}: answers", asked),
        Figure("answers in a second", asked / lasted if lasted else 0.0),
        Figure("requests that failed, of all", failed, "", ("≤", 0)),
        Figure("first words, p50", percentile(first, 0.5), "s"),
        Figure("first words, p95", percentile(first, 0.95), "s", ("≤", 1.5)),
        Figure("first words, the last", first["max_response_time"] / 1000, "s"),
        *(
            [
                Figure(
                    "first words while the pages are being opened, p95",
                    percentile(opening, 0.95),
                    "s",
                )
            ]
            if opening
            else []
        ),
        Figure(
            "processor time of the server, pages included, for each answer",
            1000 * used / (asked + _count(found, "réponse entière, à l’ouverture")),
            "ms",
        ),
        Figure("whole answer, p95", percentile(whole, 0.95), "s"),
        Figure(
            "told their place in the queue",
            sum(_count(found, f"place dans la file{when}") for when in ("", ", à l’ouverture")),
        ),
        Figure("memory once warm", begun, "MB"),
        Figure("memory at the end", ended, "MB", ("≤", 1200.0)),
        Figure("memory, growth", grown, "%"),
    ]


def beyond(found: dict[str, Any]) -> list[Figure]:
    """What is shown of a run with more programs than can be answered."""
    refused = _count(found, "refus 429, en français")
    asked = found["API"]
    return [
        Figure("beyond capacity: answers", asked["num_requests"] - asked["num_failures"] - refused),
        Figure("refused with 429, in French, with when to come back", refused),
        Figure("answered otherwise (5xx among them)", asked["num_failures"], "", ("≤", 0)),
    ]


def processor_time(process: int) -> float:
    """Seconds of processor that a process has used."""
    said = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(said[11]) + int(said[12])) / os.sysconf("SC_CLK_TCK")


def _count(found: dict[str, Any], name: str) -> int:
    return int(found.get(name, {}).get("num_requests", 0))


def _family(process: int) -> list[int]:
    found = [process]
    for one in found:
        children = Path(f"/proc/{one}/task/{one}/children").read_text(encoding="ascii")
        found += [int(child) for child in children.split()]
    return found


def _answers(address: str) -> bool:
    with suppress(OSError), urlopen(address, timeout=5) as answer:
        return bool(answer.status == 200)
    return False


def main() -> int:
    """Measure, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--locust", type=Path, default=Path("locust"), help="its program")
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--sessions", type=int, default=1000)
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--overload", action="store_true", help="then ask beyond capacity")
    parser.add_argument("--soak", action="store_true", help="growth of memory is a target")
    parser.add_argument("--strict", action="store_true", help="fail where a target is missed")
    given = parser.parse_args()
    before, seconds = load_average(), int(given.minutes * 60)
    # Programs are counted by address: here they all have one.
    with (
        tempfile.TemporaryDirectory(prefix="vigie-charge-") as home,
        serving(Path(home), VIGIE_ADDRESS_RATE="100000000/seconde") as (address, process),
    ):
        opening = given.sessions // _OPENING
        used = processor_time(process)
        with watched(process) as memory:
            found = locust(
                given.locust, address, ["Visitor", "Reader"], given.sessions, opening + seconds,
                CHARGE_LECTEURS=given.readers, CHARGE_OUVERTURE=opening,
            )  # fmt: skip
        used = processor_time(process) - used
        shown = figures(found, memory, used, given.sessions, given.readers)
        if given.soak:
            shown[-1] = Figure("memory, growth", shown[-1].value, "%", ("≤", 0.05))
        if given.overload:
            shown += beyond(locust(given.locust, address, ["Program"], 150, 60))
        print(json.dumps({"memory": memory.seen[:: max(1, len(memory.seen) // 30)]}))
    show("Load", shown, before)
    return int(given.strict and not all(one.met for one in shown))


if __name__ == "__main__":
    raise SystemExit(main())
