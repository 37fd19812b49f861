"""Each document of a retrieval by itself: its sentences, scored as if it stood alone."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from assistant.highlight import highlight
from assistant.quote import Quote
from assistant.retrieve import Retrieval
from assistant.sentence_scores import sentence_scores
from assistant.setting import Setting


def sentences_of(retrieval: Retrieval, name: str) -> list[tuple[float, Setting]]:
    """The sentences of document ``name`` with their scores as if it stood alone, best first.

    How far its passages are behind those of other documents says nothing of what it states.
    """
    part = with_only(retrieval, {name})
    scored = [
        (float(score), Setting(part.passages[one.candidate], one.start, one.end))
        for one, score in zip(part.measured.sentences, sentence_scores(part), strict=True)
        if np.isfinite(score)
    ]
    return sorted(scored, key=lambda pair: -pair[0])


def quote_of(retrieval: Retrieval, setting: Setting) -> Quote:
    """The sentence as a quotation, with what it leans on, its answering words marked."""
    setting = setting.with_antecedent()
    text = setting.passage.passage.text
    bold = highlight(text, setting.start, setting.end, retrieval.terms, retrieval.kind)
    return Quote(setting.passage, setting.start, setting.end, bold)


def with_only(retrieval: Retrieval, names: Collection[str]) -> Retrieval:
    """The retrieval as if it had found these documents only, at least one of them."""
    return _part(
        retrieval,
        [index for index, one in enumerate(retrieval.passages) if one.passage.document in names],
    )


def _part(retrieval: Retrieval, kept: list[int]) -> Retrieval:
    order = np.array(kept)
    return replace(
        retrieval,
        passages=tuple(retrieval.passages[index] for index in kept),
        scores=retrieval.scores[order],
        measures=retrieval.measured.reordered(order),
    )


def document_of(quote: Quote) -> str:
    """The name of the document that is quoted."""
    return quote.passage.passage.document
