"""Learns how far to trust the cross-encoder, on questions that it was not trained on.

Two weights tell how much it counts in the choice of a sentence, beside the measures. In deciding
when to refuse, one counts it beside what the measures tell: that one is set by hand, below what a
fit gives (0.56), because the questions here are written by the same sort of hands as those that it
learned from and it is surer of them than of others'. The bias is then fitted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.confidence import (
    CONFIDENCE_FEATURES,
    FARTHEST_ODDS,
    REFUSAL_FEATURES,
    TOLD,
)
from assistant.network import Network
from assistant.sentence_scores import (
    JUDGING_FEATURES,
    Judged,
    combined,
    most_promising,
    score_sentences,
)
from assistant.weights import Linear
from benchmarks.fit import Fit, listwise, logistic
from benchmarks.samples import Ranked, Sample, ranked_by
from benchmarks.train_refusal import features_of
from ingest.encode.pair_encoder import PairEncoder

_TRUST = 0.35


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


def fit_trust(
    passage: Fit,
    readers: Readers,
    refusal: Linear,
    network: Network,
    samples: Sequence[Sample],
) -> Fit:
    """The log-odds that the corpus answers, of what the measures and the cross-encoder tell."""
    told, known = [], []

    def add(ranked: Ranked, answered: bool) -> None:
        judged = readers.judge(ranked)
        features = features_of(ranked, judged)
        plain = refusal.score(features[None, : len(REFUSAL_FEATURES)], REFUSAL_FEATURES)[0]
        measured = (float(plain) + network.score(features, CONFIDENCE_FEATURES)) / 2
        told.append((measured, np.clip(judged.best_odds, -FARTHEST_ODDS, FARTHEST_ODDS)))
        known.append(answered)

    for sample in samples:
        scores = passage.score(sample.measures.passages)
        add(ranked_by(scores, sample), sample.question.answerable)
        if sample.holding.any() and not sample.holding.all():
            add(ranked_by(scores, sample, ~sample.holding), False)
    return _with_trust(np.array(told, np.float32), np.array(known))


def _with_trust(told: NDArray[np.float32], known: NDArray[np.bool_]) -> Fit:
    weights = np.array([1.0, _TRUST])
    importance = np.where(known, 0.5 / known.sum(), 0.5 / (~known).sum())
    score = (told @ weights).astype(np.float32)[:, None]
    fit = logistic(score, known, importance, [1], penalty=1e-6)
    slope = fit.weights[0] / fit.scale[0]
    bias = float(fit.bias / slope - fit.mean[0])
    return Fit(np.zeros(len(TOLD)), np.ones(len(TOLD)), weights, bias)
