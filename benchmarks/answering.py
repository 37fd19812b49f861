"""Vigie and the plain LangChain pipeline over one corpus, each measured in a process of its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from benchmarks.report import resident
from corpus.records import Scope
from ui.compose import open_with
from ui.settings import Settings

_WARM_UP = 20
_NEAREST = 10
_FIRST = 4  # passages that the plain pipeline reads


@dataclass(frozen=True)
class Asked:
    """What is asked of each system.

    Attributes:
        answers: questions whose whole answer is timed.
        finding: other questions, whose passages alone are looked for.
        judged: questions with the documents that answer them.
    """

    answers: list[str]
    finding: list[str]
    judged: list[tuple[str, tuple[str, ...]]]


@dataclass(frozen=True)
class Measured:
    """One system on one corpus.

    Attributes:
        stages: milliseconds a question by stage; ``retrieval`` has the encoding in it.
        recall: of the ten nearest by exact search, the share among the vector index's ten.
        memory: MB resident.
        places: of the judged questions, at which place the first passage of a right document is
            found, from 0; None: beyond the first four.
    """

    stages: dict[str, list[float]]
    recall: float
    memory: float
    places: list[int | None] = field(default_factory=list)

    def found(self, first: int) -> float:
        """The share of the judged questions with a right document among the first passages."""
        right = [one is not None and one < first for one in self.places]
        return sum(right) / len(right) if right else 0.0


def measure_vigie(settings: Settings, asked: Asked) -> Measured:
    """Ask the real chain over the corpus in ``settings.home``."""
    from assistant.answer import Ask
    from assistant.retrieve import NEAREST

    with open_with(settings) as application:
        chain = application.chain
        stages: dict[str, list[float]] = {"total": [], "added": [], "retrieval": []}
        for number, question in enumerate([*asked.answers[:_WARM_UP], *asked.finding]):
            started = perf_counter()
            chain.retriever.retrieve(question, Scope())
            if number >= _WARM_UP:
                stages["retrieval"].append((perf_counter() - started) * 1000)
        for number, question in enumerate([*asked.answers[:_WARM_UP], *asked.answers]):
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
        places = [
            first_right(right, [one.document for one in chain.search(question, Scope(), _FIRST)])
            for question, right in asked.judged
        ]
        vectors = [application.encoder.encode_query(one).vector for one in asked.answers]
        recall = _recall(
            lambda vector: [one for one, _ in application.indexes.vector.query(vector, NEAREST)],
            vectors,
            settings,
        )
    return Measured(stages, recall, memory, places)


def measure_plain(settings: Settings, asked: Asked, model: Path, store: Path) -> Measured:
    """Ask the plain pipeline over the same passages with the same vectors."""
    from benchmarks.peers.plain_pipeline import PlainPipeline

    pipeline = PlainPipeline(model, store)
    stages: dict[str, list[float]] = {"total": [], "encode": [], "retrieval": []}
    for number, question in enumerate([*asked.answers[:_WARM_UP], *asked.answers]):
        started = perf_counter()
        pipeline.prompt(question)
        if number >= _WARM_UP:
            stages["total"].append((perf_counter() - started) * 1000)
    for question in asked.finding:
        started = perf_counter()
        pipeline.nearest(pipeline.encode_query(question), _FIRST)
        stages["retrieval"].append((perf_counter() - started) * 1000)
    memory, _ = resident(os.getpid())
    vectors = []
    for question in asked.answers:
        started = perf_counter()
        vectors.append(pipeline.encode_query(question))
        stages["encode"].append((perf_counter() - started) * 1000)
    names = _documents(settings, {name for _, right in asked.judged for name in right})
    places = []
    for question, right in asked.judged:
        found = pipeline.nearest(pipeline.encode_query(question), _FIRST)
        places.append(first_right(right, [names.get(one, "") for one in found]))
    recall = _recall(lambda vector: pipeline.nearest(vector, _NEAREST), vectors, settings)
    return Measured(stages, recall, memory, places)


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


def first_right(right: Sequence[str], documents: Sequence[str]) -> int | None:
    """At which place, from 0, the first of the right documents stands; None: nowhere."""
    return next((place for place, one in enumerate(documents) if one in right), None)


def _documents(settings: Settings, names: set[str]) -> dict[str, str]:
    """The document's name by the id of its passages, for the documents of these names."""
    with open_with(settings) as application:
        return {
            passage: name
            for name in names
            for passage in application.catalogue.scope_passage_ids(
                Scope("interne", documents=(name,)), 10_000
            )
        }


def _recall(
    nearest: Callable[[NDArray[np.float32]], list[str]],
    vectors: Sequence[NDArray[np.float32]],
    settings: Settings,
) -> float:
    """The share of the ten exactly nearest passages that the index finds among its first ten."""
    exact: list[list[tuple[float, str]]] = [[] for _ in vectors]
    asked = np.stack(vectors)
    with open_with(settings) as application:
        last = ""
        while batch := application.catalogue.embeddings(last):
            last = batch[-1][0]
            matrix = np.frombuffer(b"".join(one for _, one in batch), "<f4")
            for best, scores in zip(exact, asked @ matrix.reshape(len(batch), -1).T, strict=True):
                near = np.argsort(-scores)[:_NEAREST]
                best += [(float(scores[row]), batch[row][0]) for row in near]
                best.sort(reverse=True)
                del best[_NEAREST:]
    shares = [
        len({one for _, one in best} & set(nearest(vector)[:_NEAREST])) / len(best)
        for best, vector in zip(exact, vectors, strict=True)
    ]
    return float(np.mean(shares))
