"""The few sentences of the cited passages that a statement is read beside, as one text."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.ground.evidence import Evidence
from assistant.ground.lexis import best_akin
from assistant.ground.statement import Statement

LONGEST = 700  # characters, about 170 tokens: reading time grows with the length
_LEAST = 0.04  # share of what a statement tells that a sentence must add, to be looked for
_RIVAL = 0.34  # share that a sentence which adds nothing must say, to be shown beside


def window(claim: Statement, evidence: Sequence[Evidence]) -> str:
    """The sentences that say most of ``claim``, each with what it leans on, in their order.

    First those that together say as much of the claim as can be, then those that say much of it
    too (the one that says otherwise is among them), then neighbours, until ``LONGEST`` is reached.
    A gap is written « … »; a title that says what no sentence does stands first.
    """
    if not evidence:
        return ""
    told = {word.key: (1.0 if claim.in_figure(word) else word.weight) for word in claim.words}
    total = sum(told.values()) or 1.0
    says = [{key: best_akin(key, one.said.keys) for key in told} for one in evidence]
    shares = [sum(told[key] * met for key, met in each.items()) / total for each in says]
    chosen: set[int] = set()
    room = LONGEST

    def take(at: int) -> bool:
        nonlocal room
        length = len(evidence[at].written) + 1
        if at in chosen or (chosen and length > room):
            return False
        chosen.add(at)
        room -= length
        return True

    met = dict.fromkeys(told, 0.0)
    left = set(range(len(evidence)))
    while left:
        gains = {
            at: sum(told[key] * max(0.0, says[at][key] - met[key]) for key in told) / total
            for at in left
        }
        best = max(left, key=lambda at: (gains[at], -at))
        if gains[best] < _LEAST and chosen:
            break
        left.discard(best)
        if take(best):
            met = {key: max(met[key], says[best][key]) for key in told}
            if evidence[best].refers and _follows(evidence, best):
                take(best - 1)
    title = _title(told, met, evidence[min(chosen)])
    room -= len(title)
    for at in sorted(range(len(evidence)), key=lambda at: -shares[at]):
        if shares[at] >= _RIVAL:
            take(at)
    for at in sorted(chosen, key=lambda at: -shares[at]):
        for beside in (at - 1, at + 1):
            if 0 <= beside < len(evidence) and _follows(evidence, max(at, beside)):
                take(beside)
    return title + _written(evidence, sorted(chosen))


def _follows(evidence: Sequence[Evidence], at: int) -> bool:
    """Whether the sentence is of the passage of the one before it."""
    return at > 0 and evidence[at - 1].source is evidence[at].source


def _title(told: dict[str, float], met: dict[str, float], first: Evidence) -> str:
    """The headings or the title above, where they say what no sentence that was chosen does."""
    stored = first.source.stored
    lacking = {key for key in told if met[key] < 0.5}
    if not lacking & first.about:
        return ""
    above = " – ".join(dict.fromkeys((stored.metadata.title, *stored.passage.headings)))
    return f"{' '.join(above.split())[: LONGEST // 4]}. "


def _written(evidence: Sequence[Evidence], chosen: Sequence[int]) -> str:
    pieces: list[str] = []
    last: Evidence | None = None
    for at in chosen:
        one = evidence[at]
        if last is not None:
            between = (
                last.source is one.source and not one.source.text[last.end : one.start].strip()
            )
            pieces.append(" " if between else " … ")
        pieces.append(" ".join(one.written.split()))
        last = one
    return "".join(pieces)
