"""A passage taken apart: its terms, its sentences, its headings."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from corpus.french.sentences import is_heading, sentence_spans
from corpus.french.words import Term, terms


class Analysis(NamedTuple):
    """What a passage is made of.

    Attributes:
        terms: its terms, in order.
        sentences: spans of its sentences, in code points.
        sentence_of: for each term, the index of its sentence.
        keys: for each sentence, the keys of its terms.
        headed: for each sentence, whether it is a heading.
        above: for each sentence, the index of the heading that it stands under, or its own.
    """

    terms: list[Term]
    sentences: list[tuple[int, int]]
    sentence_of: list[int]
    keys: list[list[str]]
    headed: list[bool]
    above: list[int]


@lru_cache(maxsize=4096)
def analyse(text: str) -> Analysis:
    """A text's terms and sentences; remembered."""
    spans = sentence_spans(text) or [(0, len(text))]
    found = terms(text)
    sentence_of: list[int] = []
    keys: list[list[str]] = [[] for _ in spans]
    at = 0
    for term in found:
        while at + 1 < len(spans) and term.start >= spans[at + 1][0]:
            at += 1
        sentence_of.append(at)
        keys[at].append(term.key)
    headed = [is_heading(text, start, end) for start, end in spans]
    above: list[int] = []
    heading: int | None = None
    for index, announces in enumerate(headed):
        heading = index if announces else heading
        above.append(index if heading is None else heading)
    return Analysis(found, spans, sentence_of, keys, headed, above)
