"""What became of one question, measured."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass

from assistant.answer import Answer
from assistant.evaluate.matching import (
    count_words,
    holds_any,
    normalise,
    plain_reply,
    position,
    said_polarity,
)
from assistant.evaluate.questions import Question

RANKED = 10
NamesOf = Callable[[str], tuple[str, ...]]
TextOf = Callable[[str], str]


@dataclass(frozen=True)
class Outcome:
    """A question, its answer and every figure that the two give; None: not measurable.

    Attributes:
        relevant: for each of the first 10 passages, whether its document is a listed one.
        reciprocal_rank: 1 over the rank of the first relevant passage, 0 where none is.
        ndcg: binary gain; each listed document counts once, at its first rank, and the ideal
            ranking has all listed documents first.
        answer_rank: rank of the first passage that holds a gold answer.
        answer_in_reply: whether the reply holds one; an abstention never does.
        cited_right: for each citation, whether its document is a listed one.
        quoted_exactly: for each citation, whether its quote is the version's text.
        said: ``oui`` or ``non`` where a reply that is no refusal starts with it.
        disagreement_said: whether the reply says that documents disagree.
        values_at: for each of the question's values, where it stands in the reply.
    """

    question: Question
    answer: Answer
    relevant: tuple[bool, ...]
    reciprocal_rank: float | None
    ndcg: float | None
    answer_rank: int | None
    answer_in_reply: bool | None
    reply_words: int
    cited_right: tuple[bool, ...]
    quoted_exactly: tuple[bool, ...]
    said: str | None
    disagreement_said: bool
    values_at: tuple[int | None, ...]

    @property
    def answerable(self) -> bool:
        """Whether the set's documents answer the question."""
        return self.question.answerable

    @property
    def abstained_right(self) -> bool:
        """Whether the question was refused just when it had to be."""
        return self.answer.abstained != self.answerable

    def hit(self, top: int) -> bool:
        """Whether one of the first ``top`` passages is of a listed document."""
        return any(self.relevant[:top])

    def scores(self) -> dict[str, float | None]:
        """The figures that two runs are compared by, question for question, 0..1."""
        answerable = self.answerable
        return {
            "hit@1": float(self.hit(1)) if answerable else None,
            "hit@5": float(self.hit(5)) if answerable else None,
            "mrr@10": self.reciprocal_rank,
            "ndcg@10": self.ndcg,
            "answer_in_reply": None
            if self.answer_in_reply is None
            else float(self.answer_in_reply),
            "abstained_right": float(self.abstained_right),
        }

    def to_line(self) -> str:
        """The question's line of the details file (JSON, no line break)."""
        return json.dumps(
            {
                "question": self.question.question,
                "kind": self.question.kind,
                "documents": list(self.question.documents),
                "ranking": [passage.document for passage in self.answer.passages[:RANKED]],
                "answer": self.answer.to_json(),
                "scores": self.scores(),
            },
            ensure_ascii=False,
        )


def measure(
    question: Question, answer: Answer, names_of: NamesOf, text_of: TextOf, disagreement: str
) -> Outcome:
    """Measure ``answer`` against what ``question`` knows of the right one.

    Args:
        names_of: all names of a document, given any of them.
        text_of: a version's cleaned text.
        disagreement: the words by which a reply says that documents disagree.
    """
    # The same content under two names is one document: its first name stands for all.
    listed = {(names_of(name) or (name,))[0] for name in question.documents}
    ranking = [_first_name(p.document, names_of) for p in answer.passages[:RANKED]]
    relevant = tuple(document in listed for document in ranking)
    reply = plain_reply(answer.answer)
    golds = question.answers if question.answerable else ()
    answer_rank = next(
        (r for r, p in enumerate(answer.passages[:RANKED], 1) if holds_any(p.text, golds)), None
    )
    return Outcome(
        question=question,
        answer=answer,
        relevant=relevant,
        reciprocal_rank=_reciprocal_rank(relevant) if listed else None,
        ndcg=_ndcg(ranking, listed) if listed else None,
        answer_rank=answer_rank,
        answer_in_reply=(not answer.abstained and holds_any(reply, golds)) if golds else None,
        reply_words=count_words(reply),
        cited_right=tuple(_first_name(c.document, names_of) in listed for c in answer.citations),
        quoted_exactly=tuple(
            bool(c.quote) and text_of(c.version)[c.start : c.end] == c.quote
            for c in answer.citations
        ),
        said=None if answer.abstained else said_polarity(answer.answer),
        disagreement_said=normalise(disagreement) in normalise(reply),
        values_at=tuple(
            None if answer.abstained else position(reply, value) for value in question.values
        ),
    )


def _first_name(document: str, names_of: NamesOf) -> str:
    return (names_of(document) or (document,))[0]


def _reciprocal_rank(relevant: tuple[bool, ...]) -> float:
    return next((1.0 / rank for rank, hit in enumerate(relevant, 1) if hit), 0.0)


def _ndcg(ranking: list[str], listed: set[str]) -> float:
    gain = 0.0
    left = set(listed)
    for rank, document in enumerate(ranking, 1):
        if document in left:
            left.remove(document)
            gain += 1.0 / math.log2(rank + 1)
    ideal = sum(1.0 / math.log2(rank + 1) for rank in range(1, min(RANKED, len(listed)) + 1))
    return gain / ideal
