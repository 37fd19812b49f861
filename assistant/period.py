"""Periods that a question names, and whether they are of documents or of what these tell.

« Les communiqués de novembre 2025 » asks for documents of that month: the scope is narrowed.
« La loi du 13 juin 2025 » or « Qu’a fait le roi en 1643 ? » speaks of the text's own dates: there
the period only says what was in force (``assistant.concord``), and nothing is left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from corpus.french.frequency import fold
from corpus.french.words import MONTHS
from corpus.records import Scope

_MONTH_NUMBERS = {fold(month): number for number, month in enumerate(MONTHS, 1)}
_MONTH = "(?:" + "|".join(_MONTH_NUMBERS) + ")"
_YEAR = r"(?:19|20)\d\d"
_POINT = (
    rf"(?:(?:(?P<day{{0}}>\d{{{{1,2}}}}|1er) )?(?P<month{{0}}>{_MONTH}) )?(?P<year{{0}}>{_YEAR})"
)
_BETWEEN = re.compile(
    rf"\b(?:entre|de) (?:le )?{_POINT.format(1)} (?:et|a) (?:le )?{_POINT.format(2)}\b"
)
_SINCE = re.compile(rf"\b(?:depuis|apres|a partir de|a compter de) (?:le )?{_POINT.format(1)}\b")
_UNTIL = re.compile(rf"\b(?:avant|jusqu'en|jusqu'a|anterieurs? a) (?:le )?{_POINT.format(1)}\b")
_WITHIN = re.compile(
    rf"\b(?:en|au|de|d'|durant|pendant|courant|du|le|annee) ?(?:mois d[e'] ?|l'annee )?"
    rf"{_POINT.format(1)}\b"
)
_DOCUMENT = (
    r"(?:documents?|communiques?|rapports?|deliberations?|articles?|textes?|publications?|"
    r"annonces?|declarations?)"
)
_OF_DOCUMENTS = re.compile(
    rf"\b{_DOCUMENT} (?:publie[es]*|date[es]*|diffuse[es]*|paru[es]*|parue?s?|emis|emises?)\b"
    rf"|\b{_DOCUMENT}(?: \w+){{0,2}} (?:de|d'|du|depuis|avant|apres|entre|anterieur\w*|posterieur\w*) ?"
    rf"(?:le |mois de |l'annee )?(?:\d{{1,2}} |1er )?(?:{_MONTH} )?{_YEAR}"
    rf"|\b(?:publie|diffuse|annonce|communique|declare|paru)\w* (?:en|depuis|avant|apres|entre|courant)\b"
)


@dataclass(frozen=True)
class Period:
    """A period, ISO 8601 bounds inclusive; ``explicit`` when it is one of documents."""

    since: str | None
    until: str | None
    explicit: bool


def period_of(question: str) -> Period | None:
    """The period that the question names, or None."""
    folded = " ".join(fold(question).replace("’", "'").split())
    explicit = bool(_OF_DOCUMENTS.search(folded))
    between = _BETWEEN.search(folded)
    if between:
        return Period(_iso(between, 1), _iso(between, 2), explicit)
    since = _SINCE.search(folded)
    if since:
        return Period(_iso(since, 1), None, explicit)
    until = _UNTIL.search(folded)
    if until:
        return Period(None, _iso(until, 1), explicit)
    within = _WITHIN.search(folded)
    if within:
        return Period(_iso(within, 1), _iso(within, 1), explicit)
    return None


def without_period(question: str) -> str | None:
    """The question without the period that opens or closes it; None where none does.

    « Avant 2021, de quoi la Région équipait-elle ses agents ? » may be put to the documents of
    that time as « De quoi la Région équipait-elle ses agents ? ».
    """
    folded = fold(question).replace("’", "'")
    if len(folded) != len(question):
        return None
    for pattern in (_BETWEEN, _SINCE, _UNTIL, _WITHIN):
        found = pattern.search(folded)
        if found is None:
            continue
        before, after = question[: found.start()].strip(), question[found.end() :].strip()
        if not before and after.startswith(","):
            rest = after[1:].strip()
            return rest[:1].upper() + rest[1:]
        if before and not after.strip(" ?.!"):
            return f"{before.rstrip(' ,')}{' ?' if '?' in after else ''}"
        return None
    return None


def scope_with(scope: Scope, period: Period) -> Scope:
    """``scope`` narrowed to ``period``; bounds that it already has stay."""
    return replace(scope, since=scope.since or period.since, until=scope.until or period.until)


def _iso(match: re.Match[str], number: int) -> str:
    year, month, day = (match[f"{part}{number}"] for part in ("year", "month", "day"))
    if not month:
        return str(year)
    iso = f"{year}-{_MONTH_NUMBERS[month]:02d}"
    return f"{iso}-{int(day.removesuffix('er')):02d}" if day else iso
