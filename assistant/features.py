"""What can be measured between a question and the passages and sentences that may answer it.

Every feature is cheap: term matches, the late interaction of the term vectors that the encoder
yielded at ingestion (MaxSim, Khattab & Zaharia 2020), proximity, signs of the kind of answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.evidence import evidence
from assistant.question import QuestionTerms
from corpus.french.sentences import sentence_spans
from corpus.french.words import Term, term_keys, terms

Floats = NDArray[np.float32]

PASSAGE_FEATURES = (
    "similarity", "similarity_gap", "lexical", "lexical_share", "soft", "soft_gap", "exact",
    "sentence_exact", "sentence_soft", "window_exact", "window_soft", "proximity", "evidence",
    "heading", "rarest_missing", "length", "name_missing",
)  # fmt: skip
SENTENCE_FEATURES = (
    "exact", "soft", "window_exact", "window_soft", "proximity", "evidence", "novelty",
    "length", "short", "position", "rarest_missing", "exact_rest", "soft_gap", "exact_gap", "list_intro",
)  # fmt: skip
_RELATED = 0.7  # credit of a term that shares its root with the question's (présider, président)


@dataclass(frozen=True)
class Candidate:
    """A passage that may answer, as retrieval found it.

    Attributes:
        id: the passage's id.
        text: the passage's text.
        heading: its document's title and the headings above it.
        similarity: cosine of question and passage.
        lexical: sum of the question's term weights times their BM25 saturation.
        term_vectors: int8, shape (T, 64), rows as ``terms(text)``; or (0, 64).
    """

    id: str
    text: str
    heading: str
    similarity: float
    lexical: float
    term_vectors: NDArray[np.int8]


@dataclass(frozen=True)
class Sentence:
    """A sentence of a candidate: ``text[start:end]`` of the candidate's text."""

    candidate: int
    start: int
    end: int


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


def measure(
    question: QuestionTerms, kind: str, term_vectors: NDArray[np.int8], candidates: Sequence[Candidate]
) -> Measures:
    """Measure ``candidates`` against a question.

    Args:
        question: the question's terms, T of them.
        kind: the kind of answer expected.
        term_vectors: int8, shape (T, 64), rows as ``question.keys``; or (0, 64).
        candidates: passages to measure, at least one.
    """
    analysed = [_Analysed.of(candidate) for candidate in candidates]
    sentences = tuple(
        Sentence(index, start, end)
        for index, item in enumerate(analysed)
        for start, end in item.sentences
    )
    exact, soft = _match_sentences(question, term_vectors, candidates, analysed)
    weights = question.weights / max(float(question.weights.sum()), 1e-6)
    owner = np.array([sentence.candidate for sentence in sentences])
    starts = np.searchsorted(owner, np.arange(len(candidates)))
    sentence_features = _sentence_features(
        question, kind, candidates, analysed, sentences, exact, soft, weights, owner
    )
    passages = _passage_features(
        question, candidates, sentence_features, exact, soft, weights, starts
    )
    return Measures(passages, sentences, sentence_features, np.maximum(exact, soft))


@dataclass(frozen=True)
class _Analysed:
    terms: list[Term]
    sentences: list[tuple[int, int]]
    sentence_of: list[int]  # for each term, the index of its sentence

    @classmethod
    def of(cls, candidate: Candidate) -> _Analysed:
        spans = sentence_spans(candidate.text) or [(0, len(candidate.text))]
        found = terms(candidate.text)
        sentence_of, at = [], 0
        for term in found:
            while at + 1 < len(spans) and term.start >= spans[at + 1][0]:
                at += 1
            sentence_of.append(at)
        return cls(found, spans, sentence_of)


def _match_sentences(
    question: QuestionTerms,
    term_vectors: NDArray[np.int8],
    candidates: Sequence[Candidate],
    analysed: Sequence[_Analysed],
) -> tuple[Floats, Floats]:
    """Best match of every question term in every sentence: exact or by root, and by vector."""
    count = sum(len(item.sentences) for item in analysed)
    keys = len(question.keys)
    exact = np.zeros((keys, count), np.float32)
    soft = np.zeros((keys, count), np.float32)
    if not keys:
        return exact, soft
    related: dict[str, list[tuple[int, float]]] = {}
    column = 0
    for item in analysed:
        for term, sentence in zip(item.terms, item.sentence_of, strict=True):
            matches = related.get(term.key)
            if matches is None:
                matches = related[term.key] = _related(term.key, question.keys)
            for row, credit in matches:
                if credit > exact[row, column + sentence]:
                    exact[row, column + sentence] = credit
        column += len(item.sentences)
    if len(term_vectors) == keys:
        vectors, owners, column = [], [], 0
        for candidate, item in zip(candidates, analysed, strict=True):
            if len(candidate.term_vectors) == len(item.terms) and item.terms:
                vectors.append(candidate.term_vectors)
                owners.append(np.array(item.sentence_of) + column)
            column += len(item.sentences)
        if vectors:
            words = np.concatenate(vectors).astype(np.float32)
            owner = np.concatenate(owners)
            similarity = term_vectors.astype(np.float32) @ words.T / (127.0 * 127.0)
            first = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
            soft[:, owner[first]] = np.maximum.reduceat(similarity, first, axis=1)
    return exact, np.clip(soft, 0.0, 1.0)


def _related(key: str, asked: Sequence[str]) -> list[tuple[int, float]]:
    found = []
    for row, other in enumerate(asked):
        if key == other:
            found.append((row, 1.0))
        elif len(key) >= 4 and len(other) >= 4:
            shorter = min(len(key), len(other))
            common = 0
            while common < shorter and key[common] == other[common]:
                common += 1
            if common >= 5 and common >= 0.75 * max(len(key), len(other)) - 1:
                found.append((row, _RELATED))
    return found


def _sentence_features(
    question: QuestionTerms,
    kind: str,
    candidates: Sequence[Candidate],
    analysed: Sequence[_Analysed],
    sentences: Sequence[Sentence],
    exact: Floats,
    soft: Floats,
    weights: Floats,
    owner: NDArray[np.int64],
) -> Floats:
    features = np.zeros((len(sentences), len(SENTENCE_FEATURES)), np.float32)
    asked = frozenset(question.keys)
    before_exact, before_soft = exact.copy(), soft.copy()
    same = np.flatnonzero(owner[1:] == owner[:-1]) + 1
    before_exact[:, same] = np.maximum(exact[:, same], exact[:, same - 1])
    before_soft[:, same] = np.maximum(soft[:, same], soft[:, same - 1])
    features[:, 0] = weights @ exact
    features[:, 1] = weights @ soft
    features[:, 2] = weights @ before_exact
    features[:, 3] = weights @ before_soft
    features[:, 10] = _rarest_missing(question, np.maximum(exact, soft))
    passage_exact = np.zeros_like(exact)
    for index in range(len(candidates)):
        columns = owner == index
        passage_exact[:, columns] = exact[:, columns].max(axis=1, keepdims=True)
    features[:, 11] = weights @ passage_exact
    features[:, 12] = features[:, 1] - features[:, 1].max()
    features[:, 13] = features[:, 0] - features[:, 0].max()
    row = 0
    for index, item in enumerate(analysed):
        text = candidates[index].text
        keys_of: list[list[str]] = [[] for _ in item.sentences]
        for term, sentence in zip(item.terms, item.sentence_of, strict=True):
            keys_of[sentence].append(term.key)
        for position, (start, end) in enumerate(item.sentences):
            keys = keys_of[position]
            features[row, 4] = _proximity(question.keys, keys)
            features[row, 5] = evidence(kind, text[start:end], asked)
            fresh = sum(key not in asked for key in keys)
            features[row, 6] = min(fresh, 8) / 8
            features[row, 7] = min(len(keys), 40) / 40
            features[row, 8] = 1.0 if len(keys) < 4 else 0.0
            features[row, 9] = position / max(len(item.sentences) - 1, 1)
            features[row, 14] = 1.0 if text[start:end].endswith(":") else 0.0
            row += 1
    return features


def _passage_features(
    question: QuestionTerms,
    candidates: Sequence[Candidate],
    sentence_features: Floats,
    exact: Floats,
    soft: Floats,
    weights: Floats,
    starts: NDArray[np.int64],
) -> Floats:
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
    ends = np.r_[starts[1:], len(support)]
    for index, (first, last) in enumerate(zip(starts, ends, strict=True)):
        features[index, 12] = sentence_features[first + int(support[first:last].argmax()), 5]
    if len(question.keys):
        features[:, 14] = _rarest_missing(question, np.maximum(passage_exact, passage_soft))
        features[:, 16] = _names_missing(question, passage_exact)
    for index, candidate in enumerate(candidates):
        above = set(term_keys(candidate.heading)) if candidate.heading else set()
        features[index, 13] = sum(
            float(weight) for key, weight in zip(question.keys, weights, strict=True) if key in above
        )
        features[index, 15] = np.log1p(len(candidate.text)) / 7
    return features


def _rarest_missing(question: QuestionTerms, matched: Floats) -> Floats:
    """Weight of the most telling question term that is not met, against the heaviest, 0..1."""
    if not len(question.keys):
        return np.zeros(matched.shape[1], np.float32)
    heaviest = max(float(question.weights.max()), 1e-6)
    return ((question.weights[:, None] / heaviest) * (1.0 - matched)).max(axis=0)


def _names_missing(question: QuestionTerms, matched: Floats) -> Floats:
    """Share of the question's capitalised words or figures that are not in the passage, 0..1."""
    named = [i for i, word in enumerate(question.words) if word[0].isupper() or word[0].isdigit()]
    if not named:
        return np.zeros(matched.shape[1], np.float32)
    return 1.0 - np.minimum(matched[named], 1.0).mean(axis=0)


def _proximity(asked: Sequence[str], keys: Sequence[str]) -> float:
    """Share of the question's neighbouring term pairs that stand within three terms, 0..1."""
    if len(asked) < 2:
        return 0.0
    places: dict[str, list[int]] = {}
    for place, key in enumerate(keys):
        places.setdefault(key, []).append(place)
    near = 0
    for left, right in zip(asked, asked[1:], strict=False):
        if left in places and right in places:
            near += any(abs(i - j) <= 3 for i in places[left] for j in places[right])
    return near / (len(asked) - 1)
