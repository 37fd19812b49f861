"""The curves of the report, as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from assistant.evaluate.outcome import RANKED, Outcome
from assistant.evaluate.statistics import mean

BINS = 10
_CURVE_POINTS = 200


def reliability(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    """Confidence against what came true, in ten bins of equal width; empty bins have None.

    ``confidence`` is read as the probability that the corpus answers the question, so what
    comes true is that the question is answerable, whether or not it was refused.
    """
    bins = []
    for index in range(BINS):
        inside = [o for o in outcomes if min(BINS - 1, int(o.answer.confidence * BINS)) == index]
        bins.append(
            {
                "from": index / BINS,
                "to": (index + 1) / BINS,
                "count": len(inside),
                "confidence": mean(o.answer.confidence for o in inside),
                "answerable": mean(o.answerable for o in inside),
            }
        )
    return bins


def calibration_error(bins: Sequence[dict[str, Any]]) -> float | None:
    """Expected calibration error: mean gap of the bins, weighted by their questions."""
    total = sum(b["count"] for b in bins)
    if not total:
        return None
    gaps = (b["count"] * abs(b["confidence"] - b["answerable"]) for b in bins if b["count"])
    return float(sum(gaps) / total)


def refusal_curve(outcomes: Sequence[Outcome]) -> list[dict[str, float]]:
    """What refusing below each confidence would give: precision and recall of refusing, and
    the share of answerable questions still answered. Empty without both kinds of question."""
    confidence = np.array([o.answer.confidence for o in outcomes])
    answerable = np.array([o.answerable for o in outcomes], dtype=bool)
    if not outcomes or answerable.all() or not answerable.any():
        return []
    thresholds = np.unique(confidence)
    if thresholds.size > _CURVE_POINTS:
        kept = np.linspace(0, thresholds.size - 1, _CURVE_POINTS).round().astype(int)
        thresholds = thresholds[kept]
    points = []
    for threshold in thresholds:
        refused = confidence <= threshold
        points.append(
            {
                "confidence": float(threshold),
                "precision": float((~answerable)[refused].mean()),
                "recall": float(refused[~answerable].mean()),
                "answered": float((~refused)[answerable].mean()),
            }
        )
    return points


def score_by_rank(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    """For each rank, over answerable questions: mean score of its passages, apart for those
    of a listed document and for the others, and the share of the former."""
    ranks = []
    for rank in range(RANKED):
        there = [
            (o.answer.passages[rank].score, o.relevant[rank])
            for o in outcomes
            if o.answerable and len(o.relevant) > rank
        ]
        ranks.append(
            {
                "rank": rank + 1,
                "relevant": mean(hit for _, hit in there),
                "score_relevant": mean(value for value, hit in there if hit),
                "score_other": mean(value for value, hit in there if not hit),
            }
        )
    return ranks


def latency_histogram(outcomes: Sequence[Outcome]) -> list[dict[str, float]]:
    """Questions by total latency, in at most 20 bins of equal width up to the 99th percentile;
    the last bin holds all that is slower."""
    totals = [o.answer.timings_ms["total"] for o in outcomes if "total" in o.answer.timings_ms]
    if not totals:
        return []
    highest = max(float(np.percentile(totals, 99)), 1e-3)
    counts, edges = np.histogram(np.clip(totals, 0.0, highest), bins=20, range=(0.0, highest))
    return [
        {"from": float(low), "to": float(high), "count": int(count)}
        for count, low, high in zip(counts, edges[:-1], edges[1:], strict=True)
    ]
