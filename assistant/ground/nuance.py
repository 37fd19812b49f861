"""What weakens a sentence or makes it another: reserves, quantifiers, qualifiers, decisive words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from assistant.ground.denial import DENIED, clauses
from assistant.ground.evidence import Evidence
from assistant.ground.lexis import best_akin, kin, listed
from assistant.ground.rounded import names_share
from assistant.ground.statement import Statement, Word, read_statement
from assistant.meaning import family
from corpus.french.words import term_key

_CONDITIONAL = re.compile(r"\b(?!tir|retir|attir)\w*(?:er|ir|dr|vr|ur|rr|tr)ai(?:t|ent)\b")
_EVERY = re.compile(
    r"\b(?:tous les|toutes les|tout le|toute la|tous|toutes|uniquement|seulement|toujours|"
    r"jamais|aucune?s?|exclusivement|entierement|totalement|integralement|ne \w+ que|"
    r"ensemble d\w*)\b"
)
_NO_MORE_THAN = re.compile(r"\bn(?:e |')(?:\S+ ){0,3}\S+ qu(?:e |')")
_SAID_SO = (  # « reste autorisé » is « toujours »; « réservé à », « aux seuls » is « uniquement »
    (re.compile("toujours"), re.compile(r"\b(?:rest|demeur|encore)")),
    (re.compile("ment$|^ne "), re.compile(r"\b(?:seul|reserv|uniqu|exclusi|ne \w+ que)")),
)
_PAST = re.compile(r"\b(?:fut|furent|etait|etaient|a ete|avait ete|jusqu'en)\b")
_EXCEPT = re.compile(r"\b(?:sauf|excepte|hormis|hors|a l'exception)\b")
_ALL = re.compile(r"\b(?:tous|toutes|toute|tout) (?:les |la |le )")
_PLUS = re.compile(r"\b(?:de|en) plus\b(?! (?:de|d'|en))|\bplus (?:que|qu')|\bdavantage\b")
_MINUS = re.compile(r"\b(?:de|en) moins\b(?! (?:de|d'|en))|\bmoins (?:que|qu')")
_NOW = re.compile(r"\b(?:aujourd'hui|actuel\w*|toujours|encore|desormais)\b")
_ONCE = re.compile(r"\b(?:anciens?|anciennes?|ex-|autrefois|jadis|auparavant)\b")
_GOVERNED = 44  # characters after « peut » that it speaks of
_WANT = re.compile(
    r"\b(?:veut|veulent|voulons|voudrai\w*|souhait\w*|entend(?:ent)? \w+(?:er|ir|re)\b|envisag\w*|propos\w*|"
    r"recommand\w*|preconis\w*|demand\w*|reclam\w*|esper\w*|etudi\w* la possibilite|suggere\w*|"
    r"appelle\w* a|plaid\w*|voeu\w*|projet\w*|promet\w*|s'engag\w*|engag\w*|reflech\w*|craign\w*|regrett\w*)"
)
_MAY = re.compile(
    r"\b(?:peut|peuvent|pourra|pourront|puisse|puissent|pouvaient|pouvait|pouvoir|possib\w*|"
    r"permis de (?!condui|constru)|autoris(?:e|ent|er|ee?s?|era|eront)|libres? de|(?:le|avoir|ont|a) droit|eventuel\w*)\b"
)
_MUST = re.compile(
    r"\b(?:doit|doivent|devra|devront|faut|faudra|oblig\w*|contrain\w*|tenue?s? de|impos\w*)\b"
)


def weaker(claim: Statement, words: Sequence[Word], evidence: Evidence) -> list[str]:
    """What the passage says with reserve and the claim as a fact, or of some and of all."""
    said = evidence.said
    shared = _shared(said, words)
    theirs = _around(said, shared)
    ours = claim.folded
    reserved = any(p.search(ours) for p in (_WANT, _MAY, _MUST, _CONDITIONAL))
    reserved |= bool(DENIED.search(ours) or _NO_MORE_THAN.search(ours))
    found = []
    if not reserved and _governs(theirs, claim):
        found.append("modality")
    if _CONDITIONAL.search(theirs) and not (reserved or re.search(r"\b(?:selon|d'apres)\b", ours)):
        found.append("conditional")
    if (_NOW.search(ours) and _ONCE.search(said.folded) and not _NOW.search(said.folded)) or any(
        one.search(ours) and other.search(said.folded) and not one.search(said.folded)
        for one, other in ((_PLUS, _MINUS), (_MINUS, _PLUS))
    ):
        found.append("degree")
    all_but = _ALL.search(ours) and _EXCEPT.search(said.folded) and not _EXCEPT.search(ours)
    every = _EVERY.search(_around(claim, words))
    said_so = every and any(
        ours_said.search(every[0]) and theirs_said.search(said.folded)
        for ours_said, theirs_said in _SAID_SO
    )
    if all_but or (
        every and not said_so and not _EVERY.search(said.folded) and not DENIED.search(said.folded)
    ):
        found.append("quantifier")
    return found


def _governs(theirs: str, claim: Statement) -> bool:
    """Whether « peut », « propose » and such stand just before what the claim says."""
    for pattern in (_WANT, _MAY):
        for found in pattern.finditer(theirs):
            next_words = read_statement(theirs[found.end() : found.end() + _GOVERNED]).words[:1]
            if any(best_akin(word.key, claim.keys) > 0 for word in next_words):
                return True
    return False


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
        here = said.akin_to(word.key)
        if not here or claim.in_figure(word):
            continue
        missing = [_qualifiers(said, other) for other in here]
        if _PAST.search(claim.folded):
            missing = [found - _former() for found in missing]
        if all(any(best_akin(key, frozenset(ours)) < 0.8 for key in found) for found in missing):
            return True
    return False


@cache
def _former() -> frozenset[str]:
    return frozenset(term_key(word) for word in ("ancien", "ancienne", "ex"))


def _qualifiers(said: Statement, word: Word) -> frozenset[str]:
    marked = listed("qualifiers")
    return frozenset(
        other.key for other in said.words if other.key in marked and 0 < word.start - other.end <= 2
    )


def _shared(said: Statement, words: Sequence[Word]) -> list[Word]:
    """The words of the sentence that the claim says too."""
    wanted = {other.key for word in words for other in said.akin_to(word.key, 0.8)}
    return [word for word in said.words if word.key in wanted]


def undecided(claim: Statement, words: Sequence[Word], evidence: Evidence) -> list[str]:
    """The words of ``words`` that decide what is said and that the passage does not hold."""
    found = []
    for word in words:
        decides = word.key in listed("decisive") or word.key in family("grave")
        if word.name or claim.in_figure(word) or not decides:
            continue
        known = evidence.said.keys | evidence.around
        if names_share(word, claim):
            continue
        if best_akin(word.key, known) < 0.8 and not kin(word.key, known).opposite:
            found.append(word.said)
    return found
