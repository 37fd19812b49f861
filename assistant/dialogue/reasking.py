"""The former question asked again in another respect: « Depuis quand ? »."""

from __future__ import annotations

from assistant.dialogue.antecedents import Topic, answer_names
from assistant.dialogue.articles import definite, joined, of
from assistant.dialogue.clause import ADVERBIAL_NOUNS, PREPOSITIONS, Clause, parse
from assistant.dialogue.in_situ import statement
from assistant.dialogue.inversion import interrogated, inverted, pronoun_for
from assistant.dialogue.mentions import Mention, mentions
from assistant.dialogue.offices import office_of
from assistant.dialogue.subject import about, defined
from assistant.dialogue.verbs import is_participle

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
    if asked.adverbial:
        return tuple(_in_respect(asked, phrase, former, topic))
    if asked.head in ("qui", "quoi", "que"):
        if former.verb is None and not former.head:
            return (f"{phrase} est {lowered(statement(former))}",)
        if former.head == asked.head and former.verb is not None:
            return (f"{phrase} {rest}",)
    subject = about(former) or rest
    if former.verb is None and (
        not former.words or former.words[0].low in PREPOSITIONS or rest != former.text
    ):
        return (f"{phrase} {lowered(rest)}",)
    return (f"{phrase} pour {subject}", f"{phrase} {lowered(rest)}")


def _in_respect(asked: Clause, phrase: str, former: Clause, topic: Topic) -> list[str]:
    rest = former.slice(former.asked)
    known = defined(former)
    if known and former.head != "qui":
        return [f"{phrase} {known.text} {inverted('existe', pronoun_for(known))}"]
    if not former.head:
        base = statement(former)
        counted = _counted(former) if asked.text.lower() == "combien" else ""
        if counted:
            return [counted]
        if base.endswith(
            (" est", " sont", " était", " étaient", " sera")
        ):  # « Ils sont combien ? »
            return [f"{phrase}, {lowered(base.rsplit(' ', 1)[0])}"]
        return [f"{phrase} {lowered(interrogated(base))}"]
    if former.head == "est-ce":
        return [f"{phrase} est-ce que {rest}"]
    if former.verb is not None:
        if former.head == "qui" and former.asked == 1:
            return _of_whom(asked, phrase, former, topic)
        if former.head == "que":
            return [_of_deed(phrase, former)]
    if former.noun is not None and former.words[former.noun[0]].low not in ADVERBIAL_NOUNS:
        return _of_what(phrase, former, topic)
    return [f"{phrase} {rest}"]


def _counted(former: Clause) -> str:
    """« Font-ils des exercices ? », « Combien ? »: how many exercises they do; or ''."""
    if former.verb is None:
        return ""
    at = former.group_end(former.verb)
    if at >= len(former.words) or former.words[at].low != "des":
        return ""
    one = next((one for one in mentions(former) if one.first == at), None)
    if one is None:
        return ""
    noun = of(one.text.split(" ", 1)[-1])
    return f"Combien {noun} {lowered(former.slice(0, at))} {former.slice(one.last)}".strip()


def _of_whom(asked: Clause, phrase: str, former: Clause, topic: Topic) -> list[str]:
    """After « Qui préside X ? », of the person who does, else of anybody who does."""
    verb = former.verb or 0
    end = former.group_end(verb)
    clitics = former.slice(former.asked, verb)
    group, rest = former.slice(verb, end), former.slice(end)
    head, _, others = group.partition(" ")
    found: list[str] = []
    for one in answer_names(topic)[:1]:
        pronoun = pronoun_for(one)
        office = office_of(group, one.gender)
        if office and "quand" in asked.text and one.kind == "person":
            found.append(f"{phrase} {one.text} {inverted('est', pronoun)} {office} {of(rest)}")
        found.append(joined(phrase, one.text, clitics, inverted(head, pronoun), others, rest))
    if not found or asked.words[0].low == "par":
        subject = next((one for one in mentions(former) if one.first == end), None)
        if subject and pronoun_for(subject) and head.lower() in ("a", "ont", "avait"):
            found.insert(0, _passive(phrase, group, former, subject))
    return found or [joined(phrase, clitics, inverted(head, "on"), others, rest)]


def _passive(phrase: str, group: str, former: Clause, subject: Mention) -> str:
    participle = _agreed(group.split(" ", 1)[1], subject)
    auxiliary = inverted("ont" if subject.plural else "a", pronoun_for(subject))
    return joined(
        phrase, subject.text, auxiliary, "été", participle, former.slice(subject.last)
    )  # fmt: skip


def _of_deed(phrase: str, former: Clause) -> str:
    """After « Que prévoit la Région pour X ? »: « Pourquoi la Région prévoit-elle cela pour X »."""
    verb = former.verb or 0
    end = former.group_end(verb)
    word = former.words[verb]
    clitics = former.slice(former.asked, verb)
    others = former.slice(verb + 1, end)
    if word.inverted == "il" and clitics.lower() in ("s’", "s'"):  # « Que s’est-il passé … ? »
        return joined(phrase, "cela", clitics, word.text, others, former.slice(end))
    if word.inverted:
        return joined(phrase, clitics, word.text, others, "cela", former.slice(end))
    subject = next((one for one in mentions(former) if one.first == end), None)
    if subject is None:
        return joined(phrase, former.slice(former.asked))
    turned = inverted(word.text, pronoun_for(subject))
    rest = former.slice(subject.last)
    return joined(phrase, subject.text, clitics, turned, others, "cela", rest)


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
        governor = governor[:1].lower() + governor[1:]
        thing = of(thing) if governor.lower() in ("de", "d’", "d'") else f"{governor} {thing}"
    end = former.group_end(former.verb)
    names = [
        f"{thing} {one.text}" for one in answer_names(topic)[:1] if one.kind in _SIMPLE_PLACE
    ] if former.head.startswith("quel") and not plural else []  # fmt: skip
    head, tail = former.slice(former.asked, end), former.slice(end)
    return [f"{phrase} {head} {one} {tail}".strip() for one in [*names, thing]]


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
