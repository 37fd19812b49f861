"""What a pronoun may stand for: the answers' names, then what the questions speak of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.dialogue.articles import definite
from assistant.dialogue.clause import ADVERBIAL_NOUNS, PREPOSITIONS, Clause, parse
from assistant.dialogue.gender import noun_gender
from assistant.dialogue.mentions import Mention, mentions, named

_LONGEST_NAME = 60  # characters; longer bold words are a clause
_READ = 600  # characters of an answer that are read for persons
_LEADING = re.compile(
    r"(?:(?i:pour|selon|d[’']après|par|avec|chez|à|de|en|dans)\s+|[dD][’'])(?=[A-ZÀ-Þ])"
)
_RELATIVE = {
    ("m", False): "lequel", ("f", False): "laquelle", ("m", True): "lesquels",
    ("f", True): "lesquelles",
}  # fmt: skip
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
    """

    question: str
    answer: str = ""
    names: tuple[str, ...] = ()


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
        gender, plural = _asked_gender(clause)
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
    short = 1 < len(name) <= _LONGEST_NAME and not _NUMERIC.match(name)
    return short and bool(_NAMING.match(name)) and parse(name).verb is None


def about(clause: Clause) -> str:
    """What a question is about, as one noun phrase: « la campagne que mène la Région »; or ''."""
    asked = asked_thing(clause)
    if asked:
        return asked.text
    outer = mentions(clause)
    if not outer:
        return ""
    first = outer[0]
    if clause.verb is not None and first.last <= clause.verb:
        rest = clause.slice(clause.group_end(clause.verb))
        return f"{first.text} {rest}".strip()
    return f"{first.text} {clause.slice(first.last)}".strip()


def asked_thing(clause: Clause) -> Mention | None:
    """The noun of « Quelle campagne la Région mène-t-elle » with what tells it from others."""
    if clause.noun is None or clause.words[clause.noun[0]].low in ADVERBIAL_NOUNS:
        return None
    noun = clause.slice(*clause.noun)
    gender, plural = _asked_gender(clause)
    text = definite(noun, gender, plural)
    rest = clause.slice(clause.asked)
    if clause.verb is None:
        text = f"{text} {rest}"
    elif not clause.has_subject and not clause.words[clause.verb].inverted:
        text = f"{text} qui {rest}"
    elif clause.has_subject:
        before = clause.slice(clause.asked, clause.verb)
        after = clause.slice(clause.verb + 1)
        governor = clause.words[0].low if clause.words[0].low != clause.head else ""
        pronoun = _relative(governor, gender, plural, before)
        text = f"{text} {pronoun}{before} {clause.words[clause.verb].bare} {after}"
    return Mention(text.strip(), "thing", gender, plural)


def noun_asked(clause: Clause) -> str:
    """The noun of the question phrase: « région » of « Dans quelle région … », or ''."""
    return clause.slice(*clause.noun) if clause.noun else ""


def _relative(governor: str, gender: str, plural: bool, before: str) -> str:
    if not governor or governor == "combien":
        return "qu’" if before[:1].lower() in "aeiouéèêîô" else "que "
    if governor in ("de", "d’"):
        return "dont "
    pronoun = _RELATIVE[gender or "m", plural]
    if governor == "à":
        return {"lequel": "auquel ", "laquelle": "à laquelle "}.get(pronoun, f"aux{pronoun[3:]} ")
    return f"{governor} {pronoun} "


def _asked_gender(clause: Clause) -> tuple[str, bool]:
    plural = clause.head in ("quels", "quelles", "combien")
    if clause.head == "combien":
        return noun_gender(noun_asked(clause)), plural
    return ("f" if clause.head.startswith("quelle") else "m"), plural


def _of_topic(topic: Topic) -> Iterator[Mention]:
    clause = parse(topic.question)
    inside = [one for one in mentions(clause) if one.kind != "date"]
    names = answer_names(topic)
    persons = [one for one in names if one.kind == "person"]
    yield from (replace(one, first=0, last=0) for one in persons)
    yield from (one for one in inside if one.kind == "person")
    if (clause.head == "qui" and not persons) or clause.head.startswith("quel"):
        others = [one for one in names if one.kind != "person"]
        yield from (replace(one, first=0, last=0) for one in others[:1])
    asked = asked_thing(clause)
    if asked:
        yield asked
    for one in inside:
        if one.first and clause.words[one.first].low in ("un", "une") and (
            clause.words[one.first - 1].low in ("est", "était", "sont")
        ):  # fmt: skip
            continue
        around = [other for other in inside if other.first < one.first < other.last]
        # A bare name inside a phrase (« Régions de France ») only tells which one it is.
        if one.kind != "person" and (not around or one.text[:1].islower()):
            yield replace(one, text=_at_length(clause, one))


def _at_length(clause: Clause, one: Mention) -> str:
    """A thing with what follows, where that tells which one is meant (« la loi contre … »)."""
    if one.kind != "thing":
        return one.text
    last = len(clause.words)
    if clause.verb is not None and one.last <= clause.verb:
        last = clause.before_verb
    else:
        told = clause.verb is None or clause.head == "qui" or clause.head.startswith("quel")
        if not told and one.preposition not in ("de", "sur"):
            return one.text
    following = clause.words[one.last].low if one.last < last else ""
    if following not in PREPOSITIONS | {"en"}:
        return one.text
    return f"{one.text} {clause.slice(one.last, last)}"
