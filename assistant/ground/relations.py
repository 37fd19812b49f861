"""Who does what to whom: whether a claim ties together what its passage ties together.

No parser: verbs are told by their forms, a verb's subject is what stands before it in its clause
(or after « par » where it is passive), its object what stands after it. What cannot be made out is no objection.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

import simplemma

from assistant.ground.evidence import Evidence
from assistant.ground.lexis import akin, listed
from assistant.ground.statement import Statement, Word
from assistant.values import is_body

_ADVERBS = r"(?: (?:\w+ment|bien|deja|desormais|aussi|egalement|encore|pas|plus|jamais))*[ ]$"
_BE = (
    r"(?:est|sont|etait|etaient|fut|furent|sera|seront|serait|seraient|soit|soient|"
    r"(?:a|ont|avait|avaient|aura|auront|aurait|ayant|avoir) ete|etre|etant|se voit|se voient)"
)
_PASSIVE = re.compile(rf"\b{_BE}{_ADVERBS}")
_HAVE = re.compile(rf"\b(?:a|ont|avait|avaient|aura|auront|aurait|auraient|eut){_ADVERBS}")
_DETERMINED = re.compile(
    r"\b(?:de|du|des|d'|a|au|aux|en|dans|sur|pour|par|avec|contre|chez|vers|sous|selon|entre|depuis|"
    r"l'|le|la|les|un|une|ce|cet|cette|ces|son|sa|ses|leur|leurs|\d+)[ ]?$"
)
_FINITE = re.compile(r"(?:era|eront|ira|iront|dra|dront|ait|aient|erent|irent|ent|e|t|a|nt|d)$")
_PARTICIPLE = re.compile(r"(?:e|es|ee|ees|i|is|ie|ies|u|us|ue|ues|t|ts|te|tes)$")
_AGENT = re.compile(
    r"\bpar (?!(?:an|mois|jour|semaine|exemple|ailleurs|groupes?|voie|convention|ecrit|seance|personne)\b)"
)


class Doing(NamedTuple):
    """A verb with the keys of who does and of what it is done to."""

    verb: Word
    doers: frozenset[str]
    done_to: frozenset[str]
    passive: bool


@lru_cache(maxsize=2048)
def doings(said: Statement) -> tuple[Doing, ...]:
    """The verbs of a sentence, with what can be made out of who does what."""
    verbs = [(word, passive) for word in said.words if (passive := verb(said, word)) is not None]
    found: list[Doing] = []
    for at, (word, passive) in enumerate(verbs):
        low = verbs[at - 1][0].end if at else 0
        low = max([low, *(cut for cut in said.cuts if cut <= word.start)])
        high = verbs[at + 1][0].start if at + 1 < len(verbs) else len(said.folded)
        cut = next((c for c in said.cuts if c > word.start), len(said.folded))
        high = min(high, max(cut, word.end))
        before = _keys(said, low, word.start)
        pronoun = re.search(
            r"\b(?:il|elle|ils|elles|on|celui-ci|celle-ci|nous|je)\b", said.folded[low : word.start]
        )
        if not before and not pronoun and said.cuts and at:
            before = found[-1].done_to if found[-1].passive else found[-1].doers
        elif not before and not pronoun and said.cuts:
            before = _keys(said, 0, min(said.cuts[0], word.start))
        after = _keys(said, word.end, high)
        agent = _AGENT.search(said.folded[word.end : high])
        if word.said.endswith(("er", "ir", "re")) and _is_infinitive(said, word):
            found.append(Doing(word, frozenset(), after, False))
        elif passive:
            doers = _keys(said, word.end + agent.end(), high) if agent else frozenset()
            found.append(Doing(word, doers, before, True))
        else:
            found.append(Doing(word, before, after, False))
    return tuple(found)


def _is_infinitive(said: Statement, word: Word) -> bool:
    surface = said.text[word.start : word.end].lower()
    return simplemma.lemmatize(surface, "fr") == surface


def verb(said: Statement, word: Word) -> bool | None:
    """Whether ``word`` is a passive verb; None where it is no verb."""
    if word.name or not word.said.isalpha():
        return None
    surface = said.text[word.start : word.end].lower()
    lemma = simplemma.lemmatize(surface, "fr")
    if not re.search(r"(?:er|ir|re)$", lemma):
        return None
    before = said.folded[max(0, word.start - 40) : word.start]
    participle = _PARTICIPLE.search(word.said)
    if participle and _PASSIVE.search(before):
        return True
    if participle and _HAVE.search(before):
        return False
    if _DETERMINED.search(before) and not re.search(r"\b[nsl]'en $", before) and lemma != surface:
        return None
    if lemma == surface:
        return False  # an infinitive: who does it stands elsewhere
    if re.search(r"(?:é|ée|és|ées)$", surface) and surface not in (lemma[:-1], f"{lemma[:-1]}nt"):
        return True if " par " in said.folded[word.end : word.end + 24] else None
    return False if _FINITE.search(word.said) else None


def _keys(said: Statement, start: int, end: int) -> frozenset[str]:
    return frozenset(
        word.key for word in said.words if start <= word.start < end and not said.in_figure(word)
    )


def reversed_roles(claim: Statement, evidence: Evidence) -> str | None:
    """A verb that both sides say, of which the claim says another doer or turns the roles."""
    theirs = doings(evidence.said)
    for mine in doings(claim):
        same = [d for d in theirs if akin(d.verb.key, mine.verb.key) >= 0.9] or [
            d for d in theirs if akin(d.verb.key, mine.verb.key) > 0
        ]
        if not same and (other := _same_object(evidence, mine)):
            return other
        if not same or not (mine.doers or mine.done_to):
            continue
        if all(_clash(claim, evidence, mine, other) for other in same):
            return mine.verb.said
    return None


def _same_object(evidence: Evidence, mine: Doing) -> str | None:
    """Whether the passage has somebody else do, by whatever verb, what the claim says is done."""
    spared = listed("light") | listed("collective")
    doers, done_to = mine.doers - spared, mine.done_to - spared
    if not doers or not done_to or evidence.leans or mine.verb.key in listed("light"):
        return None
    if not alike(doers, evidence.said.keys):
        return None  # said otherwise: not for here
    theirs = [d for d in doings(evidence.said) if len(done_to & d.done_to) * 2 >= len(done_to)]
    named = [d for d in theirs if d.doers - spared]
    if named and len(named) == len(theirs) and not any(alike(doers, d.doers) for d in named):
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
        return bool(done_to & other.doers or other.doers) or not (mine.passive or other.passive)
    if mine.passive and not doers and done_to & other.doers and not done_to & other.done_to:
        return bool(done_to & names)
    if other.doers - spared and doers and not evidence.leans and not alike(doers, said):
        return True  # done by somebody else
    named = {w.key for w in evidence.said.words if w.name and not is_body(w.said)} & other.doers
    return bool(doers & names and named)


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return any(akin(a, b) > 0 for a in one for b in other)
