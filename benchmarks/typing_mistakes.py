"""Typing mistakes as French keyboards make them, the same for the same seed."""

from __future__ import annotations

import random
import re

from corpus.french.words import is_stop_word

_ROWS = ("azertyuiop", "qsdfghjklm", "wxcvbn")
_WORD = re.compile(r"[^\W\d_]{4,}")


def corrupt(question: str, seed: int, words: int = 1, edits: int = 1) -> str:
    """``question`` with ``edits`` mistakes in each of ``words`` of its words.

    A mistake is a letter left out, doubled, swapped with the next one or replaced by its
    neighbour on the keyboard; a word's first letter stays. Words of four letters and more that
    carry meaning are drawn first, then any such word; a question without one comes back as is.
    """
    draw = random.Random(f"{seed}|{words}|{edits}|{question}")
    found = list(_WORD.finditer(question))
    draw.shuffle(found)
    found.sort(key=lambda match: is_stop_word(match[0]))
    for match in sorted(found[:words], key=lambda match: -match.start()):
        mistaken = _mistaken(match[0], edits, draw)
        question = question[: match.start()] + mistaken + question[match.end() :]
    return question


def _mistaken(word: str, edits: int, draw: random.Random) -> str:
    while True:
        mistaken = word
        for _ in range(edits):
            mistaken = _one_edit(mistaken, draw)
        if mistaken.lower() != word.lower():
            return mistaken


def _one_edit(word: str, draw: random.Random) -> str:
    at = draw.randrange(1, len(word))
    kind = draw.choice(("drop", "double", "swap", "neighbour"))
    if kind == "drop" and len(word) > 3:
        return word[:at] + word[at + 1 :]
    if kind == "double":
        return word[:at] + word[at] + word[at:]
    if kind == "swap" and at + 1 < len(word):
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + _neighbour(word[at], draw) + word[at + 1 :]


def _neighbour(letter: str, draw: random.Random) -> str:
    for row in _ROWS:
        place = row.find(letter.lower())
        if place >= 0:
            near = draw.choice([row[i] for i in (place - 1, place + 1) if 0 <= i < len(row)])
            return near.upper() if letter.isupper() else near
    return "e"  # an accented letter: the accent's key missed, some plain letter instead
