"""The question with what its words point to in their place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.dialogue.antecedents import Topic, answer_names, antecedents
from assistant.dialogue.articles import definite, joined, of, singular, to
from assistant.dialogue.clause import DETERMINERS, Clause, parse
from assistant.dialogue.gender import noun_gender
from assistant.dialogue.mentions import Mention, mentions, same_noun
from assistant.dialogue.offices import spouse_of
from assistant.dialogue.pointers import POSSESSIVES, Slot, find_slot
from assistant.dialogue.subject import about, asked_thing, deed, noun_asked
from assistant.dialogue.verbs import plural_form

_HUMAN = re.compile(
    r"\b(?:âge|vient-(?:il|elle)|travaill(?:e|ait)|né|née|nés|naissance|salaire|gagne|"
    r"morte?|décédée?|marié|mariée|métier|profession|carrière|diplômes?|"
    r"maire|présidente?|directeur|directrice|sénateur|sénatrice|députée?|ministre|élue?|"
    r"parti politique|études|biographie|épouse|mari)"
    r"\b",
    re.IGNORECASE,
)
_THING = re.compile(
    r"\b(?:coût\w+|dur(?:e|era|ait|ée?)|mesur\w+|pès\w+|vaut|date|rapporte)\b", re.IGNORECASE
)
_FIGURES_LIST = "chiffre pourcentage montant nombre somme taux part date délai durée"
_BARE = re.compile(r"^(?:(?:les?|la)\s|l[’'])")
_FIGURES = frozenset(_FIGURES_LIST.split())


def resolved(question: str, topics: Sequence[Topic], most: int = 4) -> tuple[str, ...]:
    """The question with everything that points back replaced, likeliest reading first."""
    clause = parse(question)
    slot = find_slot(clause)
    if slot is None:
        return (clause.text,)
    found: list[str] = []
    for text, used in _readings(clause, slot, topics, frozenset()):
        current, taken = text, {used}
        for _ in range(3):
            inner = parse(current)
            other = find_slot(inner)
            if other is None:
                break
            reading = next(_readings(inner, other, topics, frozenset(taken)), None)
            if reading is None or reading[0] == current:
                break
            current = reading[0]
            taken.add(reading[1])
        if current not in found:
            found.append(current)
        if len(found) == most:
            break
    return tuple(found)


def _readings(
    clause: Clause, slot: Slot, topics: Sequence[Topic], used: frozenset[str]
) -> Iterator[tuple[str, str]]:
    if slot.role == "which":
        yield from _which(clause, slot, topics)
        return
    if slot.role == "attribute":
        yield from _attribute(clause, slot, topics)
        return
    if slot.role == "those":
        for one in antecedents(topics):
            if one.kind == "thing" and one.agrees(slot.gender, None):
                noun = singular(one.noun) if not slot.plural else one.noun
                text = definite(noun, slot.gender, bool(slot.plural))
                yield _splice(clause, slot.first, slot.last, text), one.text
                return
        return
    if slot.role == "this":
        yield from _demonstrated(clause, slot, topics)
        return
    if slot.role == "that" or (slot.role == "to" and clause.words[slot.first].low == "y"):
        done = deed(parse(topics[-1].question))
        if done and (slot.role == "that" or " fai" not in done.text):
            yield _put(clause, slot, done), done.text
            return
    for one in _ranked(clause, slot, topics):
        if one.text not in used:
            yield _put(clause, slot, one), one.text


def _ranked(clause: Clause, slot: Slot, topics: Sequence[Topic]) -> list[Mention]:
    fitting = antecedents(topics, slot.gender, slot.plural)
    if not fitting and slot.role in ("noun", "inverted"):
        fitting = antecedents(topics, "", slot.plural)  # « Ils sont combien, les équipes ? »
    if slot.role == "possessive":
        wed = spouse_of(clause.words[slot.first + 1].low)
        fitting = [one for one in fitting if one.agrees(wed, None)] or antecedents(topics)
    if slot.role == "there":
        return [one for one in fitting if one.kind in ("place", "name")] or fitting
    if slot.role == "of" and _counts(clause):
        several = [one for topic in reversed(topics) for one in mentions(parse(topic.question))
                   if one.plural and one.kind == "thing"]  # fmt: skip
        fitting = several or fitting
    if slot.role in ("that", "of", "object"):
        asked = {one.text for topic in topics if (one := asked_thing(parse(topic.question)))}
        named = {one.text for topic in topics for one in answer_names(topic)}
        ranked = sorted(
            fitting,
            key=lambda one: (one.kind == "person", one.kind != "thing" and slot.role != "object",
                             one.text in named, one.text in asked),
        )  # fmt: skip
        return ranked if slot.role == "object" else [x for x in ranked if x.kind != "person"]
    if _HUMAN.search(clause.text) and slot.role in ("inverted", "noun", "possessive"):
        persons = [one for one in fitting if one.kind == "person"]
        return persons or fitting
    if _THING.search(clause.text) and slot.role in ("inverted", "noun"):
        return sorted(fitting, key=lambda one: one.kind == "person")
    if slot.role == "to":
        there = clause.words[slot.first].low == "y"
        return [one for one in fitting if (one.kind == "person") is not there] or fitting
    return fitting


def _put(clause: Clause, slot: Slot, one: Mention) -> str:
    words = clause.words
    if slot.role == "inverted":
        verb = words[slot.first]
        if clause.head == "que" and clause.asked <= 1:
            end = clause.group_end(slot.first)
            rest = clause.slice(slot.first + 1, end)
            group = f"{verb.bare} {rest}".strip()
            return joined(clause.slice(0, slot.first), group, one.text, clause.slice(end))
        at = clause.before_verb
        return joined(clause.slice(0, at), one.text, clause.slice(at))
    if slot.role == "that":
        subject = clause.verb is not None and clause.asked <= slot.first < clause.verb
        if subject and clause.asked and clause.verb is not None:
            end, verb = clause.group_end(clause.verb), words[clause.verb]
            return joined(
                clause.slice(0, slot.first), clause.slice(slot.last, clause.verb),
                plural_form(verb.bare) if one.plural else verb.bare,
                clause.slice(clause.verb + 1, end), one.text, clause.slice(end),
            )  # fmt: skip
        if subject and one.plural and clause.verb == slot.last:  # « Ça fait combien ? »
            rest = joined(plural_form(words[slot.last].bare), clause.slice(slot.last + 1))
            return joined(clause.slice(0, slot.first), one.text, rest)
        return _splice(clause, slot.first, slot.last, one.text)
    if slot.role == "object":
        end = clause.group_end(slot.last)
        return joined(
            clause.slice(0, slot.first), clause.slice(slot.last, end), one.text, clause.slice(end)
        )
    if slot.role in ("of", "to"):
        phrase = of(one.text) if slot.role == "of" else to(one.text)
        if slot.role == "of" and _counts(clause):  # « Combien y en a-t-il ? »
            phrase = of(_BARE.sub("", one.text))
        before = clause.slice(0, slot.first)
        if before.lower() in ("qu'", "qu’"):
            before = before[:-3] + ("Que" if before[0] == "Q" else "que")
        return joined(before, clause.slice(slot.last), phrase)
    if slot.role == "possessive":
        low = words[slot.first].low
        noun = clause.slice(slot.first + 1, slot.last)
        phrase = definite(noun, POSSESSIVES[low], low in ("ses", "leurs"))
        return _splice(clause, slot.first, slot.last, f"{phrase} {of(one.text)}")
    if slot.role == "there":
        return _splice(clause, slot.first, slot.last, to(one.text))
    return _splice(clause, slot.first, slot.last, one.text)


def _counts(clause: Clause) -> bool:
    """« Combien y en a-t-il ? » counts what « en » stands for."""
    return clause.head == "combien" and clause.noun is None


def _which(clause: Clause, slot: Slot, topics: Sequence[Topic]) -> Iterator[tuple[str, str]]:
    quel = {"lequel": "quel", "laquelle": "quelle", "lesquels": "quels"}.get(
        clause.words[slot.first].low, "quelles"
    )
    among = [word.low for word in clause.words[slot.last : slot.last + 2]]
    if among[:1] == ["des"] or (among[:1] == ["de"] and among[1:] and among[1] in DETERMINERS):
        # « Lesquelles de ces communes »
        end = slot.last + (1 if among[0] == "des" else 2)
        yield joined(clause.slice(0, slot.first), quel, clause.slice(end)), quel
        return
    for topic in reversed(topics):
        asked = parse(topic.question)
        noun = noun_asked(asked)
        if not noun:
            things = [one for one in mentions(asked) if one.agrees(slot.gender, None)]
            noun = things[0].noun if things else ""
        if noun:
            noun = noun if slot.plural else singular(noun)
            yield _splice(clause, slot.first, slot.last, f"{quel} {noun}"), noun
            return


def _attribute(clause: Clause, slot: Slot, topics: Sequence[Topic]) -> Iterator[tuple[str, str]]:
    before, rest = clause.slice(0, slot.first), clause.slice(slot.last)
    for topic in reversed(topics):
        asked = parse(topic.question)
        if asked.verb is None:
            continue
        match = re.search(r"\b(?:est|était|sera|sont)(?:-\w+)?\s+(.+)", asked.text)
        if match and asked.words[asked.verb].low.startswith(("est", "était", "sera", "sont")):
            yield joined(before, rest, match[1]), match[1]
            return
    yield joined(before, rest, f", {topics[-1].question}"), ""


def _demonstrated(clause: Clause, slot: Slot, topics: Sequence[Topic]) -> Iterator[tuple[str, str]]:
    noun = clause.slice(slot.first + 1, slot.last)
    head = (noun.split() or [""])[0].lower()
    known = [one for one in antecedents(topics) if same_noun(one.noun, head)]
    for one in known[:2]:
        yield _splice(clause, slot.first, slot.last, one.text), one.text
    gender = slot.gender or noun_gender(noun)
    phrase = definite(noun, gender, bool(slot.plural))
    last = topics[-1]
    if head in _FIGURES and last.names:
        yield _splice(clause, slot.first, slot.last, f"{phrase} de {last.names[0]}"), last.names[0]
    topic = about(parse(last.question))
    if topic and not known:
        yield _splice(clause, slot.first, slot.last, f"{phrase} {of(topic)}"), topic
    for one in answer_names(last)[: 0 if known else 1]:
        yield _splice(clause, slot.first, slot.last, f"{phrase} {of(one.text)}"), one.text


def _splice(clause: Clause, first: int, last: int, text: str) -> str:
    before = clause.slice(0, first)
    governor = clause.words[first - 1].low if first else ""
    if governor in ("de", "d’"):
        before, text = clause.slice(0, first - 1), of(text)
    elif governor == "à":
        before, text = clause.slice(0, first - 1), to(text)
    return joined(before, text, clause.slice(last))
