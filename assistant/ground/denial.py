"""What is denied on one side only: clause by clause, by « sans », by contraries."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from assistant.ground.evidence import Evidence
from assistant.ground.lexis import best_akin, kin, listed
from assistant.ground.statement import Statement, Word
from assistant.ground.verbs import BEING, doings
from assistant.meaning import family

_CLAUSE = re.compile(
    r"[;:()«»“”]|(?<!\d),|,(?!\d)|\. |\s[–—-]\s|\b(?:mais|tandis que|alors que|puis|qui|dont|et que|sauf)\b|"
    r"\bqu(?:e |')(?=(?:ils?|elles?|les?|la|l'|un|une|des|ces?|cette|aucune?|leurs?|son|sa|ses)\b)|"
    r"\bou (?=l'on |on |ils? |elles? |les |la |le )|\b(?:pour|afin de) (?=n(?:e |'))|"
    r"\bet (?=n(?:e |')|il |elle |elles |ils |aucun|les? |la |l'|pas |non |se |s'|qu'|ses |son |a |ont |est |sont |sera|seront )"
)
DENIED = re.compile(
    r"\bn(?:e |')(?:\S+ ){0,5}?(?:pas|plus|jamais|rien|aucune?s?|personne|ni|guere|point|nullement|nulle?)\b"
    r"(?! (?:seulement|que|uniquement)\b| qu')"
    r"|\baucune?\b|\bni\b|\b(?:personne|rien|nul) n(?:e |')"
    r"|\bse defend(?:ent|ait)? d|\b(?:nie|nient|dement|dementent|refute|(?<!ete )(?<!etre )conteste|renonce)(?:nt)?\b"
    r"|^\W*(?:(?:mais|et) )?(?:pas|non)(?: pas)? |\bpas (?:de |d'|des |du |encore)"
)
_WITHOUT = re.compile(r"\b(?:sans|hors|hormis|sauf|excepte)(?: (?:le|la|les|l'|un|une|de|d'))? ?$")
_LACKING = re.compile(r"\bsans\b")
_OTHERWISE = re.compile(r"\b(?:faute de quoi|sinon|a defaut|si)\b")
_MOST_APPOSED = 2


@lru_cache(maxsize=4096)
def clauses(folded: str) -> tuple[tuple[int, int], ...]:
    """Spans of the clauses of a folded sentence."""
    at, found = 0, []
    for cut in _CLAUSE.finditer(folded):
        if cut.start() > at:
            found.append((at, cut.start()))
            at = cut.start()
    found.append((at, len(folded)))
    return tuple(found)


def denial(claim: Statement, words: Sequence[Word], evidence: Evidence) -> bool:
    """Whether claim and evidence differ on what is denied, clause by clause."""
    said = evidence.said
    spans = clauses(said.folded)
    verbs = {doing.verb.start for doing in doings(claim)}
    if all(word.end < min(verbs, default=0) for word in words):
        return False  # nothing is said of it yet
    for span in clauses(claim.folded):
        if re.match(r"\W*(?:sauf|hors|hormis)\b", claim.folded[span[0] : span[1]]):
            continue
        inside = [w for w in words if span[0] <= w.start < span[1] and _tells(w, claim)]
        if not inside:
            continue
        compared = [w for w in inside if not w.name] or inside
        shared = [sum(_meets(w, said, one) * w.weight for w in compared) for one in spans]
        best = max(range(len(spans)), key=shared.__getitem__)
        if shared[best] < 0.3:
            continue
        home = _with_verb(said, spans, best)
        at = clauses(claim.folded).index(span)
        whole = _with_verb(claim, clauses(claim.folded), at)
        ours = _denied(claim, whole, said, home)
        if ours != _denied(said, home, claim, whole) ^ _contraries(inside, said, home):
            if not _lacks(claim, span, said, home) and not _supposed(claim, span, said):
                return True
            continue
        several = sum(span[0] <= start < span[1] for start in verbs) > 1
        for word in () if several else inside:
            # « Les élus touchent … » where it is « les élus n'en reçoivent pas » that is written.
            if _meets(word, said, home):
                continue
            if word.name:
                continue
            other = next((one for one in spans if _meets(word, said, one)), None)
            if (
                other is not None
                and _has_verb(said, other)
                and ours != _denied(said, other, claim, span)
                and not _lacks(claim, span, said, other)
            ):
                return True
    return False


def _lacks(
    said: Statement, span: tuple[int, int], other: Statement, there: tuple[int, int]
) -> bool:
    """Whether one side says « sans » what the other denies to have."""
    ours, theirs = said.folded[span[0] : span[1]], other.folded[there[0] : there[1]]
    one, two = bool(_LACKING.search(ours)), bool(_LACKING.search(theirs))
    denied = bool(DENIED.search(ours)), bool(DENIED.search(theirs))
    return one != two and denied[0] != denied[1]


def _supposed(claim: Statement, span: tuple[int, int], said: Statement) -> bool:
    """Whether the claim's clause is a condition that the passage sets out as « faute de quoi »."""
    start = claim.folded[span[0] : span[1]].strip(" ,")
    return bool(re.match(r"(?:si|s'il|sauf si)\b", start)) and bool(_OTHERWISE.search(said.folded))


def _with_verb(said: Statement, spans: Sequence[tuple[int, int]], at: int) -> tuple[int, int]:
    """A clause, with those that follow up to the verb where it has none of its own."""
    start = said.folded[spans[at][0] : spans[at][1]].lstrip(" ,;")
    joined = at + 1 < len(spans) and re.match(r"et l", said.folded[spans[at + 1][0] :])
    back = at if not joined and not re.match(r"(?:mais|et non|non|pas)\b", start) else 0
    for first in range(at, max(-1, at - _MOST_APPOSED - 1), -1):
        if back and _has_verb(said, (spans[first][0], spans[at][1])):
            return spans[first][0], spans[at][1]
    last = at
    while not _has_verb(said, (spans[at][0], spans[last][1])):
        if last + 1 >= len(spans) or last - at >= _MOST_APPOSED:
            return spans[at]
        last += 1
    return spans[at][0], spans[last][1]


def _has_verb(said: Statement, span: tuple[int, int]) -> bool:
    if BEING.search(said.folded[span[0] : span[1]]):
        return True
    return any(
        span[0] <= doing.verb.start < span[1]
        and (doing.passive or not doing.verb.said.endswith(("er", "ir", "re")))
        for doing in doings(said)
    )


def _tells(word: Word, said: Statement) -> bool:
    return word.weight >= 0.3 and word.key not in listed("light") and not said.in_figure(word)


def _meets(word: Word, said: Statement, span: tuple[int, int]) -> bool:
    near = kin(word.key, said.keys)
    if not near.akin and not near.opposite:
        return False
    sure = {key for key, how in near.akin.items() if how >= 0.8}
    wanted = sure | near.opposite if best_akin(word.key, said.keys) < 0.9 else sure
    return any(span[0] <= other.start < span[1] and other.key in wanted for other in said.words)


def deprived(claim: Statement, words: Sequence[Word], evidence: Evidence) -> bool:
    """Whether « sans » stands before a word on one side only."""
    if DENIED.search(evidence.said.folded) or DENIED.search(claim.folded):
        return False
    for word in words:
        here = evidence.said.akin_to(word.key, 0.9)
        if not here or not _tells(word, claim):
            continue
        ours = bool(_WITHOUT.search(claim.folded[: word.start]))
        if all(bool(_WITHOUT.search(evidence.said.folded[: o.start])) != ours for o in here):
            return True
    return False


def _contraries(words: Sequence[Word], said: Statement, span: tuple[int, int]) -> bool:
    inside = {other.key for other in said.words if span[0] <= other.start < span[1]}
    odd = 0
    for word in words:
        if best_akin(word.key, said.keys) >= 0.9:
            continue
        odd += bool(kin(word.key, said.keys).opposite & inside)
    return odd % 2 == 1


def _denied(
    said: Statement, span: tuple[int, int], other: Statement, there: tuple[int, int]
) -> bool:
    text = said.folded[span[0] : span[1]]
    denied = bool(DENIED.search(text))
    turned = bool(re.search(r"\b(?:s'(?:y )?(?:est |sont )?|opposee?s? (?:a|au|aux) )oppos", text))
    known = frozenset(w.key for w in other.words if there[0] <= w.start < there[1])
    refusing = family("refusals") | family("bans") | {"exclu"}
    refused = any(
        w.key in refusing
        and (turned or not w.said.startswith("oppos"))
        and best_akin(w.key, known) < 0.8
        and not kin(w.key, known).opposite
        for w in said.words
        if span[0] <= w.start < span[1]
    )
    return denied != refused
