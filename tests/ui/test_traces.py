"""Traces: each answer a span, its stages within it, no words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from assistant.answer import Answer, Ask
from corpus.records import Scope
from tests.ui.doubles import ScriptedChain, small_library
from ui.traces import TracedChain, tracer_provider


class Timed(ScriptedChain):
    def _answer(self, ask: Ask, text: str, *, abstained: bool) -> Answer:
        answer = super()._answer(ask, text, abstained=abstained)
        return replace(answer, timings_ms={"encode": 14.0, "search": 3.0, "total": 20.0})


def test_answers_their_stages_and_failures_are_traced() -> None:
    library, name = small_library()
    kept = InMemorySpanExporter()
    provider = tracer_provider("http://127.0.0.1:4317", kept)
    chain = TracedChain(Timed(library, name), provider)
    chain.invoke(Ask("Qui préside\u00a0?"))
    list(chain.stream(Ask("Quel temps confidentiel fait-il\u00a0?")))
    chain.search("confidentiel", Scope(), 1)
    with pytest.raises(RuntimeError):
        chain.invoke(Ask("panne confidentielle"))
    with pytest.raises(RuntimeError):
        list(chain.stream(Ask("panne confidentielle")))
    provider.shutdown()
    spans = kept.get_finished_spans()
    assert "confidentiel" not in "".join(span.to_json() for span in spans)
    answered, refused, failed, also_failed = [span for span in spans if span.name == "question"]
    assert dict(answered.attributes or {})["vigie.citations"] == 1
    assert dict(refused.attributes or {})["vigie.refus"] is True
    assert failed.status.status_code == also_failed.status.status_code == StatusCode.ERROR
    assert failed.status.description == "RuntimeError"
    stages = [span for span in spans if span.parent and span.parent == answered.context]
    assert [span.name for span in stages] == ["encode", "search"]
    assert (stages[0].end_time or 0) - (stages[0].start_time or 0) == 14_000_000
