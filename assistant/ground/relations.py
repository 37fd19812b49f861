"""Who does what to whom: whether a claim ties together what its passage ties together.

No parser: verbs are told by their forms, a verb's subject is what stands before it in its clause
(or after « par » where it is passive), its object what stands after it; a complement is what a
preposition or nothing at all parts from the word before. What cannot be made out is no objection.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
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
_LINK = re.compile(
    r"(?P<prep>de|du|des|d'|a|au|aux|pour|avec|contre|en|dans|chez|sur|vers|entre)?"
    r"(?: ?(?:la|le|les|l'|une?|ses|son|sa|leurs?|ce|cet|cette|ces))?"
)
_LOOSE = re.compile(r"(?:er|ir|oir|ement|amment|emment|ee?s?|ie?s?|ue?s?|ants?|antes?)$")
_INVARIANT = re.compile(r"(?:er|ir|oir|ement|amment|emment)$")  # infinitives, adverbs
_CONTRAST = re.compile(r";(?! (?:il|elle|ils|elles|celui-ci|celle-ci|ce)\b)\s*\S")
_ORDINAL = re.compile(
    r"\b(?:premiere?|seconde?|deuxieme|troisieme|quatrieme|cinquieme|sixieme|\d+e?) |[ ]\d[\d ,]*(?= )"
)
_CLASSES = {"du": "de", "des": "de", "d'": "de", "au": "a", "aux": "a"}


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
    if not _alike(doers, evidence.said.keys):
        return None  # said otherwise: not for here
    theirs = [d for d in doings(evidence.said) if len(done_to & d.done_to) * 2 >= len(done_to)]
    named = [d for d in theirs if d.doers - spared]
    if named and len(named) == len(theirs) and not any(_alike(doers, d.doers) for d in named):
        return mine.verb.said
    return None


def _clash(claim: Statement, evidence: Evidence, mine: Doing, other: Doing) -> bool:
    names = {word.key for word in claim.words if word.name and not is_body(word.said)}
    spared = listed("light") | listed("collective")
    doers, done_to = mine.doers - spared, mine.done_to - spared
    said = evidence.said.keys
    if done_to and other.done_to and not evidence.leans and not _alike(done_to, said):
        return True  # done to something else
    if mine.passive and other.passive and doers and other.doers - spared:
        return not _alike(doers, other.doers)
    if doers & other.doers:
        swapped = (doers & names & other.done_to) - other.doers
        return bool(swapped and (done_to & other.doers) - other.done_to)
    if doers & other.done_to:
        return bool(done_to & other.doers or other.doers) or not (mine.passive or other.passive)
    if mine.passive and not doers and done_to & other.doers and not done_to & other.done_to:
        return bool(done_to & names)
    if other.doers - spared and doers and not evidence.leans and not _alike(doers, said):
        return True  # done by somebody else
    named = {w.key for w in evidence.said.words if w.name and not is_body(w.said)} & other.doers
    return bool(doers & names and named)


class Pair(NamedTuple):
    """A word and what follows it as its complement, by which link (``mod`` without any).

    ``tail`` are the keys of the complement; of a name, without « Région », « commune » and such,
    which ``sort`` has.
    """

    head: str
    link: str
    tail: frozenset[str]
    sort: str | None
    tail_said: str


@lru_cache(maxsize=2048)
def pairs(said: Statement) -> tuple[Pair, ...]:
    """The words of a sentence that a preposition, or nothing, ties to the word before."""
    found = []
    verbs = {doing.verb.start for doing in doings(said)}
    words = [w for w in said.words if not said.in_figure(w) or w.key == "%"]
    for at, (head, tail) in enumerate(pairwise(words)):
        between = _ORDINAL.sub("", said.folded[head.end : tail.start])
        if len(between) > 14 or re.search(r"[,.;:()]", between) or tail.start in verbs:
            continue
        link = _LINK.fullmatch(between.strip())
        if link is None or (not link["prep"] and between.strip()):
            continue
        if not link["prep"] and (_LOOSE.search(tail.said) or _INVARIANT.search(head.said)):
            continue
        if head.start in verbs and not link["prep"]:
            continue
        keys = {tail.key}
        for before, after in pairwise(words[at + 1 :]):
            if not (after.name and 0 <= after.start - before.end <= 2):
                break
            keys.add(after.key)
        sort = tail.key if is_body(tail.said) else None
        if len(keys) > 1 and sort:
            keys.discard(sort)
        prep = link["prep"] or "mod"
        link_class = _CLASSES.get(prep, prep)
        found.append(Pair(head.key, link_class, frozenset(keys), sort, tail.said))
    return tuple(found)


def untied(
    claim: Statement, words: Sequence[Word], one: Evidence, every: Sequence[Evidence]
) -> str | None:
    """A complement that the claim gives a word to which the passage gives another."""
    concerned = {word.key for word in words}
    for pair in pairs(claim):
        if pair.head not in concerned or not pair.tail & concerned or pair.head in listed("light"):
            continue
        if pair.link == "mod" and pair.tail & one.said.keys:
            continue
        rivals = [p for p in pairs(one.said) if p.link == pair.link and p.head == pair.head]
        if not rivals or any(_same_tail(pair, p) for p in rivals):
            continue
        elsewhere = (p for e in every if e.source is one.source for p in pairs(e.said))
        if any(p.head == pair.head and _same_tail(pair, p) for p in elsewhere):
            continue
        return f"{pair.head} {pair.link} {pair.tail_said}"
    return None


def _same_tail(one: Pair, other: Pair) -> bool:
    if one.sort and one.sort == other.sort and {one.sort} in (one.tail, other.tail):
        return True  # « la région », said of the one that was named
    return _alike(one.tail, other.tail)


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return any(akin(a, b) > 0 for a in one for b in other)


def misplaced(claim: Statement, words: Sequence[Word], evidence: Evidence) -> bool:
    """Whether words stand by one name or figure in the claim, by its rival in the passage."""
    said = evidence.said
    for names in (True, False):
        mine = _anchors(claim, words, names=names)
        theirs = _anchors(said, said.words, names=names)
        held = [a for a in mine if any(_overlap(a, t) for t in theirs)]
        rivals = [r for r in theirs if not any(_overlap(r, a) for a in mine)]
        contrasted = not names and bool(_CONTRAST.search(said.folded))
        if any(
            (rivals or contrasted)
            and _votes(claim, words, said, a, mine, theirs, rivals, names) > 0.5
            for a in held
        ):
            return True
    return False


class _Anchor(NamedTuple):
    keys: frozenset[str]
    start: int


def _anchors(said: Statement, words: Sequence[Word], *, names: bool) -> list[_Anchor]:
    if not names:
        inside = {word.start for word in words}
        return [
            _Anchor(frozenset({str(f.value)}), f.start)
            for f in said.figures
            if any(f.start <= at < f.end for at in inside)
        ]
    found: list[_Anchor] = []
    last_end = -9
    for word in words:
        if not word.name or said.in_figure(word):
            continue
        keys = frozenset() if is_body(word.said) else frozenset({word.key})
        if found and 0 <= word.start - last_end <= 2:
            found[-1] = _Anchor(found[-1].keys | keys, found[-1].start)
        else:
            found.append(_Anchor(keys, word.start))
        last_end = word.end
    return [anchor for anchor in found if anchor.keys]


def _overlap(one: _Anchor, other: _Anchor) -> bool:
    return bool(one.keys & other.keys)


def _votes(
    claim: Statement,
    words: Sequence[Word],
    said: Statement,
    anchor: _Anchor,
    mine: Sequence[_Anchor],
    theirs: Sequence[_Anchor],
    rivals: Sequence[_Anchor],
    names: bool,
) -> float:
    """Share of the claim's words that stand with a rival's stretch, not with the anchor's."""
    homes = {said.segment(one.start) for one in theirs if _overlap(one, anchor)}
    away = {said.segment(rival.start) for rival in rivals} - homes
    if not names and _CONTRAST.search(said.folded):
        homes = {said.segment(t.start) for t in theirs if any(_overlap(t, a) for a in mine)}
        away = set(range(len(said.cuts) + 1)) - homes
    wrong = total = 0.0
    for word in words:
        if (names and word.name) or claim.in_figure(word) or word.weight < 0.3:
            continue
        if word.key in anchor.keys or is_body(word.said):
            continue
        places = {said.segment(o.start) for o in said.words if akin(o.key, word.key) >= 0.9}
        if not places or (places & homes and places & away):
            continue
        total += word.weight
        if not places & homes and places & away:
            wrong += word.weight
    return wrong / total if total else 0.0
