"""How well each sentence of the best passages answers: by its measures, the best by reading them.

The measures are cheap and see every sentence; the cross-encoder reads a question and a sentence
together and is asked about the few best only (docs/decisions/0010).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.candidate import Sentence
from assistant.evidence import is_strict
from assistant.features import Measures
from assistant.retrieve import Retrieval
from assistant.sentence_features import SENTENCE_FEATURES
from assistant.weights import Linear, load_weights
from ingest.encode.pair_encoder import Window

Floats = NDArray[np.float32]

READ_PASSAGES = 5  # how many of the best passages are read
JUDGED = 4  # how many of their sentences the cross-encoder reads
READING_FEATURES = (*SENTENCE_FEATURES, "passage_gap")
JUDGING_FEATURES = ("measured", "odds")
_EVIDENCE = SENTENCE_FEATURES.index("evidence")
_SIGN_BONUS = 0.8


@dataclass(frozen=True)
class Judged:
    """How well the sentences of a retrieval answer.

    Attributes:
        scores: fp32, shape (S,); -inf for the sentences of passages not read.
        odds: fp32, shape (S,), the cross-encoder's log-odds; NaN for sentences it did not read.
    """

    scores: Floats
    odds: Floats

    @property
    def best_odds(self) -> float:
        """The log-odds of the sentence that the cross-encoder finds best."""
        return float(np.nanmax(self.odds))


def judge(retrieval: Retrieval) -> Judged:
    """The sentences of a retrieval, judged.

    Args:
        retrieval: with at least one passage.
    """
    measured = sentence_scores(retrieval)
    best = most_promising(measured)
    windows = [window_of(retrieval, index) for index in best]
    odds = np.full(len(measured), np.nan, np.float32)
    odds[best] = retrieval.pairs.log_odds(retrieval.terms.text, windows)
    return Judged(combined(measured, odds, load_weights()["judging"]), odds)


def most_promising(measured: Floats) -> list[int]:
    """The sentences that the cross-encoder reads, best first."""
    order = np.argsort(-measured, kind="stable")[:JUDGED]
    return [int(index) for index in order if np.isfinite(measured[index])]


def combined(measured: Floats, odds: Floats, model: Linear) -> Floats:
    """Scores of all sentences; one that was not read counts as the worst of those that were."""
    known = np.where(np.isnan(odds), np.nanmin(odds), odds)
    finite = np.where(np.isfinite(measured), measured, 0.0)
    scores = model.score(np.stack([finite, known], axis=1), JUDGING_FEATURES)
    return np.where(np.isfinite(measured), scores, -np.inf).astype(np.float32)


def window_of(retrieval: Retrieval, index: int) -> Window:
    """A sentence as the cross-encoder reads it."""
    sentence = retrieval.measured.sentences[index]
    stored = retrieval.passages[sentence.candidate]
    sentences = retrieval.measured.sentences
    return window_in(stored.heading, stored.passage.text, sentences, sentence)


def window_in(heading: str, text: str, sentences: Sequence[Sentence], sentence: Sentence) -> Window:
    """The same for a sentence of a candidate's ``text``, among all that were measured."""
    before = [
        one
        for one in sentences
        if one.candidate == sentence.candidate and one.end <= sentence.start
    ]
    return Window(
        heading,
        text[before[-1].start : sentence.start] if before else "",
        text[sentence.start : sentence.end],
    )


def reading_features(measures: Measures, scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Features of all sentences, shape (S, len(READING_FEATURES)); ``scores`` are the passages'."""
    gap = (scores - scores.max())[measures.owners]
    features: NDArray[np.float32] = np.concatenate(
        [measures.sentence_features, gap[:, None]], axis=1, dtype=np.float32
    )
    return features


def score_sentences(
    measures: Measures, scores: NDArray[np.float32], kind: str, model: Linear
) -> NDArray[np.float32]:
    """How well each sentence of the best passages answers; -inf for the others, shape (S,)."""
    read = model.score(reading_features(measures, scores), READING_FEATURES)
    if is_strict(kind):
        # The weights are learned over all kinds of answers; for a figure, a date or a name the
        # sign of one is worth more than on average.
        read = read + _SIGN_BONUS * measures.sentence_features[:, _EVIDENCE]
    return np.where(measures.owners < READ_PASSAGES, read, -np.inf).astype(np.float32)


def sentence_scores(retrieval: Retrieval) -> NDArray[np.float32]:
    """``score_sentences`` of a retrieval by the weights that ship."""
    model = load_weights()["sentence"]
    return score_sentences(retrieval.measured, retrieval.scores, retrieval.kind, model)
