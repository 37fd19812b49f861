"""Ligatures that a PDF's extraction turned into a symbol: « e+cace » is « efficace ».

A symbol inside a run of letters is read as ff, fi, fl, ffi or ffl where exactly one reading
is a French word and the untouched run says nothing by itself. Anything else stays as it is:
a wrong repair would put words into a document's mouth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import product

from corpus.french.lexicon import is_word, only_word
from ingest.clean.draft import Edit

_READINGS = ("ff", "fi", "fl", "ffi", "ffl")
# What fonts without a usable character map leave: ASCII marks, controls (TeX's fonts), private
# use, and Þ ß where a Macintosh encoding was read as Windows-1252.
_SYMBOL = (
    r"+*#)(!\"%&$?=;<>^~|{}\[\]\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"
    r"\u00a1-\u00a9\u00ac\u00ae-\u00b1\u00b6\u00bf\u00deß\u2020-\u2022\u20ac\u2122"
    r"\ufffc-\ufffe\ue000-\uf8ff"
)
_LETTER = r"(?:[^\W\d_Þß])"
_SUSPECT = re.compile(
    rf"(?<![\w{_SYMBOL}])(?:{_LETTER}++[{_SYMBOL}]|[{_SYMBOL}]){_LETTER}++"
    rf"(?:[{_SYMBOL}]{_LETTER}++)?+(?![\wÞß])"
)
_PIECES = re.compile(rf"([{_SYMBOL}])")
_ADDRESS = re.compile(r"@|://|www\.|\w\.\w+/|\w=\w+&")
_AROUND = re.compile(r"\S{0,400}")
_PAIRED = (("(", ")"), ("[", "]"), ("{", "}"), ("<", ">"))
_EVEN = '"*|~^$%'
_FEWEST_LETTERS = 3
_FEWEST_AFTER_FIRST = 4  # a symbol at a word's start is less telling than one inside it
_LONGEST = 30


def lost_ligatures(text: str) -> Iterator[Edit]:
    """Repairs of the words that can only be read in one way."""
    for match in _SUSPECT.finditer(text):
        if match.end() - match.start() > _LONGEST:
            continue
        repaired = _repair(match[0])
        if repaired is None or _has_own_meaning(text, match):
            continue
        yield from _edits(match.start(), match[0], repaired)


@lru_cache(maxsize=65_536)
def _repair(token: str) -> tuple[str, ...] | None:
    """The readings of ``token``'s symbols, in its case, or None where it is uncertain."""
    pieces = _PIECES.split(token)
    letters, symbols = pieces[::2], pieces[1::2]
    count = sum(map(len, letters))
    if count < _FEWEST_LETTERS or (not letters[0] and count < _FEWEST_AFTER_FIRST):
        return None
    known = [piece for piece in letters if piece]
    if len(known) == 1 and is_word(known[0].lower()):
        return None  # « +ans », « (loi »
    if len(known) == len(letters) and all(_stands_alone(piece) for piece in known):
        return None  # « lycée+collège »
    upper = count >= _FEWEST_LETTERS and all(piece.isupper() for piece in known)
    lowered = [piece.lower() for piece in letters]
    readings = {
        _woven(lowered, choice): choice for choice in product(_READINGS, repeat=len(symbols))
    }
    word = only_word(list(readings))
    if word is None:
        return None
    chosen = readings[word]
    return tuple(reading.upper() for reading in chosen) if upper else chosen


def _stands_alone(piece: str) -> bool:
    return len(piece) >= 4 and is_word(piece.lower())


def _woven(letters: list[str], readings: tuple[str, ...]) -> str:
    return letters[0] + "".join(a + b for a, b in zip(readings, letters[1:], strict=True))


def _has_own_meaning(text: str, match: re.Match[str]) -> bool:
    """Whether what surrounds the token explains its symbols: an address, brackets, quotes."""
    start = (
        max(text.rfind(mark, max(0, match.start() - 200), match.start()) for mark in " \n\t") + 1
    )
    around = _AROUND.match(text, max(start, match.start() - 200))
    chunk = around[0] if around else match[0]
    if _ADDRESS.search(chunk):
        return True
    return any(
        (opening in match[0] and closing in chunk) or (closing in match[0] and opening in chunk)
        for opening, closing in _PAIRED
    ) or any(mark in match[0] and chunk.count(mark) > match[0].count(mark) for mark in _EVEN)


def _edits(start: int, token: str, readings: tuple[str, ...]) -> Iterator[Edit]:
    for symbol, reading in zip(_PIECES.finditer(token), readings, strict=True):
        yield Edit(start + symbol.start(), start + symbol.end(), reading)
