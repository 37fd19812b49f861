"""What stands with what: complements, and the words that stand by a name or a figure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from assistant.ground.evidence import Evidence
from assistant.ground.lexis import listed
from assistant.ground.relations import alike
from assistant.ground.statement import Statement, Word
from assistant.ground.verbs import doings
from assistant.values import is_body

_LINK = re.compile(
    r"(?P<prep>de|du|des|d'|a|au|aux|pour|avec|contre|en|dans|chez|sur|vers|entre)?"
    r"(?: ?(?:la|le|les|l'|une?|ses|son|sa|leurs?|ce|cet|cette|ces))?"
)
_LOOSE = re.compile(r"(?:er|ir|oir|ement|amment|emment|ee?s?|ie?s?|ue?s?|ants?|antes?)$")
_INVARIANT = re.compile(r"(?:er|ir|oir|ement|amment|emment)$")  # infinitives, adverbs
_CONTRAST = re.compile(r";(?! (?:il|elle|ils|elles|celui-ci|celle-ci|ce|cet|cette|ces)\b)\s*\S")
_INTRODUCED = re.compile(r"\W*(?:pour|selon|d'apres) [^,:]{3,40}[,:]")
_DETERMINERS = re.compile(r"(?:les?|la|une?|des?|ce|cette|ces|elles?|ils?|se)$")
_ORDINAL = re.compile(
    r"\b(?:premiere?|seconde?|deuxieme|troisieme|quatrieme|cinquieme|sixieme|\d+e?) |[ ]\d[\d ,]*(?= )"
)
_CLASSES = {"du": "de", "des": "de", "d'": "de", "au": "a", "aux": "a"}


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
        if head.start in verbs:
            continue
        keys = {tail.key}
        for before, after in pairwise(words[at + 1 :]):
            apart = said.folded[before.end : after.start]
            if not after.name or len(apart) > 2 or "," in apart:
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
        rivals = [p for p in rivals if not p.tail <= listed("light")]  # « 60 % de cette somme »
        if not rivals or any(_same_tail(pair, p) for p in rivals):
            continue
        if any(alike(pair.tail, _after(one.said, p)) for p in rivals):
            continue  # « bureau de Bruxelles », « bureau de représentation de Bruxelles »
        if pair.link == "mod":
            return f"{pair.head} {pair.link} {pair.tail_said}"
        elsewhere = (p for e in every if e.source is one.source for p in pairs(e.said))
        if any(p.head == pair.head and _same_tail(pair, p) for p in elsewhere):
            continue
        return f"{pair.head} {pair.link} {pair.tail_said}"
    return None


def _after(said: Statement, pair: Pair) -> frozenset[str]:
    """Keys of what follows a complement up to the next verb or full stop."""
    head = next((w for w in said.words if w.key == pair.head), None)
    if head is None:
        return frozenset()
    verbs = [d.verb.start for d in doings(said) if d.verb.start > head.start]
    stop = min([*verbs, len(said.folded)])
    return frozenset(w.key for w in said.words if head.start < w.start < stop)


def _same_tail(one: Pair, other: Pair) -> bool:
    if one.sort and one.sort == other.sort and {one.sort} in (one.tail, other.tail):
        return True  # « la région », said of the one that was named
    return alike(one.tail, other.tail)


def misplaced(claim: Statement, words: Sequence[Word], evidence: Evidence) -> bool:
    """Whether words stand by one name or figure in the claim, by its rival in the passage."""
    said = evidence.said
    for names in (True, False):
        mine = _anchors(claim, words, names=names)
        theirs = _anchors(said, said.words, names=names)
        held = [a for a in mine if any(_overlap(a, t) for t in theirs)]
        rivals = [r for r in theirs if not any(_overlap(r, a) for a in mine)]
        if not names:
            units = {a.unit for a in mine}
            rivals = [r for r in rivals if r.unit in units]
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
    unit: str | None = None


def _anchors(said: Statement, words: Sequence[Word], *, names: bool) -> list[_Anchor]:
    if not names:
        inside = {word.start for word in words}
        return [
            _Anchor(frozenset({str(f.value)}), f.start, "date" if f.is_date else f.unit)
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


def _is_qualified(claim: Statement, said: Statement, word: Word) -> bool:
    """Whether a word stands there with « vice- » or such, which the claim does not say."""
    marked = listed("qualifiers")
    return any(
        other.key in marked and other.key not in claim.keys and 0 < word.start - other.end <= 2
        for other in said.words
    )


def _predicate(said: Statement, segment: int) -> range:
    """The segments after one without a verb, up to the one that has the verb of its subject."""
    verbs = {said.segment(doing.verb.start) for doing in doings(said)}
    verbs = {one for one in verbs if not one or said.folded[said.cuts[one - 1]] != "("}
    if segment in verbs:
        return range(0)
    after = [verb for verb in verbs if verb > segment]
    return range(segment + 1, min(after) + 1) if after else range(0)


def _home(said: Statement, segment: int, held: set[int]) -> int:
    """The segment that a segment belongs to: one in apposition, to the one before it."""
    if not segment or segment in held or segment - 1 not in held:
        return segment
    start = said.cuts[segment - 1]
    beside = re.match(r"[,(] ?(?:qui |dont )?(?P<first>\w+)", said.folded[start:])
    if beside is None:
        return segment
    apposed = said.folded[start] == "(" or re.search(
        r"(?:e|es|ee|ees|u|ue|us|ues|is|ise)$", beside["first"]
    )
    return segment - 1 if apposed and not _DETERMINERS.match(beside["first"]) else segment


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
    if names:
        homes |= {place for home in homes for place in _predicate(said, home)}
    shared = {said.segment(t.start) for t in theirs if any(_overlap(t, a) for a in mine)}
    away = {said.segment(rival.start) for rival in rivals} - homes - (shared if names else set())
    if not names and _CONTRAST.search(said.folded):
        homes = {said.segment(t.start) for t in theirs if any(_overlap(t, a) for a in mine)}
        away = set(range(len(said.cuts) + 1)) - homes
    if names and _INTRODUCED.match(said.folded) and 0 in homes:
        return 0.0  # « Pour X, « … » »: all of it is X’s
    held = {said.segment(one.start) for one in theirs}
    wrong = total = 0.0
    for word in words:
        if (names and word.name) or claim.in_figure(word) or word.weight < 0.3:
            continue
        if word.key in anchor.keys or is_body(word.said):
            continue
        places = {
            _home(said, said.segment(o.start), held)
            for o in said.akin_to(word.key, 0.9)
            if not _is_qualified(claim, said, o)
        }
        if not places or (places & homes and places & away):
            continue
        total += word.weight
        if not places & homes and places & away:
            wrong += word.weight
    return wrong / total if total else 0.0
