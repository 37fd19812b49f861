"""Whether a figure of a claim is one of its passage, counting the same thing."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.ground.evidence import Evidence
from assistant.ground.figures import (
    Figure,
    is_fixed_unit,
    is_year,
    opposed,
    same_number,
    same_value,
)
from assistant.ground.lexis import akin, best_akin, listed
from assistant.ground.measures import Objection
from assistant.ground.meeting import Meeting
from assistant.ground.rounded import is_counted, is_rounded
from assistant.ground.statement import Statement, Word

_MILLION = 1e6
_LOCAL = 4  # words beside a figure that say what it is of
_LEAST_LOCAL = 0.6  # of them, that the sentence must say which lends it


class Counted:
    """The figures of one claim against any of the sentences that it may rest on."""

    def __init__(self, claim: Statement, evidence: Sequence[Evidence], meeting: Meeting) -> None:
        self._claim = claim
        self._evidence = evidence
        self._meeting = meeting

    def share(self, words: Sequence[Word], one: Evidence) -> float:
        """Share of the figures of a stretch that the sentence itself gives; 0 without any."""
        mine = self.of(words)
        return sum(self._given(f, one, (one,)) for f in mine) / len(mine) if mine else 0.0

    def given_by(self, one: Evidence) -> frozenset[Figure]:
        """The figures of the claim that the sentence itself gives."""
        return frozenset(f for f in self._claim.figures if self._given(f, one, (one,)))

    def of(self, words: Sequence[Word]) -> list[Figure]:
        """The figures of a stretch."""
        figures = self._claim.figures
        return [f for f in figures if any(f.start <= w.start < f.end for w in words)]

    def met(self, figure: Figure, one: Evidence) -> bool:
        """Whether the sentence gives ``figure``, of what the claim gives it of."""
        if isinstance(figure.value, tuple) and figure.value[:2] == (0, 0):
            dated = any(f.is_date and same_value(figure, f) for f in one.said.figures)
            others = any(isinstance(f.value, tuple) and f.value[2] for f in one.said.figures)
            if dated or (figure.value[2] in one.years and not others and not figure.bound):
                return True
        return self._given(figure, one, (one, *self._near(figure, one)))

    def objection(self, figure: Figure, one: Evidence) -> Objection | None:
        """What speaks against ``figure`` where the sentence is ``one``; None where it gives it.

        A figure that no sentence of the passages gives is beyond repair (``figure``); one that is
        given with another limit or of something else, by another sentence, near or far, or no
        more than counted or rounded, may still be right.
        """
        if self.met(figure, one) or is_rounded(self._claim, figure):
            return None
        said = self._claim.text[figure.start : figure.end]
        alike = [
            other
            for other in one.said.figures
            if other.is_date == figure.is_date and same_value(figure, other, one.years)
        ]
        bounds = [other.bound for other in alike if self._same_unit(figure, other, one)]
        if bounds:
            turned = all(bound is not None and figure.bound is not None for bound in bounds)
            return Objection("contrary bound" if turned else "bound", said)
        if alike and not is_fixed_unit(figure.unit):
            return Objection("unit", said)
        if is_year(figure) and not figure.bound and figure.value in self._told_before(one):
            return Objection("year", said)
        if self.lender(figure, one) is not None:
            return Objection("borrowed", said)
        if is_counted(self._claim, figure):
            return None
        return Objection("figure away" if self._is_written(figure) else "figure", said)

    def _is_written(self, figure: Figure) -> bool:
        """Whether any sentence of the passages gives this value, of whatever."""
        return any(
            same_number(figure, other) or same_value(figure, other, one.years)
            for one in self._evidence
            for other in one.said.figures
        ) or self._is_part(figure)

    def _is_part(self, figure: Figure) -> bool:
        """Whether it is the whole of « deux sur trois », where « les deux tiers » are written."""
        out_of = self._claim.folded[: figure.start].endswith(" sur ")
        return out_of and any(one.says_part(figure.value) for one in self._evidence)

    def lender(self, figure: Figure, one: Evidence) -> Evidence | None:
        """Another sentence that gives ``figure`` of what the claim gives it of."""
        beside = [
            word
            for word in self._meeting.telling(self._claim.words)
            if not figure.start <= word.start < figure.end
        ]
        beside.sort(key=lambda w: max(w.start - figure.end, figure.start - w.end))
        beside = beside[:_LOCAL]
        lending = [
            other
            for other in self._evidence
            if other is not one and self._given(figure, other, (other,))
        ]
        if not lending or not beside:
            return None
        best = max(lending, key=lambda other: self._meeting.covered(beside, other, around=True))
        near = self._meeting.covered(beside, best, around=True)
        return best if near >= _LEAST_LOCAL else None

    def _told_before(self, one: Evidence) -> frozenset[object]:
        """The years of the nearest sentence at or before ``one`` that names any."""
        if any(f.is_date for f in one.said.figures):
            return frozenset()
        at = next(i for i, e in enumerate(self._evidence) if e is one)
        for other in reversed(self._evidence[: at + 1]):
            dates = [f.value for f in other.said.figures if isinstance(f.value, tuple)]
            years = frozenset((0, 0, value[2]) for value in dates if value[2])
            if years and other.source is one.source:
                return years
        return frozenset()

    def beside(self, words: Sequence[Word], one: Evidence) -> list[Evidence]:
        """The sentences just beside ``one`` that give figures of a stretch in its place."""
        found = []
        for figure in self.of(words):
            if not self._given(figure, one, (one,)):
                near = [e for e in self._near(figure, one) if self._given(figure, one, (e,))][:1]
                if not near and (lent := self.lender(figure, one)) is not None:
                    near = [lent]
                found += near
        return found

    def _near(self, figure: Figure, one: Evidence) -> list[Evidence]:
        """The sentences that lead to ``one`` or go on from it, and may give its figure."""
        at = next(i for i, e in enumerate(self._evidence) if e is one)
        found = []
        if at and one.leans and self._meeting.is_before_verb(figure.start):
            found.append(self._evidence[at - 1])
        after = self._evidence[at + 1] if at + 1 < len(self._evidence) else None
        if after is not None and after.refers and figure.unit is not None:
            found.append(after)
        return [e for e in found if e.source is one.source]

    def _given(self, figure: Figure, one: Evidence, known: Sequence[Evidence]) -> bool:
        return any(
            other.is_date == figure.is_date
            and same_value(figure, other, one.years)
            and not opposed(figure, other)
            and self._same_unit(figure, other, one)
            for evidence in known
            for other in evidence.said.figures
        )

    def _same_unit(self, figure: Figure, other: Figure, one: Evidence) -> bool:
        if figure.is_date:
            return True
        mine, theirs = figure.unit, other.unit
        if mine == theirs or (mine is None and not is_fixed_unit(theirs)):
            return True
        if mine is None and isinstance(figure.value, float) and figure.value >= _MILLION:
            return True  # « 2,7 millions », euros understood
        if theirs is None and mine == "€" and figure.value == other.value:
            return isinstance(figure.value, float) and figure.value >= _MILLION
        if mine is None or is_fixed_unit(mine) or is_fixed_unit(theirs):
            return False
        if theirs is None and one.said.folded[: other.start].endswith(" sur "):
            return True  # « quatre haltes sur sept »
        if theirs is not None and akin(mine, theirs):
            return True
        if any(mine == f.unit for f in one.said.figures):
            return False  # what it counts has another number there
        if mine in one.said.keys:
            # « 94 contrôleurs ont été agressés », « 94 agressions de contrôleurs »
            return theirs is None or best_akin(theirs, self._claim.keys) > 0
        return mine in listed("collective") or theirs is None
