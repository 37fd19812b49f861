"""Statements turned into what a question phrase is put before: « le lycée ferme-t-il »."""

from __future__ import annotations

from assistant.dialogue.articles import joined
from assistant.dialogue.clause import Clause, parse
from assistant.dialogue.mentions import Mention, mentions

_PRONOUNS = {("m", False): "il", ("f", False): "elle", ("m", True): "ils", ("f", True): "elles"}


def pronoun_for(one: Mention) -> str:
    """The subject pronoun that takes up a mention again, or '' where its gender is not sure."""
    return _PRONOUNS.get((one.gender, one.plural), "")


def inverted(verb: str, pronoun: str) -> str:
    """« préside » with « il » is « préside-t-il »; the verb itself where there is no pronoun."""
    if not pronoun:
        return verb
    link = "-t-" if verb[-1:] in "aec" else "-"
    return f"{verb}{link}{pronoun}"


def interrogated(text: str) -> str:
    """A statement with its subject taken up behind its verb, where that is sure to be right."""
    clause = parse(text)
    verb = clause.verb
    subject = subject_of(clause)
    if verb is None or subject is None or clause.words[verb].inverted:
        return text
    # « Les femmes des Mouettes ont gagné »: what hangs on a subject says nothing of its number.
    turned = inverted(clause.words[verb].text, pronoun_for(subject))
    return joined(clause.slice(0, verb), turned, clause.slice(verb + 1))


def subject_of(clause: Clause) -> Mention | None:
    """What a statement begins with, before its verb, or None."""
    first = next(iter(mentions(clause)), None)
    if first is None or clause.verb is None or first.first > 0 or first.last > clause.verb:
        return None
    return first
