"""Splits what is asked in one breath: « Qui préside le groupe et quel est son budget ? »."""

from __future__ import annotations

import re

from assistant.dialogue.clause import Clause, parse
from assistant.dialogue.pointers import find_slot
from assistant.dialogue.verbs import is_infinitive
from corpus.french.sentences import sentence_spans
from corpus.french.words import terms

MOST_PARTS = 3
_ASKED = re.compile(r"[^?]*\?[?! \u00a0\u202f.»]*|[^?]+")
_ASKING = (
    r"(?:(?:à|de|d[’']|par|pour|avec|dans|en|sur|depuis|jusqu[’']|jusqu[’']à|contre|chez|selon)\s*)?"
    r"(?:qui|quoi|quand|où|comment|pourquoi|combien|quel(?:le)?s?|qu[’']est-ce|est-ce|que|qu[’']|"
    r"lequel|laquelle|lesquel(?:le)?s)"
)
_INVERSION = r"(?:[^\s,;?]+\s){0,6}?[^\s,;?]+-(?:t-)?(?:il|elle|ils|elles|on)"
_JOINT = re.compile(
    rf"\s*(?:[,;]\s*(?:(?:et|puis|mais|ou)\s+)?(?:aussi\s+)?|\s(?:et|puis|mais)\s+(?:aussi\s+)?)"
    rf"(?P<part>(?:{_ASKING}\b|{_INVERSION}\b).*)",
    re.IGNORECASE | re.DOTALL,
)
# After these verbs a question word opens what is asked for, not another question.
_INDIRECT = re.compile(
    r"\b(?:sa(?:is|it|vez|voir)|di(?:s|t|tes|re)|demand\w+|expliqu\w+|précis\w+|indiqu\w+|"
    r"montr\w+|compren\w+|connaître)\b(?!-)",
    re.IGNORECASE,
)


def split_parts(question: str) -> tuple[str, ...]:
    """The questions within a question, 1 to 3, in order; one alone comes back unchanged.

    A statement before the question is left out, unless the question leans on its nouns.
    """
    sentences = [
        match[0][start:end].strip()
        for match in _ASKED.finditer(question)
        for start, end in sentence_spans(match[0])
    ]
    sentences = [one for one in sentences if re.search(r"\w", one)]
    if not sentences:
        return (question,)
    asked = [one for one in sentences if _is_question(one)]
    if not asked:
        return (question,)
    if len(sentences) > 1 and asked != sentences and _leans_on_statement(sentences):
        return (question,)
    parts = [part for one in asked for part in _parts_of(one)]
    if len(parts) > MOST_PARTS:
        parts = [*parts[: MOST_PARTS - 1], " ".join(parts[MOST_PARTS - 1 :])]
    return tuple(parts) if parts != [question.strip()] else (question,)


def _is_question(sentence: str) -> bool:
    return sentence.endswith("?") or bool(
        re.match(rf"(?:et\s+)?{_ASKING}\b", sentence, re.IGNORECASE)
    )


def _leans_on_statement(sentences: list[str]) -> bool:
    """Whether the first question points back to a statement before it."""
    first = next(index for index, one in enumerate(sentences) if _is_question(one))
    if not first or not any(terms(one) for one in sentences[:first]):
        return False
    return find_slot(parse(sentences[first])) is not None or len(terms(sentences[first])) < 2


def _parts_of(sentence: str) -> list[str]:
    parts: list[str] = []
    rest = sentence
    while len(parts) < MOST_PARTS - 1:
        cut = _cut(rest, bool(parts))
        if cut is None:
            break
        parts.append(f"{rest[: cut[0]].rstrip(' ,;')}\u00a0?")
        rest = rest[cut[1] :]
    return [*parts, rest]


def _cut(sentence: str, later: bool) -> tuple[int, int] | None:
    """Where the first question ends and the second begins, or None."""
    for match in re.finditer(r"[,;]\s*|\s(?=(?:et|puis|mais)\s)", sentence):
        joint = _JOINT.match(sentence, match.start())
        if joint is None:
            continue
        before, part = sentence[: match.start()], joint["part"]
        first = _stands_alone(before) or (later and _is_bare(before))
        if first and _stands_second(part, before, match[0]) and not _INDIRECT.search(before):
            return match.start(), joint.start("part")
    return None


def _stands_alone(text: str) -> bool:
    clause = parse(text)
    if clause.verb is None:
        return _is_infinitive_question(clause)
    unfinished = clause.group_end(clause.verb) == len(clause.words) and not clause.has_subject
    if unfinished and find_slot(clause) is None:
        return False  # « Qui a décidé », of what its sequel names
    return bool(clause.head) or bool(clause.words[clause.verb].inverted)


def _stands_second(part: str, before: str, joint: str) -> bool:
    clause, former = parse(part), parse(before)
    if clause.verb is None:
        return _is_bare(part) or _is_infinitive_question(clause) or "est-ce" in part.lower()
    if clause.words[clause.verb].inverted:
        return True
    # « … du président, qui dirige le groupe » goes on; « Qui préside, qui finance » asks again.
    continues = clause.head in ("qui", "que", "où") and clause.asked == 1 and "," in joint
    if continues and not re.match(r"[,;]\s*(?:et|puis|mais)\s", joint + part, re.IGNORECASE):
        return former.head == clause.head
    return bool(clause.head)


def _is_bare(text: str) -> bool:
    """Whether a question phrase stands alone: « depuis quand », or before « et pourquoi »."""
    clause = parse(text)
    if not clause.asked or clause.head in ("que", "est-ce") or clause.words[0].low == "qui":
        return False
    rest = clause.words[clause.asked : clause.asked + 1]
    return not rest or rest[0].low in ("et", ",")


def _is_infinitive_question(clause: Clause) -> bool:
    rest = clause.words[clause.asked : clause.asked + 1]
    return bool(clause.head and rest and is_infinitive(rest[0].low))
