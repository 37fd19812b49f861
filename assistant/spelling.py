"""Mends typing mistakes of a question by the words of the corpus and of French."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from corpus.french.frequency import common_words, fold, restore_accents, zipf
from corpus.french.words import term_key

_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST = 5  # letters of a word that is mended at all
_TWICE_FROM = 8  # letters from which two mistakes are mended
_KNOWN = 2.0  # Zipf value from which a word that the corpus lacks is taken at its word
_NAME_BELOW = 2.5  # Zipf value under which a word of the corpus is taken for a name
_COMMON_RANK = 30_000


def mend(
    question: str, vocabulary: Callable[[], Collection[str]], is_held: Callable[[str], bool]
) -> str:
    """The question with its unknown words replaced by the nearest known one, if one is near.

    A word is unknown when neither the corpus nor French at large holds it. One letter added,
    lost, changed or swapped is mended in words of five letters or more, two from eight. What is
    written without accents gets those that French gives it.

    Args:
        question: as asked.
        vocabulary: the corpus's words, in lower case without accents; read only if needed.
        is_held: whether the corpus holds a term, given its key.
    """
    if sum(map(str.isupper, question)) > 0.7 * sum(map(str.isalpha, question)):
        question = question.lower()

    def mended(match: re.Match[str]) -> str:
        word = match[0]
        lower = restore_accents(word.lower())
        if len(word) < _SHORTEST or is_held(term_key(lower)):
            return _like(word, lower)
        if zipf(lower) >= _KNOWN:
            name = word[0].isupper() and match.start() > 0
            nearest = _nearest(fold(lower), vocabulary(), 1, is_held) if name else None
            rare = nearest is not None and zipf(nearest) < _NAME_BELOW
            return _like(word, nearest if nearest and rare else lower)
        allowed = 2 if len(word) >= _TWICE_FROM else 1
        nearest = _nearest(fold(lower), {*vocabulary(), *_everyday()}, allowed, is_held)
        return _like(word, nearest) if nearest else word

    return _WORD.sub(mended, question)


def _nearest(
    folded: str, words: Collection[str], allowed: int, is_held: Callable[[str], bool]
) -> str | None:
    """The nearest of ``words`` as French spells it: the corpus's own terms before others."""
    found = process.extract(
        folded, words, scorer=OSA.distance, score_cutoff=allowed, limit=12, processor=None
    )
    spelled = [(restore_accents(str(word)), distance) for word, distance, _ in found]
    if not spelled:
        return None
    return min(
        spelled,
        key=lambda one: (
            one[1],
            not is_held(term_key(one[0])),
            fold(one[0])[:1] != folded[:1],
            -zipf(one[0]),
        ),
    )[0]


@lru_cache(maxsize=1)
def _everyday() -> frozenset[str]:
    return frozenset(
        fold(word) for word in common_words(_COMMON_RANK) if len(word) >= _SHORTEST - 1
    )


def _like(word: str, other: str) -> str:
    if word.isupper() and len(word) > 1:
        return word if fold(word) == fold(other) else other.upper()
    return other[:1].upper() + other[1:] if word[0].isupper() else other
