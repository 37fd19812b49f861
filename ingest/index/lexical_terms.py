"""What the lexical index keeps of a passage."""

from __future__ import annotations

import re

from corpus.french.frequency import fold
from corpus.french.words import term_keys
from corpus.records import IndexedPassage

_WORD = re.compile(r"[^\W\d_]{2,}")


def body_of(passage: IndexedPassage) -> str:
    """Its terms, as ``corpus.french`` makes them, in their order."""
    return " ".join(term_keys("\n".join((*passage.headings, passage.title, passage.text))))


def surface_of(passage: IndexedPassage) -> str:
    """Its words, in lower case without accents, each once, to spell questions by."""
    words = _WORD.findall("\n".join((*passage.headings, passage.title, passage.text)))
    return " ".join(sorted({fold(word) for word in words}))
