"""What a pronoun may stand for: the answers' names, then what the questions speak of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.dialogue.articles import definite
from assistant.dialogue.clause import PREPOSITIONS, Clause, parse
from assistant.dialogue.mentions import Mention, mentions, named
from assistant.dialogue.subject import asked_gender, asked_thing, defined, is_definition

_LONGEST_NAME = 60  # characters; longer bold words are a clause
_READ = 600  # characters of an answer that are read for persons
_LEADING = re.compile(
    r"(?:(?i:pour|selon|d[’']après|par|avec|chez|à|de|en|dans)\s+|[dD][’'])(?=[A-ZÀ-Þ])"
)
_NUMERIC = re.compile(
    r"\d|(?:un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|"
    r"vingt|trente|quarante|cinquante|soixante|cent|mille|plus|moins|environ|oui|non|aucune?)\b",
    re.IGNORECASE,
)
_NAMING = re.compile(r"[A-ZÀ-Þ]|(?:le|la|les|un|une)\s|l[’']")


@dataclass(frozen=True)
class Topic:
    """An earlier turn, resolved.

    Attributes:
        question: its standalone form.
        answer: the answer's text without marks; '' if it was refused.
        names: the answer's bold words, best first (person, date, law…).
        documents: the names of those that the answer quotes.
    """

    question: str
    answer: str = ""
    names: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()


def antecedents(
    topics: Sequence[Topic], gender: str = "", plural: bool | None = None
) -> list[Mention]:
    """What a pronoun may mean, likeliest first: the last turn before those before it.

    Args:
        topics: the earlier turns, oldest first.
        gender: of the pronoun, or '' for any.
        plural: whether the pronoun is, or None for any.
    """
    found: list[Mention] = []
    for topic in reversed(topics):
        fitting = [one for one in _of_topic(topic) if one.agrees(gender, plural)]
        if gender:  # before « Isidore », who may be anybody, « elle » is « Isaure »
            fitting.sort(key=lambda one: 2 if one.kind != "person" else not one.gender)
        main = [one for one in fitting if not _is_adjunct(one)]
        for one in main or fitting:
            if not _hangs(one, fitting) and all(one.text != other.text for other in found):
                found.append(one)
    return found


def _is_adjunct(one: Mention) -> bool:
    return one.kind != "person" and one.preposition not in ("", "de", "d’", "sur")


def _hangs(one: Mention, fitting: Sequence[Mention]) -> bool:
    """Whether it only tells which of another is meant: the brigade, not its Région."""
    if one.kind == "person":
        return False
    return any(other.first <= one.first < one.last <= other.last for other in fitting
               if other.last - other.first > one.last - one.first)  # fmt: skip


def answer_names(topic: Topic) -> list[Mention]:
    """The answer's names, persons first; figures, dates and whole clauses left out.

    The persons that an answer to « Qui … ? » holds count too, in bold or not.
    """
    clause = parse(topic.question)
    stripped = [name.strip(" .,;:«»\u00a0") for name in topic.names]
    names = [name[m.end() :] if (m := _LEADING.match(name)) else name for name in stripped]
    found = [named(name) for name in names if _is_naming(name)]
    found = [one for one in found if one.kind != "date"]
    if found and clause.noun and clause.head.startswith("quel") and found[0].kind != "person":
        gender, plural = asked_gender(clause)
        found[0] = replace(found[0], gender=gender, plural=plural)
    if clause.head == "qui" and topic.answer:
        spoken_of = {one.text for one in mentions(clause)}
        found += [
            one
            for one in mentions(parse(topic.answer[:_READ]))
            if one.kind == "person" and one.text not in spoken_of
        ]
    # The longer of two spellings of one name: « Jérôme Durain » rather than « Jérôme ».
    whole = [
        one for one in found if not any(one.text != x.text and one.text in x.text for x in found)
    ]
    return sorted(whole, key=lambda one: one.kind != "person")


def _is_naming(name: str) -> bool:
    if not 1 < len(name) <= _LONGEST_NAME or _NUMERIC.match(name) or not _NAMING.match(name):
        return False
    clause = parse(name)
    return clause.verb is None and clause.words[0].low not in PREPOSITIONS


def _of_topic(topic: Topic) -> Iterator[Mention]:
    clause = parse(topic.question)
    inside = [one for one in mentions(clause) if one.kind != "date"]
    names = answer_names(topic)
    found = [one for one in names if one.kind == "person"]
    own = [one for one in inside if one.kind == "person"]
    answering = [replace(one, first=0, last=0) for one in found]
    # « Qui est X ? » is about X, whoever else its answer names.
    yield from [*own, *answering] if own and is_definition(clause) else [*answering, *own]
    if (clause.head == "qui" and not found) or clause.head.startswith("quel"):
        others = [one for one in names if one.kind != "person"]
        yield from (replace(one, first=0, last=0) for one in others[:1])
    asked = asked_thing(clause)
    aside = clause.words[0].low in PREPOSITIONS if clause.words else False
    things = [_at_length(clause, one) for one in inside if _is_thing(clause, one, inside)]
    things.sort(key=lambda one: not _is_introduced(one))
    if asked and not aside:
        yield asked
    yield from (_definite(one) for one in things)
    if asked and aside:
        yield asked
    known = defined(clause)
    if known and not inside:
        yield replace(known, first=0, last=0)


def _is_thing(clause: Clause, one: Mention, inside: Sequence[Mention]) -> bool:
    if one.kind == "person":
        return False
    if one.first and clause.words[one.first].low in ("un", "une") and (
        clause.words[one.first - 1].low in ("est", "était", "sont")
    ):  # fmt: skip
        return False
    # A bare name inside a phrase (« Régions de France ») only tells which one it is.
    around = any(other.first < one.first < other.last for other in inside)
    return not around or one.text[:1].islower()


def _is_introduced(one: Mention) -> bool:
    """Whether a question brings it up: « un groupe de travail » is what it goes on about."""
    return one.text.lower().startswith(("un ", "une ")) and not one.preposition


def _definite(one: Mention) -> Mention:
    """What was « une instance » is « l’instance » when it is spoken of again."""
    if not one.text.lower().startswith(("un ", "une ")):
        return one
    article, noun = one.text.split(" ", 1)
    if noun[:1] in "«“":
        return replace(one, text=f"{'la' if article.lower() == 'une' else 'le'} {noun}")
    return replace(one, text=definite(noun, "f" if article.lower() == "une" else "m"))


def _at_length(clause: Clause, one: Mention) -> Mention:
    """A thing with what follows, where that tells which one is meant (« la loi contre … »)."""
    if one.kind != "thing":
        return one
    last = len(clause.words)
    if clause.verb is not None and one.last <= clause.verb:
        last = clause.before_verb
    else:
        told = clause.verb is None or clause.head == "qui" or clause.head.startswith("quel")
        if not told and one.preposition not in ("de", "sur"):
            return one
    following = clause.words[one.last].low if one.last < last else ""
    if following not in PREPOSITIONS | {"en"}:
        return one
    return replace(one, text=f"{one.text} {clause.slice(one.last, last)}")
