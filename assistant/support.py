"""How far the sentence that would answer, and its passage, bear out what a question says."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assistant.features import Measures
from assistant.question import ANSWER_KINDS, QuestionTerms, is_name
from assistant.sentence_scores import READING_FEATURES, Judged, reading_features

_PLACES = ("near", "passage")  # the sentence with the one before it; all of its passage
_LACKS = ("lacking", "gravest", "below_60", "below_75", "least", "lacking_names", "lacking_rest")
SUPPORT_FEATURES = (
    *(f"{place}_{lack}" for place in _PLACES for lack in _LACKS),
    "terms", "names", "reading_lead", "reading_spread", "sentences", "characters",
    *(f"asks_{kind}" for kind in ANSWER_KINDS),
    *(f"reading_{name}" for name in READING_FEATURES),
)  # fmt: skip
_FARTHEST_LEAD = 3.0


def support_features(
    question: QuestionTerms,
    kind: str,
    measures: Measures,
    scores: NDArray[np.float32],
    judged: Judged,
    chosen: int,
) -> NDArray[np.float32]:
    """What tells a bare likeness of words from an answer, shape (len(SUPPORT_FEATURES),).

    Args:
        question: its terms.
        kind: the kind of answer expected.
        measures: of the candidates, best first.
        scores: of the candidates, best first.
        judged: their sentences.
        chosen: the sentence that would answer.
    """
    passage = np.flatnonzero(measures.owners == measures.owners[chosen])
    lacks = [
        value
        for columns in (measures.with_before(chosen), passage)
        for value in _lacks(question, measures.matched[:, columns])
    ]
    read = np.sort(judged.scores[np.isfinite(judged.scores)])[::-1]
    lead = float(read[0] - read[1]) if len(read) > 1 else _FARTHEST_LEAD
    sentence = measures.sentences[chosen]
    about = [
        len(question.keys) / 10,
        sum(map(is_name, question.words)) / 3,
        lead,
        float(np.exp(read - read[0]).sum()),
        len(read) / 30,
        (sentence.end - sentence.start) / 200,
    ]
    asks = [float(kind == one) for one in ANSWER_KINDS]
    features = reading_features(measures, scores)[chosen]
    return np.array([*lacks, *about, *asks, *features], np.float32)


def _lacks(question: QuestionTerms, matched: NDArray[np.float32]) -> list[float]:
    """What of the question's weight is not met in some sentences, in several ways, each 0..1."""
    if not len(question.keys):
        return [1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0]
    met = matched.max(axis=1)
    weights = question.weights
    total = max(float(weights.sum()), 1e-6)
    lacking = weights * (1.0 - met)
    names = np.array([is_name(word) for word in question.words])
    return [
        float(lacking.sum()) / total,
        float(lacking.max()) / max(float(weights.max()), 1e-6),
        float(weights[met < 0.6].sum()) / total,
        float(weights[met < 0.75].sum()) / total,
        float(met.min()),
        float(lacking[names].sum()) / total,
        float(lacking[~names].sum()) / total,
    ]
