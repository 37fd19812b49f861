"""A sentence as it is compared: its terms, names, figures, segments."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

import simplemma

from assistant.ground.figures import Figure, figures
from assistant.ground.level import level
from assistant.ground.lexis import kin
from assistant.proposition import marks
from corpus.french.frequency import fold
from corpus.french.weights import inverse_frequency
from corpus.french.words import terms

# What parts a sentence into stretches that each say one thing.
_CUT = re.compile(
    r"[;:()]|\. |(?<!\d),|,(?!\d)|\s[–—-]\s|«|»|“|”|"
    r"\b(?:mais|tandis qu[e']|alors qu[e']|puis|ainsi que|dont|sauf|ou(?= (?:elle|il|ils|elles|se|sont|ont)\b))\b|"
    r"\bqui (?!que\b)|(?<!\d )\bet (?=n(?:e |')|il |elle |elles |ils |aucun|se |s'|sera|seront|est |sont |a |ont |"
    r"\w+(?:era|eront|ait|aient)\b|le |la |les |l'|son |sa |ses |une? |par |\d|a \d)"
)
_PLACES = re.compile(r"\w [–—-] [A-ZÀ-Þ]")  # « la ligne Testville – Port-Modèle »
_LABEL = re.compile(r"(?<=[a-zé] )([A-Z])(?=[ ,.;:)]|$)(?!\.)")
_AND = re.compile(r"\bet (?P<next>[a-z]{3,})\b")
_QUOTED = re.compile(r"[«“\"]\s*([^»”\"]{3,}?)\s*[»”\"]")


class Word(NamedTuple):
    """A content term of a sentence. ``weight`` is how much it tells of French at large."""

    key: str
    start: int
    end: int
    name: bool
    weight: float
    said: str  # as written, folded


@dataclass(frozen=True, eq=False)
class Statement:
    """A sentence levelled and read. Offsets count in ``text``, not in the original.

    One is like no other, so that what is kept of it is found by its identity, without comparing
    all its words.
    """

    text: str
    folded: str
    words: tuple[Word, ...]
    figures: tuple[Figure, ...]
    cuts: tuple[int, ...]

    @cached_property
    def keys(self) -> frozenset[str]:
        """The keys of its words."""
        return frozenset(word.key for word in self.words)

    def akin_to(self, key: str, least: float = 0.0) -> list[Word]:
        """Its words that stand for ``key`` by ``least`` or more, and more than nothing."""
        near = kin(key, self.keys).akin
        wanted = {other for other, how in near.items() if how >= least}
        return [word for word in self.words if word.key in wanted] if wanted else []

    def segment(self, at: int) -> int:
        """Index of the segment that offset ``at`` stands in."""
        return sum(cut <= at for cut in self.cuts)

    def in_figure(self, word: Word) -> bool:
        """Whether ``word`` is part of a figure or a date."""
        return word.start in self._figured

    @cached_property
    def _figured(self) -> frozenset[int]:
        """The offsets that figures take up."""
        return frozenset(at for one in self.figures for at in range(one.start, one.end))


def quotations(text: str) -> tuple[str, ...]:
    """What stands between quotation marks and is more than a word."""
    return tuple(match[1] for match in _QUOTED.finditer(text) if " " in match[1].strip())


@lru_cache(maxsize=8192)
def read_statement(sentence: str) -> Statement:
    """``sentence`` levelled and read."""
    text = level(sentence)
    folded = fold(text)
    if len(folded) != len(text):  # a ligature was opened: read it as folded, names kept
        text = text.replace("œ", "oe").replace("Œ", "Oe").replace("æ", "ae").replace("Æ", "Ae")
        folded = fold(text)
        if len(folded) != len(text):
            text = folded
    words = tuple(
        Word(mark.key, mark.start, mark.end, mark.name and not _opens(text, mark.start, mark.end), weight(text[mark.start : mark.end]),
             folded[mark.start : mark.end])
        for mark in marks(text)
    )  # fmt: skip
    labels = tuple(
        Word(f"#{match[1].lower()}", match.start(1), match.end(1), True, 1.0, match[1].lower())
        for match in _LABEL.finditer(text)
    )
    if labels:  # « la ligne A », which no index keeps and which is not the line B
        words = tuple(sorted((*words, *labels), key=lambda word: word.start))
    found = {
        match.start()
        for match in _CUT.finditer(folded)
        if match.start() and not _PLACES.match(text[max(0, match.start() - 1) :])
    }
    found |= {match.start() for match in _AND.finditer(folded) if _is_finite(text, match)}
    cuts = tuple(sorted(found))
    return Statement(text, folded, words, figures(text, folded, terms(text)), cuts)


def _opens(text: str, start: int, end: int) -> bool:
    """Whether a word has its capital from where it stands: « Policiers et gendarmes … »."""
    if text[:start].strip(" «\"'"):
        return False
    low = text[start:end].lower()
    return simplemma.lemmatize(low, "fr") != low or simplemma.is_known(low, "fr")


def _is_finite(text: str, match: re.Match[str]) -> bool:
    word = text[match.start("next") : match.end("next")].lower()
    lemma = simplemma.lemmatize(word, "fr")
    return (
        lemma != word
        and bool(re.search(r"(?:er|ir|re)$", lemma))
        and not re.search(r"[éis]e?s?$", word)
    )


@lru_cache(maxsize=65_536)
def weight(word: str) -> float:
    """How much a word tells, 0..1, by how rare it is in French."""
    return min(1.0, inverse_frequency(word, 0, 1) / 5.0)
