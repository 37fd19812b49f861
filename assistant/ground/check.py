"""One sentence against the sentences of the passages that it cites."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.ground import nuance
from assistant.ground.counted import Counted
from assistant.ground.coverage import Coverage
from assistant.ground.denial import denial, deprived
from assistant.ground.evidence import Evidence
from assistant.ground.lexis import best_akin
from assistant.ground.meeting import Meeting, QueryEncoder
from assistant.ground.relations import reversed_roles
from assistant.ground.rivals import rival
from assistant.ground.source import Source
from assistant.ground.statement import Statement, Word, quotations
from assistant.ground.stretches import is_bare, stretches
from assistant.ground.ties import misplaced, untied
from assistant.meaning import plain
from corpus.french.frequency import fold

_STRANGE = 0.25  # share of its words below which a claim is of something else
_PLAIN = 0.6  # direct cover from which a sentence is what the claim is about
_QUOTABLE = 0.3  # share of a failed sentence that a quotation must cover to stand in for it
_FEWEST = 3  # words of a sentence that is quoted
_TRIED = 3


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
        self,
        claim: Statement,
        original: str,
        evidence: Sequence[Evidence],
        encoder: QueryEncoder | None,
    ) -> None:
        self._claim = claim
        self._evidence = evidence
        self._original = plain(original)
        self._meeting = Meeting(claim, original, encoder)
        self._counted = Counted(claim, evidence, self._meeting)
        self._coverage = Coverage(claim, self._meeting)

    def verdict(self) -> Verdict:
        """What becomes of the claim."""
        claim = self._claim
        if not claim.words:
            return Verdict(False, "says nothing", ())
        if (same := self._verbatim()) is not None:
            return Verdict(True, "", (Support(same.source, same.start, same.end),))
        for quoted in quotations(self._original):
            if not any(_levelled(quoted) in _levelled(e.source.text) for e in self._evidence):
                return self._failed("quotation")
        if "?" in claim.text:
            return self._failed("question")
        if self._strange():
            return Verdict(False, "of something else", ())
        supports: list[Evidence] = []
        for words in stretches(claim):
            found = self._support(words, supports)
            if isinstance(found, str):
                return self._failed(found)
            supports.append(found)
        if wrong := self._coverage.objection_to_all(stretches(claim), supports):
            return self._failed(wrong)
        rests: dict[int, Evidence] = {}
        for words, one in zip(stretches(claim), supports, strict=True):
            if verb := reversed_roles(claim, words, one):
                return self._failed(f"roles of {verb}")
            rests |= {id(each): each for each in (one, *self._counted.beside(words, one))}
        kept = rests.values()
        return Verdict(True, "", tuple(Support(e.source, e.start, e.end) for e in kept))

    def _strange(self) -> bool:
        """Whether next to nothing of the claim is said in the passages, in any word."""
        telling = self._meeting.telling(self._claim.words)
        held = frozenset().union(*(one.whole for one in self._evidence))
        met = sum(word.weight for word in telling if best_akin(word.key, held) > 0)
        return met < _STRANGE * sum(word.weight for word in telling)

    def _verbatim(self) -> Evidence | None:
        """The sentence that the claim is, to the word."""
        said = _levelled(self._original)
        return next((one for one in self._evidence if _levelled(one.written) == said), None)

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
        figures = {id(one): self._counted.share(words, one) for one in self._evidence}

        def rank(one: Evidence) -> float:
            around = self._meeting.covered(words, one, around=True)
            same = 0.05 if before and one is before[-1] else 0.0
            return direct[id(one)] + 0.3 * around + 0.5 * figures[id(one)] + same

        ranked = sorted(self._evidence, key=rank, reverse=True)[:_TRIED]
        if before and is_bare(self._claim, words):
            # A figure added to what was said: of the same thing, there or just beside.
            at = next(i for i, e in enumerate(self._evidence) if e is before[-1])
            beside = self._evidence[max(0, at - 1) : at + 2]
            ranked = [before[-1], *(e for e in beside if e is not before[-1])]
        reason = ""
        for at, one in enumerate(ranked):
            wrong, contrary = self._objection(words, one)
            if wrong is None:
                return one
            if contrary and at == 0 and direct[id(one)] >= _PLAIN:
                return wrong
            reason = reason or wrong
        return reason

    def _objection(self, words: Sequence[Word], one: Evidence) -> tuple[str | None, bool]:
        """Why ``one`` does not support a stretch, and whether it says the contrary."""
        claim = self._claim
        for figure in self._counted.of(words):
            if not self._counted.met(figure, one):
                return f"figure {claim.text[figure.start : figure.end]}", False
        for word in words:
            if word.name and not claim.in_figure(word) and not self._meeting.names(word, one):
                return f"name {word.said}", False
        if wrong := nuance.undecided(claim, words, one):
            return f"word {wrong}", False
        if wrong := self._coverage.objection(words, one):
            return wrong, False
        if denial(claim, words, one):
            return "negation", True
        if deprived(claim, words, one):
            return "without", True
        if nuance.qualified(claim, words, one):
            return "qualifier", True
        if misplaced(claim, words, one):
            return "misplaced", True
        if wrong := untied(claim, words, one, self._evidence):
            return f"untied {wrong}", True
        if self._does_more(words) and (wrong := nuance.weaker(claim, words, one)):
            return wrong, True
        if wrong := rival(claim, words, one, self._evidence, self._meeting):
            return f"rival of {wrong}", True
        return None, False

    def _does_more(self, words: Sequence[Word]) -> bool:
        """Whether a stretch says something of what it names."""
        return any(not word.name and not self._claim.in_figure(word) for word in words)


def _levelled(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))
