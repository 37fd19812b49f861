"""Learns when to refuse: a linear model and a small network, whose log-odds are averaged.

Both learn from the same rows: each training question as it was measured; the answerable ones again
without the passages that answer; and all of that again with the passages of one document only,
because a corpus may be a single page. The linear model, whose signs are constrained, leans on
questions whose passages are absent; the network on details that a near passage does not give.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from assistant.confidence import CONFIDENCE_FEATURES, REFUSAL_FEATURES, refusal_features
from assistant.network import CLIPPED
from assistant.sentence_scores import Judged, score_sentences
from assistant.support import support_features
from assistant.weights import Linear
from benchmarks.fit import Fit, Floats, logistic
from benchmarks.samples import Ranked, Sample, ranked_by

_ALONE = 0.3  # weight of the rows of one document only
_LINEAR_KINDS = {"removed": 0.3, "outside": 1.0, "withheld": 1.0}
_NETWORK_KINDS = {"removed": 1.0, "outside": 0.5, "withheld": 1.0}
_HIDDEN, _MEMBERS, _STEPS = 24, 5, 300


@dataclass(frozen=True)
class Rows:
    """What is learned from.

    Attributes:
        features: shape (N, len(CONFIDENCE_FEATURES)).
        kinds: « answerable », « removed », « outside » or « withheld », shape (N,).
        alone: whether with one document only, shape (N,).
    """

    features: NDArray[np.float32]
    kinds: NDArray[np.str_]
    alone: NDArray[np.bool_]

    def importance(self, shares: dict[str, float]) -> Floats:
        """Weights of the rows, summing to one: half for the answerable, half for the others."""
        found = np.zeros(len(self.kinds))
        for alone, part in ((False, 1 - _ALONE), (True, _ALONE)):
            place = self.alone == alone
            halves = {"answerable": 1.0} | {k: s / sum(shares.values()) for k, s in shares.items()}
            for kind, share in halves.items():
                rows = place & (self.kinds == kind)
                found[rows] = 0.5 * part * share / max(rows.sum(), 1)
        return np.asarray(found / found.sum())


def rows_of(passage: Fit, sentence: Linear, samples: Sequence[Sample]) -> Rows:
    """Every sample as it is, without its answer, and both with one document alone."""
    features, kinds, alone = [], [], []

    def add(sample: Sample, kind: str, keep: NDArray[np.bool_] | None, one: bool) -> None:
        features.append(
            _features(ranked_by(passage.score(sample.measures.passages), sample, keep), sentence)
        )
        kinds.append(kind)
        alone.append(one)

    for sample in samples:
        if len(sample.right) < 2:
            continue
        kind = "answerable" if sample.question.answerable else sample.question.kind
        own = _one_document(passage, sample)
        add(sample, kind, None, False)
        add(sample, kind, own, True)
        if sample.question.answers and sample.holding.any():
            for keep, one in ((~sample.holding, False), (own & ~sample.holding, True)):
                if keep.any():
                    add(sample, "withheld", keep, one)
    return Rows(np.array(features), np.array(kinds), np.array(alone))


def _one_document(passage: Fit, sample: Sample) -> NDArray[np.bool_]:
    names = np.array(sample.names)
    right = np.flatnonzero(sample.right)
    scores = passage.score(sample.measures.passages)
    return np.asarray(names == names[right[0] if len(right) else int(scores.argmax())])


def _features(ranked: Ranked, sentence: Linear) -> NDArray[np.float32]:
    sample = ranked.sample
    scores = score_sentences(ranked.measures, ranked.scores, sample.kind, sentence)
    judged = Judged(scores, np.full(len(scores), np.nan, np.float32))
    chosen = int(scores.argmax())
    text = ranked.texts[ranked.measures.sentences[chosen].candidate]
    given = (sample.terms, sample.kind, ranked.measures, ranked.scores)
    return np.concatenate(
        [refusal_features(*given, chosen, text), support_features(*given, judged, chosen)]
    )


def fit_refusal(rows: Rows) -> tuple[Fit, str]:
    """The linear model, and the network as ``assistant.network`` reads it.

    Answerable questions and others weigh the same, so that even odds are where either mistake is
    as likely: the threshold that ships.
    """
    known = rows.kinds == "answerable"
    signs = [-1 if name.endswith("missing") or name == "unmet" else 1 for name in REFUSAL_FEATURES]
    linear = logistic(
        rows.features[:, : len(REFUSAL_FEATURES)],
        known,
        rows.importance(_LINEAR_KINDS),
        signs,
        penalty=1e-2,
    )
    return linear, _network(rows.features, known, rows.importance(_NETWORK_KINDS))


def _network(features: NDArray[np.float32], known: NDArray[np.bool_], importance: Floats) -> str:
    torch.set_num_threads(1)
    mean, scale = features.mean(axis=0), features.std(axis=0) + 1e-6
    used = np.flatnonzero(features.std(axis=0) > 1e-6)

    standard = np.clip((features - mean) / scale, -CLIPPED, CLIPPED)[:, used]
    given, right = torch.tensor(standard).float(), torch.tensor(known).float()
    weights = torch.tensor(importance).float()
    members: list[tuple[torch.nn.Linear, torch.nn.Linear]] = []
    for seed in range(_MEMBERS):
        torch.manual_seed(seed)
        inner, outer = torch.nn.Linear(len(used), _HIDDEN), torch.nn.Linear(_HIDDEN, 1)
        member = torch.nn.Sequential(
            torch.nn.Dropout(0.15), inner, torch.nn.ReLU(), torch.nn.Dropout(0.3), outer
        )
        optimiser = torch.optim.AdamW(member.parameters(), lr=5e-3, weight_decay=1e-2)
        schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, _STEPS)
        for _ in range(_STEPS):
            optimiser.zero_grad()
            losses = torch.nn.functional.binary_cross_entropy_with_logits(
                member(given)[:, 0], right, reduction="none"
            )
            (weights * losses).sum().backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            schedule.step()
        members.append((inner, outer))

    return json.dumps(
        {
            "names": [CONFIDENCE_FEATURES[index] for index in used],
            "mean": _rounded(mean[used]),
            "scale": _rounded(scale[used]),
            "inner": [_rounded(inner.weight.detach().numpy().T) for inner, _ in members],
            "inner_bias": [_rounded(inner.bias.detach().numpy()) for inner, _ in members],
            "outer": [_rounded(outer.weight.detach().numpy()[0]) for _, outer in members],
            "outer_bias": [round(float(outer.bias), 4) for _, outer in members],
        }
    )


def _rounded(values: NDArray[np.float32]) -> object:
    return np.round(values.astype(np.float64), 4).tolist()
