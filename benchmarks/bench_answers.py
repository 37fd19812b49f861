"""How fast a warm assistant answers, by size of corpus, beside the plain LangChain pipeline.

    python -m benchmarks.bench_answers [--sizes 1000 5000] [--full] [--questions 200]
    python -m benchmarks.bench_answers --sizes 1000000 --keep FOLDER --alone

``--full`` adds 100,000 passages. Corpora beyond the training texts repeat them with variation
(``benchmarks/material.py``); the project's own set is among them, and its questions say how well
each system finds. Each is measured in a process of its own, so that memory is its own; the recall
of each vector index is against exact search over the same vectors. ``--keep`` leaves the corpora
in a folder, where the next run finds them made.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from benchmarks import material
from benchmarks.answering import Asked, Measured, fill_plain, measure_plain, measure_vigie
from benchmarks.report import Figure, load_average, percentiles, show
from ui.compose import open_with
from ui.settings import Settings, load_settings

_Result = TypeVar("_Result")

_FULL = 100_000
_MADE = "made.json"  # how long it took to make what is kept beside it
_PEER = "plain pipeline"
_ANSWER_TARGET = {1_000: 120.0}  # ms, p95
_ADDED_TARGET = {5_000: 40.0, _FULL: 60.0}  # ms, p95
_RETRIEVAL_TARGET = {_FULL: 60.0, 1_000_000: 120.0}  # ms, p95, encoding included
_MEMORY_TARGET = {_FULL: 1_500.0}  # MB
_REBUILD_TARGET = {_FULL: 600.0}  # s


def bench(
    size: int, base: Path, asked: Asked, model: Path, folder: Path, *, alone: bool
) -> list[Figure]:
    """All figures for one size of corpus, which is made in ``folder`` unless it is there."""
    settings = load_settings(home=str(folder / "home"))
    kept = folder / _MADE
    made: dict[str, float] = json.loads(kept.read_text("utf-8")) if kept.exists() else {}
    if "rebuilt" not in made:
        print(f"{size:,} passages: making the corpus…", file=sys.stderr)
        made["rebuilt"] = _make(settings, base, size)
        kept.write_text(json.dumps(made), "utf-8")
    if not alone and "filled" not in made:
        print(f"{size:,} passages: the plain pipeline's collection…", file=sys.stderr)
        made["filled"] = _apart(fill_plain, settings, model, folder / "plain")
        kept.write_text(json.dumps(made), "utf-8")
    print(f"{size:,} passages: {len(asked.answers)} questions each…", file=sys.stderr)
    ours = _apart(measure_vigie, settings, asked)
    plain = None if alone else _apart(measure_plain, settings, asked, model, folder / "plain")
    return _figures(size, ours, plain, made)


def _make(settings: Settings, base: Path, size: int) -> float:
    """Make the corpus; seconds that rebuilding both of its indexes took."""
    with material.open_at(settings, base) as application:
        passages = material.stored(application.catalogue)
    with open_with(settings) as application:
        material.fill(application, passages, size)
        started = perf_counter()
        application.indexes.rebuild()
        return perf_counter() - started


def _figures(
    size: int, ours: Measured, plain: Measured | None, made: dict[str, float]
) -> list[Figure]:
    def timed(stage: str, name: str, target: float | None = None) -> list[Figure]:
        beside = percentiles(plain.stages[stage]) if plain and stage in plain.stages else None
        low, high = percentiles(ours.stages[stage])
        said = f"{_PEER}, prompt only" if stage == "total" else _PEER
        return [
            Figure(f"{name}, p50", low, "ms", None, (said, beside[0]) if beside else None),
            Figure(
                f"{name}, p95", high, "ms", ("≤", target) if target else None,
                (said, beside[1]) if beside else None,
            ),
        ]  # fmt: skip

    def beside(of: str) -> tuple[str, float] | None:
        return (_PEER, getattr(plain, of)) if plain else None

    rest = sorted(ours.stages.keys() - {"encode", "total", "added", "retrieval"})
    target = _ADDED_TARGET.get(size)
    figures = [
        *timed("total", "answer", _ANSWER_TARGET.get(size)),
        *timed("encode", "encode"),
        *timed("retrieval", "retrieval, encoding included", _RETRIEVAL_TARGET.get(size)),
        *(figure for stage in rest for figure in timed(stage, stage)),
        Figure(
            "all but encoding, p95", percentiles(ours.stages["added"])[1], "ms",
            ("≤", target) if target else None,
            ("encoding, p95", percentiles(ours.stages["encode"])[1]),
        ),
    ]  # fmt: skip
    figures += [
        Figure(
            f"own set: right document among the first {first}", ours.found(first), "", None,
            (_PEER, plain.found(first)) if plain else None,
        )
        for first in (1, 4)
    ]  # fmt: skip
    memory, rebuild = _MEMORY_TARGET.get(size), _REBUILD_TARGET.get(size)
    filled = made.get("filled")
    return [
        *figures,
        Figure("recall@10 of the vector index", ours.recall, "", ("≥", 0.98), beside("recall")),
        Figure(
            "resident memory", ours.memory, "MB", ("≤", memory) if memory else None,
            beside("memory"),
        ),
        Figure(
            "both indexes rebuilt from the catalogue", made["rebuilt"], "s",
            ("≤", rebuild) if rebuild else None,
            (f"{_PEER}, vectors only", filled) if filled and plain else None,
        ),
    ]  # fmt: skip


def _apart(work: Callable[..., _Result], *given: object) -> _Result:
    """What ``work`` returns, from a process of its own."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(work, *given).result()


def _place(keep: Path | None, size: int) -> AbstractContextManager[str]:
    if keep is None:
        return tempfile.TemporaryDirectory(prefix="vigie-bench-")
    folder = keep / str(size)
    folder.mkdir(parents=True, exist_ok=True)
    return nullcontext(str(folder))


def main() -> int:
    """Print the figures of every size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 5_000])
    parser.add_argument("--full", action="store_true", help=f"{_FULL:,} passages too")
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--documents", type=int, help="base texts (all of them unless said)")
    parser.add_argument("--keep", type=Path, help="where corpora are left, and found again")
    parser.add_argument("--alone", action="store_true", help="without the plain pipeline")
    parser.add_argument("--strict", action="store_true", help="fail where a target is missed")
    options = parser.parse_args()
    settings = load_settings()
    print("Encoding the training texts, once…", file=sys.stderr)
    base = material.base_home(settings, options.documents)
    model = material.model_folder(settings)
    drawn = material.questions(2 * options.questions)
    asked = Asked(drawn[::2], drawn[1::2], material.own_questions())
    met = True
    for size in [*options.sizes, *([_FULL] if options.full else [])]:
        load = load_average()
        with _place(options.keep, size) as folder:
            figures = bench(size, base, asked, model, Path(folder), alone=options.alone)
        show(f"Answers over {size:,} passages", figures, load)
        met = met and all(figure.met for figure in figures)
    return 0 if met or not options.strict else 1


if __name__ == "__main__":
    sys.exit(main())
