"""An earlier question as later ones lean on it: written out, its names as documents have them."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.dialogue.antecedents import Topic
from assistant.dialogue.articles import definite
from assistant.dialogue.clause import DETERMINERS, PREPOSITIONS
from assistant.dialogue.spoken import written
from corpus.french.frequency import fold

_NAME = re.compile(
    r"[A-ZÀ-Þ][\w-]+(?:['’][A-ZÀ-Þ][\w-]+)?(?:\s+(?:(?:de|du|des|la)\s+|d['’])?[A-ZÀ-Þ][\w-]+)*"
)
_OPENS = re.compile(r"(?:^|[.!?:;«“\n-])\s*$")
_POINTED = re.compile(
    r"\b(?P<which>ce|cet|cette|ces)\s+(?!(?:qui|que|qu|dont|sont|soir|matin|jour|mois|année)\b)"
    r"(?P<noun>\w+)",
    re.IGNORECASE,
)


def settled(topic: Topic) -> Topic:
    """The topic with its question in plain order, « ce groupe » as « le groupe »."""
    question = _POINTED.sub(_defined, written(topic.question))
    return replace(topic, question=_recased(question, topic.answer))


def _defined(match: re.Match[str]) -> str:
    which = match["which"].lower()
    text = definite(match["noun"], "f" if which == "cette" else "m", which == "ces")
    return text[:1].upper() + text[1:] if match["which"][0].isupper() else text


def _recased(question: str, answer: str) -> str:
    """« ostremont » as the answer writes it."""
    text = question
    for name in sorted(set(_names(answer)), key=len, reverse=True):
        folded = fold(text)
        if len(folded) != len(text):
            return text
        for found in reversed(list(re.finditer(rf"(?<!\w){re.escape(fold(name))}(?!\w)", folded))):
            text = text[: found.start()] + name + text[found.end() :]
    return text


def _names(answer: str) -> list[str]:
    found: list[str] = []
    for match in _NAME.finditer(answer):
        words = match[0].split()
        first = bool(_OPENS.search(answer[: match.start()]))
        while words and words[0].lower() in DETERMINERS | PREPOSITIONS:
            words, first = words[1:], False
        if words and not (first and len(words) == 1):
            found.append(" ".join(words))
    return found
