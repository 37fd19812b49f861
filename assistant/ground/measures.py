"""What a claim and the sentences that it rests on are measured by, for the learned judgement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from assistant.ground.evidence import Evidence
from assistant.ground.figures import same_value
from assistant.ground.lexis import best_akin
from assistant.ground.meeting import Meeting
from assistant.ground.statement import Statement, Word
from assistant.ground.verbs import doings
from assistant.values import is_body

HARD = frozenset({"figure", "name", "contrary bound"})  # no weight makes up for these
KINDS = (
    "bound",
    "unit",
    "year",
    "borrowed",
    "figure away",
    "name beside",
    "name away",
    "word",
    "negation",
    "without",
    "qualifier",
    "misplaced",
    "untied",
    "modality",
    "conditional",
    "quantifier",
    "degree",
    "rival",
    "roles",
    "subject",
    "predicate",
)
EXTENTS = (
    "uncovered",
    "missed",
    "worst stretch",
    "unsaid",
    "plain",
    "elsewhere",
    "strange",
    "loose",
    "unlike",
    "scattered",
    "turned",
    "split",
    "rearranged",
    "subject apart",
    "figure apart",
    "name apart",
)
MEASURES = (*KINDS, *EXTENTS)
_MOST = 2  # objections of a kind that count
_CLOSE = 0.9  # of two words being one
_MET = 0.5
_FAR = 12  # words apart, from which it is all one


class Objection(NamedTuple):
    """One way in which a sentence does not support a stretch: its kind, and of which word."""

    kind: str
    detail: str = ""


def measures(
    claim: Statement,
    parts: Sequence[Sequence[Word]],
    supports: Sequence[Evidence],
    objections: Sequence[Objection],
    every: Sequence[Evidence],
    meeting: Meeting,
) -> dict[str, float]:
    """The value of each of ``MEASURES``, 0 the best of all but the counts."""
    found = dict.fromkeys(MEASURES, 0.0)
    for wrong in objections:
        if wrong.kind in found:
            found[wrong.kind] = min(_MOST, found[wrong.kind] + 1)
    telling = [meeting.telling(words) for words in parts]
    told = sum(w.weight for words in telling for w in words) or 1.0
    held = frozenset().union(*(one.whole for one in every))
    worst = near = own = plain_told = plain_met = loose = elsewhere = strange = unlike = 0.0
    for words, one in zip(telling, supports, strict=True):
        weight = sum(w.weight for w in words)
        if not words:
            continue
        around = meeting.covered(words, one, around=True)
        near += weight * around
        own += weight * meeting.owned(words, one)
        worst = max(worst, (1 - around) * min(1.0, len(words) / 3))
        for word in words:
            said = best_akin(word.key, one.known)
            loose += word.weight * (said < 1)
            anywhere = best_akin(word.key, held)
            strange += word.weight * (anywhere == 0)
            elsewhere += word.weight * (said == 0 and anywhere > 0)
            unlike += word.weight * (1 - meeting.likeness(word, one))
            if not word.name:
                plain_told += word.weight
                plain_met += word.weight * (meeting.said(word, one, around=True))
        for word in meeting.missing(words, one):
            found["missed"] += word.weight
    found["missed"] = min(found["missed"], 5.0)
    figures = float(len(claim.figures))
    found |= {
        "uncovered": 1 - (near + figures) / (told + figures),
        "worst stretch": worst,
        "unsaid": 1 - own / told,
        "plain": 1 - plain_met / plain_told if plain_told else 0.0,
        "elsewhere": elsewhere / told,
        "strange": strange / told,
        "loose": loose / told,
        "unlike": unlike / told,
        "scattered": _mean(_scattered(words, one) for words, one in zip(telling, supports, strict=True)),
        "turned": _mean(_turned(words, one) for words, one in zip(telling, supports, strict=True)),
        "split": _mean(_split(words, one) for words, one in zip(telling, supports, strict=True)),
        "subject apart": _most(_subject_apart(claim, w, e) for w, e in zip(telling, supports, strict=True)),
        "figure apart": _most(_figures_apart(claim, w, e) for w, e in zip(parts, supports, strict=True)),
        "name apart": _most(_names_apart(claim, w, e) for w, e in zip(parts, supports, strict=True)),
    }  # fmt: skip
    found["rearranged"] = found["turned"] * found["split"]
    return found


def _mean(values: Iterator[float]) -> float:
    found = list(values)
    return sum(found) / len(found) if found else 0.0


def _most(values: Iterator[float]) -> float:
    return max(values, default=0.0)


def _scattered(words: Sequence[Word], one: Evidence) -> float:
    """How far apart stand words that follow one another in the claim, 0 (beside) to 1."""
    order = {word.start: at for at, word in enumerate(one.said.words)}
    places = []
    for word in words:
        at = [order[other.start] for other in one.said.akin_to(word.key)]
        if at:
            places.append(at)
    gaps = [
        min(*(abs(a - b) for a in before for b in after), _FAR) / _FAR
        for before, after in pairwise(places)
    ]
    return sum(gaps) / len(gaps) if gaps else 0.0


def _turned(words: Sequence[Word], one: Evidence) -> float:
    """Share of pairs of words that stand the other way round in the sentence."""
    places = []
    for word in words:
        at = [other.start for other in one.said.akin_to(word.key)]
        if at:
            places.append((min(at), max(at)))
    pairs = [(a, b) for n, a in enumerate(places) for b in places[n + 1 :]]
    return sum(a[0] > b[1] for a, b in pairs) / len(pairs) if pairs else 0.0


def _split(words: Sequence[Word], one: Evidence) -> float:
    """Share of what is said of a stretch that stands outside the clause which says most of it."""
    places: dict[int, float] = {}
    total = 0.0
    for word in words:
        here = {one.said.segment(o.start) for o in one.said.akin_to(word.key)}
        total += word.weight if here else 0.0
        for place in here:
            places[place] = places.get(place, 0.0) + word.weight
    return 1 - max(places.values()) / total if total else 0.0


def _subject_apart(claim: Statement, words: Sequence[Word], one: Evidence) -> float:
    """Whether the subject of a verb stands in one clause of the sentence, the verb in others."""
    said = one.said
    inside = {word.start for word in words}
    for doing in doings(claim):
        if doing.verb.start not in inside:
            continue
        keys = doing.done_to if doing.passive else doing.doers
        subject = [w for w in words if w.key in keys and w.start < doing.verb.start]
        verbs = {said.segment(o.start) for o in said.akin_to(doing.verb.key)}
        for word in subject:
            places = {said.segment(o.start) for o in said.akin_to(word.key)}
            if places and verbs and not places & verbs:
                return 1.0
    return 0.0


def _figures_apart(claim: Statement, words: Sequence[Word], one: Evidence) -> float:
    """Share of the words of a stretch that stand nearer another figure of the same kind."""
    said = one.said
    mine = [f for f in claim.figures if any(f.start <= w.start < f.end for w in words)]
    here = [f for f in said.figures if any(same_value(m, f, one.years) for m in mine)]
    kinds = {(f.is_date, f.unit) for f in here}
    others = [
        f for f in said.figures if (f.is_date, f.unit) in kinds and not any(f is h for h in here)
    ]
    if not here or not others:
        return 0.0
    return _nearer_others(
        claim,
        [w for w in words if not claim.in_figure(w)],
        said,
        [f.start for f in here],
        [f.start for f in others],
    )


def _names_apart(claim: Statement, words: Sequence[Word], one: Evidence) -> float:
    """Share of the words of a stretch that stand nearer a name that the claim does not say."""
    said = one.said
    here = [w.start for w in said.words if w.name and not is_body(w.said) and w.key in claim.keys]
    others = [
        w.start for w in said.words if w.name and not is_body(w.said) and w.key not in claim.keys
    ]
    mine = [w for w in words if w.name and not is_body(w.said) and w.key in said.keys]
    if not mine or not here or not others:
        return 0.0
    return _nearer_others(claim, [w for w in words if not w.name], said, here, others)


def _nearer_others(
    claim: Statement,
    words: Sequence[Word],
    said: Statement,
    here: Sequence[int],
    others: Sequence[int],
) -> float:
    total = away = 0.0
    for word in words:
        places = [w.start for w in said.akin_to(word.key, _CLOSE)]
        if not places or claim.in_figure(word):
            continue
        near = min(abs(p - h) for p in places for h in here)
        far = min(abs(p - o) for p in places for o in others)
        total += word.weight
        away += word.weight * (far < near)
    return away / total if total else 0.0
