"""French numerals in words and in Roman figures."""

from __future__ import annotations

import re

_UNITS = {
    "zero": 0, "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6,
    "sept": 7, "huit": 8, "neuf": 9, "dix": 10, "onze": 11, "douze": 12, "treize": 13,
    "quatorze": 14, "quinze": 15, "seize": 16,
}  # fmt: skip
_TENS = {
    "vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60,
    "septante": 70, "huitante": 80, "octante": 80, "nonante": 90,
}  # fmt: skip
_SCALES = {
    "mille": 1000, "million": 10**6, "millions": 10**6, "milliard": 10**9, "milliards": 10**9,
}  # fmt: skip
_ORDINALS = {
    "premier": "un", "premiere": "un", "second": "deux", "seconde": "deux", "unieme": "un",
    "deuxieme": "deux", "troisieme": "trois", "quatrieme": "quatre", "cinquieme": "cinq",
    "sixieme": "six", "septieme": "sept", "huitieme": "huit", "neuvieme": "neuf",
    "dixieme": "dix", "onzieme": "onze", "douzieme": "douze", "treizieme": "treize",
    "quatorzieme": "quatorze", "quinzieme": "quinze", "seizieme": "seize",
    "vingtieme": "vingt", "trentieme": "trente", "quarantieme": "quarante",
    "cinquantieme": "cinquante", "soixantieme": "soixante", "centieme": "cent",
    "millieme": "mille",
}  # fmt: skip
_ROMAN = re.compile(r"(?=[ivxlcdm])(m{0,3})(cm|cd|d?c{0,3})(xc|xl|l?x{0,3})(ix|iv|v?i{0,3})")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}

NUMBER_WORDS = frozenset(_UNITS) | frozenset(_TENS) | frozenset(_SCALES) | {"cent", "cents"}
ORDINAL_WORDS = frozenset(_ORDINALS)
# These alone are articles, adjectives or nouns more often than numbers.
_AMBIGUOUS_ALONE = frozenset({"un", "une", "premier", "premiere", "second", "seconde", "neuf"})


def numeral_value(words: list[str]) -> int | None:
    """Value of a numeral written in folded words, « et » left in, or None.

    >>> numeral_value(["quatre", "vingt", "dix", "sept"])
    97
    >>> numeral_value(["vingt", "et", "unieme"])
    21
    """
    words = [word for word in words if word != "et"]
    if not words or (len(words) == 1 and words[0] in _AMBIGUOUS_ALONE):
        return None
    if words[-1] in _ORDINALS:
        words = [*words[:-1], _ORDINALS[words[-1]]]
    total, group, last = 0, 0, 0
    for word in words:
        if word in _UNITS:
            value = _UNITS[word]
            if last and ((last < 20 and last != 10) or value >= 20):
                return None
            if last == 10 and value not in (7, 8, 9):
                return None
            if last >= 20 and value >= 10 and last not in (60, 80):
                return None
            group += value
            last = value
        elif word in _TENS:
            value = _TENS[word]
            if value == 20 and last == 4:
                group += 76
                last = 80
            elif group % 100:
                return None
            else:
                group += value
                last = value
        elif word in ("cent", "cents"):
            if group > 9:
                return None
            group = max(group, 1) * 100
            last = 0
        elif word in _SCALES:
            total += max(group, 1) * _SCALES[word]
            group = last = 0
        else:
            return None
    return total + group


def roman_value(figure: str) -> int | None:
    """Value of a Roman figure of at least one letter, any case, or None."""
    figure = figure.lower()
    if not _ROMAN.fullmatch(figure):
        return None
    values = [_ROMAN_VALUES[letter] for letter in figure]
    return sum(
        -value if value < following else value
        for value, following in zip(values, [*values[1:], 0], strict=True)
    )
