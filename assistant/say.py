"""Writes an answer: quotations with their citations, or an honest refusal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant import phrases
from assistant.answer import Answer, Citation, ScoredPassage
from assistant.concord import Concord
from assistant.find import Finding
from assistant.passage_features import PASSAGE_FEATURES
from assistant.quote import Quote, quoted
from assistant.retrieve import Retrieval
from assistant.weights import load_weights

SHOWN_PASSAGES = 10
_ITEM_MARK = re.compile(r"^[-–—•*▪◦·]\s+")


@dataclass(frozen=True)
class Part:
    """One part of a question and what is said to it; ``concord`` is None where nothing is."""

    asked: str
    finding: Finding
    concord: Concord | None
    polarity: str | None = None


def say(question: str, parts: Sequence[Part]) -> Answer:
    """The answer to a question of one part or more.

    A part without an answer is named as such beside those that have one; where none has, the
    answer is a refusal that shows the nearest passages.
    """
    answered = [part for part in parts if part.concord is not None]
    if not answered:
        return refuse(question, [part.finding for part in parts])
    lines: list[str] = []
    citations: list[Citation] = []
    for part in parts:
        if part.concord is None:
            lines.append(phrases.PART_UNANSWERED.format(part=part.asked))
        else:
            lines += _lines(part, part.concord, citations)
    first = answered[0].finding
    return Answer(
        question=question,
        standalone_question=" ".join(part.finding.question for part in parts),
        answer="\n".join(lines),
        abstained=False,
        confidence=round(min(part.finding.confidence for part in answered), 4),
        mode="extractive",
        unanswered=tuple(part.asked for part in parts if part.concord is None),
        citations=tuple(citations),
        passages=scored(first.retrieval, SHOWN_PASSAGES),
        timings_ms=_timings([part.finding for part in parts]),
    )


def refuse(
    question: str, findings: Sequence[Finding], sentence: str = phrases.ABSTENTION
) -> Answer:
    """The refusal, with the passages that come nearest."""
    best = max(findings, key=lambda finding: finding.confidence)
    return Answer(
        question=question,
        standalone_question=" ".join(finding.question for finding in findings),
        answer=sentence,
        abstained=True,
        confidence=round(best.confidence, 4),
        mode="extractive",
        unanswered=tuple(finding.question for finding in findings),
        passages=scored(best.retrieval, SHOWN_PASSAGES),
        timings_ms=_timings(findings),
    )


def decline(question: str, sentence: str) -> Answer:
    """A refusal of what is no question, without looking anything up."""
    return Answer(question, question, sentence, True, 0.0, "extractive", (question,))


def say_quotes(question: str, introduction: str, quotes: Sequence[Quote]) -> Answer:
    """An introduction and a list of quotations, each with its citation."""
    citations = tuple(quote.citation(n) for n, quote in enumerate(quotes, 1))
    items = [f"- {quoted(quote.marked())} [{n}]" for n, quote in enumerate(quotes, 1)]
    return Answer(
        question,
        question,
        "\n".join([introduction, *items]),
        abstained=False,
        confidence=1.0,
        mode="extractive",
        citations=citations,
    )


def scored(retrieval: Retrieval, top: int) -> tuple[ScoredPassage, ...]:
    """The ``top`` passages of a retrieval, best first, with how relevant each is by itself."""
    if retrieval.measures is None:
        return ()
    log_odds = load_weights()["relevance"].score(retrieval.measures.passages, PASSAGE_FEATURES)
    relevance = 1.0 / (1.0 + np.exp(-log_odds))
    return tuple(
        ScoredPassage(
            document=stored.passage.document,
            passage=stored.passage.id,
            score=round(float(score), 4),
            text=stored.passage.text,
            page=stored.passage.page,
            start=stored.passage.start,
            end=stored.passage.end,
        )
        for stored, score in list(zip(retrieval.passages, relevance, strict=True))[:top]
    )


def _lines(part: Part, concord: Concord, citations: list[Citation]) -> list[str]:
    lines = [concord.introduction] if concord.introduction else []
    said = {"oui": phrases.YES, "non": phrases.NO}.get(part.polarity or "")
    for quote in concord.quotes:
        number = len(citations) + 1
        citations.append(quote.citation(number))
        if "\n" in quote.text:
            lines += _listed(quote, number)
        else:
            lines.append(f"{quoted(quote.marked())} [{number}]")
    if said:
        at = 1 if concord.introduction else 0
        lines[at] = f"{said}{phrases.NB}: {lines[at]}"
    if concord.note:
        lines.append(concord.note)
    return lines


def _listed(quote: Quote, number: int) -> list[str]:
    """A quotation of several lines: its first line, then its items as a list."""
    first, *items = [line for line in quote.marked(lines=True).split("\n") if line.strip()]
    return [
        f"{quoted(_ITEM_MARK.sub('', first))} [{number}]",
        *(f"- {quoted(_ITEM_MARK.sub('', item))} [{number}]" for item in items),
    ]


def _timings(findings: Sequence[Finding]) -> dict[str, float]:
    timings: dict[str, float] = {}
    for finding in findings:
        for stage, value in finding.retrieval.timings_ms.items():
            timings[stage] = round(timings.get(stage, 0.0) + value, 2)
    return timings


def timed(answer: Answer, total_ms: float) -> Answer:
    """The answer with the time that it took in all."""
    return replace(answer, timings_ms={**answer.timings_ms, "total": round(total_ms, 2)})
