"""Whether a text holds a gold answer, case, accents and punctuation aside."""

from __future__ import annotations

import re
from collections.abc import Iterable

from corpus.french.frequency import fold

_WORDS = re.compile(r"[^\W_]+")
_CITATION = re.compile(r"\s*\[\d+\]")
_POLARITY = re.compile(r"\s*(oui|non)\b", re.IGNORECASE)


def normalise(text: str) -> str:
    """``text`` as folded words, each followed by one space, with one space before all."""
    return " " + "".join(word + " " for word in _WORDS.findall(fold(text)))


def position(text: str, value: str) -> int | None:
    """Where the words of ``value`` first stand, whole, in ``text``; None where they do not.

    The position counts characters of the normalised text: good for telling what comes first.
    """
    words = normalise(value)
    if not words.strip():
        return None
    at = normalise(text).find(words)
    return None if at < 0 else at


def holds_any(text: str, answers: Iterable[str]) -> bool:
    """Whether the words of one of ``answers`` stand, whole, in ``text``."""
    words = [normalise(answer) for answer in answers]
    if not words:
        return False
    normalised = normalise(text)
    return any(bool(wanted.strip()) and wanted in normalised for wanted in words)


def plain_reply(answer: str) -> str:
    """A reply without its marks: no ``**``, no ``[n]``."""
    return _CITATION.sub("", answer).replace("**", "")


def count_words(text: str) -> int:
    """Words of ``text``, as white space parts them; lone punctuation is none."""
    return sum(1 for word in text.split() if _WORDS.search(word))


def said_polarity(answer: str) -> str | None:
    """``oui`` or ``non`` where the reply starts with it."""
    match = _POLARITY.match(plain_reply(answer))
    return match[1].lower() if match else None
