"""The assistant: a question in, an answer with its citations out, as a LangChain Runnable."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from langchain_core.runnables import Runnable, RunnableConfig

from assistant import phrases
from assistant.answer import Answer, Ask, ScoredPassage
from assistant.confidence import REFUSAL_THRESHOLD, confidence, refusal_features
from assistant.quote import Quote, quoted
from assistant.read import Reading, read
from assistant.retrieve import PassageRetriever, Retrieval
from corpus.catalogue import Catalogue
from corpus.errors import QuestionError
from corpus.records import Scope
from ingest.encode.base import Encoder
from ingest.index.lexical import LexicalIndex
from ingest.index.vector import VectorIndex

LONGEST_QUESTION = 2_000  # characters
SHOWN_PASSAGES = 10
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")


@dataclass(frozen=True)
class Finding:
    """What the corpus says to one standalone question."""

    question: str
    retrieval: Retrieval
    reading: Reading | None
    confidence: float


class VigieChain(Runnable[Ask, Answer]):
    """Contextualise, retrieve, read, ground, answer."""

    disagreement = phrases.DISAGREEMENT

    def __init__(
        self,
        *,
        catalogue: Catalogue,
        vectors: VectorIndex,
        lexicon: LexicalIndex,
        encoder: Encoder,
        threshold: float = REFUSAL_THRESHOLD,
    ) -> None:
        """A chain over one corpus.

        Args:
            threshold: the confidence, 0..1, below which it abstains.
        """
        self._catalogue = catalogue
        self._lexicon = lexicon
        self._threshold = threshold
        self.retriever = PassageRetriever(
            catalogue=catalogue, vectors=vectors, lexicon=lexicon, encoder=encoder
        )

    def invoke(self, input: Ask, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:
        """The answer to a question.

        Raises:
            QuestionError: the question is empty or too long.
        """
        return self._call_with_config(self._answer, input, config, run_type="chain")

    def stream(
        self, input: Ask, config: RunnableConfig | None = None, **kwargs: Any | None
    ) -> Iterator[str | Answer]:  # type: ignore[override]
        """Pieces of the answer's text as they are ready, then the whole answer."""
        answer = self.invoke(input, config)
        yield from re.findall(r"\S+\s*|\s+", answer.answer)
        yield answer

    def search(self, query: str, scope: Scope, top: int) -> list[ScoredPassage]:
        """The ``top`` passages nearest to a query, best first.

        Raises:
            QuestionError: the query is empty or too long.
        """
        retrieval = self.retriever.retrieve(checked(query), scope)
        return list(_scored(retrieval, top))

    def _answer(self, ask: Ask) -> Answer:
        started = perf_counter()
        question = checked(ask.question)
        finding = self._find(question, ask.scope)
        answer = self._say(question, finding)
        return _timed(answer, started)

    def _find(self, question: str, scope: Scope) -> Finding:
        retrieval = self.retriever.retrieve(question, scope)
        if retrieval.measures is None:
            return Finding(question, retrieval, None, 0.0)
        started = perf_counter()
        reading = read(retrieval)
        sure = confidence(
            refusal_features(
                retrieval.terms, retrieval.measures, retrieval.scores, reading.sentence
            )
        )
        retrieval.timings_ms["read"] = (perf_counter() - started) * 1000
        return Finding(question, retrieval, reading, sure)

    def _say(self, question: str, finding: Finding) -> Answer:
        if finding.reading is None or finding.confidence < self._threshold:
            return abstention(question, finding)
        text, citations = _written(finding.reading.quotes)
        return Answer(
            question=question,
            standalone_question=finding.question,
            answer=text,
            abstained=False,
            confidence=round(finding.confidence, 4),
            mode="extractive",
            citations=citations,
            passages=_scored(finding.retrieval, SHOWN_PASSAGES),
            timings_ms=dict(finding.retrieval.timings_ms),
        )


def checked(question: str) -> str:
    """The question without control characters and surplus space.

    Raises:
        QuestionError: nothing is left of it, or it is too long.
    """
    plain = " ".join(_CONTROL.sub(" ", question).split())
    if not re.search(r"\w", plain):
        raise QuestionError("La question est vide. Écrivez une question, puis envoyez-la.")
    if len(plain) > LONGEST_QUESTION:
        raise QuestionError(
            f"La question compte {len(plain)} caractères, pour {LONGEST_QUESTION} au plus. "
            "Raccourcissez-la."
        )
    return plain


def abstention(question: str, finding: Finding, said: str = phrases.ABSTENTION) -> Answer:
    """The refusal, with the passages that come nearest."""
    return Answer(
        question=question,
        standalone_question=finding.question,
        answer=said,
        abstained=True,
        confidence=round(finding.confidence, 4),
        mode="extractive",
        passages=_scored(finding.retrieval, SHOWN_PASSAGES),
        timings_ms=dict(finding.retrieval.timings_ms),
    )


def _written(quotes: Sequence[Quote]) -> tuple[str, tuple[Any, ...]]:
    pieces = [f"{quoted(quote.marked())} [{n}]" for n, quote in enumerate(quotes, 1)]
    return "\n".join(pieces), tuple(quote.citation(n) for n, quote in enumerate(quotes, 1))


def _scored(retrieval: Retrieval, top: int) -> tuple[ScoredPassage, ...]:
    from assistant.features import PASSAGE_FEATURES
    from assistant.weights import load_weights

    if retrieval.measures is None:
        return ()
    model = load_weights()["relevance"]
    relevance = 1 / (1 + 2.718281828 ** -model.score(retrieval.measures.passages, PASSAGE_FEATURES))
    return tuple(
        ScoredPassage(
            stored.passage.document,
            stored.passage.id,
            round(float(score), 4),
            stored.passage.text,
            stored.passage.page,
            stored.passage.start,
            stored.passage.end,
        )
        for stored, score in list(zip(retrieval.passages, relevance, strict=False))[:top]
    )


def _timed(answer: Answer, started: float) -> Answer:
    from dataclasses import replace

    timings = {name: round(value, 2) for name, value in answer.timings_ms.items()}
    timings["total"] = round((perf_counter() - started) * 1000, 2)
    return replace(answer, timings_ms=timings)
