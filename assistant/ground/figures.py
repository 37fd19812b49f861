"""The figures and dates of a sentence, each with what it counts, in a form to compare."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from corpus.french.words import MONTHS, Term, term_key, terms

_NUMBER = re.compile(r"\d+(?:,\d+)?")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_SCALES = {"1000": 1e3, "1000000": 1e6, "1000000000": 1e9}
_EURO, _SHARE, _SQUARE = "€", "%", "m2"
_TIMES = ("an", "année", "mois", "jour", "semaine", "heure", "minute", "seconde", "trimestre")
_MORE = re.compile(
    r"\b(?:(?<!en )plus d[e']|au moins|minimum|depass\w+|au-dela d\w*|excede\w*|superieur\w*)"
)
_LESS = re.compile(
    r"\b(?:moins d[e']|au plus|maximum|jusqu'a|plafonn\w+|inferieur\w*|limit\w*|maximal\w*)"
)
_NOT = re.compile(
    r"\b(?:pas|sans|jamais|ni) (?:plus d|moins d|depass|exced|etre (?:sup|inf)er)[^;.,]*$"
)
_NO_LATER = re.compile(
    r"\b(?:au plus tard|avant|jusqu'(?:au|en|a)|d'ici|date limite|echeance|cloture\w*|fin)\b[^;.]{0,16}$"
)
_NO_SOONER = re.compile(r"\b(?:a (?:partir|compter) d\w*|depuis|des l\w|apres)\b[^;.]{0,10}$")


@dataclass(frozen=True)
class Figure:
    """A figure or a date: ``text[start:end]`` of a sentence.

    Attributes:
        value: the figure, or (day, month, year), 0 where not given.
        unit: what it counts: ``€``, ``%``, the key of a noun; None where nothing follows.
        label: the key of the word just before (« article 3 », « ligne 14 »), for what is a number
            of order.
        bound: ``more`` or ``less`` where it is a limit; ``by`` or ``from`` for a date.
    """

    value: float | tuple[int, int, int]
    unit: str | None
    label: str | None
    bound: str | None
    start: int
    end: int

    @property
    def is_date(self) -> bool:
        """Whether it is a date."""
        return isinstance(self.value, tuple)


@cache
def _months() -> dict[str, int]:
    return {term_key(month): number for number, month in enumerate(MONTHS, 1)}


@cache
def _units() -> dict[str, str]:
    units = {term_key(word): word for word in _TIMES}
    units[term_key("journée")] = "jour"
    units[term_key("an")] = units[term_key("année")] = "an"
    return {**units, term_key("euro"): _EURO, _SHARE: _SHARE}


def figures(text: str, folded: str, found: Sequence[Term] | None = None) -> tuple[Figure, ...]:
    """The figures and dates of a sentence, in order.

    Args:
        text: a sentence, levelled (``assistant.meaning.plain``).
        folded: the same, folded, as long.
        found: its terms.
    """
    known = terms(text) if found is None else list(found)
    read: list[Figure] = []
    at = 0
    while at < len(known):
        date, taken = _date(text, folded, known, at)
        if date is not None:
            read.append(date)
            at += taken
            continue
        if _NUMBER.fullmatch(known[at].key):
            figure, taken = _number(text, folded, known, at)
            read.append(figure)
            at += taken
            continue
        at += 1
    return tuple(read)


def _date(text: str, folded: str, known: Sequence[Term], at: int) -> tuple[Figure | None, int]:
    first = known[at]
    day = month = year = 0
    taken = 1
    last = first
    if re.fullmatch(r"[12]?\d|3[01]", first.key) and at + 1 < len(known):
        following = known[at + 1]
        if following.key in _months() and _touch(text, first, following):
            day, month, taken, last = int(first.key), _months()[following.key], 2, following
        elif (shared := _month_of_days(text, folded, known, at)) is not None:
            day, month = int(first.key), _months()[known[shared].key]
            after = known[shared + 1].key if shared + 1 < len(known) else ""
            year = int(after) if _YEAR.fullmatch(after) else 0
    elif first.key in _months() and (
        text[first.start : first.end].casefold().rstrip(".") in MONTHS
    ):
        month = _months()[first.key]
    if month and not year and at + taken < len(known):
        following = known[at + taken]
        if _YEAR.fullmatch(following.key) and _touch(text, last, following):
            year, taken, last = int(following.key), taken + 1, following
    if not month and _YEAR.fullmatch(first.key) and _is_year(text, folded, known, at):
        year = int(first.key)
    if not (month or year):
        return None, 0
    before = folded[max(0, first.start - 40) : first.start]
    bound = "by" if _NO_LATER.search(before) else "from" if _NO_SOONER.search(before) else None
    return Figure((day, month, year), None, None, bound, first.start, last.end), taken


def _month_of_days(text: str, folded: str, known: Sequence[Term], at: int) -> int | None:
    """Index of the month that a day shares with the one after it: « les 6 et 7 novembre »."""
    day = re.compile(r"[12]?\d|3[01]")
    if not day.fullmatch(known[at].key) or at + 2 >= len(known):
        return None
    second, month = known[at + 1], known[at + 2]
    between = folded[known[at].end : second.start]
    if not re.fullmatch(r"(?:er)? (?:et|ou|au) (?:le )?", between) or not day.fullmatch(second.key):
        return None
    named = month.key in _months() and _touch(text, second, month)
    return at + 2 if named else None


def _is_year(text: str, folded: str, known: Sequence[Term], at: int) -> bool:
    before = folded[max(0, known[at].start - 12) : known[at].start]
    if re.search(
        r"\b(?:en|annees?|de|d'ici|depuis|rentree|avant|apres|fin|debut|et|a)\W{1,2}$", before
    ):
        return _unit(text, folded, known, at + 1, known[at].end) in (None, "an")
    return at + 1 >= len(known) or _unit(text, folded, known, at + 1, known[at].end) is None


def _touch(text: str, one: Term, other: Term) -> bool:
    return bool(re.fullmatch(r"(?:er|\W){0,4}", text[one.end : other.start]))


def _number(text: str, folded: str, known: Sequence[Term], at: int) -> tuple[Figure, int]:
    first = known[at]
    value, end, taken = float(first.key.replace(",", ".")), first.end, 1
    while at + taken < len(known):
        scale = known[at + taken]
        if scale.key not in _SCALES or scale.start - end > 2 or text[scale.start].isdigit():
            break
        value, end, taken = value * _SCALES[scale.key], scale.end, taken + 1
    unit = _unit(text, folded, known, at + taken, end)
    if square := re.match(r"\s?(?:m²|m2|km²|km2)", folded[end:]):
        end += square.end()
    label = None
    if at and not folded[known[at - 1].end : first.start].strip(" no°"):
        label = known[at - 1].key
    before, after = folded[max(0, first.start - 28) : first.start], folded[end : end + 36]
    bound = None
    if re.search(_MORE.pattern + r"\W*(?:\w+ ){0,1}$", before) or re.match(
        r"\W*(?:\w+ ){1,3}(?:au moins|ou plus|minimum)\b(?! (?:une?|\d))", after
    ):
        bound = "more"
    elif re.search(_LESS.pattern + r"\W*(?:\w+ ){0,2}$", before) or re.match(
        r"\W*(?:\w+ ){1,3}(?:au plus|au maximum|maximum)\b", after
    ):
        bound = "less"
    if bound and _NOT.search(before):
        bound = "less" if bound == "more" else "more"  # « pas plus d'un paquebot par jour »
    return Figure(value, unit, label, bound, first.start, end), taken


def _unit(text: str, folded: str, known: Sequence[Term], at: int, end: int) -> str | None:
    tail = folded[end : end + 8].lstrip()
    if tail.startswith(("€", "m2", "m²")):
        return _EURO if tail.startswith("€") else _SQUARE
    if at >= len(known):
        return None
    following = known[at]
    between = folded[end : following.start]
    if not re.fullmatch(r"[\s-]*(?:d'|de |des )?(?:autres )?", between) or _NUMBER.fullmatch(
        following.key
    ):
        return None
    if following.key in _months():
        return None
    if re.search(r"(?:é|ée|és|ées)$", text[following.start : following.end]):
        return None  # « sur les douze testées »
    if folded[following.start :].startswith(("metres carres", "metre carre")):
        return _SQUARE
    return _units().get(following.key, following.key)


def is_fixed_unit(unit: str | None) -> bool:
    """Whether ``unit`` is one that no other word stands for: money, a share, a span of time."""
    return unit in {_EURO, _SHARE, _SQUARE} or unit in _units().values()


def is_year(figure: Figure) -> bool:
    """Whether ``figure`` is a year alone."""
    return isinstance(figure.value, tuple) and figure.value[:2] == (0, 0)


def same_value(one: Figure, other: Figure, years: Iterable[int] = ()) -> bool:
    """Whether ``one`` (said) is the value of ``other`` (written), or the same less precisely.

    Args:
        years: those that what is written may be of, where it names none.
    """
    if isinstance(one.value, tuple) and isinstance(other.value, tuple):
        for index, (said, written) in enumerate(zip(one.value, other.value, strict=True)):
            if said and said != written and not (index == 2 and not written and said in set(years)):
                return False
        # « en 2024 » is said of « le 1er mars 2024 », « le 1er » alone of nothing.
        return True
    return one.value == other.value


def same_number(one: Figure, other: Figure) -> bool:
    """Whether a number is written as a year, or a year as a number: « les rails, de 1994, »."""
    if one.is_date == other.is_date:
        return False
    date, number = (one, other) if one.is_date else (other, one)
    assert isinstance(date.value, tuple)  # noqa: S101 - it is a date
    return date.value[:2] == (0, 0) and date.value[2] == number.value


def opposed(one: Figure, other: Figure) -> bool:
    """Whether one is a limit on the other side, or only one of them is a limit of an amount."""
    if one.is_date:
        return {one.bound, other.bound} == {"by", "from"}
    return one.bound != other.bound
