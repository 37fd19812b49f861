"""Follow-ups without a verb or without a subject: « Et en 2024 ? », « Doté de combien ? »."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.dialogue.anaphora import resolved
from assistant.dialogue.antecedents import Topic
from assistant.dialogue.clause import (
    CLITICS,
    DETERMINERS,
    INTERROGATIVES,
    PREPOSITIONS,
    Clause,
    parse,
    words_of,
)
from assistant.dialogue.ellipsis import completed
from assistant.dialogue.gender import noun_gender
from assistant.dialogue.in_situ import late_noun, statement
from assistant.dialogue.inversion import interrogated
from assistant.dialogue.mentions import Mention, mentions
from assistant.dialogue.offices import is_somebody
from assistant.dialogue.pointers import THOSE_OF, find_slot
from assistant.dialogue.reasking import asked_again, lowered
from assistant.dialogue.subject import noun_asked
from assistant.dialogue.verbs import is_infinitive, is_participle
from corpus.french.words import terms

_ADVERB = re.compile(
    r"(?:avant|auparavant|après|ensuite|depuis|aujourd['’]hui|maintenant|ailleurs|pas|plus|où|"
    r"pourquoi|combien|quand|comment)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\b(?:il|ils)\b", re.IGNORECASE)
_WHICH = {"lequel": "quel", "laquelle": "quelle", "lesquels": "quels", "lesquelles": "quelles"}
_ASKS = {("m", False): "Quel est", ("f", False): "Quelle est", ("m", True): "Quels sont",
         ("f", True): "Quelles sont"}  # fmt: skip
_IF = re.compile(r"(?:si\s|s['’](?=ils?\b))[^,]+", re.IGNORECASE)


def is_fragment(clause: Clause, linked: bool) -> bool:
    """Whether the question has no verb and cannot do without one.

    Args:
        linked: whether « et » or such came before it.
    """
    if clause.verb is not None or _PRONOUN.search(clause.text):
        return False
    content = len(terms(clause.text))
    if clause.asked:
        after = [one.low for one in clause.words[clause.asked :] if one.low not in CLITICS]
        if after and after[0] in ("pour", "à", "de", "d’"):
            after = [low for low in after[1:] if low not in CLITICS]
        following = after[0] if after else ""
        if is_infinitive(following) or "est-ce" in clause.slice(0, clause.asked).lower():
            return False
        if clause.asked == len(clause.words):
            return content < 3 or linked
        return clause.noun is None or (content < 2)
    first = clause.words[0].low
    if linked or first in THOSE_OF:
        return True
    if first in PREPOSITIONS | {"en"} or _ADVERB.match(clause.text):
        return content < 6
    return first in DETERMINERS and content <= 2


def whole(text: str) -> str:
    """A follow-up without its subject or its main clause, given one: « Il est doté de combien »."""
    clause = parse(text)
    if not clause.words:
        return text
    if _IF.fullmatch(clause.text):
        return f"Que faire {clause.text[:1].lower()}{clause.text[1:]}"
    first = clause.words[0].low
    follows = clause.words[1].low if len(clause.words) > 1 else ""
    if clause.asked or not is_participle(first) or not (
        follows in PREPOSITIONS | INTERROGATIVES or follows == "en"
    ):  # fmt: skip
        return text
    plural, feminine = first.endswith("s"), first.rstrip("s").endswith("e")
    pronoun = "elle" if feminine else "il"
    auxiliary = "s sont" if plural else " est"
    return f"{pronoun}{auxiliary} {clause.text[:1].lower()}{clause.text[1:]}"


def filled(clause: Clause, topics: Sequence[Topic]) -> list[str]:
    """Readings of a fragment that are whole questions, likeliest first."""
    last = topics[-1]
    if find_slot(clause) is not None and clause.words[0].low not in {*THOSE_OF, *_WHICH}:
        pointed = resolved(clause.text, topics)
        if pointed and pointed[0] != clause.text:
            own = _own_question(clause, pointed)
            if own:
                return own
            clause = parse(pointed[0])
    if not clause.asked:
        return list(completed(clause.text, last))
    phrase, rest = clause.slice(0, clause.asked), clause.slice(clause.asked)
    if clause.head in _WHICH:
        return _which(clause, rest, last)
    again = asked_again(phrase[:1].upper() + phrase[1:], last)
    if not rest:
        return list(again)
    return [one for base in again[:2] for one in completed(rest, replace(last, question=base))]


def _own_question(clause: Clause, pointed: Sequence[str]) -> list[str]:
    """« Et son budget ? », « parmi elles, combien de … ? »: what asks by itself once resolved."""
    if any(word.low in INTERROGATIVES for word in clause.words):
        return list(pointed)
    found: list[str] = []
    for text in pointed:
        one = next(iter(mentions(parse(text))), None)
        if one is None or one.first or one.kind != "thing":
            return []
        found.append(f"{_asking(one)} {one.text[:1].lower()}{text[1:]}")
    return found


def _asking(one: Mention) -> str:
    if any(is_somebody(word.text) for word in words_of(one.text)[:3]):
        return "Qui est"
    return _ASKS[one.gender or noun_gender(one.noun) or "m", one.plural]


def _which(clause: Clause, rest: str, last: Topic) -> list[str]:
    """« Lesquels ? » with the noun that it is said of."""
    quel = _WHICH[clause.head]
    former = parse(last.question)
    if rest:
        return list(completed(rest, last))
    late, base = late_noun(former), interrogated(statement(former))
    if late:
        return [f"{quel[:1].upper()}{quel[1:]} {late} {lowered(base)}"]
    noun = noun_asked(former)
    if noun and former.head in ("combien", quel):
        return [f"{quel[:1].upper()}{quel[1:]} {noun} {former.slice(former.asked)}"]
    things = [
        one for one in mentions(former) if one.kind != "person" and one.plural == quel.endswith("s")
    ]
    if things and not things[0].first and former.words[0].low == "des":
        noun = things[0].text.split(" ", 1)[-1]
        return [f"{quel[:1].upper()}{quel[1:]} {noun} {former.slice(things[0].last)}"]
    if things:
        return [
            f"{quel[:1].upper()}{quel[1:]} {'sont' if things[0].plural else 'est'} {things[0].text}"
        ]
    return list(asked_again(clause.slice(0, clause.asked), last))
