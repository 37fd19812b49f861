"""What can be measured between a question and the passages and sentences that may answer it.

Every feature is cheap: term matches, the late interaction of the term vectors that the encoder
yielded at ingestion (MaxSim, Khattab & Zaharia 2020), proximity, signs of the kind of answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.evidence import evidence
from assistant.fuse import fuse
from assistant.question import QuestionTerms, is_name
from corpus.french.frequency import fold
from corpus.french.sentences import is_heading, sentence_spans
from corpus.french.words import Term, term_keys, terms

Floats = NDArray[np.float32]

PASSAGE_FEATURES = (
    "similarity", "similarity_gap", "lexical", "lexical_share", "soft", "soft_gap", "exact",
    "sentence_exact", "sentence_soft", "window_exact", "window_soft", "proximity", "evidence",
    "heading", "rarest_missing", "name_missing", "characters", "sentence_mean", "fusion", "sibling",
)  # fmt: skip
SENTENCE_FEATURES = (
    "exact", "soft", "window_exact", "window_soft", "proximity", "evidence", "novelty",
    "length", "short", "position", "rarest_missing", "exact_rest", "soft_gap", "exact_gap",
    "list_intro", "direction", "headed",
)  # fmt: skip
_LETTERS = re.compile(r"[a-z0-9]+")
_GRAM = 4
_ROOT = 5  # letters that two terms must share to be of one root
_RELATED = 0.7  # credit of a term that shares its root with the question's (présider, président)


@dataclass(frozen=True)
class Candidate:
    """A passage that may answer, as retrieval found it.

    Attributes:
        document: the document that it is of.
        text: the passage's text.
        heading: its document's title and the headings above it.
        similarity: cosine of question and passage.
        lexical: sum of the question's term weights times their BM25 saturation.
        term_vectors: int8, shape (T, TERM_DIMENSIONS), rows as ``terms(text)``; or (0, …).
    """

    document: str
    text: str
    heading: str
    similarity: float
    lexical: float
    term_vectors: NDArray[np.int8]


class Sentence(NamedTuple):
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
    exact = _exact_matches(question, analysed)
    soft, direction = _soft_matches(question, weights, term_vectors, candidates, analysed)
    owner = np.array([sentence.candidate for sentence in sentences])
    starts = np.searchsorted(owner, np.arange(len(candidates)))
    sentence_features = _sentence_features(
        question, kind, candidates, analysed, sentences, exact, soft, weights, owner
    )
    sentence_features[:, SENTENCE_FEATURES.index("direction")] = direction
    passages = _passage_features(
        question, candidates, sentence_features, exact, soft, weights, starts
    )
    passages[:, PASSAGE_FEATURES.index("sentence_mean")] = np.maximum.reduceat(direction, starts)
    passages[:, PASSAGE_FEATURES.index("characters")] = _shared_grams(question.text, candidates)
    return Measures(passages, sentences, sentence_features, np.maximum(exact, soft))


class _Analysed(NamedTuple):
    terms: list[Term]
    sentences: list[tuple[int, int]]
    sentence_of: list[int]  # for each term, the index of its sentence
    keys: list[list[str]]  # for each sentence, the keys of its terms
    headed: list[bool]  # for each sentence, whether it is a heading
    above: list[int]  # for each sentence, the index of the heading that it stands under, or its own


@lru_cache(maxsize=4096)
def analyse(text: str) -> _Analysed:
    """A text's terms and sentences; remembered."""
    spans = sentence_spans(text) or [(0, len(text))]
    found = terms(text)
    sentence_of: list[int] = []
    keys: list[list[str]] = [[] for _ in spans]
    at = 0
    for term in found:
        while at + 1 < len(spans) and term.start >= spans[at + 1][0]:
            at += 1
        sentence_of.append(at)
        keys[at].append(term.key)
    headed = [is_heading(text, start, end) for start, end in spans]
    above: list[int] = []
    heading: int | None = None
    for index, announces in enumerate(headed):
        heading = index if announces else heading
        above.append(index if heading is None else heading)
    return _Analysed(found, spans, sentence_of, keys, headed, above)


def _exact_matches(question: QuestionTerms, analysed: Sequence[_Analysed]) -> Floats:
    """Whether each question term stands in each sentence, as itself (1) or by its root."""
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


def _soft_matches(
    question: QuestionTerms,
    weights: Floats,
    term_vectors: NDArray[np.int8],
    candidates: Sequence[Candidate],
    analysed: Sequence[_Analysed],
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
    above = _above(analysed)
    before_exact = np.maximum(before_exact, exact[:, above])
    before_soft = np.maximum(before_soft, soft[:, above])
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


def _above(analysed: Sequence[_Analysed]) -> NDArray[np.int64]:
    """For each sentence of all candidates, the heading that it stands under, or itself."""
    found: list[int] = []
    for item in analysed:
        first = len(found)
        found += [first + above for above in item.above]
    return np.array(found, np.int64)


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
        features[:, 14] = _rarest_missing(question, np.maximum(passage_exact, passage_soft))
        features[:, 15] = _names_missing(question, passage_exact)
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


def _rarest_missing(question: QuestionTerms, matched: Floats) -> Floats:
    """Weight of the most telling question term that is not met, against the heaviest, 0..1."""
    if not len(question.keys):
        return np.zeros(matched.shape[1], np.float32)
    heaviest = max(float(question.weights.max()), 1e-6)
    missing: Floats = ((question.weights[:, None] / heaviest) * (1.0 - matched)).max(axis=0)
    return missing


def _names_missing(question: QuestionTerms, matched: Floats) -> Floats:
    """Share of the question's capitalised words or figures that are not in the passage, 0..1."""
    named = np.array([is_name(word) for word in question.words], bool)
    if not named.any():
        return np.zeros(matched.shape[1], np.float32)
    missing: Floats = 1.0 - np.minimum(matched[named], 1.0).mean(axis=0)
    return missing


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


def _shared_grams(question: str, candidates: Sequence[Candidate]) -> Floats:
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
