"""How sure it is that the corpus answers a question, on measures that hold for any corpus size."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assistant.evidence import is_strict
from assistant.features import PASSAGE_FEATURES, SENTENCE_FEATURES, Measures
from assistant.question import QuestionTerms
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
    "lead", "similarity_lead", "soft_lead", "unmet", "sign_missing",
)  # fmt: skip


def refusal_features(
    question: QuestionTerms,
    kind: str,
    measures: Measures,
    scores: NDArray[np.float32],
    sentence: int,
) -> NDArray[np.float32]:
    """What confidence rests on, shape (len(REFUSAL_FEATURES),).

    Args:
        question: its terms.
        kind: the kind of answer expected.
        measures: of the candidates, best first.
        scores: of the candidates, best first.
        sentence: index of the sentence that would answer.
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
    return np.concatenate(
        [
            top,
            best,
            answering,
            np.array([lead, similarity_lead, soft_lead, unmet, sign_missing], np.float32),
        ]
    ).astype(np.float32)


def _lead(values: NDArray[np.float32]) -> float:
    """How far the first stands above the others' mean; 0 where it stands alone."""
    return float(values[0] - values[1:].mean()) if len(values) > 1 else 0.0


def confidence(features: NDArray[np.float32], model: Linear | None = None) -> float:
    """Probability, 0..1, that the corpus answers, from ``refusal_features``."""
    model = model or load_weights()["refusal"]
    score = float(model.score(features[None, :], REFUSAL_FEATURES)[0])
    return 1.0 / (1.0 + float(np.exp(-score)))
