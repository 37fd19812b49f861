"""How fast a warm assistant answers, by size of corpus, beside the plain LangChain pipeline.

    python -m benchmarks.bench_answers [--sizes 1000 5000] [--full] [--questions 200]

``--full`` adds 100,000 passages. Corpora beyond the training texts repeat them with variation
(``benchmarks/material.py``). Each system is measured in a process of its own, so that memory is
its own; the recall of each vector index is against exact search over the same vectors.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from benchmarks import material
from benchmarks.report import Figure, load_average, percentiles, resident, show
from ui.compose import open_with
from ui.settings import Settings, load_settings

_Result = TypeVar("_Result")

_FULL = 100_000
_WARM_UP = 20
_NEAREST = 10
_ANSWER_TARGET = {1_000: 120.0}  # ms, p95
_ADDED_TARGET = {5_000: 40.0, 100_000: 60.0}  # ms, p95
_MEMORY_TARGET = {100_000: 1_500.0}  # MB


@dataclass(frozen=True)
class Measured:
    """One system on one corpus: milliseconds a question by stage, recall@10, memory in MB."""

    stages: dict[str, list[float]]
    recall: float
    memory: float


def measure_vigie(settings: Settings, asked: Sequence[str]) -> Measured:
    """Ask the real chain over the corpus in ``settings.home``."""
    from assistant.answer import Ask
    from assistant.retrieve import NEAREST

    with open_with(settings) as application:
        chain = application.chain
        stages: dict[str, list[float]] = {"total": [], "added": []}
        for number, question in enumerate([*asked[:_WARM_UP], *asked]):
            started = perf_counter()
            answer = chain.invoke(Ask(question))
            total = (perf_counter() - started) * 1000
            if number < _WARM_UP:
                continue
            for stage, spent in answer.timings_ms.items():
                if stage != "total":
                    stages.setdefault(stage, []).append(spent)
            stages["total"].append(total)
            stages["added"].append(total - answer.timings_ms.get("encode", 0.0))
        memory, _ = resident(os.getpid())
        vectors = [application.encoder.encode_query(question).vector for question in asked]
        ids, matrix = _embeddings(settings)
        recall = _recall(
            lambda vector: [one for one, _ in application.indexes.vector.query(vector, NEAREST)],
            vectors, ids, matrix,
        )  # fmt: skip
    return Measured(stages, recall, memory)


def measure_plain(settings: Settings, asked: Sequence[str], model: Path, store: Path) -> Measured:
    """Ask the plain pipeline over the same passages with the same vectors."""
    from benchmarks.peers.plain_pipeline import PlainPipeline

    pipeline = PlainPipeline(model, store)
    stages: dict[str, list[float]] = {"total": [], "encode": []}
    for number, question in enumerate([*asked[:_WARM_UP], *asked]):
        started = perf_counter()
        pipeline.prompt(question)
        total = (perf_counter() - started) * 1000
        if number >= _WARM_UP:
            stages["total"].append(total)
    memory, _ = resident(os.getpid())
    vectors = []
    for question in asked:
        started = perf_counter()
        vectors.append(pipeline.encode_query(question))
        stages["encode"].append((perf_counter() - started) * 1000)
    ids, matrix = _embeddings(settings)
    recall = _recall(lambda vector: pipeline.nearest(vector, _NEAREST), vectors, ids, matrix)
    return Measured(stages, recall, memory)


def fill_plain(settings: Settings, model: Path, store: Path) -> float:
    """Give the plain pipeline's collection the corpus's passages; seconds that it took."""
    from benchmarks.peers.plain_pipeline import PlainPipeline

    with open_with(settings) as application:
        pipeline = PlainPipeline(model, store)
        spent = 0.0
        for batch in application.catalogue.all_indexed_passages(5_000):
            matrix = np.stack([np.frombuffer(one.vector, "<f4") for one in batch])
            started = perf_counter()
            pipeline.add([one.id for one in batch], [one.text for one in batch], matrix)
            spent += perf_counter() - started
    return spent


def bench(size: int, base: Path, asked: Sequence[str], model: Path, folder: Path) -> list[Figure]:
    """All figures for one size of corpus."""
    settings = load_settings(home=str(folder / "home"))
    print(f"{size:,} passages: making the corpus…", file=sys.stderr)
    with material.open_at(settings, base) as application:
        passages = material.stored(application.catalogue)
    with open_with(settings) as application:
        material.fill(application, passages, size)
        started = perf_counter()
        application.indexes.rebuild()
        rebuilt = perf_counter() - started
    print(f"{size:,} passages: the plain pipeline's collection…", file=sys.stderr)
    filled = _apart(fill_plain, settings, model, folder / "plain")
    print(f"{size:,} passages: {len(asked)} questions each…", file=sys.stderr)
    ours = _apart(measure_vigie, settings, asked)
    plain = _apart(measure_plain, settings, asked, model, folder / "plain")
    return _figures(size, ours, plain, rebuilt, filled)


def _figures(
    size: int, ours: Measured, plain: Measured, rebuilt: float, filled: float
) -> list[Figure]:
    whole, whole_plain = percentiles(ours.stages["total"]), percentiles(plain.stages["total"])
    peer = "plain pipeline"
    answer_target, added_target = _ANSWER_TARGET.get(size), _ADDED_TARGET.get(size)
    memory_target = _MEMORY_TARGET.get(size)
    figures = [
        Figure("answer, p50", whole[0], "ms", None, (f"{peer}, prompt only", whole_plain[0])),
        Figure(
            "answer, p95", whole[1], "ms",
            ("≤", answer_target) if answer_target else None,
            (f"{peer}, prompt only", whole_plain[1]),
        ),
    ]  # fmt: skip
    encode, encode_plain = percentiles(ours.stages["encode"]), percentiles(plain.stages["encode"])
    for place, name in enumerate(("p50", "p95")):
        figures.append(
            Figure(f"encode, {name}", encode[place], "ms", None, (peer, encode_plain[place]))
        )
    for stage in sorted(ours.stages.keys() - {"encode", "total", "added"}):
        low, high = percentiles(ours.stages[stage])
        figures += [Figure(f"{stage}, p50", low, "ms"), Figure(f"{stage}, p95", high, "ms")]
    return [
        *figures,
        Figure(
            "all but encoding, p95", percentiles(ours.stages["added"])[1], "ms",
            ("≤", added_target) if added_target else None,
            ("encoding, p95", encode[1]),
        ),
        Figure("recall@10 of the vector index", ours.recall, "", ("≥", 0.98), (peer, plain.recall)),
        Figure(
            "resident memory", ours.memory, "MB",
            ("≤", memory_target) if memory_target else None, (peer, plain.memory),
        ),
        Figure(
            "both indexes rebuilt from the catalogue", rebuilt, "s",
            ("≤", 600.0) if size == _FULL else None, (f"{peer}, vectors only", filled),
        ),
    ]  # fmt: skip


def _embeddings(settings: Settings) -> tuple[list[str], NDArray[np.float32]]:
    with open_with(settings) as application:
        ids: list[str] = []
        parts: list[bytes] = []
        while batch := application.catalogue.embeddings(ids[-1] if ids else ""):
            ids += [one for one, _ in batch]
            parts += [vector for _, vector in batch]
    return ids, np.frombuffer(b"".join(parts), "<f4").reshape(len(ids), -1)


def _recall(
    nearest: Callable[[NDArray[np.float32]], list[str]],
    vectors: Sequence[NDArray[np.float32]],
    ids: Sequence[str],
    matrix: NDArray[np.float32],
) -> float:
    """The share of the ten exactly nearest passages that the index finds among its first ten."""
    shares = []
    for vector in vectors:
        exact = np.argpartition(-(matrix @ vector), _NEAREST)[:_NEAREST]
        found = set(nearest(vector)[:_NEAREST])
        shares.append(len(found & {ids[row] for row in exact}) / _NEAREST)
    return float(np.mean(shares))


def _apart(work: Callable[..., _Result], *given: object) -> _Result:
    """What ``work`` returns, from a process of its own."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(work, *given).result()


def main() -> int:
    """Print the figures of every size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 5_000])
    parser.add_argument("--full", action="store_true", help=f"{_FULL:,} passages too")
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--documents", type=int, help="base texts (all of them unless said)")
    parser.add_argument("--strict", action="store_true", help="fail where a target is missed")
    options = parser.parse_args()
    load = load_average()
    settings = load_settings()
    print("Encoding the training texts, once…", file=sys.stderr)
    base = material.base_home(settings, options.documents)
    model = material.model_folder(settings)
    asked = material.questions(options.questions)
    met = True
    for size in [*options.sizes, *([_FULL] if options.full else [])]:
        with tempfile.TemporaryDirectory(prefix="vigie-bench-") as scratch:
            figures = bench(size, base, asked, model, Path(scratch))
        show(f"Answers over {size:,} passages", figures, load)
        met = met and all(figure.met for figure in figures)
    return 0 if met or not options.strict else 1


if __name__ == "__main__":
    sys.exit(main())
