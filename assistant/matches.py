"""How well a question's terms are met in sentences: by the word, by its root, by its vector."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.analysis import Analysis
from assistant.candidate import Candidate
from assistant.question import QuestionTerms, is_name

Floats = NDArray[np.float32]

_ROOT = 5  # letters that two terms must share to be of one root
_RELATED = 0.7  # credit of a term that shares its root with the question's (présider, président)


def exact_matches(question: QuestionTerms, analysed: Sequence[Analysis]) -> Floats:
    """Whether each question term stands in each sentence, as itself (1) or by its root: (T, S)."""
    count = sum(len(item.sentences) for item in analysed)
    exact = np.zeros((len(question.keys), count), np.float32)
    rows = {key: row for row, key in enumerate(question.keys)}
    roots = {key[:_ROOT] for key in question.keys if len(key) >= _ROOT}
    related: dict[str, list[tuple[int, float]]] = {}
    column = 0
    for item in analysed:
        for keys in item.keys:
            for key in keys:
                if key not in rows and key[:_ROOT] not in roots:
                    continue
                matches = related.get(key)
                if matches is None:
                    matches = related[key] = _related(key, question.keys)
                for row, credit in matches:
                    if credit > exact[row, column]:
                        exact[row, column] = credit
            column += 1
    return exact


def soft_matches(
    question: QuestionTerms,
    weights: Floats,
    term_vectors: NDArray[np.int8],
    candidates: Sequence[Candidate],
    analysed: Sequence[Analysis],
) -> tuple[Floats, Floats]:
    """Best cosine of each question term in each sentence, (T, S), and that of the sums, (S,)."""
    count = sum(len(item.sentences) for item in analysed)
    soft = np.zeros((len(question.keys), count), np.float32)
    direction = np.zeros(count, np.float32)
    if not len(question.keys) or len(term_vectors) != len(question.keys):
        return soft, direction
    asked = term_vectors.astype(np.float32) / 127
    whole = weights @ asked
    whole /= max(float(np.linalg.norm(whole)), 1e-6)
    column = 0
    # Passage by passage: products this small are made by one thread. Several threads wait for
    # one another, and on busy cores that takes longer than the products do.
    for candidate, item in zip(candidates, analysed, strict=True):
        if item.terms and len(candidate.term_vectors) == len(item.terms):
            words = candidate.term_vectors.astype(np.float32) / 127
            owner = np.array(item.sentence_of)
            first = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
            held = owner[first] + column
            soft[:, held] = np.maximum.reduceat(asked @ words.T, first, axis=1)
            sums = np.add.reduceat(words, first, axis=0)
            direction[held] = sums @ whole / np.maximum(np.linalg.norm(sums, axis=1), 1e-6)
        column += len(item.sentences)
    return np.clip(soft, 0.0, 1.0), direction


def _related(key: str, asked: Sequence[str]) -> list[tuple[int, float]]:
    found = []
    for row, other in enumerate(asked):
        if key == other:
            found.append((row, 1.0))
            continue
        common = 0
        for left, right in zip(key, other, strict=False):
            if left != right:
                break
            common += 1
        if common >= _ROOT and common >= 0.75 * max(len(key), len(other)) - 1:
            found.append((row, _RELATED))
    return found


def rarest_missing(question: QuestionTerms, matched: Floats) -> Floats:
    """Weight of the most telling question term that is not met, against the heaviest, 0..1.

    Args:
        matched: fp32, shape (T, N): how well each of T terms is met in each of N texts, 0..1.

    Returns:
        Shape (N,).
    """
    if not len(question.keys):
        return np.zeros(matched.shape[1], np.float32)
    heaviest = max(float(question.weights.max()), 1e-6)
    missing: Floats = ((question.weights[:, None] / heaviest) * (1.0 - matched)).max(axis=0)
    return missing


def names_missing(question: QuestionTerms, matched: Floats) -> Floats:
    """Share of the question's capitalised words or figures that are not in a text, 0..1.

    Args and returns: as ``rarest_missing``.
    """
    named = np.array([is_name(word) for word in question.words], bool)
    if not named.any():
        return np.zeros(matched.shape[1], np.float32)
    missing: Floats = 1.0 - np.minimum(matched[named], 1.0).mean(axis=0)
    return missing
