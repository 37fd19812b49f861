"""Makes a follow-up stand alone, from the turns before it, without a chat model."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.dialogue.anaphora import resolved
from assistant.dialogue.antecedents import Topic, about, noun_asked
from assistant.dialogue.articles import of
from assistant.dialogue.clause import CLITICS, DETERMINERS, PREPOSITIONS, Clause, parse
from assistant.dialogue.ellipsis import completed
from assistant.dialogue.mentions import mentions
from assistant.dialogue.pointers import find_slot
from assistant.dialogue.reasking import asked_again
from assistant.dialogue.verbs import is_infinitive
from corpus.french.words import terms

__all__ = ["MOST_CANDIDATES", "Topic", "depends", "standalone_candidates"]

MOST_CANDIDATES = 4
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
_ADVERB = re.compile(
    r"(?:avant|auparavant|après|ensuite|depuis|aujourd['’]hui|maintenant|ailleurs|pas|plus|où|"
    r"pourquoi|combien|quand|comment)\b",
    re.IGNORECASE,
)
# « Et lui, où est-il né ? » says who twice.
_TOPICAL = re.compile(r"(?:lui|elles?|eux|celui-ci|celle-ci|ça|cela)\s*,\s*(?=\w)", re.IGNORECASE)
_FRONTED = re.compile(
    r"(?P<adverb>avant|auparavant|après|ensuite|aujourd['’]hui|maintenant),?\s+"
    r"(?P<rest>(?:il|elle)s?\s.+)",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\b(?:il|ils)\b", re.IGNORECASE)
_ASKED_LAST = re.compile(
    r"(?:c['’]est|c['’]était|ça)\s+(?P<phrase>(?:depuis |à |pour |de |en |avec |par )?"
    r"(?:quand|où|combien|qui|quoi|comment|pourquoi))|(?P<where>où)\s+(?:ça|cela)",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(r"\b(?:tu|te|toi|ton|ta|tes|vous|votre|vos|peux|pouvez)\b", re.IGNORECASE)
_DEFINITION = re.compile(r"qu['’]est-ce\b|c['’]est quoi\b|que signifie|veut dire", re.IGNORECASE)


def depends(question: str) -> bool:
    """Whether a question needs the turns before it to be understood."""
    heading, text, led = _led(question)
    if heading and _CHANGE.search(heading):
        return False
    if heading and _RETURN.search(heading):
        return True
    return _needs(parse(text), led)


def standalone_candidates(question: str, topics: Sequence[Topic]) -> tuple[str, ...]:
    """Readings of ``question`` that stand alone, 1 to 4, likeliest first.

    None of them drops what the question says itself. An independent question comes back alone,
    without « Et ».

    Args:
        question: as asked.
        topics: the earlier turns, oldest first.
    """
    heading, text, led = _led(question)
    known = [topic for topic in topics if _says_something(topic)]
    if not known or not text:
        return (question,)
    if not depends(question):
        return (_closed(text),) if led or heading else (question,)
    if heading and _RETURN.search(heading):
        known = _returned(heading, known)
    text = _FRONTED.sub(r"\g<rest> \g<adverb>", text.rstrip("?!. \u00a0\u202f"))
    clause = parse(text)
    found = _readings(clause, text, known, led) if _needs(clause, led) else [clause.text]
    if heading and not found:
        found = [clause.text]
    closed = dict.fromkeys(_closed(one) for one in found if one)
    return tuple(closed)[:MOST_CANDIDATES] or (question,)


def _led(question: str) -> tuple[str, str, bool]:
    """What announces a question (« Autre chose »), the question, whether « et » and such led it."""
    text = question.strip()
    heading = ""
    match = _HEADED.fullmatch(text)
    if match and (_CHANGE.search(match["lead"]) or _RETURN.search(match["lead"])):
        heading, text = match["lead"], match["rest"]
    text = _TOPICAL.sub("", text)
    lead = _LEAD.match(text)
    if lead and lead.end() < len(text) and re.search(r"\w", text[lead.end() :]):
        return heading, _TOPICAL.sub("", text[lead.end() :]), True
    return heading, text, False


def _needs(clause: Clause, led: bool) -> bool:
    if not clause.words:
        return False
    return bool(_ASKED_LAST.fullmatch(clause.text)) or _is_fragment(clause, led) or (
        find_slot(clause) is not None or _is_thin(clause)
    )  # fmt: skip


def _is_fragment(clause: Clause, led: bool) -> bool:
    """Whether the question has no verb and cannot do without one."""
    if clause.verb is not None or _PRONOUN.search(clause.text):
        return False
    content = len(terms(clause.text))
    if clause.asked:
        after = [one.low for one in clause.words[clause.asked :] if one.low not in CLITICS]
        following = after[0] if after else ""
        if is_infinitive(following) or "est-ce" in clause.slice(0, clause.asked).lower():
            return False
        if clause.asked == len(clause.words):
            return content < 3 or led
        return clause.noun is None or (content < 2)
    first = clause.words[0].low
    if led or first in ("celui", "celle", "ceux", "celles"):
        return True
    if first in PREPOSITIONS | {"en"} or _ADVERB.match(clause.text):
        return content < 6
    return first in DETERMINERS and content <= 2


def _is_thin(clause: Clause) -> bool:
    """Whether the question says too little by itself: « Qui finance ? »."""
    if clause.verb is None or _DEFINITION.search(clause.text) or _ADDRESSED.search(clause.text):
        return False
    if not clause.head:
        return False
    named = any(one.kind in ("person", "place", "name") for one in mentions(clause))
    return not named and len(terms(clause.text)) <= 1


def _readings(clause: Clause, text: str, topics: Sequence[Topic], led: bool) -> list[str]:
    last = topics[-1]
    match = _ASKED_LAST.fullmatch(clause.text)
    if match:
        return list(asked_again(_capital(match["phrase"] or match["where"]), last))
    if _is_fragment(clause, led):
        return _completed(clause, topics)
    if find_slot(clause) is not None:
        found = list(resolved(text, topics))
        pointer = find_slot(clause)
        doubled = pointer is not None and pointer.role == "inverted" and pointer.plural
        if clause.head == "combien" and clause.noun and doubled:
            # « Combien de lycées sont-ils équipés ? » may mean its own lycées.
            found = [*found[: MOST_CANDIDATES - 1], clause.text]
        subject = about(parse(last.question))
        return found or [f"{clause.text}, {subject}" if subject else clause.text]
    return _thickened(clause, last)


def _completed(clause: Clause, topics: Sequence[Topic]) -> list[str]:
    last = topics[-1]
    if find_slot(clause) is not None and clause.words[0].low not in (
        "celui", "celle", "ceux", "celles", "laquelle", "lequel", "lesquels", "lesquelles",
    ):  # fmt: skip
        pointed = resolved(clause.text, topics)
        if pointed and pointed[0] != clause.text:
            clause = parse(pointed[0])
    if not clause.asked:
        return list(completed(clause.text, last))
    phrase, rest = clause.slice(0, clause.asked), clause.slice(clause.asked)
    if clause.head in ("lequel", "laquelle", "lesquels", "lesquelles"):
        return list(completed(rest, last)) if rest else list(asked_again(phrase, last))
    again = asked_again(_capital(phrase), last)
    if not rest:
        return list(again)
    return [
        one for base in again[:2] for one in completed(rest, Topic(base, last.answer, last.names))
    ]


def _thickened(clause: Clause, last: Topic) -> list[str]:
    former = parse(last.question)
    counted = noun_asked(former)
    if clause.head == "combien" and clause.noun is None and former.head == "combien" and counted:
        joint = "d’" if counted[:1] in "aeiouéèêAEIOU" else "de "
        at = clause.asked
        return [f"{clause.slice(0, at)} {joint}{counted} {clause.slice(at)}", clause.text]
    subject = about(former)
    if not subject:
        return [clause.text]
    own = mentions(clause)
    if own and own[-1].last == len(clause.words):
        return [f"{clause.text} {of(subject)}", clause.text]
    if clause.noun is None and clause.verb == len(clause.words) - 1:
        return [f"{clause.text} {subject}", clause.text]
    return [f"{clause.text}, {subject}", clause.text]


def _returned(heading: str, topics: list[Topic]) -> list[Topic]:
    """The topics with the one that is come back to last."""
    if _FIRST.search(heading):
        return [*topics[1:], topics[0]]
    keys = {term.key for term in terms(_RETURN.sub("", heading))}
    again = [topic for topic in topics if keys & {term.key for term in terms(topic.question)}]
    return [*(topic for topic in topics if topic not in again[-1:]), *again[-1:]]


def _says_something(topic: Topic) -> bool:
    clause = parse(topic.question)
    return bool(clause.asked or mentions(clause) or clause.verb is not None)


def _closed(text: str) -> str:
    """The question with its capital and its mark."""
    plain = " ".join(text.split()).rstrip("?!. \u00a0\u202f,;")
    return f"{_capital(plain)}\u00a0?"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
