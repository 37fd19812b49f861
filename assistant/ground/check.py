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
from assistant.ground.judge import Judge
from assistant.ground.measures import HARD, Objection, measures
from assistant.ground.meeting import Meeting, QueryEncoder
from assistant.ground.relations import reversed_roles
from assistant.ground.rivals import rival
from assistant.ground.source import Source
from assistant.ground.statement import Statement, Word, quotations
from assistant.ground.stretches import is_bare, stretches
from assistant.ground.ties import misplaced, untied
from assistant.meaning import plain
from corpus.french.frequency import fold

_PLAIN = 0.6  # direct cover from which a sentence is what the claim is about
_QUOTABLE = 0.3  # share of a failed sentence that a quotation must cover to stand in for it
_QUOTABLE_TOO = 0.25  # that a second one must add
_FIGURES = 0.5  # what giving all figures counts for, beside saying all words
_FEWEST = 3  # words of a sentence that is quoted
_TRIED = 3
_BESIDE = 2  # sentences on either side that may give a name
_BEHIND = 2.0  # what a sentence that comes less near is held back by
_CONTRARY = frozenset(
    {
        "contrary bound",
        "negation",
        "without",
        "qualifier",
        "misplaced",
        "untied",
        "rival",
        "quantifier",
        "degree",
    }
)


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
        supports: what it rests on; or, where it fails, the sentence or two that come nearest.
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
        judge: Judge,
    ) -> None:
        self._claim = claim
        self._evidence = evidence
        self._original = plain(original)
        self._meeting = Meeting(claim, original, encoder)
        self._judge = judge
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
        parts = stretches(claim)
        supports: list[Evidence] = []
        objections: list[Objection] = []
        for words in parts:
            one, wrong = self._support(words, supports)
            supports.append(one)
            objections += wrong
        for words, one in zip(parts, supports, strict=True):
            if verb := reversed_roles(claim, words, one):
                objections.append(Objection("roles", verb))
        hard = next((wrong for wrong in objections if wrong.kind in HARD), None)
        if hard is not None:
            return self._failed(f"{hard.kind} {hard.detail}")
        found = measures(claim, parts, supports, objections, self._evidence, self._meeting)
        if self._judge.score(found) < 0:
            return self._failed(self._judge.worst(found))
        rests: dict[int, Evidence] = {}
        for words, one in zip(parts, supports, strict=True):
            rests |= {id(each): each for each in (one, *self._counted.beside(words, one))}
        kept = rests.values()
        return Verdict(True, "", tuple(Support(e.source, e.start, e.end) for e in kept))

    def _verbatim(self) -> Evidence | None:
        """The sentence that the claim is, to the word."""
        said = _levelled(self._original)
        return next((one for one in self._evidence if _levelled(one.written) == said), None)

    def _failed(self, reason: str) -> Verdict:
        quoted = self._quotations(self._meeting.telling(self._claim.words))
        return Verdict(False, reason, tuple(Support(e.source, e.start, e.end) for e in quoted))

    def _quotations(self, words: Sequence[Word]) -> list[Evidence]:
        """The sentence that gives most of what is told, and another that gives much of the rest."""
        quotable = [one for one in self._evidence if len(one.said.words) >= _FEWEST]
        total = sum(word.weight for word in words) or 1.0
        chosen: list[Evidence] = []

        def worth(one: Evidence) -> float:
            left = [w for w in words if not any(self._meeting.meets(w, each) for each in chosen)]
            told = sum(word.weight * self._meeting.said(word, one, around=False) for word in left)
            known = frozenset().union(*(self._counted.given_by(each) for each in chosen))
            figures = self._counted.given_by(one) - known
            return told / total + _FIGURES * len(figures) / max(1, len(self._claim.figures))

        for least in (_QUOTABLE, _QUOTABLE_TOO):
            others = [one for one in quotable if all(one is not known for known in chosen)]
            best = max(others, key=worth, default=None)
            if best is None or worth(best) < least:
                break
            chosen.append(best)
        return sorted(chosen, key=lambda one: (one.source.number, one.start))

    def _support(
        self, words: Sequence[Word], before: Sequence[Evidence]
    ) -> tuple[Evidence, list[Objection]]:
        """The sentence that supports a stretch best, and what speaks against it."""
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
        tried: list[tuple[float, Evidence, list[Objection]]] = []
        for at, one in enumerate(ranked):
            wrong = self._objections(words, one)
            if not wrong:
                return one, wrong
            against = sum(self._judge.penalty(each.kind) for each in wrong)
            away = _BEHIND * (rank(ranked[0]) - rank(one))
            tried.append((against + away, one, wrong))
            plain = direct[id(one)] >= _PLAIN
            if at == 0 and plain and any(each.kind in _CONTRARY for each in wrong):
                break
        _, best, wrong = min(tried, key=lambda each: each[0])
        return best, wrong

    def _objections(self, words: Sequence[Word], one: Evidence) -> list[Objection]:
        """All that speaks against ``one`` as the support of a stretch; what no weight makes up for, alone."""
        claim = self._claim
        figures = (self._counted.objection(figure, one) for figure in self._counted.of(words))
        found = [missing for missing in figures if missing is not None]
        found += [
            self._unnamed(word, one)
            for word in words
            if word.name and not claim.in_figure(word) and not self._meeting.names(word, one)
        ]
        if any(each.kind in HARD for each in found):
            return found
        found += [Objection("word", word) for word in nuance.undecided(claim, words, one)]
        found += self._coverage.objections(words, one)
        if denial(claim, words, one):
            found.append(Objection("negation"))
        if deprived(claim, words, one):
            found.append(Objection("without"))
        if nuance.qualified(claim, words, one):
            found.append(Objection("qualifier"))
        if misplaced(claim, words, one):
            found.append(Objection("misplaced"))
        if wrong := untied(claim, words, one, self._evidence):
            found.append(Objection("untied", wrong))
        if self._does_more(words):
            found += [Objection(kind) for kind in nuance.weaker(claim, words, one)]
        if wrong := rival(claim, words, one, self._evidence, self._meeting):
            found.append(Objection("rival", wrong))
        return found

    def _unnamed(self, word: Word, one: Evidence) -> Objection:
        """A name that the sentence does not say: whether those beside it do."""
        at = next(i for i, each in enumerate(self._evidence) if each is one)
        beside = self._evidence[max(0, at - _BESIDE) : at + _BESIDE + 1]
        near = any(e.source is one.source and word.key in e.said.keys for e in beside)
        said = any(word.key in each.whole for each in self._evidence)
        return Objection("name beside" if near else "name away" if said else "name", word.said)

    def _does_more(self, words: Sequence[Word]) -> bool:
        """Whether a stretch says something of what it names."""
        return any(not word.name and not self._claim.in_figure(word) for word in words)


def _levelled(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))
