"""How sure it is that the corpus answers a question, on measures that hold for any corpus size."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assistant.evidence import counts, is_strict
from assistant.features import Measures
from assistant.network import Network, load_refusal_network
from assistant.passage_features import PASSAGE_FEATURES
from assistant.question import QuestionTerms, is_name
from assistant.sentence_features import SENTENCE_FEATURES
from assistant.support import SUPPORT_FEATURES
from assistant.weights import Linear, load_weights

# Below this confidence the assistant abstains: the operating point, a setting.
REFUSAL_THRESHOLD = 0.5

_PASSAGE = (
    "similarity", "lexical", "soft", "exact", "sentence_exact", "sentence_soft", "window_exact",
    "window_soft", "proximity", "evidence", "rarest_missing", "name_missing", "characters",
    "sentence_mean",
)  # fmt: skip
_SENTENCE = (
    "exact", "soft", "window_exact", "window_soft", "proximity", "evidence", "novelty",
    "rarest_missing", "direction",
)  # fmt: skip
REFUSAL_FEATURES = (
    *(f"top_{name}" for name in _PASSAGE),
    *(f"best_{name}" for name in _PASSAGE[:8]),
    *(f"sentence_{name}" for name in _SENTENCE),
    "lead", "similarity_lead", "soft_lead", "unmet", "sign_missing", "asked_missing",
    "count_missing", "rest_missing",
)  # fmt: skip

TOLD = ("measured", "odds")
FARTHEST_ODDS = 6.0
CONFIDENCE_FEATURES = (*REFUSAL_FEATURES, *SUPPORT_FEATURES)


def refusal_features(
    question: QuestionTerms,
    kind: str,
    measures: Measures,
    scores: NDArray[np.float32],
    sentence: int,
    text: str,
) -> NDArray[np.float32]:
    """What confidence rests on, shape (len(REFUSAL_FEATURES),).

    Args:
        question: its terms.
        kind: the kind of answer expected.
        measures: of the candidates, best first.
        scores: of the candidates, best first.
        sentence: index of the sentence that would answer.
        text: the text of its passage.
    """
    top = measures.passages[0, [PASSAGE_FEATURES.index(name) for name in _PASSAGE]]
    best = measures.passages[:, [PASSAGE_FEATURES.index(name) for name in _PASSAGE[:8]]].max(axis=0)
    answering = measures.sentence_features[
        sentence, [SENTENCE_FEATURES.index(name) for name in _SENTENCE]
    ]
    lead = _lead(scores[:6])
    similarity_lead = _lead(measures.passages[:, PASSAGE_FEATURES.index("similarity")]) * 10
    soft_lead = _lead(measures.passages[:, PASSAGE_FEATURES.index("soft")])
    met = measures.matched.max(axis=1) if measures.matched.size else np.zeros(0, np.float32)
    total = max(float(question.weights.sum()), 1e-6)
    unmet = float((question.weights * (1 - met)).sum()) / total if len(met) else 1.0
    has_sign = measures.sentence_features[sentence, SENTENCE_FEATURES.index("evidence")] > 0
    sign_missing = 1.0 if is_strict(kind) and not has_sign else 0.0
    asked_missing, count_missing, rest_missing = _missing(question, measures, sentence, text)
    return np.concatenate(
        [
            top,
            best,
            answering,
            np.array(
                [
                    lead,
                    similarity_lead,
                    soft_lead,
                    unmet,
                    sign_missing,
                    asked_missing,
                    count_missing,
                    rest_missing,
                ],
                np.float32,
            ),
        ]
    ).astype(np.float32)


def _missing(
    question: QuestionTerms, measures: Measures, sentence: int, text: str
) -> tuple[float, float, float]:
    """What the answering sentence and the one before it lack, each 0..1.

    The noun that is asked for; a figure that counts it; the weight of all that is no name: a
    sentence that only names the person asked about says nothing of what is asked.
    """
    if not len(question.keys):
        return 0.0, 0.0, 1.0
    columns = measures.with_before(sentence)
    own = measures.sentences[sentence]
    met = measures.matched[:, columns].max(axis=1)
    asked = counted = 0.0
    if question.asked is not None:
        asked = 1.0 - float(met[question.asked])
        if question.counted:
            key = question.keys[question.asked]
            first = min(measures.sentences[column].start for column in columns)
            counted = 0.0 if counts(text[first : own.end], key) else 1.0
    rest = [index for index, word in enumerate(question.words) if not is_name(word)]
    weight = float(question.weights[rest].sum())
    lacking = float((question.weights[rest] * (1.0 - met[rest])).sum())
    return asked, counted, lacking / weight if weight > 0 else 0.0


def _lead(values: NDArray[np.float32]) -> float:
    """How far the first stands above the others' mean; 0 where it stands alone."""
    return float(values[0] - values[1:].mean()) if len(values) > 1 else 0.0


def confidence(
    features: NDArray[np.float32],
    support: NDArray[np.float32],
    odds: float,
    model: Linear | None = None,
    network: Network | None = None,
) -> float:
    """Probability, 0..1, that the corpus answers.

    What the measures tell is the mean of two log-odds: a linear model, which carries over to texts
    of any kind, and a small network, which knows that a measure means one thing for a date and
    another for a reason. What the cross-encoder read is added to it.

    Args:
        features: as ``refusal_features``.
        support: as ``assistant.support.support_features``.
        odds: the cross-encoder's best log-odds.
    """
    model = model or load_weights()["refusal"]
    network = network or load_refusal_network()
    plain = float(model.score(features[None, :], REFUSAL_FEATURES)[0])
    both = np.concatenate([features, support])
    measured = (plain + network.score(both, CONFIDENCE_FEATURES)) / 2
    told = np.array([[measured, np.clip(odds, -FARTHEST_ODDS, FARTHEST_ODDS)]], np.float32)
    score = float(load_weights()["confidence"].score(told, TOLD)[0])
    return 1.0 / (1.0 + float(np.exp(-score)))
