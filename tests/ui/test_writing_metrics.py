"""What Prometheus reads of written answers."""

from __future__ import annotations

from prometheus_client import CollectorRegistry

from ui.writing_metrics import WritingMetrics

FACTS = {
    "model": "modele-fictif", "sentences": 5, "kept": 2, "quoted": 1, "dropped": 2,
    "share_dropped": 0.6, "failure": None, "prompt_tokens": 900, "completion_tokens": 120,
    "first_text_ms": 300.0, "first_sentence_ms": 850.0, "tokens_per_s": 24.0,
}  # fmt: skip


def test_what_an_answer_cost_and_what_became_of_its_sentences() -> None:
    registry = CollectorRegistry()
    measures = WritingMetrics(registry)
    measures.wrote(FACTS)
    measures.wrote(FACTS | {"failure": "silent", "first_sentence_ms": None, "tokens_per_s": None})

    def value(name: str, **labels: str) -> float | None:
        return registry.get_sample_value(f"vigie_chat_{name}", labels)

    assert value("tokens_total", sens="lus") == 1800
    assert value("tokens_total", sens="ecrits") == 240
    assert value("sentences_total", sort="gardee") == 4
    assert value("sentences_total", sort="citee") == 2
    assert value("sentences_total", sort="ecartee") == 4
    assert value("failures_total", cause="silent") == 1
    assert value("first_sentence_seconds_count") == 1
    assert value("first_sentence_seconds_sum") == 0.85
    assert value("tokens_per_second_sum") == 24


def test_a_model_that_was_not_asked_or_does_not_count() -> None:
    registry = CollectorRegistry()
    WritingMetrics(registry).wrote({"model": "m", "sentences": 0, "failure": "resting"})
    assert registry.get_sample_value("vigie_chat_failures_total", {"cause": "resting"}) == 1
    assert registry.get_sample_value("vigie_chat_first_sentence_seconds_count") == 0
