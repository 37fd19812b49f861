"""How much a term tells: inverse passage frequency, smoothed with French at large.

With three passages a corpus says nothing of which words are rare; with 100,000 it says all.
The smoothing adds ``BACKGROUND_PASSAGES`` imaginary passages of everyday French to the count.
"""

from __future__ import annotations

import math
from functools import lru_cache

import simplemma

from corpus.french.frequency import frequency, restore_accents

BACKGROUND_PASSAGES = 400
_WORDS_IN_PASSAGE = 130
_FIGURE_SHARE = 0.02  # a given figure stands in about one passage of fifty


@lru_cache(maxsize=262_144)
def background_share(word: str) -> float:
    """Expected share of French passages that hold ``word`` (any case) or its lemma, 0..1."""
    if not word.isalpha():
        return _FIGURE_SHARE
    spelled = restore_accents(word.lower())
    lemma = simplemma.lemmatize(spelled, "fr").lower()
    common = max(frequency(spelled), frequency(lemma))
    return 1.0 - math.exp(-_WORDS_IN_PASSAGE * common)


def inverse_frequency(word: str, found_in: int, passages: int) -> float:
    """Smoothed inverse passage frequency of ``word``, about 0..7.

    Args:
        word: as written in the question.
        found_in: passages of the corpus that hold the word's term.
        passages: passages in the corpus.
    """
    expected = found_in + BACKGROUND_PASSAGES * background_share(word)
    return math.log1p((passages + BACKGROUND_PASSAGES - expected + 0.5) / (expected + 0.5))
