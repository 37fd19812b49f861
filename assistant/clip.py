"""Shortens a sentence to the clauses that answer."""

from __future__ import annotations

import re

from assistant.evidence import answer_spans
from assistant.question import QuestionTerms
from corpus.french.words import terms

_BREAK = re.compile(r"[,;:](?=\s)|\s[–—-](?=\s)|(?=\()|(?<=\))")
_FEWEST = 6  # words below which a clause says nothing by itself


def clip(
    text: str, start: int, end: int, words: int, question: QuestionTerms, kind: str
) -> tuple[int, int] | None:
    """The stretch of whole clauses of ``text[start:end]`` that answers best in few words.

    It is worth the weight of the question's terms that it holds, and as much again for what
    looks like an answer. None where no stretch of at least six words fits.

    Args:
        words: how many words there is room for.
    """
    bounds = [start]
    bounds += [match.end() for match in _BREAK.finditer(text, start, end) if match.end() > start]
    bounds.append(end)
    bounds = sorted(set(bounds))
    weight_of = dict(zip(question.keys, question.weights.tolist(), strict=True))
    sentence = text[start:end]
    found = [(term.start + start, weight_of.get(term.key, 0.0)) for term in terms(sentence)]
    answers = [first + start for first, _ in answer_spans(kind, sentence, frozenset(question.keys))]
    worth_of_answer = float(question.weights.max()) if len(question.weights) else 1.0
    best: tuple[float, int, tuple[int, int]] | None = None
    for left, first in enumerate(bounds[:-1]):
        for last in bounds[left + 1 :]:
            length = len(text[first:last].split())
            if length > words:
                break
            if length < _FEWEST:
                continue
            worth = sum(weight for at, weight in found if first <= at < last)
            worth += worth_of_answer * any(first <= at < last for at in answers)
            if best is None or (worth, length) > best[:2]:
                best = (worth, length, (first, last))
    return _trimmed(text, *best[2]) if best else None


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and (text[start].isspace() or text[start] in ",;:"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",;:("):
        end -= 1
    return start, end
