"""What can be measured between a question and the passages and sentences that may answer it.

Every feature is cheap: term matches, the late interaction of the term vectors that the encoder
yielded at ingestion (MaxSim, Khattab & Zaharia 2020), proximity, signs of the kind of answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from assistant.analysis import analyse
from assistant.candidate import Candidate, Sentence
from assistant.matches import Floats, exact_matches, soft_matches
from assistant.passage_features import PASSAGE_FEATURES, passage_features, shared_grams
from assistant.question import QuestionTerms
from assistant.sentence_features import SENTENCE_FEATURES, sentence_features


@dataclass(frozen=True)
class Measures:
    """Features of candidates and of their sentences for one question.

    Attributes:
        passages: fp32, shape (C, len(PASSAGE_FEATURES)).
        sentences: all sentences of all candidates, in order.
        sentence_features: fp32, shape (S, len(SENTENCE_FEATURES)).
        matched: fp32, shape (T, S): how well each question term is met in each sentence, 0..1.
    """

    passages: Floats
    sentences: tuple[Sentence, ...]
    sentence_features: Floats
    matched: Floats

    @cached_property
    def owners(self) -> NDArray[np.int64]:
        """The candidate of each sentence, shape (S,)."""
        return np.array([sentence.candidate for sentence in self.sentences], np.int64)

    def with_before(self, sentence: int) -> list[int]:
        """The columns of a sentence and of the one before it in its candidate, if there is one."""
        before = sentence - 1
        follows = (
            before >= 0 and self.sentences[before].candidate == self.sentences[sentence].candidate
        )
        return [sentence, before] if follows else [sentence]

    def reordered(self, order: NDArray[np.int64]) -> Measures:
        """The same measures with the candidates in another order."""
        places = np.full(len(self.passages), -1)
        places[order] = np.arange(len(order))
        place = places[self.owners]
        kept = np.flatnonzero(place >= 0)
        rows = kept[np.argsort(place[kept], kind="stable")]
        sentences = tuple(
            Sentence(at, self.sentences[row].start, self.sentences[row].end)
            for at, row in zip(place[rows].tolist(), rows.tolist(), strict=True)
        )
        return Measures(
            self.passages[order], sentences, self.sentence_features[rows], self.matched[:, rows]
        )


def measure(
    question: QuestionTerms,
    kind: str,
    term_vectors: NDArray[np.int8],
    candidates: Sequence[Candidate],
) -> Measures:
    """Measure ``candidates`` against a question.

    Args:
        question: the question's terms, T of them.
        kind: the kind of answer expected.
        term_vectors: int8, shape (T, TERM_DIMENSIONS), rows as ``question.keys``; or (0, …).
        candidates: passages to measure, at least one.
    """
    analysed = [analyse(candidate.text) for candidate in candidates]
    sentences = tuple(
        Sentence(index, start, end)
        for index, item in enumerate(analysed)
        for start, end in item.sentences
    )
    weights = question.weights / max(float(question.weights.sum()), 1e-6)
    exact = exact_matches(question, analysed)
    soft, direction = soft_matches(question, weights, term_vectors, candidates, analysed)
    owner = np.array([sentence.candidate for sentence in sentences])
    starts = np.searchsorted(owner, np.arange(len(candidates)))
    measured = sentence_features(
        question, kind, candidates, analysed, sentences, exact, soft, weights, owner
    )
    measured[:, SENTENCE_FEATURES.index("direction")] = direction
    passages = passage_features(question, candidates, measured, exact, soft, weights, starts)
    passages[:, PASSAGE_FEATURES.index("sentence_mean")] = np.maximum.reduceat(direction, starts)
    passages[:, PASSAGE_FEATURES.index("characters")] = shared_grams(question.text, candidates)
    return Measures(passages, sentences, measured, np.maximum(exact, soft))
