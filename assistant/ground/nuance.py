"""What turns a sentence round or weakens it: negation, modality, qualifiers, decisive words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.ground.evidence import Evidence
from assistant.ground.lexis import listed
from assistant.ground.statement import Statement, Word
from assistant.meaning import family, related
from assistant.proposition import denies, modal_of

_CONDITIONAL = re.compile(r"\b(?:\w{3,}(?:er|ir|r)|ser|aur|ir|fer)ai(?:t|ent)\b")
_WITHOUT = re.compile(r"\b(?:sans|non|hors|sauf|hormis|excepte)[ -](?:\w{1,4} )?$")
_EVERY = re.compile(
    r"\b(?:tous les|toutes les|tout le|toute la|tous|toutes|chaque|uniquement|seulement|toujours|"
    r"jamais|aucune?s?|exclusivement|entierement|totalement|integralement|ne \w+ que)\b"
)
_CLAUSE = re.compile(
    r"[;:,()«»“”]|\s[–—-]\s|\b(?:mais|tandis que|alors que|puis|qui|dont)\b|"
    r"\bet (?=n(?:e |')|il |elle |elles |ils |aucun|les? |la |l'|pas |non |se |s')"
)


def clauses(folded: str) -> list[tuple[int, int]]:
    """Spans of the clauses of a folded sentence."""
    at, found = 0, []
    for cut in _CLAUSE.finditer(folded):
        if cut.start() > at:
            found.append((at, cut.start()))
            at = cut.start()
    found.append((at, len(folded)))
    return found


def denial(claim: Statement, words: Sequence[Word], evidence: Evidence) -> bool:
    """Whether claim and evidence disagree on what is denied, over the words that they share."""
    said = evidence.said
    clash = 0.0
    agree = 0.0
    claim_clauses = clauses(claim.folded)
    said_clauses = clauses(said.folded)
    for word in words:
        if word.weight < 0.3 or word.key in listed("light") or claim.in_figure(word):
            continue
        here = [other for other in said.words if other.key == word.key]
        sign = 1
        if not here:
            here = [other for other in said.words if related(word.key, other.key) > 0]
        if not here:
            here = [other for other in said.words if related(word.key, other.key) < 0]
            sign = -1
        if not here:
            continue
        ours = _denied(claim, claim_clauses, word)
        theirs = {_denied(said, said_clauses, other) for other in here}
        wanted = ours if sign > 0 else not ours
        if wanted in theirs:
            agree += word.weight
        else:
            clash += word.weight
    return clash > 0 and clash >= agree * 0.5


def _denied(said: Statement, spans: Sequence[tuple[int, int]], word: Word) -> bool:
    span = next((s for s in spans if s[0] <= word.start < s[1]), (0, len(said.folded)))
    text = said.folded[span[0] : span[1]]
    denied = denies(text) and _in_scope(said, span, word)
    if re.match(r"[\W]*(?:(?:mais|et) )?(?:pas|non) ", text):
        denied = True
    if _WITHOUT.search(said.folded[max(0, word.start - 16) : word.start]):
        denied = not denied
    refusing = [
        other
        for other in said.words
        if span[0] <= other.start < span[1]
        and other.key in family("refusals") | family("bans")
        and other.key != word.key
        and other.start < word.start
    ]
    return denied != bool(refusing)


def _in_scope(said: Statement, span: tuple[int, int], word: Word) -> bool:
    """A subject stands before « ne » and is denied its verb as well: the whole clause is."""
    del said, span, word
    return True


def weaker(claim: Statement, words: Sequence[Word], evidence: Evidence) -> str | None:
    """What the passage says with reserve and the claim as a fact, or the other way round."""
    said = evidence.said
    ours = _around(claim, words)
    shared = [w for w in said.words if any(w.key == word.key for word in words)]
    theirs = _around(said, shared)
    if not shared:
        return None
    mine, other = modal_of(ours), modal_of(theirs)
    if mine != other and {mine, other} & {"want", "may"}:
        whole = modal_of(said.folded) if mine else modal_of(claim.folded)
        if (mine or other) != whole:
            return "modality"
    if bool(_CONDITIONAL.search(ours)) != bool(_CONDITIONAL.search(theirs)):
        wide = _CONDITIONAL.search(said.folded) and _CONDITIONAL.search(claim.folded)
        if not wide:
            return "conditional"
    if (found := _EVERY.search(ours)) and not _EVERY.search(said.folded):
        return f"quantifier {found[0]}"
    return None


def _around(said: Statement, words: Sequence[Word]) -> str:
    if not words:
        return said.folded
    spans = [s for s in clauses(said.folded) if any(s[0] <= w.start < s[1] for w in words)]
    return " ".join(said.folded[a:b] for a, b in spans)


def qualified(claim: Statement, words: Sequence[Word], evidence: Evidence) -> bool:
    """Whether « ancien », « vice- » and such stand by a shared word on one side only."""
    marked = listed("qualifiers")
    ours = {word.key for word in claim.words if word.key in marked}
    theirs = {word.key for word in evidence.said.words if word.key in marked}
    for word in words:
        if word.key in marked:
            if word.key not in evidence.said.keys and word.key not in evidence.around:
                return True
            continue
        here = [o for o in evidence.said.words if o.key == word.key or related(o.key, word.key) > 0]
        if not here or claim.in_figure(word):
            continue
        mine = _qualifiers_of(claim, word)
        if all(_qualifiers_of(evidence.said, other) != mine for other in here) and (
            mine - theirs or any(_qualifiers_of(evidence.said, o) - ours for o in here)
        ):
            return True
    return False


def _qualifiers_of(said: Statement, word: Word) -> frozenset[str]:
    marked = listed("qualifiers")
    return frozenset(
        other.key for other in said.words if other.key in marked and 0 < word.start - other.end <= 2
    )


def undecided(words: Sequence[Word], evidence: Evidence) -> str | None:
    """A word of ``words`` that decides what is said and that the passage does not hold."""
    for word in words:
        if word.name or (word.key not in listed("decisive") and word.key not in family("grave")):
            continue
        known = evidence.said.keys | evidence.around
        if word.key in known or any(related(word.key, key) > 0 for key in known):
            continue
        return word.said
    return None
