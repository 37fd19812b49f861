"""The values that a sentence states (numbers with their unit, dates, names), in a form to compare.

« quarante-huit agents » and « 48 agents » are one value, « 31/12/2026 » and « 31 décembre 2026 »
another; « 48 agents » and « 48 % » are not values of one thing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from assistant.evidence import answer_spans
from assistant.question import QuestionTerms
from corpus.french.frequency import fold
from corpus.french.words import MONTHS, Term, term_key, terms

_NUMBER = re.compile(r"\d+(?:,\d+)?")
_SCALES = {"1000": 1e3, "1000000": 1e6, "1000000000": 1e9}  # « mille », « millions » as terms
_EURO = "€"
_UNIT_WITHIN = 6  # characters between a number and its unit: « millions d’euros »
_QUOTED = re.compile(r"«[^»]{1,60}»|“[^”]{1,60}”")  # titles, nicknames, words quoted
_BODY = re.compile(
    r"(?:region|departement|commune|ville|metropole|communaute|academie|prefecture|province|canton"
    r"|conseil|assemblee|etat|gouvernement|president|ministre|parlement)e?s?"
)
_COUNTED = re.compile(r"\bcombien (?:de |d')(\w+)")
_WHICH = re.compile(r"\bquel(?:le)?s? (?!(?:est|sont|etait|etaient|fut|sera|seront)\b)(\w+)")
_WHAT = re.compile(
    r"\bquel(?:le)?s? (?:est|sont|etait|etaient|fut|sera|seront) (?:la |le |les |l')(\w+)"
)


@cache
def _month_numbers() -> dict[str, int]:
    return {term_key(month): number for number, month in enumerate(MONTHS, 1)}


@cache
def _money() -> frozenset[str]:
    return frozenset(term_key(word) for word in ("euro", "franc", "dollar", "livre"))


@cache
def _time() -> dict[str, str]:
    levels = {word: word for word in ("mois", "jour", "semaine", "heure", "minute", "seconde")}
    levels |= {"an": "année", "année": "année"}
    return {term_key(word): term_key(level) for word, level in levels.items()}


@cache
def _amount_words() -> frozenset[str]:
    words = ("argent", "budget", "coût", "montant", "prix", "somme", "tarif", "euro")
    return frozenset(term_key(word) for word in words)


@dataclass(frozen=True)
class Value:
    """A value of one thing: two of the same ``slot`` that do not match contradict each other.

    Attributes:
        slot: what it is a value of: a unit (``%``, ``€``, a noun's key), ``date`` or ``name``.
        parts: what is compared: one figure; or day, month and year, 0 where not given; or the
            keys of a name's words.
    """

    slot: str
    parts: tuple[str, ...]

    def matches(self, other: Value) -> bool:
        """Whether both may be the same value, one said less precisely than the other."""
        if self.slot != other.slot:
            return False
        if self.slot == "date":
            return all(
                "0" in pair or len(set(pair)) == 1
                for pair in zip(self.parts, other.parts, strict=True)
            )
        if self.slot == "name":
            return bool(set(self.parts) & set(other.parts))
        return self.parts == other.parts


def values(kind: str, question: QuestionTerms, text: str) -> frozenset[Value]:
    """The values that ``text`` gives of what ``question`` asks for; empty where it asks for none.

    Args:
        kind: the kind of answer expected.
        question: its terms; what it says itself is no value.
        text: a sentence, or the sentences quoted together.
    """
    head = _head(question.text)
    if kind in ("person", "place") and (kind == "person" or not _asked_in_figures(question.text)):
        found = _names(kind, question, text)
    elif kind == "date" and head not in _time():
        found = _dates(text)
    elif kind in ("date", "duration", "share", "amount", "number", "thing", "list"):
        found = _figures(kind, head, text)
    else:
        return frozenset()
    return found - _given(kind, question.text)


@lru_cache(maxsize=1024)
def _given(kind: str, question: str) -> frozenset[Value]:
    """The question's own values (« en 2021 », « la ligne 14 »), which are no answer to it."""
    return _dates(question) if kind == "date" else _figures("any", None, question)


def years(text: str) -> frozenset[str]:
    """The years that ``text`` names."""
    return frozenset(re.findall(r"\b(?:1[5-9]|20)\d\d\b", text))


def is_body(word: str) -> bool:
    """Whether ``word`` says what sort of body a name is of: « Région », « département »."""
    return bool(_BODY.fullmatch(fold(word).strip()))


def _asked_in_figures(question: str) -> bool:
    return bool(re.search(r"\badresse\b", question, re.IGNORECASE))


@lru_cache(maxsize=1024)
def _head(question: str) -> str | None:
    """The key of the noun that the question asks the number or the name of."""
    folded = fold(question).replace("’", "'")
    for pattern in (_COUNTED, _WHAT, _WHICH):
        match = pattern.search(folded)
        if match:
            # Offsets are the same: fold changes no length but for ligatures, rare in a head.
            return term_key(question[match.start(1) : match.end(1)] or match[1])
    return None


def _dates(text: str) -> frozenset[Value]:
    found = []
    known = terms(text)
    for at, term in enumerate(known):
        month = _month_numbers().get(term.key)
        if month is None or not _is_month(text, term):
            continue
        day, year = "0", "0"
        before = known[at - 1] if at else None
        if before and _near(text, before, term) and re.fullmatch(r"[12]?\d|3[01]", before.key):
            day = before.key
        after = known[at + 1] if at + 1 < len(known) else None
        if after and _near(text, term, after) and re.fullmatch(r"(?:1\d|20)\d\d", after.key):
            year = after.key
        found.append(Value("date", (day, str(month), year)))
    if not found:
        found = [Value("date", ("0", "0", year)) for year in years(text)]
    return frozenset(found)


def _is_month(text: str, term: Term) -> bool:
    word = fold(text[term.start : term.end])
    return any(word.startswith(fold(month)) for month in MONTHS) or word[:1].isdigit()


def _near(text: str, first: Term, second: Term) -> bool:
    return second.start - first.end <= 3 and not re.search(
        r"[;:.]\s", text[first.end : second.start]
    )


def _figures(kind: str, head: str | None, text: str) -> frozenset[Value]:
    # « Quels lycées … ? » does not ask how many; « Quelle ligne … ? » may ask for its number.
    measured = [] if kind in ("thing", "list") and head not in _time() else _measured(text)
    found = [
        Value(slot, (figure,))
        for slot, figure in (*measured, *_labelled(head, text))
        if _wanted(kind, head, slot)
    ]
    return frozenset(found)


def _wanted(kind: str, head: str | None, slot: str) -> bool:
    if kind == "any":
        return True
    if kind == "share":
        return slot == "%"
    if kind == "amount" or head in _amount_words():
        return slot == _EURO or slot in _money()
    if kind == "duration":
        return slot in _time().values()
    if kind == "number" and head is None:
        return slot not in ("%", _EURO)
    return head is not None and (slot == head or slot == _time().get(head))


def _measured(text: str) -> list[tuple[str, str]]:
    """Each number of ``text`` and the unit or noun that follows it."""
    found = []
    known = terms(text)
    at = 0
    while at < len(known):
        term, at = known[at], at + 1
        if not _NUMBER.fullmatch(term.key):
            continue
        figure, end = float(term.key.replace(",", ".")), term.end
        while at < len(known) and known[at].key in _SCALES:
            scale = known[at]
            if scale.start - end > 2 or text[scale.start].isdigit():
                break
            figure, end, at = figure * _SCALES[scale.key], scale.end, at + 1
        unit = _unit(text, end, known[at] if at < len(known) else None)
        if unit:
            found.append((unit, f"{figure:.12g}"))
    return found


def _unit(text: str, end: int, following: Term | None) -> str | None:
    """What a number that stops at ``end`` counts: « € », « % », a level of time, a noun's key."""
    if text[end : end + 3].lstrip(" \u00a0\u202f").startswith(_EURO):
        return _EURO
    if following is None or following.key in _month_numbers():
        return None
    between = text[end : following.start]
    if len(between) > _UNIT_WITHIN or re.search(r"[,;:.()»]", between):
        return None
    if following.key == term_key("euro"):
        return _EURO
    return _time().get(following.key, following.key)


def _labelled(head: str | None, text: str) -> list[tuple[str, str]]:
    """The figures that name one of what the question asks for: « la ligne 14 »."""
    if head is None:
        return []
    known = terms(text)
    return [
        (head, second.key)
        for first, second in pairwise(known)
        if first.key == head
        and _NUMBER.fullmatch(second.key)
        and not text[first.end : second.start].strip(" \u00a0no°")
    ]


def _names(kind: str, question: QuestionTerms, text: str) -> frozenset[Value]:
    asked = frozenset(question.keys)
    found = []
    text = _QUOTED.sub(lambda match: " " * len(match[0]), text)
    for start, end in answer_spans(kind, text, asked):
        keys = tuple(
            term.key
            for term in terms(text[start:end])
            if term.key not in asked and text[start + term.start].isupper()
        )
        if len(keys) == 1 and is_body(text[start:end]):
            continue
        if keys and (kind == "place" or len(keys) > 1):
            found.append(Value("name", keys))
    return frozenset(found)
