"""What is measured of each passage that may answer a question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from assistant.candidate import Candidate
from assistant.fuse import fuse
from assistant.matches import Floats, names_missing, rarest_missing
from assistant.question import QuestionTerms
from corpus.french.frequency import fold
from corpus.french.words import term_keys

PASSAGE_FEATURES = (
    "similarity", "similarity_gap", "lexical", "lexical_share", "soft", "soft_gap", "exact",
    "sentence_exact", "sentence_soft", "window_exact", "window_soft", "proximity", "evidence",
    "heading", "rarest_missing", "name_missing", "characters", "sentence_mean", "fusion", "sibling",
)  # fmt: skip

_LETTERS = re.compile(r"[a-z0-9]+")
_GRAM = 4


def passage_features(
    question: QuestionTerms,
    candidates: Sequence[Candidate],
    sentence_features: Floats,
    exact: Floats,
    soft: Floats,
    weights: Floats,
    starts: NDArray[np.int64],
) -> Floats:
    """Everything but ``sentence_mean`` and ``characters``: (C, features).

    Args:
        sentence_features: fp32, shape (S, len(SENTENCE_FEATURES)).
        exact: fp32, shape (T, S), as ``exact_matches`` gives it.
        soft: fp32, shape (T, S), as ``soft_matches`` gives it.
        weights: fp32, shape (T,), of the question's terms; their sum is 1.
        starts: shape (C,), the first sentence of each candidate.
    """
    features = np.zeros((len(candidates), len(PASSAGE_FEATURES)), np.float32)
    similarity = np.array([candidate.similarity for candidate in candidates], np.float32)
    lexical = np.array([candidate.lexical for candidate in candidates], np.float32)
    # 2.2 is k1 + 1: the saturation of BM25 for a term that fills its passage.
    lexical = lexical / max(float(question.weights.sum()) * 2.2, 1e-6)
    passage_exact = np.maximum.reduceat(exact, starts, axis=1) if exact.size else exact
    passage_soft = np.maximum.reduceat(soft, starts, axis=1) if soft.size else soft
    covered = weights @ passage_exact if exact.size else np.zeros(len(candidates), np.float32)
    met = weights @ passage_soft if soft.size else np.zeros(len(candidates), np.float32)
    best = np.maximum.reduceat(sentence_features, starts, axis=0)
    fusion = fuse(similarity, lexical)
    features[:, PASSAGE_FEATURES.index("fusion")] = fusion
    features[:, PASSAGE_FEATURES.index("sibling")] = _best_sibling(candidates, fusion)
    features[:, 0] = similarity
    features[:, 1] = (similarity - similarity.max()) * 10
    features[:, 2] = lexical
    features[:, 3] = lexical / max(float(lexical.max()), 1e-6)
    features[:, 4] = met
    features[:, 5] = met - met.max()
    features[:, 6] = covered
    features[:, 7] = best[:, 0]
    features[:, 8] = best[:, 1]
    features[:, 9] = best[:, 2]
    features[:, 10] = best[:, 3]
    features[:, 11] = best[:, 4]
    support = sentence_features[:, 2] + sentence_features[:, 3]
    ends = [*starts[1:], len(support)]
    for index, (first, last) in enumerate(zip(starts, ends, strict=True)):
        features[index, 12] = sentence_features[first + int(support[first:last].argmax()), 5]
    if len(question.keys):
        features[:, 14] = rarest_missing(question, np.maximum(passage_exact, passage_soft))
        features[:, 15] = names_missing(question, passage_exact)
    for index, candidate in enumerate(candidates):
        above = set(term_keys(candidate.heading)) if candidate.heading else set()
        features[index, 13] = sum(
            float(weight)
            for key, weight in zip(question.keys, weights, strict=True)
            if key in above
        )
    return features


def _best_sibling(candidates: Sequence[Candidate], fusion: Floats) -> Floats:
    """For each passage, the best fused score of another passage of its document, 0..1."""
    best = np.zeros(len(candidates), np.float32)
    for index, candidate in enumerate(candidates):
        for other, score in zip(candidates, fusion, strict=True):
            if other is not candidate and other.document == candidate.document:
                best[index] = max(best[index], score)
    return best


def shared_grams(question: str, candidates: Sequence[Candidate]) -> Floats:
    """Share of the question's four-letter runs that each passage holds, the rarer the heavier.

    It sees what terms miss: compounds, odd spellings, inflections that no stemmer knows.
    """
    asked = _letters(question)
    grams = sorted({asked[at : at + _GRAM] for at in range(len(asked) - _GRAM + 1)})
    if not grams:
        return np.zeros(len(candidates), np.float32)
    held = np.zeros((len(grams), len(candidates)), np.float32)
    for index, candidate in enumerate(candidates):
        text = _letters(candidate.text)
        held[:, index] = [gram in text for gram in grams]
    rarity = np.log1p(len(candidates) / (1.0 + held.sum(axis=1)))
    return rarity @ held / max(float(rarity.sum()), 1e-6)  # type: ignore[no-any-return]


@lru_cache(maxsize=4096)
def _letters(text: str) -> str:
    return f" {' '.join(_LETTERS.findall(fold(text)))} "
