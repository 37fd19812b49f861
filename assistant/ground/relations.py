"""Who does what to whom: whether a claim ties together what its passage ties together.

No parser: verbs are told by their forms, a verb's subject is what stands before it in its clause
(or after « par » where it is passive), its object what stands after it. What cannot be made out
is no objection.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import simplemma

from assistant.ground.evidence import Evidence
from assistant.ground.statement import Statement, Word
from assistant.meaning import related

_BE = (
    r"(?:est|sont|etait|etaient|fut|furent|sera|seront|serait|seraient|soit|soient|"
    r"(?:a|ont|avait|avaient|aura|auront|aurait|ayant|avoir) ete|etre|etant|se voit|se voient)"
)
_PASSIVE = re.compile(
    rf"\b{_BE}(?: (?:\w+ment|bien|deja|desormais|aussi|egalement|encore|pas|plus))*[ ]$"
)
_HAVE = re.compile(
    r"\b(?:a|ont|avait|avaient|aura|auront|aurait|auraient|eut)(?: (?:\w+ment|bien|deja|aussi|egalement|pas|plus))*[ ]$"
)
_PREPOSITION = re.compile(
    r"\b(?:de|du|des|d'|a|au|aux|en|dans|sur|pour|par|avec|contre|chez|vers|sous|selon|entre|depuis|"
    r"l'|le|la|les|un|une|ce|cet|cette|ces|son|sa|ses|leur|leurs)[ ]?$"
)
_FINITE = re.compile(r"(?:era|eront|ira|iront|dra|dront|ait|aient|erent|irent|ent|e|t|a|nt|d)$")


class Doing(NamedTuple):
    """A verb with the keys of who does and of what it is done to."""

    verb: Word
    doers: frozenset[str]
    done_to: frozenset[str]
    passive: bool


def doings(said: Statement) -> list[Doing]:
    """The verbs of a sentence whose clause can be read."""
    verbs = [(word, passive) for word in said.words if (passive := _verb(said, word)) is not None]
    found = []
    for at, (verb, passive) in enumerate(verbs):
        low = verbs[at - 1][0].end if at else 0
        high = verbs[at + 1][0].start if at + 1 < len(verbs) else len(said.folded)
        before = _keys(said, low, verb.start)
        cut = next((c for c in said.cuts if c > verb.start), len(said.folded))
        high = min(high, max(cut, verb.end))
        after = _keys(said, verb.end, high)
        agent = re.search(
            r"\bpar (?!(?:an|mois|jour|semaine|exemple|ailleurs|groupe|voie|convention)\b)",
            said.folded[verb.end : high],
        )
        if passive:
            doers = _keys(said, verb.end + agent.end(), high) if agent else frozenset()
            found.append(Doing(verb, doers, before, True))
        else:
            found.append(Doing(verb, before, after, False))
    return found


def _verb(said: Statement, word: Word) -> bool | None:
    """Whether ``word`` is a passive verb; None where it is no verb."""
    if word.name or not word.said.isalpha():
        return None
    lemma = simplemma.lemmatize(said.text[word.start : word.end].lower(), "fr")
    if not re.search(r"(?:er|ir|re)$", lemma):
        return None
    before = said.folded[max(0, word.start - 40) : word.start]
    participle = re.search(r"(?:e|es|ee|ees|i|is|ie|ies|u|us|ue|ues|t|ts|te|tes)$", word.said)
    if participle and _PASSIVE.search(before):
        return True
    if participle and _HAVE.search(before):
        return False
    if lemma == said.text[word.start : word.end].lower() or _PREPOSITION.search(before):
        return None
    surface = said.text[word.start : word.end].lower()
    if re.search(r"(?:é|ée|és|ées)$", surface):
        after = said.folded[word.end : word.end + 5]
        return True if after.startswith(" par ") else None
    return False if _FINITE.search(word.said) else None


def _keys(said: Statement, start: int, end: int) -> frozenset[str]:
    return frozenset(
        word.key for word in said.words if start <= word.start < end and not said.in_figure(word)
    )


def reversed_roles(claim: Statement, evidence: Evidence) -> str | None:
    """A verb that both sides say, of which the claim says another doer or turns the roles."""
    theirs = doings(evidence.said)
    for mine in doings(claim):
        same = [d for d in theirs if d.verb.key == mine.verb.key] or [
            d for d in theirs if related(d.verb.key, mine.verb.key) > 0
        ]
        if not same or not (mine.doers or mine.done_to):
            continue
        if all(_clash(claim, evidence, mine, other) for other in same):
            return mine.verb.said
    return None


def _clash(claim: Statement, evidence: Evidence, mine: Doing, other: Doing) -> bool:
    names = {word.key for word in claim.words if word.name}
    if mine.doers & other.doers:
        # Shared subject words; a name that is on the wrong side still turns the roles.
        swapped = (mine.doers & names & other.done_to) - other.doers
        return bool(swapped and (mine.done_to & other.doers) - other.done_to)
    if mine.doers & other.done_to and (other.doers or mine.done_to & other.doers):
        return True
    if (
        mine.passive
        and not mine.doers
        and mine.done_to & other.doers
        and not (mine.done_to & other.done_to)
    ):
        return bool(mine.done_to & names)
    strangers = mine.doers & names - evidence.said.keys
    named = {word.key for word in evidence.said.words if word.name} & other.doers
    return bool(strangers and named)


def misplaced(claim: Statement, words: Sequence[Word], evidence: Evidence) -> bool:
    """Whether words stand by one name or figure in the claim, by its rival in the passage."""
    said = evidence.said
    for names in (True, False):
        anchors = _anchors(claim, words, names=names)
        held = [a for a in anchors if _places(said, a)]
        rivals = [
            r
            for r in _anchors(said, said.words, names=names)
            if not any(_overlap(r, a) for a in _anchors(claim, claim.words, names=names))
        ]
        if not held or not rivals:
            continue
        for anchor in held:
            if _votes(claim, words, said, anchor, rivals) > 0.5:
                return True
    return False


class _Anchor(NamedTuple):
    keys: tuple[str, ...]
    start: int


def _anchors(said: Statement, words: Sequence[Word], *, names: bool) -> list[_Anchor]:
    if not names:
        inside = {word.start for word in words}
        return [
            _Anchor((str(f.value),), f.start)
            for f in said.figures
            if any(f.start <= at < f.end for at in inside)
        ]
    found: list[_Anchor] = []
    last_end = -9
    for word in words:
        if not word.name:
            continue
        if found and 0 <= word.start - last_end <= 2:
            found[-1] = _Anchor((*found[-1].keys, word.key), found[-1].start)
        else:
            found.append(_Anchor((word.key,), word.start))
        last_end = word.end
    return found


def _overlap(one: _Anchor, other: _Anchor) -> bool:
    return bool(set(one.keys) & set(other.keys))


def _places(said: Statement, anchor: _Anchor) -> list[int]:
    return [a.start for names in (True, False) for a in _anchors(said, said.words, names=names)
            if _overlap(a, anchor)]  # fmt: skip


def _votes(
    claim: Statement,
    words: Sequence[Word],
    said: Statement,
    anchor: _Anchor,
    rivals: Sequence[_Anchor],
) -> float:
    """Share of the claim's words that stand with a rival's stretch, not with the anchor's."""
    homes = {said.segment(at) for at in _places(said, anchor)}
    away = {said.segment(rival.start) for rival in rivals} - homes
    wrong = total = 0.0
    for word in words:
        if word.name or claim.in_figure(word) or word.weight < 0.3:
            continue
        places = {said.segment(other.start) for other in said.words if other.key == word.key}
        if not places:
            continue
        total += word.weight
        if not places & homes and places & away:
            wrong += word.weight
    return wrong / total if total else 0.0
