"""Who does what to whom: whether a claim ties together what its passage ties together.

What cannot be made out is no objection.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.ground.evidence import Evidence
from assistant.ground.lexis import akin, listed
from assistant.ground.statement import Statement, Word
from assistant.ground.verbs import Doing, doings
from assistant.values import is_body

_SURE = 0.9  # of two verbs being one
_OBJECT = re.compile(r" (?:\w+ment )?(?:l'|(?:les?|la|une?|des|ses|son|sa|leurs?|cet?|cette|ces) )")


def reversed_roles(claim: Statement, words: Sequence[Word], evidence: Evidence) -> str | None:
    """A verb that both sides say, of which the claim says another doer or turns the roles."""
    theirs = doings(evidence.said)
    for mine in doings(claim):
        if mine.verb not in words:
            continue
        same = [d for d in theirs if akin(d.verb.key, mine.verb.key) >= 0.9] or [
            d for d in theirs if akin(d.verb.key, mine.verb.key) > 0
        ]
        if not same and (other := _same_object(claim, evidence, mine)):
            return other
        if not same or not (mine.doers or mine.done_to):
            continue
        names = {word.key for word in claim.words if word.name}
        loose = all(akin(d.verb.key, mine.verb.key) < _SURE for d in same)
        agents = mine.passive and mine.doers and all(d.passive and d.doers for d in same)
        if loose and not agents and not names & (mine.doers | mine.done_to):
            continue
        if all(_clash(claim, evidence, mine, other) for other in same):
            return mine.verb.said
    return None


def _same_object(claim: Statement, evidence: Evidence, mine: Doing) -> str | None:
    """Whether the passage has somebody else do, by whatever verb, what the claim says is done."""
    spared = listed("light") | listed("collective")
    doers, done_to = mine.doers - spared, mine.done_to - spared
    named = {word.key for word in claim.words if word.name or is_body(word.said)}
    first = next((word.key for word in claim.words if word.key in mine.doers), "")
    if first not in named or not done_to or evidence.leans or mine.verb.key in listed("light"):
        return None
    if not alike(doers, evidence.said.keys):
        return None  # said otherwise: not for here
    theirs = [d for d in doings(evidence.said) if len(done_to & d.done_to) * 2 >= len(done_to)]
    others = [d for d in theirs if d.sure and d.doers - spared]
    if others and len(others) == len(theirs) and not any(alike(doers, d.doers) for d in others):
        return mine.verb.said
    return None


def _clash(claim: Statement, evidence: Evidence, mine: Doing, other: Doing) -> bool:
    names = {word.key for word in claim.words if word.name and not is_body(word.said)}
    spared = listed("light") | listed("collective")
    doers, done_to = mine.doers - spared, mine.done_to - spared
    said = evidence.said.keys
    if done_to and other.done_to and not evidence.leans and not alike(done_to, said):
        return True  # done to something else
    if mine.passive and other.passive and doers and other.doers - spared:
        return not alike(doers, other.doers)
    if doers & other.doers:
        swapped = (doers & names & other.done_to) - other.doers
        return bool(swapped and (done_to & other.doers) - other.done_to)
    if doers & other.done_to:
        # « La taxe baisse », « la baisse de la taxe »: nothing is turned round without an object.
        turned = done_to & other.doers or doers & names & other.done_to
        return bool(turned) or _has_object(claim, mine)
    if mine.passive and not doers and done_to & other.doers and not done_to & other.done_to:
        return bool(done_to & names)
    explicit = other.doers - spared if other.sure else frozenset()
    if explicit and doers and not evidence.leans and not alike(doers, said):
        return True  # done by somebody else
    contrasted = re.search(r";(?! (?:ils?|elles?)\b)", evidence.said.folded)
    if contrasted and doers and other.doers - spared and not mine.passive:
        apart = not alike(doers, other.doers) and akin(mine.verb.key, other.verb.key) >= _SURE
        return apart and other.sure and _without_verb(evidence.said, doers)
    named = {w.key for w in evidence.said.words if w.name and not is_body(w.said)} & other.doers
    return bool(doers & names and named)


def _without_verb(said: Statement, keys: frozenset[str]) -> bool:
    """Whether words stand in a stretch that borrows its verb (« ; la Région, les salaires »)."""
    verbs = {said.segment(doing.verb.start) for doing in doings(said)}
    places = {said.segment(word.start) for word in said.words if word.key in keys}
    return bool(places) and not places & verbs


def _has_object(said: Statement, doing: Doing) -> bool:
    return bool(doing.done_to) and bool(_OBJECT.match(said.folded[doing.verb.end :]))


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return any(akin(a, b) > 0 for a in one for b in other)
