"""Whole processes: ``vigie ask`` from cold, ``vigie serve`` until ready, and its memory.

    python -m benchmarks.bench_commands [--runs 3] [--questions 20]

Beside them, the plain LangChain pipeline as a script: same model, same passages, one question.
« Cold » is a new process with everything on disk; the system may still hold files in memory.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path
from statistics import median
from time import perf_counter, sleep

import numpy as np

from benchmarks import material
from benchmarks.report import Figure, load_average, percentiles, resident, show
from ui.settings import Settings, load_settings

_QUESTION = "Qui préside le groupe de travail sécurité et prévention des Régions ?"
_VIGIE = Path(sys.executable).with_name("vigie")
_PATIENCE = 120.0  # seconds that a server may take to start
_PEER = "plain pipeline"


def bench_ask(settings: Settings, home: Path, runs: int) -> list[Figure]:
    """A question from cold, turn about with the peer."""
    with tempfile.TemporaryDirectory(prefix="vigie-bench-") as store:
        model = material.model_folder(settings)
        _fill_peer(settings, home, model, Path(store))
        ask = [str(_VIGIE), "ask", _QUESTION, "--json"]
        peer = [sys.executable, "-m", "benchmarks.peers.plain_pipeline", _QUESTION]
        peer += ["--model", str(model), "--store", store]
        ours, theirs = [], []
        for _ in range(runs):
            ours.append(_run(ask, _environment(settings, home)))
            theirs.append(_run(peer, _environment(settings, home)))
    seconds, memory = (median(run[part] for run in ours) for part in (0, 1))
    peer_seconds, peer_memory = (median(run[part] for run in theirs) for part in (0, 1))
    return [
        Figure("vigie ask, cold", seconds, "s", ("≤", 5.0), (f"{_PEER}, cold", peer_seconds)),
        Figure("vigie ask, most memory", memory, "MB", None, (_PEER, peer_memory)),
    ]


def bench_serve(settings: Settings, home: Path, count: int) -> list[Figure]:
    """The server until it is ready, then its memory and its answers over HTTP."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [str(_VIGIE), "serve", "--host", "127.0.0.1", "--port", str(port)]
    started = perf_counter()
    server = subprocess.Popen(command, env=_environment(settings, home), stdout=subprocess.DEVNULL)
    try:
        while not _is_ready(f"{address}/readyz"):
            if server.poll() is not None or perf_counter() - started > _PATIENCE:
                raise RuntimeError(f"the server did not get ready (status {server.poll()})")
            sleep(0.02)
        ready = perf_counter() - started
        spent = []
        for question in material.questions(count):
            asked = perf_counter()
            _post(f"{address}/api/v1/ask", {"question": question})
            spent.append((perf_counter() - asked) * 1000)
        now, most = resident(server.pid)
    finally:
        server.terminate()
        server.wait(30)
    return [
        Figure("vigie serve, ready", ready, "s", ("≤", 10.0)),
        Figure(f"its memory after {count} questions", now, "MB", ("≤", 1200.0)),
        Figure("its memory at the highest", most, "MB", ("≤", 1200.0)),
        Figure("its answers over HTTP, p50", percentiles(spent)[0], "ms"),
    ]


def _run(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Seconds and the most MB of memory of a process that succeeds."""
    started = perf_counter()
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    most = 0.0
    # What the system counts for an ended process includes this one's memory at the fork.
    while process.poll() is None:
        with suppress(IndexError):  # it ended meanwhile
            most = resident(process.pid)[1]
        sleep(0.01)
    spent = perf_counter() - started
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with status {process.returncode}")
    return spent, most


def _environment(settings: Settings, home: Path) -> dict[str, str]:
    return {
        **os.environ,
        "VIGIE_HOME": str(home),
        "VIGIE_CACHE": str(settings.cache),
        "HF_HUB_OFFLINE": "1",
        "ANONYMIZED_TELEMETRY": "False",
    }


def _fill_peer(settings: Settings, home: Path, model: Path, store: Path) -> None:
    from benchmarks.peers.plain_pipeline import PlainPipeline

    with material.open_at(settings, home) as application:
        found = material.stored(application.catalogue)
    vectors = np.stack([np.frombuffer(one.vector, "<f4") for one in found])
    passages = [one.passage for one in found]
    pipeline = PlainPipeline(model, store)
    pipeline.add([one.id for one in passages], [one.text for one in passages], vectors)


def _is_ready(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _post(address: str, body: dict[str, str]) -> None:
    request = urllib.request.Request(
        address, json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        json.load(answer)


def main() -> int:
    """Print the figures of both commands."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--questions", type=int, default=20)
    parser.add_argument("--documents", type=int, help="base texts (all of them unless said)")
    parser.add_argument("--strict", action="store_true", help="fail where a target is missed")
    options = parser.parse_args()
    load = load_average()
    settings = load_settings()
    print("Encoding the training texts, once…", file=sys.stderr)
    home = material.base_home(settings, options.documents)
    figures = bench_ask(settings, home, options.runs)
    figures += bench_serve(settings, home, options.questions)
    show("Commands", figures, load)
    return 0 if all(figure.met for figure in figures) or not options.strict else 1


if __name__ == "__main__":
    sys.exit(main())
