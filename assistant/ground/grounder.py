"""Whether a sentence that a model wrote says what the passages that it cites say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.acronyms import Acronyms
from assistant.ground import nuance
from assistant.ground.evidence import Evidence, evidence_of, is_said, soft_support
from assistant.ground.figures import Figure, is_fixed_unit, opposed, same_value
from assistant.ground.lexis import listed
from assistant.ground.relations import misplaced, reversed_roles
from assistant.ground.source import Source
from assistant.ground.statement import Statement, Word, read_statement
from assistant.meaning import related
from corpus.french.frequency import fold
from corpus.french.words import terms
from ingest.encode.base import Encoder

LEAST_COVERED = 0.66  # of what the words of a stretch tell, that its passage must say
_MOST_MISSING = 1.35  # weight of words that a stretch may add
_NEAR, _NEARER = 0.43, 0.55  # cosine of term vectors: of related sense, of the same
_AROUND = 0.85  # credit of a word that stands just before, or in the title
_QUOTABLE = 0.45  # share of a failed sentence that a quotation must cover to stand in for it


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


class Grounder:
    """Checks sentences against passages. Holds no state but its parts."""

    def __init__(self, encoder: Encoder, acronyms: Acronyms | None = None) -> None:
        self._encoder = encoder
        self._acronyms = acronyms or Acronyms()

    def check(self, sentence: str, sources: Sequence[Source]) -> Verdict:
        """Whether each of ``sources`` (those that it cites) supports ``sentence``.

        Together they must support all of it; those that support nothing of it are left out of
        ``supports``.
        """
        evidence = [one for source in sources for one in evidence_of(source)]
        if not evidence:
            return Verdict(False, "no passage", ())
        held = frozenset().union(*(one.said.keys | one.about for one in evidence))
        verdict: Verdict | None = None
        for variant in self._acronyms.variants(sentence, held.__contains__):
            found = _Check(read_statement(variant), variant, evidence, self._encoder).verdict()
            if found.supported:
                return found
            verdict = verdict or found
        assert verdict is not None  # noqa: S101 - there is always one variant
        return verdict


class _Check:
    """One sentence against the sentences of its passages."""

    def __init__(
        self, claim: Statement, original: str, evidence: Sequence[Evidence], encoder: Encoder
    ) -> None:
        self.claim = claim
        self._original = original
        self._evidence = evidence
        self._encoder = encoder
        self._soft: dict[int, dict[str, float]] | None = None

    def verdict(self) -> Verdict:
        claim = self.claim
        if not claim.words:
            return Verdict(False, "says nothing", ())
        for quoted in claim.quoted:
            if not any(_levelled(quoted) in _levelled(e.source.text) for e in self._evidence):
                return self._failed("quotation")
        if "?" in claim.text:
            return self._failed("question")
        supports: list[Evidence] = []
        for words in _stretches(claim):
            found = self._support(words)
            if isinstance(found, str):
                return self._failed(found)
            supports.append(found)
        if wrong := self._across(supports):
            return self._failed(wrong)
        kept = {id(one): one for one in supports}.values()
        return Verdict(True, "", tuple(Support(e.source, e.start, e.end) for e in kept))

    def _failed(self, reason: str) -> Verdict:
        words = self.claim.words
        best = max(self._evidence, key=lambda one: self._covered(words, one, around=False))
        if self._covered(words, best, around=False) < _QUOTABLE:
            return Verdict(False, reason, ())
        return Verdict(False, reason, (Support(best.source, best.start, best.end),))

    def _support(self, words: Sequence[Word]) -> Evidence | str:
        """The sentence that supports a stretch, or why none does."""
        ranked = sorted(
            self._evidence,
            key=lambda one: (
                -(self._covered(words, one, around=True) + self._covered(words, one, around=False))
            ),
        )
        reason = ""
        for one in ranked[:3]:
            wrong = self._objection(words, one)
            if wrong is None:
                return one
            reason = reason or wrong
        return reason

    def _across(self, supports: Sequence[Evidence]) -> str | None:
        """What is wrong with the sentence as a whole, over all that supports it."""
        for one in {id(one): one for one in supports}.values():
            if verb := reversed_roles(self.claim, one):
                return f"roles of {verb}"
        return None

    def _objection(self, words: Sequence[Word], one: Evidence) -> str | None:
        claim = self.claim
        for figure in claim.figures:
            concerned = any(figure.start <= word.start < figure.end for word in words)
            if concerned and not self._figure(figure, one):
                return f"figure {claim.text[figure.start : figure.end]}"
        for word in words:
            if word.name and not self._name(word, one):
                return f"name {word.said}"
        if wrong := nuance.undecided(words, one):
            return f"word {wrong}"
        covered = self._covered(words, one, around=True)
        missing = sum(
            w.weight for w in self._telling(words) if self._said(w, one, around=True) < 0.5
        )
        if covered < LEAST_COVERED or missing > _MOST_MISSING:
            return f"covered {covered:.2f}, missing {missing:.2f}"
        if nuance.denial(claim, words, one):
            return "negation"
        if wrong := nuance.weaker(claim, words, one):
            return wrong
        if nuance.qualified(claim, words, one):
            return "qualifier"
        if misplaced(claim, words, one):
            return "misplaced"
        return None

    def _figure(self, figure: Figure, one: Evidence) -> bool:
        return any(
            other.is_date == figure.is_date
            and same_value(figure, other, one.years)
            and not opposed(figure, other)
            and self._same_unit(figure, other, one)
            for other in one.said.figures
        )

    def _same_unit(self, figure: Figure, other: Figure, one: Evidence) -> bool:
        if figure.is_date:
            return True
        mine, theirs = figure.unit, other.unit
        if mine == theirs or (mine is None and not is_fixed_unit(theirs)):
            return True
        if mine is None or is_fixed_unit(mine) or is_fixed_unit(theirs):
            return False
        if theirs is not None and related(mine, theirs) > 0:
            return True
        if mine in one.said.keys:  # counted something else there
            return theirs is None
        return mine in listed("collective") or (mine in one.around and theirs is None)

    def _name(self, word: Word, one: Evidence) -> bool:
        if word.key in one.said.keys or word.key in one.about:
            return True
        before = frozenset().union(*one.before) if one.before else frozenset()
        return word.key in before

    def _telling(self, words: Sequence[Word]) -> list[Word]:
        light = listed("light")
        return [w for w in words if w.name or w.key not in light]

    def _covered(self, words: Sequence[Word], one: Evidence, *, around: bool) -> float:
        telling = self._telling(words) or list(words)
        total = sum(word.weight for word in telling)
        met = sum(word.weight * self._said(word, one, around=around) for word in telling)
        return met / total if total else 0.0

    def _said(self, word: Word, one: Evidence, *, around: bool) -> float:
        direct = is_said(word.key, one.said.keys)
        if direct or self.claim.in_figure(word):
            return 1.0 if self.claim.in_figure(word) and self._in_figures(word, one) else direct
        if around and is_said(word.key, one.around):
            return _AROUND
        if word.name:
            return 0.0
        near = self._nearness(one).get(word.key, 0.0)
        return 0.8 if near >= _NEARER else 0.55 if near >= _NEAR else 0.0

    def _in_figures(self, word: Word, one: Evidence) -> bool:
        figure = next(f for f in self.claim.figures if f.start <= word.start < f.end)
        return self._figure(figure, one)

    def _nearness(self, one: Evidence) -> dict[str, float]:
        if self._soft is None:
            self._soft = {}
            encoded = self._encoder.encode_query(self._original).term_vectors
            keys = [term.key for term in terms(self._original)]
            fits = len(encoded) == len(keys)
            self._keys = keys if fits else []
            self._rows = encoded.astype(np.float32) / np.float32(127)
        if id(one) not in self._soft:
            self._soft[id(one)] = soft_support(self._keys, self._rows, one) if self._keys else {}
        return self._soft[id(one)]


def _stretches(claim: Statement) -> list[list[Word]]:
    """The words of each stretch of a sentence; one that tells too little joins its neighbour."""
    parts: list[list[Word]] = [[] for _ in range(len(claim.cuts) + 1)]
    for word in claim.words:
        parts[claim.segment(word.start)].append(word)
    found: list[list[Word]] = []
    light = listed("light")
    for part in parts:
        tells = sum(word.key not in light and not claim.in_figure(word) for word in part)
        if found and (tells < 2 or _tells(found[-1], claim) < 2):
            found[-1] = found[-1] + part
        elif part:
            found.append(list(part))
    return found


def _tells(words: Sequence[Word], claim: Statement) -> int:
    return sum(w.key not in listed("light") and not claim.in_figure(w) for w in words)


def _levelled(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))
