"""How common a word is in French at large, from wordfreq's list (CC BY-SA 4.0)."""

from __future__ import annotations

import math
import unicodedata
from functools import cache, lru_cache
from itertools import islice

# wordfreq's list stops at one occurrence in 10^8; what it lacks is rarer still.
_RAREST = 10**-8.5


_LIGATURES = {"œ": "oe", "æ": "ae"}


class _Folding(dict[int, str]):
    def __missing__(self, code: int) -> str:
        # A ligature may bear an accent itself (« ǽ »): it is opened once that is off.
        letters = unicodedata.normalize("NFD", chr(code).lower())
        folded = "".join(_LIGATURES.get(c, c) for c in letters if not unicodedata.combining(c))
        self[code] = folded
        return folded


_FOLDING = _Folding()


def fold(text: str) -> str:
    """Lower case without accents, ligatures opened: « Œuvre d’État » → « oeuvre d’etat »."""
    return text.translate(_FOLDING)


@cache
def _frequencies() -> dict[str, float]:
    import wordfreq

    return wordfreq.get_frequency_dict("fr", wordlist="best")


@cache
def _accented_forms() -> dict[str, str]:
    """For each folded form, its most frequent spelling where that one carries accents."""
    best: dict[str, str] = {}
    frequencies = _frequencies()
    for word in frequencies:  # in decreasing frequency
        if not word.isascii() and word.isalpha():
            folded = fold(word)
            if folded == word or folded in best:
                continue
            if frequencies[word] > 3 * frequencies.get(folded, 0.0):
                best[folded] = word
    return best


def frequency(word: str) -> float:
    """Share of ``word`` (lower case, accents kept) among the words of French text, 0..1."""
    return _frequencies().get(word, _RAREST)


def zipf(word: str) -> float:
    """Zipf value of ``word``: log10 of its occurrences in a billion words, about 0..8."""
    return math.log10(frequency(word)) + 9.0


def is_known(word: str) -> bool:
    """Whether French text holds ``word`` (lower case, accents kept) at all."""
    return word in _frequencies()


def common_words(count: int) -> list[str]:
    """The ``count`` most frequent words of French, the most frequent first."""
    return list(islice(_frequencies(), count))


@lru_cache(maxsize=262_144)
def restore_accents(word: str) -> str:
    """``word`` as French spells it where one spelling prevails: « securite » → « sécurité ».

    Words that carry an accent, or whose plain spelling is common, come back as they are.
    """
    return _accented_forms().get(word, word) if word.isascii() else word
