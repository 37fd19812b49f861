"""Makes a follow-up stand alone, from the turns before it, without a chat model."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.dialogue.anaphora import resolved
from assistant.dialogue.antecedents import Topic
from assistant.dialogue.articles import of
from assistant.dialogue.clause import Clause, parse
from assistant.dialogue.dates import with_year
from assistant.dialogue.fragment import filled, is_fragment, whole
from assistant.dialogue.in_situ import statement
from assistant.dialogue.lead import lead_of, returned
from assistant.dialogue.mentions import mentions
from assistant.dialogue.pointers import find_slot
from assistant.dialogue.ranks import is_rank, with_noun
from assistant.dialogue.reasking import asked_again, lowered
from assistant.dialogue.settled import settled
from assistant.dialogue.subject import about, noun_asked
from corpus.french.words import terms

__all__ = ["MOST_CANDIDATES", "Topic", "depends", "leaning", "standalone_candidates"]

MOST_CANDIDATES = 4
_FEW = 3  # content words of a question that names nothing: with more it may speak for itself
_FRONTED = re.compile(
    r"(?P<adverb>avant|auparavant|après|ensuite|aujourd['’]hui|maintenant),?\s+"
    r"(?P<rest>(?:il|elle)s?\s.+)",
    re.IGNORECASE,
)
_ASKED_LAST = re.compile(
    r"(?:c['’]est|c['’]était|ça)\s+(?P<phrase>(?:depuis |à |pour |de |en |avec |par )?"
    r"(?:quand|où|combien|qui|quoi|comment|pourquoi|quel(?:le)?s? \w+))|"
    r"(?P<where>où)\s+(?:ça|cela)",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(r"\b(?:tu|te|toi|ton|ta|tes|vous|votre|vos|peux|pouvez)\b", re.IGNORECASE)
_DEFINITION = re.compile(r"qu['’]est-ce\b|c['’]est quoi\b|que signifie|veut dire", re.IGNORECASE)


def depends(question: str) -> bool:
    """Whether a question needs the turns before it to be understood."""
    led = lead_of(question)
    if led.changes:
        return False
    if led.returns:
        return True
    return _needs(parse(whole(led.text)), led.linked)


def standalone_candidates(question: str, topics: Sequence[Topic]) -> tuple[str, ...]:
    """Readings of ``question`` that stand alone, 1 to 4, likeliest first.

    None of them drops what the question says itself. An independent question comes back alone,
    without « Et ».

    Args:
        question: as asked.
        topics: the earlier turns, oldest first.
    """
    led = lead_of(question)
    known = [settled(topic) for topic in topics if _says_something(topic)]
    if not known or not led.text:
        return (question,)
    if not depends(question):
        return (_closed(whole(led.text)),) if led.linked or led.heading else (question,)
    if led.returns:
        known = returned(led.heading, known)
    text = whole(led.text.rstrip("?!. \u00a0\u202f"))
    text = with_year(_FRONTED.sub(r"\g<rest> \g<adverb>", text), known[-1].question)
    clause = parse(text)
    found = _readings(clause, text, known, led.linked) if _needs(clause, led.linked) else [text]
    if led.heading and not found:
        found = [clause.text]
    closed = dict.fromkeys(_closed(one) for one in found if one)
    return tuple(closed)[:MOST_CANDIDATES] or (question,)


def leaning(question: str) -> str:
    """The question as it is said, where all that it lacks is what the conversation is about; or ''.

    « Doté de combien ? », « Quels groupes ont voté contre ? »: it names nothing and points to
    nothing, so that only a document that the conversation draws on can answer it as it stands.
    """
    led = lead_of(question)
    text = led.text.rstrip("?!. \u00a0\u202f")
    clause = parse(whole(text))
    if led.changes or not _needs(clause, led.linked) or not terms(text):
        return ""
    said = parse(text)
    if find_slot(said) is not None or is_rank(text) or any(
        one.kind != "thing" for one in mentions(said)
    ):  # fmt: skip
        return ""
    # « Et en 2024 ? » says what changes of the question before, not what happens.
    return "" if is_fragment(clause, led.linked) or _ASKED_LAST.fullmatch(text) else _closed(text)


def _needs(clause: Clause, linked: bool) -> bool:
    if not clause.words:
        return False
    return bool(_ASKED_LAST.fullmatch(clause.text)) or is_fragment(clause, linked) or (
        find_slot(clause) is not None or is_rank(clause.text) or _is_thin(clause)
    )  # fmt: skip


def _is_thin(clause: Clause) -> bool:
    """Whether the question says too little by itself: « Qui finance ? », « Qui s’oppose ? »."""
    if clause.verb is None or _DEFINITION.search(clause.text) or _ADDRESSED.search(clause.text):
        return False
    if not clause.head:
        return False
    named = mentions(clause)
    if any(one.kind != "thing" for one in named):
        return False
    return len(terms(clause.text)) <= (1 if named else _FEW)


def _readings(clause: Clause, text: str, topics: Sequence[Topic], linked: bool) -> list[str]:
    last = topics[-1]
    match = _ASKED_LAST.fullmatch(clause.text)
    if match:
        return list(asked_again(_capital(match["phrase"] or match["where"]), last))
    if is_fragment(clause, linked):
        return filled(clause, _lasting(topics))
    if find_slot(clause) is not None:
        found = list(resolved(text, topics))
        pointer = find_slot(clause)
        doubled = pointer is not None and pointer.role == "inverted" and pointer.plural
        if clause.head == "combien" and clause.noun and doubled:
            # « Combien de lycées sont-ils équipés ? » may mean its own lycées.
            found = [*found[: MOST_CANDIDATES - 1], clause.text]
        return found or [_carrying(clause, about(parse(last.question)))]
    if is_rank(clause.text):
        ranked = next(
            (one for x in reversed(topics) if (one := with_noun(text, parse(x.question)))), ""
        )
        return [ranked] if ranked else [_carrying(clause, about(parse(last.question)))]
    return _thickened(clause, last)


def _lasting(topics: Sequence[Topic]) -> Sequence[Topic]:
    """The topics up to the last that says what happens: « Ils sont combien ? » says nothing."""
    for last in range(len(topics), 0, -1):
        said = statement(parse(topics[last - 1].question))
        if not said.endswith((" est", " sont", " était", " étaient", " sera")):
            return topics[:last]
    return topics


def _thickened(clause: Clause, last: Topic) -> list[str]:
    former = parse(last.question)
    counted = noun_asked(former)
    if clause.head == "combien" and clause.noun is None and former.head == "combien" and counted:
        at = clause.asked
        joint = of(counted)
        return [f"{clause.slice(0, at)} {joint} {clause.slice(at)}", clause.text]
    subject = about(former)
    if not subject:
        return [clause.text]
    own = mentions(clause)
    if own and own[-1].last == len(clause.words):
        return [f"{clause.text} {of(subject)}", clause.text]
    if clause.noun is None and clause.verb == len(clause.words) - 1:
        return [f"{clause.text} {subject}", clause.text]
    return [_carrying(clause, subject), clause.text]


def _carrying(clause: Clause, subject: str) -> str:
    """The question said of a subject: « Pour le fonds d’essai, quels groupes ont voté contre »."""
    return f"Pour {subject}, {lowered(clause.text)}" if subject else clause.text


def _says_something(topic: Topic) -> bool:
    clause = parse(topic.question)
    return bool(clause.asked or mentions(clause) or clause.verb is not None)


def _closed(text: str) -> str:
    """The question with its capital and its mark."""
    plain = " ".join(text.split()).rstrip("?!. \u00a0\u202f,;")
    return f"{_capital(plain)}\u00a0?"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
