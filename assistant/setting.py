"""What a sentence is about: its own words and those of what surrounds it in its document."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from assistant.question import QuestionTerms
from assistant.quote import Quote
from assistant.values import is_body
from corpus.french.frequency import fold
from corpus.french.lexicon import is_word
from corpus.french.sentences import sentence_spans
from corpus.french.weights import background_share
from corpus.french.words import is_stop_word, term_keys, terms
from corpus.records import StoredPassage

_NAME = re.compile(r"[A-ZÀ-Þ][\w’'-]*(?:[ \u00a0-][A-ZÀ-Þ][\w’'-]*)*")
_LEANING = re.compile(r"(?:il|elle|ils|elles|celui-ci|celle-ci|son|sa|ses|leurs?)\b")
_LONGEST = 58  # words of a quotation with what it leans on
_SHARED_ROOT = 5  # letters


@dataclass(frozen=True)
class Setting:
    """A sentence, ``passage``'s text from ``start`` to ``end``, and what surrounds it."""

    passage: StoredPassage
    start: int
    end: int

    @property
    def text(self) -> str:
        """The sentence."""
        return self.passage.passage.text[self.start : self.end]

    @cached_property
    def around(self) -> str:
        """Title, issuer, date, headings and text of the sentence's passage."""
        metadata, passage = self.passage.metadata, self.passage.passage
        return "\n".join(
            (metadata.title, metadata.issuer, metadata.date or "", *passage.headings, passage.text)
        )

    @cached_property
    def keys(self) -> frozenset[str]:
        """Term keys of the sentence."""
        return frozenset(term_keys(self.text))

    @cached_property
    def keys_around(self) -> frozenset[str]:
        """Term keys of the sentence and of what surrounds it."""
        return frozenset(self._runs)

    @cached_property
    def _runs(self) -> list[str]:
        # Part by part: no term spans two lines, and the text's own terms are known already.
        metadata, passage = self.passage.metadata, self.passage.passage
        above = (metadata.title, metadata.issuer, metadata.date or "", *passage.headings)
        return [key for part in (*above, passage.text) for key in term_keys(part)]

    def covered(self, question: QuestionTerms) -> float:
        """Weight of the question's terms that stand in the sentence or around it, 0..1."""
        return _weight(question, self.keys_around)

    def met(self, question: QuestionTerms) -> frozenset[str]:
        """The question's terms that stand in the sentence."""
        return frozenset(key for key in question.keys if _is_met(key, self.keys))

    def holds(self, names: Sequence[tuple[str, ...]]) -> bool:
        """Whether each name, as the run of its keys, stands in the sentence or around it."""
        runs = self._runs
        return all(
            any(tuple(runs[at : at + len(name)]) == name for at in range(len(runs)))
            for name in names
        )

    def shared(self, other: Setting) -> float:
        """How much of what the shorter of two passages tells the other holds too, 0..1."""
        mine, theirs = (sum(map(_telling, one.keys_around)) for one in (self, other))
        both = sum(map(_telling, self.keys_around & other.keys_around))
        return both / max(min(mine, theirs), 1e-6)

    def parallel(self, other: Setting) -> float:
        """How much of what the sentence tells, names and figures apart, ``other`` tells too, 0..1.

        « Le taux est de 30 % » and « Le taux est de 45 % » tell the same.
        """
        told = [
            (term.key, _telling(term.key))
            for term in terms(self.text)
            if not self.text[term.start].isupper() and not term.key[0].isdigit()
        ]
        both = sum(weight for key, weight in told if key in other.keys)
        return both / max(sum(weight for _, weight in told), 1e-6)

    def within(self, quote: Quote) -> bool:
        """Whether ``quote`` holds the sentence."""
        same = quote.passage.passage.id == self.passage.passage.id
        return same and quote.start <= self.start and self.end <= quote.end

    def with_antecedent(self) -> Setting:
        """The sentence with those before it where it begins by a pronoun that leans on them."""
        text, start = self.passage.passage.text, self.start
        before = [span for span in sentence_spans(text) if span[1] <= start]
        while before and _LEANING.match(fold(text[start : self.end])):
            start = before.pop()[0]
        whole = Setting(self.passage, start, self.end)
        return whole if len(whole.text.split()) <= _LONGEST else self

    def bodies(self) -> frozenset[tuple[str, ...]]:
        """The Régions, departments and other bodies of the sentence, with their names."""
        return bodies(self.text)

    def names(self) -> frozenset[str]:
        """Keys of the proper names of the sentence and of what surrounds it."""
        return frozenset(key for name in names_in(self.around) for key in name)


def _weight(question: QuestionTerms, keys: frozenset[str]) -> float:
    total = max(float(question.weights.sum()), 1e-6)
    met = (
        float(weight)
        for key, weight in zip(question.keys, question.weights, strict=True)
        if _is_met(key, keys)
    )
    return sum(met) / total


def _is_met(key: str, keys: frozenset[str]) -> bool:
    return key in keys or any(_related(key, other) for other in keys)


def _telling(key: str) -> float:
    return -math.log(max(background_share(key), 1e-4))


def _related(one: str, other: str) -> bool:
    """Whether two keys share their root: « commander », « commandement »."""
    length = min(len(one), len(other))
    return (
        length >= _SHARED_ROOT
        and one[:_SHARED_ROOT] == other[:_SHARED_ROOT]
        and (one[: length - 1] == other[: length - 1])
    )


@lru_cache(maxsize=4096)
def names_in(text: str) -> tuple[tuple[str, ...], ...]:
    """The proper names of ``text``, each as the keys of its words.

    A capital that opens a sentence makes a name of a word that French does not have otherwise.
    """
    found = []
    for first, last in sentence_spans(text):
        for match in _NAME.finditer(text, first, last):
            opens = not re.search(r"\w", text[first : match.start()])
            words = match[0]
            head = re.split(r"[ \u00a0’']", words)[0]
            if opens and (is_word(head.lower()) or is_stop_word(head)):
                words = words[len(head) :].strip(" \u00a0’'")
                if not words or not words[0].isupper():
                    continue
            keys = tuple(term_keys(words))
            if keys:
                found.append(keys)
    return tuple(found)


def bodies(text: str) -> frozenset[tuple[str, ...]]:
    """« Région Fictive », « département de Testonie »: kind and name of the bodies of ``text``.

    Two of them are two things, whatever else two texts share.
    """
    found = []
    known = terms(text)
    for first, second in pairwise(known):
        between = text[first.end : second.start]
        if (
            is_body(text[first.start : first.end])
            and text[second.start].isupper()
            and re.fullmatch(r"[ \u00a0-](?:d[eu]s? (?:l[’'a] ?)?|d[’'])?", between)
        ):
            found.append((first.key, second.key))
    return frozenset(found)
