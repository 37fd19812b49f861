"""What Prometheus reads: counts and times, never words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from time import perf_counter

from prometheus_client import (
    CollectorRegistry,
    Counter,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from assistant.answer import Answer, Ask, ScoredPassage
from corpus.errors import VigieError
from corpus.records import Scope
from ui.ports import Chain
from ui.writing_metrics import WritingMetrics

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
Gauge = Callable[[], Mapping[str, float]]
"""Values now, by label."""


class Metrics:
    """The measures of one application."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        PlatformCollector(registry=self._registry)
        GCCollector(registry=self._registry)
        self._questions = Counter(
            "vigie_questions", "Questions, par issue.", ["issue", "mode"], registry=self._registry
        )
        self._stages = Histogram(
            "vigie_answer_stage_seconds", "Durée des étapes d’une réponse.", ["etape"],
            buckets=_SECONDS, registry=self._registry,
        )  # fmt: skip
        self._writing = WritingMetrics(self._registry)
        self._requests = Counter(
            "vigie_http_requests", "Requêtes HTTP.", ["methode", "route", "statut"],
            registry=self._registry,
        )  # fmt: skip
        self._durations = Histogram(
            "vigie_http_request_seconds", "Durée des requêtes HTTP.", ["route"],
            buckets=_SECONDS, registry=self._registry,
        )  # fmt: skip

    def watch(self, name: str, said: str, label: str, gauge: Gauge) -> None:
        """Have ``gauge`` read whenever the measures are."""
        self._registry.register(_Gauge(name, said, label, gauge))

    def answered(self, answer: Answer) -> None:
        """Count an answer, its times and what it cost."""
        outcome = "refusee" if answer.abstained else "repondue"
        self._questions.labels(outcome, answer.mode).inc()
        for stage, milliseconds in answer.timings_ms.items():
            self._stages.labels(stage).observe(milliseconds / 1000)
        if answer.writing is not None:
            self._writing.wrote(answer.writing)

    def first_words(self, seconds: float) -> None:
        """Count the wait before an answer's first words."""
        self._stages.labels("premiers-mots").observe(seconds)

    def failed(self) -> None:
        """Count a question that ended in an error."""
        self._questions.labels("en-erreur", "").inc()

    def served(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request; ``route`` is a pattern, never an address with what was asked."""
        self._requests.labels(method, route, str(status)).inc()
        self._durations.labels(route).observe(seconds)

    def text(self) -> bytes:
        """The measures as Prometheus reads them."""
        return generate_latest(self._registry)


class MeteredChain:
    """A chain whose answers are counted."""

    def __init__(self, chain: Chain, metrics: Metrics) -> None:
        self._chain = chain
        self._metrics = metrics

    def search(self, query: str, scope: Scope, top: int) -> Sequence[ScoredPassage]:
        """The passages nearest to a query; searches are counted as requests."""
        return self._chain.search(query, scope, top)

    def invoke(self, ask: Ask) -> Answer:
        """The whole answer."""
        try:
            answer = self._chain.invoke(ask)
        except Exception:
            self._metrics.failed()
            raise
        self._metrics.answered(answer)
        return answer

    def stream(self, ask: Ask) -> Iterator[str | Answer]:
        """Text deltas, then the answer; the wait for the first delta is a stage of its own."""
        started = perf_counter()
        first: float | None = None
        try:
            for part in self._chain.stream(ask):
                if part and first is None:  # an empty part says that nothing is written yet
                    first = perf_counter() - started
                if isinstance(part, Answer):
                    self._metrics.answered(part)
                    self._metrics.first_words(first or 0.0)
                yield part
        except Exception:
            self._metrics.failed()
            raise


class _Gauge(Collector):
    def __init__(self, name: str, said: str, label: str, gauge: Gauge) -> None:
        self._name, self._said, self._label, self._gauge = name, said, label, gauge

    def collect(self) -> Iterator[GaugeMetricFamily]:
        family = GaugeMetricFamily(self._name, self._said, labels=[self._label])
        # A catalogue that is down takes its own measures away, not all the others.
        with suppress(VigieError):
            for value, number in self._gauge().items():
                family.add_metric([value], number)
        yield family

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Known without reading it: a catalogue that is down must not keep the server from
        starting."""
        yield GaugeMetricFamily(self._name, self._said, labels=[self._label])
