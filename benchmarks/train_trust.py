"""Learns how far to trust the cross-encoder, on questions that it was not trained on.

Two weights tell how much it counts in the choice of a sentence, beside the measures. In deciding
when to refuse, its weight beside what the measures tell and the bias are set by hand, between what
a fit gives on those questions (0.56 and 0.05: they are written by the same sort of hands as those
that it learned from, and harder than most people's) and the measures alone; the bias is what a fit
gave before the hardest of them were written.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assistant.confidence import TOLD
from assistant.sentence_scores import JUDGING_FEATURES, most_promising, score_sentences
from assistant.weights import Linear
from benchmarks.fit import Fit, listwise
from benchmarks.samples import Ranked
from ingest.encode.pair_encoder import PairEncoder

_TRUST, _BIAS = 0.35, 0.53


def fit_judging(ranked: Sequence[Ranked], sentence: Linear, pairs: PairEncoder) -> Fit:
    """How much the cross-encoder counts beside the measures; listwise over what it reads.

    Args:
        sentence: the model of a sentence's measures.
    """
    groups = []
    for one in ranked:
        measured = score_sentences(one.measures, one.scores, one.sample.kind, sentence)
        read = most_promising(measured)
        right = one.answering[read]
        if right.any() and not right.all():
            windows = [one.sample.window(int(one.rows[row])) for row in read]
            odds = pairs.log_odds(one.sample.question.question, windows)
            groups.append((np.stack([measured[read], odds], axis=1), right))
    return listwise(groups, [1] * len(JUDGING_FEATURES), penalty=1e-3)


def trust() -> Fit:
    """The log-odds that the corpus answers, of what the measures and the cross-encoder tell."""
    return Fit(np.zeros(len(TOLD)), np.ones(len(TOLD)), np.array([1.0, _TRUST]), _BIAS)
