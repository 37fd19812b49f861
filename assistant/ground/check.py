"""One sentence against the sentences of the passages that it cites."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import simplemma

from assistant.ground import nuance
from assistant.ground.evidence import Evidence
from assistant.ground.figures import Figure, is_fixed_unit, opposed, same_value
from assistant.ground.lexis import akin, best_akin, listed
from assistant.ground.meeting import Meeting, QueryEncoder
from assistant.ground.relations import Doing, doings, reversed_roles
from assistant.ground.source import Source
from assistant.ground.statement import Statement, Word
from assistant.ground.ties import misplaced, untied
from corpus.french.frequency import fold

LEAST_COVERED = 0.66  # of what the words of a stretch tell, that its passage must say
_LEAST_DIRECT = 0.5  # of it, that the sentence itself must say
_LEAST_SAID = 0.34  # of a whole stretch, by the sentence itself
_MOST_MISSING = 1.35  # weight of words that a stretch may add
_PLAIN = 0.6  # direct cover from which a sentence is what the claim is about
_QUOTABLE = 0.45  # share of a failed sentence that a quotation must cover to stand in for it
_FEWEST = 3  # words of a sentence that is quoted
_TRIED = 3
_SOURCE = 6  # words at most that name a source
_MILLION = 1e6


@dataclass(frozen=True)
class Support:
    """``text[start:end]`` of a source's passage supports a sentence."""

    source: Source
    start: int
    end: int


@dataclass(frozen=True)
class Verdict:
    """Whether a sentence is supported.

    Attributes:
        supported: whether it may be shown.
        reason: why not, for logs and tests; empty where it is.
        supports: what it rests on; or, where it fails, the one sentence that comes nearest.
    """

    supported: bool
    reason: str
    supports: tuple[Support, ...]


class Check:
    """A claim and the sentences that may support it."""

    def __init__(
        self, claim: Statement, original: str, evidence: Sequence[Evidence], encoder: QueryEncoder
    ) -> None:
        self._claim = claim
        self._evidence = evidence
        self._meeting = Meeting(claim, original, encoder)

    def verdict(self) -> Verdict:
        """What becomes of the claim."""
        claim = self._claim
        if not claim.words:
            return Verdict(False, "says nothing", ())
        for quoted in claim.quoted:
            if not any(_levelled(quoted) in _levelled(e.source.text) for e in self._evidence):
                return self._failed("quotation")
        if "?" in claim.text:
            return self._failed("question")
        supports: list[Evidence] = []
        for words in stretches(claim):
            found = self._support(words, supports)
            if isinstance(found, str):
                return self._failed(found)
            supports.append(found)
        kept = {id(one): one for one in supports}.values()
        for one in kept:
            if verb := reversed_roles(claim, one):
                return self._failed(f"roles of {verb}")
        return Verdict(True, "", tuple(Support(e.source, e.start, e.end) for e in kept))

    def _failed(self, reason: str) -> Verdict:
        words = self._meeting.telling(self._claim.words)
        quotable = [one for one in self._evidence if len(one.said.words) >= _FEWEST]
        if not words or not quotable:
            return Verdict(False, reason, ())
        best = max(quotable, key=lambda one: self._meeting.covered(words, one))
        if self._meeting.covered(words, best) < _QUOTABLE:
            return Verdict(False, reason, ())
        return Verdict(False, reason, (Support(best.source, best.start, best.end),))

    def _support(self, words: Sequence[Word], before: Sequence[Evidence]) -> Evidence | str:
        """The sentence that supports a stretch, or why none does."""
        direct = {id(one): self._meeting.covered(words, one) for one in self._evidence}
        figures = {id(one): self._figures_met(words, one) for one in self._evidence}

        def rank(one: Evidence) -> float:
            around = self._meeting.covered(words, one, around=True)
            same = 0.05 if before and one is before[-1] else 0.0
            return direct[id(one)] + 0.3 * around + 0.5 * figures[id(one)] + same

        ranked = sorted(self._evidence, key=rank, reverse=True)[:_TRIED]
        if before and _bare(self._claim, words):
            ranked = [before[-1]]  # a figure added to what was said: of the same thing
        reason = ""
        for at, one in enumerate(ranked):
            wrong, contrary = self._objection(words, one)
            if wrong is None:
                return one
            if contrary and at == 0 and direct[id(one)] >= _PLAIN:
                return wrong
            reason = reason or wrong
        return reason

    def _figures_met(self, words: Sequence[Word], one: Evidence) -> float:
        mine = [f for f in self._claim.figures if any(f.start <= w.start < f.end for w in words)]
        return sum(self._figure(f, one) for f in mine) / len(mine) if mine else 0.0

    def _objection(self, words: Sequence[Word], one: Evidence) -> tuple[str | None, bool]:
        """Why ``one`` does not support a stretch, and whether it says the contrary."""
        claim = self._claim
        for figure in claim.figures:
            concerned = any(figure.start <= word.start < figure.end for word in words)
            if concerned and not self._figure(figure, one):
                return f"figure {claim.text[figure.start : figure.end]}", False
        for word in words:
            if word.name and not self._meeting.names(word, one):
                return f"name {word.said}", False
        if wrong := nuance.undecided(words, one):
            return f"word {wrong}", False
        if wrong := self._uncovered(words, one):
            return wrong, False
        if nuance.denial(claim, words, one):
            return "negation", True
        if nuance.deprived(claim, words, one):
            return "without", True
        if nuance.qualified(claim, words, one):
            return "qualifier", True
        if misplaced(claim, words, one):
            return "misplaced", True
        if wrong := untied(claim, words, one, self._evidence):
            return f"untied {wrong}", True
        if wrong := nuance.weaker(claim, words, one):
            return wrong, True
        return None, False

    def _uncovered(self, words: Sequence[Word], one: Evidence) -> str | None:
        meeting = self._meeting
        covered = meeting.covered(words, one, around=True)
        missing = meeting.missing(words, one)
        if covered < LEAST_COVERED or sum(word.weight for word in missing) > _MOST_MISSING:
            said = ", ".join(word.said for word in missing)
            return f"covered {covered:.2f}, missing {said}"
        plain = [word for word in meeting.telling(words) if not word.name]
        if plain and meeting.covered(plain, one, around=True) < _LEAST_DIRECT:
            return f"plain {meeting.covered(plain, one, around=True):.2f}"
        own = [word for word in meeting.telling(words) if not meeting.may_be_around(word, one)]
        if own and meeting.covered(own, one) < _LEAST_DIRECT:
            return f"direct {meeting.covered(own, one):.2f}"
        counted = any(self._claim.in_figure(word) for word in words)  # met there: looked at before
        if covered and not counted and meeting.covered(words, one) < _LEAST_SAID:
            return f"said {meeting.covered(words, one):.2f}"
        for doing in doings(self._claim):
            if doing.verb not in words:
                continue
            infinitive = doing.verb.said.endswith(("er", "ir", "re")) and not doing.doers
            if infinitive:
                continue
            if doing.verb.key not in listed("light") and not meeting.does(doing.verb, one):
                return f"verb {doing.verb.said}"
            if wrong := self._subject(words, doing, one):
                return f"subject {wrong}"
            objects = [w for w in words if w.key in doing.done_to and w.start > doing.verb.start]
            objects = [w for w in objects if not self._spared(w)]
            if objects and not one.leans and not any(meeting.own(w, one) for w in objects):
                return f"object {objects[0].said}"
        return None

    def _subject(self, words: Sequence[Word], doing: Doing, one: Evidence) -> str | None:
        """A word of the claim's subject that the passage does not say of this."""
        keys = doing.done_to if doing.passive else doing.doers
        subject = [
            word
            for word in words
            if word.key in keys and word.start < doing.verb.start and not self._spared(word)
        ]
        for word in subject:
            if not self._meeting.surely(word, one):
                return word.said
        if subject and not one.leans and not any(self._meeting.own(w, one) for w in subject):
            return subject[0].said
        return None

    def _spared(self, word: Word) -> bool:
        in_figure = self._claim.in_figure(word)
        return in_figure or word.weight < 0.3 or word.key in listed("light") | listed("collective")

    def _figure(self, figure: Figure, one: Evidence) -> bool:
        if isinstance(figure.value, tuple) and figure.value[:2] == (0, 0):
            dated = any(f.is_date and same_value(figure, f) for f in one.said.figures)
            others = any(isinstance(f.value, tuple) and f.value[2] for f in one.said.figures)
            if dated or (figure.value[2] in one.years and not others and not figure.bound):
                return True
        known = [one.said]
        if one.leans and one.prior is not None and self._meeting.is_before_verb(figure.start):
            known.append(one.prior)
        return any(
            other.is_date == figure.is_date
            and same_value(figure, other, one.years)
            and not opposed(figure, other)
            and self._same_unit(figure, other, one)
            for said in known
            for other in said.figures
        )

    def _same_unit(self, figure: Figure, other: Figure, one: Evidence) -> bool:
        if figure.is_date:
            return True
        mine, theirs = figure.unit, other.unit
        if mine == theirs or (mine is None and not is_fixed_unit(theirs)):
            return True
        if mine is None and isinstance(figure.value, float) and figure.value >= _MILLION:
            return True  # « 2,7 millions », euros understood
        if mine is None or is_fixed_unit(mine) or is_fixed_unit(theirs):
            return False
        if theirs is not None and akin(mine, theirs):
            return True
        if any(mine == f.unit for f in one.said.figures):
            return False  # what it counts has another number there
        if mine in one.said.keys:
            # « 94 contrôleurs ont été agressés », « 94 agressions de contrôleurs »
            return theirs is None or best_akin(theirs, self._claim.keys) > 0
        return mine in listed("collective") or theirs is None


def stretches(claim: Statement) -> list[list[Word]]:
    """The words of each stretch of a sentence; one that tells nothing joins its neighbour."""
    parts: list[list[Word]] = [[] for _ in range(len(claim.cuts) + 1)]
    for word in claim.words:
        parts[claim.segment(word.start)].append(word)
    found: list[list[Word]] = []
    for part in parts:
        if not part:
            continue
        said_by = bool(found) and _is_source(claim, found[-1])
        if found and (
            said_by
            or _is_source(claim, part)
            or not _tells(part, claim)
            or not _tells(found[-1], claim)
            or _apposed(claim, found[-1], part)
        ):
            found[-1] = found[-1] + part
        else:
            found.append(list(part))
    return found


def _bare(claim: Statement, words: Sequence[Word]) -> bool:
    """Whether a stretch is a figure and at most one word, without a verb."""
    told = [word for word in words if not claim.in_figure(word)]
    verbs = any(doing.verb in words for doing in doings(claim))
    return len(told) <= 1 and len(told) < len(words) and not verbs


def _is_source(claim: Statement, words: Sequence[Word]) -> bool:
    """Whether a stretch says whose words these are (« Selon … »)."""
    cut = max((cut for cut in claim.cuts if cut <= words[0].start), default=0)
    return bool(re.match(r"\W*(?:selon|d'apres)\b", claim.folded[cut:])) and len(words) <= _SOURCE


def _apposed(claim: Statement, before: Sequence[Word], words: Sequence[Word]) -> bool:
    """Whether a stretch without a verb says who somebody is who was just named."""
    first = words[0]
    cut = max((cut for cut in claim.cuts if cut <= first.start), default=0)
    lead = claim.folded[cut : first.start].strip(" ,;:(«")
    if not before[-1].name or lead or any(doing.verb in words for doing in doings(claim)):
        return False
    stem = re.sub(r"(?:e|ent)$", "", first.said)
    return stem == first.said or not simplemma.is_known(f"{stem}er", "fr")


def _tells(words: Sequence[Word], claim: Statement) -> bool:
    light = listed("light")
    return any(word.key not in light and not claim.in_figure(word) for word in words)


def _levelled(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))
