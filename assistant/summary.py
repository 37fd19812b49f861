"""The key sentences of a document, quoted in its own order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant import phrases
from assistant.answer import Answer
from assistant.converse import title_of
from assistant.quote import Quote
from assistant.say import say_quotes
from assistant.which import pick
from corpus.catalogue import Catalogue
from corpus.french.frequency import fold
from corpus.french.sentences import sentence_spans
from corpus.french.weights import inverse_frequency
from corpus.french.words import Term, terms
from corpus.records import Scope, StoredPassage

KEY_SENTENCES = 4
_SHORTEST = 6  # terms of a sentence that can stand for a document
_LONGEST = 60  # words
_REDUNDANCY = 0.5
_LEAD = 0.35  # how much a first sentence counts for standing first
_KIND = r"(?:document|communique|rapport|deliberation|loi|article|texte|publication)s?"
_REQUEST = re.compile(
    rf"\b(?:resume[rz]?|resumes|synthetise[rz]?)(?:[- ]moi)?\b[^?]{{0,40}}\b{_KIND}\b"
    rf"|\b(?:un|le) (?:resume|synthese)\b[^?]{{0,30}}\b{_KIND}\b|\bune synthese\b[^?]{{0,30}}\b{_KIND}\b"
    rf"|^(?:que|qu'est-ce que) (?:dit|contient|raconte|nous dit)\b[^?]{{0,12}}\b{_KIND}\b"
    rf"|^de quoi (?:parle|traite)(?:-t-il|-t-elle)?\b[^?]{{0,12}}\b{_KIND}\b"
    rf"|\b(?:grandes lignes|points (?:cles|principaux|essentiels)|idees principales|l'essentiel)\b[^?]{{0,20}}\b{_KIND}\b"
    rf"|\bque (?:faut-il |dois-je )?retenir\b[^?]{{0,12}}\b{_KIND}\b"
)
_LEANING = re.compile(
    r"^(?:il|elle|ils|elles|celui|celle|ceux|ce dernier|cette|cet|ces|ce|cela|c'|nous|je|y|en|leur|son|sa|ses)\b"
)


class _Sentence(NamedTuple):
    passage: StoredPassage
    start: int
    end: int
    weights: dict[str, float]
    place: int


class Summariser:
    """Answers « Résume le communiqué » with the document's own words."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def reply(self, question: str, scope: Scope) -> Answer | None:
        """The key sentences of the one document meant, or None for another question."""
        folded = " ".join(fold(question).replace("’", "'").split())
        if not _REQUEST.search(folded):
            return None
        meant = pick(folded, self._catalogue.documents(scope.audience))
        if len(meant) != 1:
            return None
        ids = [passage.id for passage in self._catalogue.passages(meant[0].version)]
        stored = self._catalogue.stored_passages(ids, Scope(audience=scope.audience))
        quotes = key_sentences([stored[one] for one in ids if one in stored])
        if not quotes:
            return None
        introduction = phrases.KEY_SENTENCES.format(title=title_of(meant[0]))
        return say_quotes(question, introduction, quotes)


def key_sentences(passages: Sequence[StoredPassage], limit: int = KEY_SENTENCES) -> list[Quote]:
    """The sentences nearest to what the whole says and far from each other (MMR), in order.

    Args:
        passages: a document's passages, in order.
        limit: how many sentences at most.
    """
    sentences = _sentences(passages)
    if not sentences:
        return []
    names = sorted({key for one in sentences for key in one.weights})
    column = {key: at for at, key in enumerate(names)}
    matrix = np.zeros((len(sentences), len(names)), np.float32)
    for row, one in enumerate(sentences):
        for key, weight in one.weights.items():
            matrix[row, column[key]] = weight
    matrix /= np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-6)
    central = matrix @ (matrix.sum(axis=0) / np.linalg.norm(matrix.sum(axis=0)))
    lead = np.array([_LEAD / (1 + one.place) for one in sentences], np.float32)
    chosen = _spread(matrix, central + lead, limit)
    return [
        Quote(sentences[row].passage, sentences[row].start, sentences[row].end)
        for row in sorted(chosen)
    ]


def _spread(matrix: NDArray[np.float32], worth: NDArray[np.float32], limit: int) -> list[int]:
    chosen: list[int] = []
    while len(chosen) < min(limit, len(worth)):
        nearest = (matrix @ matrix[chosen].T).max(axis=1) if chosen else np.zeros(len(worth))
        gain = worth - _REDUNDANCY * nearest
        gain[chosen] = -np.inf
        chosen.append(int(gain.argmax()))
    return chosen


def _sentences(passages: Sequence[StoredPassage]) -> list[_Sentence]:
    found: list[_Sentence] = []
    for stored in passages:
        text = stored.passage.text
        for start, end in sentence_spans(text):
            own = terms(text[start:end])
            words = len(text[start:end].split())
            leans = _LEANING.match(fold(text[start:end]).replace("’", "'"))
            if len(own) < _SHORTEST or words > _LONGEST or leans:
                continue
            weights = _weights(text[start:end], own)
            found.append(_Sentence(stored, start, end, weights, len(found)))
    return found


def _weights(sentence: str, found: Sequence[Term]) -> dict[str, float]:
    return {term.key: inverse_frequency(sentence[term.start : term.end], 1, 1) for term in found}
