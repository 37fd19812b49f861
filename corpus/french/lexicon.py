"""Whether a string is a French word, for repairs that must be certain."""

from __future__ import annotations

from functools import lru_cache

import simplemma

from corpus.french.frequency import frequency, is_known, zipf

_COMMON = 3.0  # Zipf value from which wordfreq's list holds words, not slips of the pen
_ATTESTED = 1.5  # rarer forms count where the lemmatiser's dictionary knows them too
_OVERWHELMING = 1000.0  # how much likelier the only right reading must be than a real word
_FAR_LIKELIER = 100.0  # and than a form that no dictionary holds


@lru_cache(maxsize=65_536)
def is_listed(word: str) -> bool:
    """Whether the lemmatiser's French dictionary holds ``word`` (lower case, accents kept)."""
    return bool(simplemma.is_known(word, "fr"))


@lru_cache(maxsize=65_536)
def is_word(word: str) -> bool:
    """Whether ``word`` (lower case, accents kept) is surely a French word."""
    value = zipf(word)
    return value >= _COMMON or (value >= _ATTESTED and is_listed(word))


def only_word(candidates: list[str]) -> str | None:
    """The one of ``candidates`` (lower case) that is surely meant, or None where two may be."""
    known = sorted((word for word in set(candidates) if is_known(word)), key=frequency)
    if not known or not is_word(known[-1]):
        return None
    best = known.pop()
    for rival in known:
        ratio = _OVERWHELMING if is_listed(rival) else _FAR_LIKELIER
        if frequency(best) < ratio * frequency(rival):
            return None
    return best
