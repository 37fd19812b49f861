"""What Prometheus reads of a chat model: what it cost, how fast it was, what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram

_SECONDS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 60.0)
_PACES = (1, 2, 5, 10, 20, 50, 100, 200)  # tokens a second
_SORTS = (("gardee", "kept"), ("citee", "quoted"), ("ecartee", "dropped"))


class WritingMetrics:
    """The measures of written answers, in a registry that others are in too."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._tokens = Counter(
            "vigie_chat_tokens", "Jetons lus et écrits par le modèle de dialogue.", ["sens"],
            registry=registry,
        )  # fmt: skip
        self._sentences = Counter(
            "vigie_chat_sentences",
            "Phrases du modèle, gardées, remplacées par une citation ou écartées.", ["sort"],
            registry=registry,
        )  # fmt: skip
        self._failures = Counter(
            "vigie_chat_failures", "Échecs du modèle, par cause.", ["cause"], registry=registry
        )
        self._first = Histogram(
            "vigie_chat_first_sentence_seconds",
            "Temps de la demande à la première phrase vérifiée.",
            buckets=_SECONDS, registry=registry,
        )  # fmt: skip
        self._pace = Histogram(
            "vigie_chat_tokens_per_second", "Jetons écrits par seconde.", buckets=_PACES,
            registry=registry,
        )  # fmt: skip

    def wrote(self, facts: Mapping[str, Any]) -> None:
        """Count one answer's ``writing`` (docs of the API); None of what is unknown."""
        for direction, key in (("lus", "prompt_tokens"), ("ecrits", "completion_tokens")):
            if isinstance(count := facts.get(key), int):
                self._tokens.labels(direction).inc(count)
        for label, key in _SORTS:
            self._sentences.labels(label).inc(facts.get(key) or 0)
        if cause := facts.get("failure"):
            self._failures.labels(cause).inc()
        if (first := facts.get("first_sentence_ms")) is not None:
            self._first.observe(first / 1000)
        if (pace := facts.get("tokens_per_s")) is not None:
            self._pace.observe(pace)
