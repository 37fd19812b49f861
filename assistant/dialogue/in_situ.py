"""The question phrase that a spoken question says late: « Elle a fermé en quelle année ? »."""

from __future__ import annotations

from assistant.dialogue.clause import INTERROGATIVES, PREPOSITIONS, Clause, parse

_NEVER = frozenset(("que", "qu’", "comment", "pourquoi"))
_NOUN_LED = frozenset(("quel", "quelle", "quels", "quelles"))
_GOVERNORS = (PREPOSITIONS | {"partir", "tous", "les"}) - {"a"}


def statement(clause: Clause) -> str:
    """A question without the question phrase that stands in it, as what it takes for granted.

    « La ligne a fermé en quelle année ? » becomes « La ligne a fermé ». A question that has none,
    or has it first, comes back as it is.
    """
    found = _late(clause)
    if found is None:
        return clause.text
    first, _, last = found
    text = f"{clause.slice(0, first)} {clause.slice(last)}".strip(" ,")
    return statement(parse(text))


def late_noun(clause: Clause) -> str:
    """« villages » of « Il dessert combien de villages ? », or ''."""
    found = _late(clause)
    if found is None:
        return ""
    rest = parse(clause.slice(found[1]))
    return rest.slice(*rest.noun) if rest.noun else ""


def _late(clause: Clause) -> tuple[int, int, int] | None:
    """Where a late question phrase begins, its question word stands, and it ends."""
    if clause.head:
        return None
    words = clause.words
    for at in range(len(words) - 1, 0, -1):
        if words[at].low not in INTERROGATIVES - _NEVER:
            continue
        first, last = at, _phrase_end(clause, at)
        while first and words[first - 1].low in _GOVERNORS:
            first -= 1
        follows = words[last].low if last < len(words) else ""
        if first and (not follows or follows in _GOVERNORS | {"en", ","}):
            return first, at, last
    return None


def _phrase_end(clause: Clause, at: int) -> int:
    rest = parse(clause.slice(at))
    if rest.head and rest.noun is not None:
        return at + rest.noun[1]
    return at + 1 if clause.words[at].low not in _NOUN_LED else len(clause.words)
