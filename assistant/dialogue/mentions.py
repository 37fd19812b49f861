"""What a question or an answer names: persons, places, dates, things, with gender and number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import simplemma

from assistant.dialogue.articles import definite
from assistant.dialogue.clause import (
    DETERMINERS,
    PREPOSITIONS,
    SUBJECTS,
    Clause,
    Word,
    words_of,
)
from assistant.dialogue.gender import first_name_gender, noun_gender
from assistant.dialogue.phrase import ARTICLES, CONTRACTED, is_object, name_end, phrase_end
from assistant.dialogue.verbs import is_infinitive
from corpus.french.frequency import fold, is_known
from corpus.french.words import MONTHS, term_key

Kind = Literal["person", "place", "date", "name", "thing"]
_REGIONS = re.compile(
    r"\b(?:auvergne(?:[- ]rhone[- ]alpes)?|aura|ara|bourgogne(?:[- ]franche[- ]comte)?|bfc|bretagne"
    r"|centre[- ]val de loire|corse|grand[- ]est|guadeloupe|guyane|hauts[- ]de[- ]france"
    r"|ile[- ]de[- ]france|idf|martinique|mayotte|normandie|nouvelle[- ]aquitaine|occitanie"
    r"|pays de la loire|provence(?:[- ]alpes[- ]cote d.azur)?|paca|sud|(?:la )?reunion|france)\b"
)
_PLACE_HEADS_LIST = (
    "region regions departement departements commune communes ville villes metropole pays "
    "territoire territoires quartier quartiers academie prefecture canton"
)
_PLACE_HEADS = frozenset(_PLACE_HEADS_LIST.split())
_BODIES_LIST = (
    "conseil chambre institut association gendarmerie police ministere assemblee senat etat "
    "union grand hauts ile nouvelle val loi plan groupe commission comite agence fondation "
    "federation societe office centre observatoire service congres brigade"
)
_BODIES = _PLACE_HEADS | frozenset(_BODIES_LIST.split())
_MONTHS = frozenset(fold(month) for month in MONTHS)
_TITLES_LIST = "m mme mlle mm monsieur madame docteur maitre prefet prefete"
_TITLES = frozenset(_TITLES_LIST.split())


@dataclass(frozen=True)
class Mention:
    """Something named, as a noun phrase that may stand anywhere.

    Attributes:
        text: with its article if it has one, uncontracted: « le groupe de travail ».
        kind: what it is, as far as its words tell.
        gender: « m », « f » or '' where the words do not tell.
        plural: whether it is several.
        first, last: span in its clause's words, governing preposition left out.
        preposition: that preposition, or ''.
    """

    text: str
    kind: Kind
    gender: str = ""
    plural: bool = False
    first: int = 0
    last: int = 0
    preposition: str = ""

    @property
    def noun(self) -> str:
        """Its first noun, as written."""
        for word in words_of(self.text):
            if word.low not in DETERMINERS and word.low[0].isalnum():
                return word.text
        return ""

    def agrees(self, gender: str, plural: bool | None) -> bool:
        """Whether a pronoun of that gender ('' for any) and number (None for any) may mean it."""
        if gender and self.gender and gender != self.gender:
            return False
        return plural is None or plural == self.plural


def mentions(clause: Clause) -> tuple[Mention, ...]:
    """What a question names, in order; a phrase comes before those inside it."""
    found: list[Mention] = []
    words = clause.words
    at = 0 if not clause.asked or clause.noun is None else clause.noun[0] + 1
    at = max(at, clause.asked if clause.noun is None else at)
    while at < len(words):
        word = words[at]
        last = at
        if (
            word.low in CONTRACTED
            and not (at + 1 < len(words) and is_infinitive(words[at + 1].low))
        ) or (word.low in ARTICLES and not is_object(words, at)):
            last = phrase_end(clause, at + 1)
        elif word.low == "en" and at + 1 < len(words) and _is_name(words, at + 1):
            at += 1
            last = phrase_end(clause, at)
        elif _is_name(words, at) and at != clause.verb and not _is_tail(found, words, at):
            last = name_end(clause, at)
        if last > at and not (last == at + 1 and word.low in DETERMINERS):
            found.append(_mention(clause, at, last))
        at += 1
    return tuple(found)


def named(text: str) -> Mention:
    """A name given by itself, as an answer's bold words."""
    words = words_of(text)
    if words and fold(words[0].low) in _BODIES - {"grand", "hauts", "ile", "nouvelle", "val"}:
        text = definite(text, plural=words[0].low.endswith("s") and words[0].low != "congrès")
        words = words_of(text)
    kind = _kind(words, "")
    return Mention(_decapitalised(text, words), kind, *_gender(words, kind), 0, len(words))


def same_noun(one: str, other: str) -> bool:
    """Whether two nouns are one, singular or plural."""
    return bool(one and other) and term_key(one) == term_key(other)


def is_region(text: str) -> bool:
    """Whether ``text`` holds the name of a French region, or of France, spelled in any way."""
    return bool(_REGIONS.search(fold(text).replace("’", "'")))


def _is_name(words: tuple[Word, ...], at: int) -> bool:
    word = words[at]
    if not word.low[0].isalpha() or word.low in DETERMINERS | PREPOSITIONS | SUBJECTS:
        return False
    if word.inverted:
        return False
    if _REGIONS.fullmatch(fold(word.low)) and word.low not in ("sud", "centre"):
        return True
    if at == 0:
        return not is_known(word.low) or (len(words) > 1 and words[1].named)
    return word.named


def _is_tail(found: list[Mention], words: tuple[Word, ...], at: int) -> bool:
    """Whether a name is the end of the name before it, or has its article."""
    if not at or not any(one.first < at < one.last for one in found):
        return False
    return words[at - 1].named or words[at - 1].low in ARTICLES


def _mention(clause: Clause, first: int, last: int) -> Mention:
    words = clause.words[first:last]
    text = clause.slice(first, last)
    preposition = ""
    if first:
        before = clause.words[first - 1].low
        governed = (before in PREPOSITIONS or before == "en") and first - 1 != clause.verb
        preposition = before if governed else ""
    low = words[0].low
    if low in CONTRACTED:
        preposition = "de" if low in ("du", "des") else "à"
        text = CONTRACTED[low] + text[len(words[0].text) :]
    else:
        text = _decapitalised(text, words)
    kind = _kind(words, preposition)
    gender, plural = _gender(words_of(text), kind)
    return Mention(text, kind, gender, plural, first, last, preposition)


def _decapitalised(text: str, words: tuple[Word, ...]) -> str:
    if words and words[0].low in DETERMINERS:
        return text[:1].lower() + text[1:]
    return text


def _kind(words: tuple[Word, ...], preposition: str) -> Kind:
    folded = [fold(word.low) for word in words if word.low not in DETERMINERS]
    content = [word for word in words if word.low not in DETERMINERS | PREPOSITIONS]
    if not content or not folded:
        return "thing"
    if folded[0][0].isdigit() or folded[0] in _MONTHS:
        return "date"
    if folded[0] in _PLACE_HEADS or is_region(content[0].text + " " + " ".join(folded[1:3])):
        sure = folded[0] in _PLACE_HEADS or content[0].named or len(folded) <= 3
        return "place" if sure else "thing"
    capitals = [word for word in words if word.named and len(word.text) > 1]
    starts = words[0].low not in DETERMINERS
    described = len(content) > 1 and _is_inflected(content[1].low)
    full = (
        not described
        and 2 <= len(content) <= 4
        and len(capitals) >= 2
        and content[0].named
        and content[1].named
    )
    body = folded[0] in _BODIES or content[0].text.isupper()
    if folded[0] in _TITLES or (starts and full and not body):
        return "person"
    if starts and content[0].named:
        return "place" if preposition in ("à", "en", "dans") else "name"
    return "thing"


def _is_inflected(low: str) -> bool:
    """Whether a word is a form of another, as no family name is: « Douce », « Écrans »."""
    return is_known(low) and simplemma.lemmatize(low, "fr") != low


def _gender(words: tuple[Word, ...], kind: Kind) -> tuple[str, bool]:
    if not words:
        return "", False
    low = words[0].low
    rest = [word.low for word in words if word.low not in DETERMINERS]
    if kind == "person":
        first = fold(words[0].low)
        if first in _TITLES:
            return ("f" if first in ("mme", "mlle", "madame", "prefete") else "m"), first == "mm"
        return first_name_gender(first), False
    if not rest:
        return "", False
    plural = low in ("les", "des", "ces", "aux") or rest[0] in ("régions", "hauts", "pays")
    if low in ("le", "un", "ce", "cet"):
        return "m", plural
    if low in ("la", "une", "cette"):
        return "f", plural
    if low == "les" or low == "l’":
        return noun_gender(rest[0]), plural
    return "", plural
