"""Traces for an OpenTelemetry collector, where the operator names one: times, never words."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from assistant.answer import Answer, Ask, ScoredPassage
from corpus.records import Scope
from ui.ports import Chain
from ui.request_context import current_request

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SpanExporter
    from opentelemetry.trace import Tracer

_MILLISECOND = 1_000_000  # nanoseconds


def tracer_provider(endpoint: str, exporter: SpanExporter | None = None) -> TracerProvider:
    """What sends spans to the collector at ``endpoint`` (OTLP over gRPC), in batches.

    Args:
        exporter: where to send them instead.
    """
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource.create({"service.name": "vigie"}))
    sent = exporter or OTLPSpanExporter(endpoint, insecure=endpoint.startswith("http://"))
    provider.add_span_processor(BatchSpanProcessor(sent))
    return provider


class TracedChain:
    """A chain of which each answer is a span, its stages spans within it."""

    def __init__(self, chain: Chain, provider: TracerProvider) -> None:
        self._chain = chain
        self._tracer: Tracer = provider.get_tracer("vigie")

    def search(self, query: str, scope: Scope, top: int) -> Sequence[ScoredPassage]:
        """The passages nearest to a query."""
        with self._tracer.start_as_current_span("recherche") as span:
            found = self._chain.search(query, scope, top)
            span.set_attribute("vigie.passages", len(found))
            return found

    def invoke(self, ask: Ask) -> Answer:
        """The whole answer."""
        started = time.time_ns()
        try:
            answer = self._chain.invoke(ask)
        except Exception as error:
            self._failed(started, error)
            raise
        self._answered(started, answer)
        return answer

    def stream(self, ask: Ask) -> Iterator[str | Answer]:
        """Text deltas, then the answer."""
        started = time.time_ns()
        try:
            for part in self._chain.stream(ask):
                if isinstance(part, Answer):
                    self._answered(started, part)
                yield part
        except Exception as error:
            self._failed(started, error)
            raise

    def _answered(self, started: int, answer: Answer) -> None:
        from opentelemetry.trace import set_span_in_context

        span = self._tracer.start_span("question", start_time=started)
        span.set_attributes(
            {
                "vigie.refus": answer.abstained,
                "vigie.mode": answer.mode,
                "vigie.citations": len(answer.citations),
                **_request(),
            }
        )
        at = started
        for stage, milliseconds in answer.timings_ms.items():
            if stage == "total":
                continue
            part = self._tracer.start_span(stage, set_span_in_context(span), start_time=at)
            at += int(milliseconds * _MILLISECOND)
            part.end(at)
        span.end()

    def _failed(self, started: int, error: Exception) -> None:
        from opentelemetry.trace import StatusCode

        span = self._tracer.start_span("question", start_time=started, attributes=_request())
        span.set_status(StatusCode.ERROR, type(error).__name__)
        span.end()


def _request() -> dict[str, str]:
    request = current_request()
    return {"vigie.request_id": request.id} if request else {}
