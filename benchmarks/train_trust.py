"""Learns how far to trust the cross-encoder, on questions that it was not trained on.

Two weights tell how much it counts in the choice of a sentence, beside the measures. In deciding
when to refuse, its weight beside what the measures tell and the bias are set by hand, between what
a fit gives on those questions (0.56 and 0.05: they are written by the same sort of hands as those
that it learned from, and harder than most people's) and the measures alone; the bias is what a fit
gave before the hardest of them were written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.confidence import (
    TOLD,
)
from assistant.sentence_scores import (
    JUDGING_FEATURES,
    Judged,
    combined,
    most_promising,
    score_sentences,
)
from assistant.weights import Linear
from benchmarks.fit import Fit, listwise
from benchmarks.samples import Ranked
from ingest.encode.pair_encoder import PairEncoder

_TRUST, _BIAS = 0.35, 0.53


@dataclass(frozen=True)
class Readers:
    """What judges sentences: their measures, the cross-encoder, and both together."""

    sentence: Linear
    pairs: PairEncoder
    judging: Linear | None = None

    def judge(self, ranked: Ranked) -> Judged:
        """As the assistant does; by the measures alone while ``judging`` is unknown."""
        sample = ranked.sample
        measured = score_sentences(ranked.measures, ranked.scores, sample.kind, self.sentence)
        best = most_promising(measured)
        odds = np.full(len(measured), np.nan, np.float32)
        windows = [sample.window(int(ranked.rows[row])) for row in best]
        odds[best] = self.pairs.log_odds(sample.question.question, windows)
        if self.judging is None:
            return Judged(measured, odds)
        return Judged(combined(measured, odds, self.judging), odds)


def fit_judging(ranked: Sequence[Ranked], readers: Readers) -> Fit:
    """How much the cross-encoder counts beside the measures; listwise over what it reads."""
    groups = []
    for one in ranked:
        judged = readers.judge(one)
        read = np.flatnonzero(~np.isnan(judged.odds))
        if one.answering[read].any() and not one.answering[read].all():
            features = np.stack([judged.scores[read], judged.odds[read]], axis=1)
            groups.append((features, one.answering[read]))
    return listwise(groups, [1] * len(JUDGING_FEATURES), penalty=1e-3)


def trust() -> Fit:
    """The log-odds that the corpus answers, of what the measures and the cross-encoder tell."""
    return Fit(np.zeros(len(TOLD)), np.ones(len(TOLD)), np.array([1.0, _TRUST]), _BIAS)
