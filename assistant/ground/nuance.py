"""What turns a sentence round or weakens it: negation, modality, qualifiers, decisive words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from assistant.ground.evidence import Evidence
from assistant.ground.lexis import akin, best_akin, listed
from assistant.ground.relations import doings
from assistant.ground.statement import Statement, Word
from assistant.meaning import family, related

_CONDITIONAL = re.compile(r"\b(?!tir|retir|attir)\w*(?:er|ir|dr|vr|ur|rr|tr)ai(?:t|ent)\b")
_EVERY = re.compile(
    r"\b(?:tous les|toutes les|tout le|toute la|tous|toutes|uniquement|seulement|toujours|"
    r"jamais|aucune?s?|exclusivement|entierement|totalement|integralement|ne \w+ que|"
    r"ensemble d\w*)\b"
)
_CLAUSE = re.compile(
    r"[;:,()«»“”]|\. |\s[–—-]\s|\b(?:mais|tandis que|alors que|puis|qui|dont|et que)\b|"
    r"\bet (?=n(?:e |')|il |elle |elles |ils |aucun|les? |la |l'|pas |non |se |s'|qu'|ses |son |a |ont |est |sont |sera|seront )"
)
_DENIED = re.compile(
    r"\bn(?:e |')(?:\S+ ){0,5}?(?:pas|plus|jamais|rien|aucune?s?|personne|ni|guere|point|nullement|nulle?)\b"
    r"(?! (?:seulement|que|uniquement)\b| qu')"
    r"|\baucune?\b|\bni\b|\b(?:personne|rien|nul) n(?:e |')"
    r"|\bse defend(?:ent|ait)? d|\b(?:nie|nient|dement|dementent|refute|conteste|renonce)(?:nt)?\b"
    r"|^\W*(?:(?:mais|et) )?(?:pas|non)(?: pas)? |\bpas (?:de |d'|des |du |encore)"
)
_WITHOUT = re.compile(r"\b(?:sans|hors|hormis|sauf|excepte)(?: (?:le|la|les|l'|un|une|de|d'))? ?$")
_NO_MORE_THAN = re.compile(r"\bn(?:e |')(?:\S+ ){0,3}\S+ qu(?:e |')")
_NOW = re.compile(r"\b(?:aujourd'hui|actuel\w*|toujours|encore|desormais)\b")
_ONCE = re.compile(r"\b(?:anciens?|anciennes?|ex-|autrefois|jadis|auparavant)\b")
_MOST_APPOSED = 2
_WANT = re.compile(
    r"\b(?:veut|veulent|voulons|voudrai\w*|souhait\w*|entend(?:ent)? \w+(?:er|ir|re)\b|envisag\w*|propos\w*|"
    r"recommand\w*|preconis\w*|demand\w*|reclam\w*|esper\w*|etudi\w* la possibilite|suggere\w*|"
    r"appelle\w* a|plaid\w*|voeu\w*|projet\w*|promet\w*|s'engag\w*|engag\w*|reflech\w*|craign\w*|regrett\w*)"
)
_MAY = re.compile(
    r"\b(?:peut|peuvent|pourra|pourront|puisse|puissent|pouvaient|pouvait|pouvoir|possib\w*|"
    r"permis de|autoris(?:e|ent|er|ee?s?|era|eront)|libres? de|(?:le|avoir|ont|a) droit|eventuel\w*)\b"
)
_MUST = re.compile(
    r"\b(?:doit|doivent|devra|devront|faut|faudra|oblig\w*|contrain\w*|tenue?s? de|impos\w*)\b"
)


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
    for span in clauses(claim.folded):
        inside = [w for w in words if span[0] <= w.start < span[1] and _tells(w, claim)]
        if not inside:
            continue
        shared = [sum(_meets(w, said, one) * w.weight for w in inside) for one in spans]
        best = max(range(len(spans)), key=shared.__getitem__)
        if shared[best] < 0.3:
            continue
        home = _with_verb(said, spans, best)
        at = clauses(claim.folded).index(span)
        whole = _with_verb(claim, clauses(claim.folded), at)
        ours = _denied(claim, whole, said, home)
        if ours != _denied(said, home, claim, whole) ^ _contraries(inside, said, home):
            return True
        for word in inside:
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
            ):
                return True
    return False


def _with_verb(said: Statement, spans: Sequence[tuple[int, int]], at: int) -> tuple[int, int]:
    """A clause, with those that follow up to the verb where it has none of its own."""
    last = at
    while not _has_verb(said, (spans[at][0], spans[last][1])):
        if last + 1 >= len(spans) or last - at >= _MOST_APPOSED:
            return spans[at]
        last += 1
    return spans[at][0], spans[last][1]


def _has_verb(said: Statement, span: tuple[int, int]) -> bool:
    return any(span[0] <= doing.verb.start < span[1] for doing in doings(said))


def _tells(word: Word, said: Statement) -> bool:
    return word.weight >= 0.3 and word.key not in listed("light") and not said.in_figure(word)


def _meets(word: Word, said: Statement, span: tuple[int, int]) -> bool:
    return any(
        span[0] <= other.start < span[1] and akin(word.key, other.key) >= 0.9
        for other in said.words
    ) or (
        best_akin(word.key, said.keys) < 0.9
        and any(
            span[0] <= other.start < span[1] and related(word.key, other.key) < 0
            for other in said.words
        )
    )


def deprived(claim: Statement, words: Sequence[Word], evidence: Evidence) -> bool:
    """Whether « sans » stands before a word on one side only."""
    for word in words:
        here = [o for o in evidence.said.words if akin(o.key, word.key) >= 0.9]
        if not here or not _tells(word, claim) or _DENIED.search(evidence.said.folded):
            continue
        ours = bool(_WITHOUT.search(claim.folded[: word.start]))
        if all(bool(_WITHOUT.search(evidence.said.folded[: o.start])) != ours for o in here):
            return True
    return False


def _contraries(words: Sequence[Word], said: Statement, span: tuple[int, int]) -> bool:
    inside = [other for other in said.words if span[0] <= other.start < span[1]]
    odd = 0
    for word in words:
        if best_akin(word.key, said.keys) >= 0.9:
            continue
        odd += any(related(word.key, other.key) < 0 for other in inside)
    return odd % 2 == 1


def _denied(
    said: Statement, span: tuple[int, int], other: Statement, there: tuple[int, int]
) -> bool:
    text = said.folded[span[0] : span[1]]
    denied = bool(_DENIED.search(text))
    known = frozenset(w.key for w in other.words if there[0] <= w.start < there[1])
    refusing = family("refusals") | family("bans") | {"exclu"}
    refused = any(
        w.key in refusing
        and best_akin(w.key, known) < 0.9
        and not any(related(w.key, key) < 0 for key in known)
        for w in said.words
        if span[0] <= w.start < span[1]
    )
    return denied != refused


def weaker(claim: Statement, words: Sequence[Word], evidence: Evidence) -> str | None:
    """What the passage says with reserve and the claim as a fact, or of some and of all."""
    said = evidence.said
    shared = [w for w in said.words if any(akin(w.key, word.key) >= 0.8 for word in words)]
    theirs = _around(said, shared)
    ours = claim.folded
    reserved = any(p.search(ours) for p in (_WANT, _MAY, _MUST, _CONDITIONAL))
    reserved |= bool(_DENIED.search(ours) or _NO_MORE_THAN.search(ours))
    if not reserved and (_WANT.search(theirs) or _MAY.search(theirs)):
        return "modality"
    if _CONDITIONAL.search(theirs) and not (reserved or re.search(r"\b(?:selon|d'apres)\b", ours)):
        return "conditional"
    if _NOW.search(ours) and _ONCE.search(said.folded) and not _NOW.search(said.folded):
        return "no longer"
    found = _EVERY.search(_around(claim, words))
    if found and not _EVERY.search(said.folded) and not _DENIED.search(said.folded):
        return f"quantifier {found[0]}"
    return None


def _around(said: Statement, words: Sequence[Word]) -> str:
    """The clause that holds most of ``words``."""
    if not words:
        return ""
    weights = {
        span: sum(w.weight for w in words if span[0] <= w.start < span[1])
        for span in clauses(said.folded)
    }
    start, end = max(weights, key=weights.__getitem__)
    return said.folded[start:end]


def qualified(claim: Statement, words: Sequence[Word], evidence: Evidence) -> bool:
    """Whether « ancien », « vice- » and such stand by a shared word on one side only."""
    marked = listed("qualifiers")
    said = evidence.said
    ours = {word.key for word in claim.words}
    for word in words:
        if word.key in marked:
            if best_akin(word.key, said.keys) < 0.8 and best_akin(word.key, evidence.around) < 0.8:
                return True
            continue
        here = [other for other in said.words if akin(other.key, word.key) > 0]
        if not here or claim.in_figure(word):
            continue
        missing = [_qualifiers(said, other) for other in here]
        if all(any(best_akin(key, frozenset(ours)) < 0.8 for key in found) for found in missing):
            return True
    return False


def _qualifiers(said: Statement, word: Word) -> frozenset[str]:
    marked = listed("qualifiers")
    return frozenset(
        other.key for other in said.words if other.key in marked and 0 < word.start - other.end <= 2
    )


def undecided(words: Sequence[Word], evidence: Evidence) -> str | None:
    """A word of ``words`` that decides what is said and that the passage does not hold."""
    for word in words:
        if word.name or (word.key not in listed("decisive") and word.key not in family("grave")):
            continue
        if best_akin(word.key, evidence.said.keys | evidence.around) < 0.8:
            return word.said
    return None
