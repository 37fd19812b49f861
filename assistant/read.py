"""Reads the answer out of the best passages: which sentences, which words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from assistant.candidate import Sentence
from assistant.clip import clip
from assistant.evidence import is_strict
from assistant.highlight import highlight
from assistant.quote import Quote
from assistant.retrieve import Retrieval
from assistant.sentence_features import SENTENCE_FEATURES
from assistant.sentence_scores import Judged, judge
from corpus.french.frequency import fold

_EVIDENCE = SENTENCE_FEATURES.index("evidence")

_FEWEST_WORDS = 3
_LONGEST_REPLY = 58  # words of a reply to a pointed question
_SECOND_WITHIN = 3.0  # a second sentence is given when its score is this near the first's
_READ_ON = 4  # sentences that are tried after the best
_READ_ON_WITHIN = 3.0
_LIST_ITEMS = 12
_LIST_LENGTH = 1200  # characters

_PRONOUN = re.compile(
    r"^(?:il|elle|ils|elles|celui-ci|celle-ci|ceux-ci|celles-ci|ce dernier|cette derniere|"
    r"ces derniers|cela|ceci|c'est|il s'agit|cette|cet|ces|ce|leur|leurs|son|sa|ses|y|en)\b"
)
_ITEM = re.compile(r"[-–—•*▪◦·]\s|\d+[.)°]\s|[a-z]\)\s")


@dataclass(frozen=True)
class Reading:
    """The quotations that answer, and what the choice rests on.

    Attributes:
        quotes: in the order in which they are said; the first holds the best sentence.
        sentence: index of the best sentence among the retrieval's.
        judged: how well each of the retrieval's sentences answers.
    """

    quotes: tuple[Quote, ...]
    sentence: int
    judged: Judged


def read(retrieval: Retrieval) -> Reading:
    """The sentence or two that answer, quoted to the letter, answering words marked.

    Args:
        retrieval: with at least one passage.
    """
    judged = judge(retrieval)
    return _read_at(retrieval, judged, int(np.argmax(judged.scores)))


def read_on(retrieval: Retrieval, reading: Reading) -> Iterator[Reading]:
    """What might be read instead, where the best sentence turns out not to answer."""
    scores = reading.judged.scores
    order = np.argsort(-scores, kind="stable")
    for index in order[: _READ_ON + 1]:
        near = scores[order[0]] - scores[index] <= _READ_ON_WITHIN
        if near and index != reading.sentence:
            yield _read_at(retrieval, reading.judged, int(index))


def _read_at(retrieval: Retrieval, judged: Judged, best: int) -> Reading:
    """The reading whose first quotation holds sentence ``best``."""
    scores = judged.scores
    features = retrieval.measured.sentence_features
    order = np.argsort(-scores, kind="stable")
    first = retrieval.measured.sentences[best]
    spans = [_whole(retrieval, best)]
    words = _words(retrieval, first.candidate, *spans[0])
    for index in order[:6]:
        if index == best:
            continue
        if not np.isfinite(scores[index]) or scores[best] - scores[index] > _SECOND_WITHIN:
            break
        other = retrieval.measured.sentences[int(index)]
        if other.candidate == first.candidate and _inside(other, spans[0]):
            continue
        start, end = other.start, other.end
        length = _words(retrieval, other.candidate, start, end)
        if length < _FEWEST_WORDS or (
            is_strict(retrieval.kind) and features[index, _EVIDENCE] < features[best, _EVIDENCE]
        ):
            continue
        if words + length > _LONGEST_REPLY:
            room = _LONGEST_REPLY - words
            text = _text(retrieval, other.candidate)
            clipped = clip(text, start, end, room, retrieval.terms, retrieval.kind)
            if clipped is None:
                continue
            start, end = clipped
        second = Sentence(other.candidate, start, end)
        return Reading(_quotes(retrieval, first, spans[0], second), best, judged)
    return Reading(_quotes(retrieval, first, spans[0], None), best, judged)


def _quotes(
    retrieval: Retrieval, first: Sentence, span: tuple[int, int], other: Sentence | None
) -> tuple[Quote, ...]:
    marked = [(first.candidate, *span)]
    if other is not None:
        near = other.candidate == first.candidate and _touching(
            _text(retrieval, first.candidate), span, (other.start, other.end)
        )
        if near:
            marked = [(first.candidate, min(span[0], other.start), max(span[1], other.end))]
        else:
            marked.append((other.candidate, other.start, other.end))
    return tuple(_quote(retrieval, *one) for one in marked)


def _quote(retrieval: Retrieval, candidate: int, start: int, end: int) -> Quote:
    passage = retrieval.passages[candidate]
    bold = highlight(passage.passage.text, start, end, retrieval.terms, retrieval.kind)
    return Quote(passage, start, end, bold)


def _whole(retrieval: Retrieval, index: int) -> tuple[int, int]:
    """The sentence's span, with the list that it introduces or the sentence that it leans on."""
    sentences = retrieval.measured.sentences
    sentence = sentences[index]
    text = _text(retrieval, sentence.candidate)
    start, end = sentence.start, sentence.end
    following = [one for one in sentences[index + 1 :] if one.candidate == sentence.candidate]
    if text[start:end].endswith(":") and following:
        return start, _list_end(text, start, following)
    if index and sentences[index - 1].candidate == sentence.candidate:
        before = sentences[index - 1]
        leans = _PRONOUN.match(fold(text[start:end]).replace("’", "'"))
        short = len(text[before.start : end].split()) <= _LONGEST_REPLY
        missing = retrieval.measured.sentence_features[index, SENTENCE_FEATURES.index("exact")]
        with_it = retrieval.measured.sentence_features[
            index, SENTENCE_FEATURES.index("window_exact")
        ]
        if leans and short and with_it > missing + 0.05:
            return before.start, end
    return start, end


def _list_end(text: str, start: int, following: list[Sentence]) -> int:
    end = following[0].end
    listed = bool(_ITEM.match(text[following[0].start :]))
    for item in following[:_LIST_ITEMS]:
        if item.end - start > _LIST_LENGTH:
            break
        if listed != bool(_ITEM.match(text[item.start :])):
            break
        end = item.end
        if not listed and not text[item.start : item.end].endswith((";", ",")):
            break
    return end


def _text(retrieval: Retrieval, candidate: int) -> str:
    return retrieval.passages[candidate].passage.text


def _words(retrieval: Retrieval, candidate: int, start: int, end: int) -> int:
    return len(_text(retrieval, candidate)[start:end].split())


def _inside(sentence: Sentence, span: tuple[int, int]) -> bool:
    return span[0] <= sentence.start and sentence.end <= span[1]


def _touching(text: str, one: tuple[int, int], other: tuple[int, int]) -> bool:
    first, second = sorted((one, other))
    return not text[first[1] : second[0]].strip() and "\n\n" not in text[first[1] : second[0]]
