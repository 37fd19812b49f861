"""A figure or a name that one sentence holds, in a claim that another sentence is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.ground.evidence import Evidence
from assistant.ground.figures import Figure, same_value
from assistant.ground.lexis import akin, listed
from assistant.ground.meeting import Meeting
from assistant.ground.statement import Statement, Word
from assistant.ground.verbs import doings
from assistant.values import is_body

_LEAST = 0.6  # of what is told, that a rival sentence says
_MORE = 0.25  # how much more of it than the sentence that holds the figure or the name
_SAME = 0.9  # of two words being one
_PART = re.compile(r"(?<!\d),|,(?!\d)|;|\bet\b")
_PLACED = re.compile(r"\ba $")
_FEWEST = 2  # words by which sentences are compared


def rival(
    claim: Statement,
    words: Sequence[Word],
    one: Evidence,
    every: Sequence[Evidence],
    meeting: Meeting,
) -> str | None:
    """What of a stretch is said by ``one`` of something else: another sentence is about this.

    « En 2023, le taux est de 50 % » where one sentence gives 50 % as the aim, and another 41 % as
    the rate of 2023; « M. X s'inquiète » where it is Mme Y who does, and X who proposes.
    """
    if unpaired := _unpaired(claim, words, one) or _elsewhere(claim, words, one):
        return unpaired
    others = _about(_told(claim, words, names=True), one, every, meeting)
    for figure in claim.figures:
        if not any(figure.start <= word.start < figure.end for word in words):
            continue
        if any(_rivals(figure, other) for other in others):
            return claim.text[figure.start : figure.end]
    others = _about(_told(claim, words, names=False), one, every, meeting)
    for word in words:
        if not word.name or is_body(word.said) or word.key not in one.said.keys:
            continue
        if any(_done_by_others(claim, word, other) for other in others):
            return word.said
    return None


def _unpaired(claim: Statement, words: Sequence[Word], one: Evidence) -> str | None:
    """A figure whose date in the sentence is another: « de 41 000 en 2012 à 78 500 en 2019 »."""
    inside = [f for f in claim.figures if any(f.start <= w.start < f.end for w in words)]
    dates = [f for f in inside if f.is_date]
    counts = [f for f in inside if not f.is_date]
    their_dates = [f for f in one.said.figures if f.is_date]
    if len(dates) != 1 or len(counts) != 1 or len(their_dates) < _FEWEST:
        return None
    theirs = [f for f in one.said.figures if not f.is_date and not f.label]
    here = next((f for f in theirs if same_value(counts[0], f)), None)
    day = next((f for f in their_dates if same_value(dates[0], f)), None)
    if here is None or day is None or len(theirs) < _FEWEST:
        return None
    nearest_day = min(their_dates, key=lambda f: _apart(f, here))
    nearest = min(theirs, key=lambda f: _apart(f, day))
    if nearest_day is day or nearest is here:
        return None
    return claim.text[counts[0].start : counts[0].end]


def _elsewhere(claim: Statement, words: Sequence[Word], one: Evidence) -> str | None:
    """A figure of one part of a sentence, of what another part gives another figure of.

    « L'État apporte 60 % » where it is « la Région apporte 60 %, l'État 25 % ».
    """
    said = one.said
    ends = [0, *(m.start() for m in _PART.finditer(said.folded)), len(said.folded)]
    parts = list(pairwise(ends))
    for figure in claim.figures:
        if not any(figure.start <= word.start < figure.end for word in words):
            continue
        kind = [f for f in said.figures if f.is_date == figure.is_date and f.unit == figure.unit]
        here = [f for f in kind if same_value(figure, f)]
        others = [f for f in kind if not any(same_value(mine, f) for mine in claim.figures)]
        if not here or not others:
            continue
        home = {part for part in parts if any(part[0] <= f.start < part[1] for f in here)}
        away = {part for part in parts if any(part[0] <= f.start < part[1] for f in others)} - home
        for word in words:
            if claim.in_figure(word) or word.key in listed("light"):
                continue
            at = [o.start for o in said.akin_to(word.key, _SAME)]
            inside = {part for part in parts if any(part[0] <= o < part[1] for o in at)}
            if inside and inside <= away:
                return claim.text[figure.start : figure.end]
    return None


def _apart(one: Figure, other: Figure) -> int:
    return max(one.start - other.end, other.start - one.end)


def _about(
    told: Sequence[Word], one: Evidence, every: Sequence[Evidence], meeting: Meeting
) -> list[Evidence]:
    """The sentences of the same passage that say more of what is told than ``one``."""
    if len(told) < _FEWEST:
        return []
    least = max(_LEAST, meeting.covered(told, one) + _MORE)
    return [
        other
        for other in every
        if other is not one and other.source is one.source and meeting.covered(told, other) >= least
    ]


def _told(claim: Statement, words: Sequence[Word], *, names: bool) -> list[Word]:
    """The words of a stretch by which sentences are compared; of the claim, where it has few."""
    light = listed("light")
    for some in (words, claim.words):
        told = [
            word
            for word in some
            if (names or not word.name) and not claim.in_figure(word) and word.key not in light
        ]
        if len(told) >= _FEWEST:
            return told
    return []


def _rivals(figure: Figure, other: Evidence) -> bool:
    if figure.is_date and isinstance(figure.value, tuple) and not figure.value[0]:
        # « en 2023 » dates much else; « depuis 2023 » does not.
        bounds = {f.bound for f in other.said.figures if f.is_date}
        if figure.bound is None or bounds != {figure.bound}:
            return False
    alike = [
        f
        for f in other.said.figures
        if f.is_date == figure.is_date and (f.is_date or (f.unit == figure.unit and f.unit))
    ]
    return bool(alike) and not any(same_value(figure, f, other.years) for f in alike)


def _done_by_others(claim: Statement, name: Word, other: Evidence) -> bool:
    said = other.said
    if name.key in said.keys or other.leans:
        return False
    spared = listed("light") | listed("collective")
    if _PLACED.search(claim.folded[: name.start]):  # « aura lieu à X », where it is at Y
        places = (w for w in said.words if w.name and _PLACED.search(said.folded[: w.start]))
        return any(place.key not in claim.keys for place in places)
    if not doings(claim):  # « X est conseiller technique », where it is Y who is
        return any(word.name and not is_body(word.said) for word in said.words)
    for mine in doings(claim):
        doers = mine.done_to if mine.passive and not mine.doers else mine.doers
        if name.key not in doers:
            continue
        done = doings(said)
        for at, theirs in enumerate(done):
            if akin(mine.verb.key, theirs.verb.key) == 0:
                continue
            doers = theirs.doers or (
                done[at - 1].doers if at else frozenset()
            )  # « a décidé de créer »
            if doers - spared:
                return True
        if said.akin_to(mine.verb.key):
            others = (w for w in said.words if w.name and not is_body(w.said))
            if any(w.key not in claim.keys for w in others):
                return True  # « sous la présidence de Y »
    return False
