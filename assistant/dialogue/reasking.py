"""The former question asked again in another respect: « Depuis quand ? »."""

from __future__ import annotations

from assistant.dialogue.antecedents import Topic, about, answer_names
from assistant.dialogue.articles import definite, of
from assistant.dialogue.clause import PREPOSITIONS, Clause, parse
from assistant.dialogue.mentions import Mention, mentions
from assistant.dialogue.verbs import is_participle

_OFFICES = {
    "présid": ("président", "présidente"),
    "dirig": ("directeur", "directrice"),
    "anim": ("animateur", "animatrice"),
    "command": ("commandant", "commandante"),
}
_SIMPLE_PLACE = ("place", "name")


def asked_again(phrase: str, topic: Topic) -> tuple[str, ...]:
    """The former question under another question phrase: « Depuis quand », « Sur quelles lignes ».

    Args:
        phrase: a question phrase alone.
        topic: the turn before.
    """
    asked = parse(phrase)
    former = parse(topic.question)
    rest = former.slice(former.asked)
    found: list[str] = []
    if asked.adverbial:
        if former.head == "qui" and former.asked == 1 and former.verb is not None:
            found += _of_whom(asked, phrase, former, topic)
        elif former.noun is not None:
            found += _of_what(phrase, former, topic)
        elif not former.head:
            found.append(f"{phrase} {lowered(former.text)}")
        if former.head and (former.head != "qui" or not found):
            found.append(f"{phrase} {rest}")
        return tuple(found)
    if asked.head in ("qui", "quoi", "que") and former.verb is not None:
        found.append(f"{phrase}, {rest}")
    subject = about(former) or rest
    return (*found, f"{phrase} pour {subject}", f"{phrase} {rest}")


def _of_whom(asked: Clause, phrase: str, former: Clause, topic: Topic) -> list[str]:
    """After « Qui préside X ? », of the person who does, or of X, to whom it is done."""
    if former.verb is None:
        return []
    end = former.group_end(former.verb)
    group, rest = former.slice(former.verb, end), former.slice(end)
    found: list[str] = []
    for one in answer_names(topic)[:1]:
        pronoun = {"m": "il", "f": "elle"}.get(one.gender, "")
        verb, *others = group.split(" ", 1)
        inverted = f"{_inverted(verb, pronoun)} {' '.join(others)}".strip() if pronoun else group
        office = next((of_ for stem, of_ in _OFFICES.items() if group.startswith(stem)), None)
        if office and "quand" in asked.text and one.kind == "person":
            title = office[1] if one.gender == "f" else office[0]
            found.append(f"{phrase} {one.text} {_inverted('est', pronoun)} {title}")
        found.append(f"{phrase} {one.text} {inverted} {rest}".strip())
    subject = next((one for one in mentions(former) if one.first == end), None)
    if subject and group.lower().startswith(("a ", "ont ", "avait ")):
        participle = group.split(" ", 1)[1]
        pronoun = "elle" if subject.gender == "f" else "il"
        if subject.plural:
            passive = f"ont-{pronoun}s été {_agreed(participle, subject)}"
        else:
            passive = f"a-t-{pronoun} été {_agreed(participle, subject)}"
        found.append(f"{phrase} {subject.text} {passive} {former.slice(subject.last)}".strip())
    return found


def _of_what(phrase: str, former: Clause, topic: Topic) -> list[str]:
    """After « Quelle région préside-t-il ? »: the noun asked for comes back as a noun."""
    if former.noun is None:
        return []
    noun = former.slice(*former.noun)
    gender = "f" if former.head.startswith("quelle") else "m"
    plural = former.head in ("quels", "quelles", "combien")
    thing = definite(noun, "" if former.head == "combien" else gender, plural)
    rest = former.slice(former.asked)
    if former.verb is None:
        return [f"{phrase} {thing} {rest}".strip()]
    if not former.has_subject and not former.words[former.verb].inverted:
        names = [one.text for one in answer_names(topic)[:1]] if former.head != "combien" else []
        return [f"{phrase} {subject} {rest}" for subject in [*names, thing]]
    if former.words[0].low in PREPOSITIONS:
        governor = former.slice(0, former.noun[0] - 1)
        thing = of(thing) if governor.lower() in ("de", "d’", "d'") else f"{governor} {thing}"
    end = former.group_end(former.verb)
    names = [
        f"{thing} {one.text}" for one in answer_names(topic)[:1] if one.kind in _SIMPLE_PLACE
    ] if former.head.startswith("quel") and not plural else []  # fmt: skip
    head, tail = former.slice(former.asked, end), former.slice(end)
    return [f"{phrase} {head} {one} {tail}".strip() for one in [*names, thing]]


def _inverted(verb: str, pronoun: str) -> str:
    if not pronoun:
        return verb
    link = "-t-" if verb[-1:] in "aec" else "-"
    return f"{verb}{link}{pronoun}"


def _agreed(participle: str, subject: Mention) -> str:
    first, *others = participle.split(" ")
    if not is_participle(first.lower()):
        return participle
    ending = ("e" if subject.gender == "f" else "") + ("s" if subject.plural else "")
    return " ".join([first + ending, *others])


def lowered(text: str) -> str:
    """``text`` without the capital of a first word that is no name."""
    words = parse(text).words
    if words and words[0].text[1:] == words[0].text[1:].lower() and not _proper(text):
        return text[:1].lower() + text[1:]
    return text


def _proper(text: str) -> bool:
    first = next(iter(mentions(parse(text))), None)
    return first is not None and first.first == 0 and first.text[:1].isupper()
