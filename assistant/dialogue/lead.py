"""What comes before a question and is no part of it: « Et », « Autre chose : »."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.dialogue.antecedents import Topic
from assistant.dialogue.spoken import plain_order
from corpus.french.words import terms

_LEAD = re.compile(
    r"(?:(?:et|mais|alors|donc|sinon|puis|ensuite|or|ok|d['’]accord|merci(?!\s+d)|bien|bon|ah|oui|non|"
    r"enfin|du coup|au fait|dans ce cas|par ailleurs|très bien|parfait|intéressant)"
    r"(?=[\s,.!:])[\s,.!:\u00a0]*)+",
    re.IGNORECASE,
)
_HEADED = re.compile(r"(?P<lead>[^:?!.]{3,60}?)[\s\u00a0]*:[\s\u00a0]+(?P<rest>\S.*)", re.DOTALL)
_CHANGE = re.compile(
    r"\b(?:chang\w+|autre (?:chose|sujet|question|th[eè]me)|rien [aà] voir|nouveau sujet)\b",
    re.IGNORECASE,
)
_RETURN = re.compile(
    r"\b(?:reven(?:ons|ez|ir)|reviens|retour(?:ne|nons)?|à propos)\b", re.IGNORECASE
)
_FIRST = re.compile(r"\b(?:premi[eè]re?|d[eé]but|d[eé]part)\b", re.IGNORECASE)
# « Et lui, où est-il né ? » says who twice.
_TOPICAL = re.compile(r"(?:lui|elles?|eux|celui-ci|celle-ci|ça|cela)\s*,\s*(?=\w)", re.IGNORECASE)


@dataclass(frozen=True)
class Led:
    """A question and what leads it.

    Attributes:
        text: the question in plain order, without what leads it.
        heading: « Autre chose », « Revenons au premier », or ''.
        linked: whether « et » and such came first.
    """

    text: str
    heading: str = ""
    linked: bool = False

    @property
    def changes(self) -> bool:
        """Whether it says that the subject changes."""
        return bool(_CHANGE.search(self.heading))

    @property
    def returns(self) -> bool:
        """Whether it says that an earlier subject is come back to."""
        return bool(_RETURN.search(self.heading))


def lead_of(question: str) -> Led:
    """Take a question from what leads it."""
    text, heading = question.strip(), ""
    match = _HEADED.fullmatch(text)
    if match and (_CHANGE.search(match["lead"]) or _RETURN.search(match["lead"])):
        heading, text = match["lead"], match["rest"]
    text = _TOPICAL.sub("", text)
    lead = _LEAD.match(text)
    if lead and lead.end() < len(text) and re.search(r"\w", text[lead.end() :]):
        return Led(plain_order(_TOPICAL.sub("", text[lead.end() :])), heading, True)
    return Led(plain_order(text), heading)


def returned(heading: str, topics: Sequence[Topic]) -> list[Topic]:
    """The topics with the one that ``heading`` comes back to last."""
    if _FIRST.search(heading):
        return [*topics[1:], topics[0]]
    keys = {term.key for term in terms(_RETURN.sub("", heading))}
    again = [topic for topic in topics if keys & {term.key for term in terms(topic.question)}]
    return [*(topic for topic in topics if topic not in again[-1:]), *again[-1:]]
