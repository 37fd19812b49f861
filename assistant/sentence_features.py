"""What is measured of each sentence that may answer a question."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from assistant.analysis import Analysis
from assistant.candidate import Candidate, Sentence
from assistant.evidence import evidence
from assistant.matches import Floats, rarest_missing
from assistant.question import QuestionTerms

SENTENCE_FEATURES = (
    "exact", "soft", "window_exact", "window_soft", "proximity", "evidence", "novelty",
    "length", "short", "position", "rarest_missing", "exact_rest", "soft_gap", "exact_gap",
    "list_intro", "direction", "headed",
)  # fmt: skip


def sentence_features(
    question: QuestionTerms,
    kind: str,
    candidates: Sequence[Candidate],
    analysed: Sequence[Analysis],
    sentences: Sequence[Sentence],
    exact: Floats,
    soft: Floats,
    weights: Floats,
    owner: NDArray[np.int64],
) -> Floats:
    """Everything but ``direction``, which comes with the soft matches: (S, features).

    Args:
        exact: fp32, shape (T, S), as ``exact_matches`` gives it.
        soft: fp32, shape (T, S), as ``soft_matches`` gives it.
        weights: fp32, shape (T,), of the question's terms; their sum is 1.
        owner: shape (S,), the candidate of each sentence.
    """
    features = np.zeros((len(sentences), len(SENTENCE_FEATURES)), np.float32)
    asked = frozenset(question.keys)
    before_exact, before_soft = exact.copy(), soft.copy()
    same = np.flatnonzero(owner[1:] == owner[:-1]) + 1
    before_exact[:, same] = np.maximum(exact[:, same], exact[:, same - 1])
    before_soft[:, same] = np.maximum(soft[:, same], soft[:, same - 1])
    above = _above(analysed)
    before_exact = np.maximum(before_exact, exact[:, above])
    before_soft = np.maximum(before_soft, soft[:, above])
    features[:, 0] = weights @ exact
    features[:, 1] = weights @ soft
    features[:, 2] = weights @ before_exact
    features[:, 3] = weights @ before_soft
    features[:, 10] = rarest_missing(question, np.maximum(exact, soft))
    passage_exact = np.zeros_like(exact)
    for index in range(len(candidates)):
        columns = owner == index
        passage_exact[:, columns] = exact[:, columns].max(axis=1, keepdims=True)
    features[:, 11] = weights @ passage_exact
    features[:, 12] = features[:, 1] - features[:, 1].max()
    features[:, 13] = features[:, 0] - features[:, 0].max()
    rows: list[tuple[float, ...]] = []
    for candidate, item in zip(candidates, analysed, strict=True):
        first = 0
        for position, ((start, end), keys) in enumerate(
            zip(item.sentences, item.keys, strict=True)
        ):
            inside = item.terms[first : first + len(keys)]
            first += len(keys)
            fresh = len([key for key in keys if key not in asked])
            rows.append(
                (
                    _proximity(question.keys, keys) if fresh < len(keys) - 1 else 0.0,
                    evidence(kind, candidate.text[start:end], start, inside, asked),
                    min(fresh, 8) / 8,
                    min(len(keys), 40) / 40,
                    1.0 if len(keys) < 4 else 0.0,
                    position / max(len(item.sentences) - 1, 1),
                    1.0 if candidate.text[end - 1] == ":" else 0.0,
                    float(item.headed[position]),
                )
            )
    features[:, [4, 5, 6, 7, 8, 9, 14, 16]] = rows
    return features


def _above(analysed: Sequence[Analysis]) -> NDArray[np.int64]:
    """For each sentence of all candidates, the heading that it stands under, or itself."""
    found: list[int] = []
    for item in analysed:
        first = len(found)
        found += [first + above for above in item.above]
    return np.array(found, np.int64)


def _proximity(asked: Sequence[str], keys: Sequence[str]) -> float:
    """Share of the question's neighbouring term pairs that stand within three terms, 0..1."""
    if len(asked) < 2:
        return 0.0
    places: dict[str, list[int]] = {}
    for place, key in enumerate(keys):
        places.setdefault(key, []).append(place)
    near = 0
    for left, right in pairwise(asked):
        if left in places and right in places:
            near += any(abs(i - j) <= 3 for i in places[left] for j in places[right])
    return near / (len(asked) - 1)
