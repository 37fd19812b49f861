"""Which words of a sentence answer, to be put in bold."""

from __future__ import annotations

import re

from assistant.evidence import answer_spans
from assistant.question import QuestionTerms
from corpus.french.words import Term, terms

_CLAUSE = re.compile(r"[,;:()«»“”]|\s[–—-]\s|…|[.!?](?=\s)")
_LONGEST_BOLD = 90  # characters; more would not stand out


def highlight(
    text: str, start: int, end: int, question: QuestionTerms, kind: str
) -> tuple[tuple[int, int], ...]:
    """Spans of ``text[start:end]`` that answer, in order, without overlap; none when unsure."""
    asked = frozenset(question.keys)
    sentence = text[start:end]
    spans = answer_spans(kind, sentence, asked)
    if not spans:
        spans = _fresh_clause(sentence, asked)
    return tuple((start + first, start + last) for first, last in spans[:4])


def _fresh_clause(sentence: str, asked: frozenset[str]) -> list[tuple[int, int]]:
    """The clause that adds most to what the question already says."""
    bounds = [0]
    for match in _CLAUSE.finditer(sentence):
        bounds += [match.start(), match.end()]
    bounds.append(len(sentence))
    found = terms(sentence)
    best: tuple[float, tuple[int, int]] | None = None
    touched = [term for term in found if term.key in asked]
    for first, last in zip(bounds[::2], bounds[1::2], strict=True):
        inside = [term for term in found if first <= term.start < last]
        fresh = [term for term in inside if term.key not in asked]
        if not fresh:
            continue
        near = min((abs(t.start - f.start) for t in touched for f in fresh), default=0)
        score = len(fresh) - 0.02 * near
        span = _between_asked(inside, asked)
        if span and (best is None or score > best[0]):
            best = (score, span)
    if best is None:
        return []
    first, last = best[1]
    return [(first, last)] if last - first <= _LONGEST_BOLD else []


def _between_asked(inside: list[Term], asked: frozenset[str]) -> tuple[int, int] | None:
    """The longest run of terms that the question does not name."""
    runs: list[list[Term]] = [[]]
    for term in inside:
        if term.key in asked:
            runs.append([])
        else:
            runs[-1].append(term)
    longest = max(runs, key=len)
    if not longest:
        return None
    return longest[0].start, longest[-1].end
