"""The few statistics that the scores need; None where there is nothing to measure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray


def mean(values: Iterable[float | bool]) -> float | None:
    """Arithmetic mean."""
    found = [float(value) for value in values]
    return sum(found) / len(found) if found else None


def percentile(values: Sequence[float], share: float) -> float | None:
    """The value that ``share`` (0..100) of ``values`` do not exceed, interpolated."""
    return float(np.percentile(np.asarray(values, dtype=float), share)) if values else None


def auroc(positives: Sequence[float], negatives: Sequence[float]) -> float | None:
    """Chance that a positive scores above a negative, a tie counting one half (Mann–Whitney)."""
    if not positives or not negatives:
        return None
    ordered = np.sort(np.asarray(negatives, dtype=float))
    scores = np.asarray(positives, dtype=float)
    below = np.searchsorted(ordered, scores, side="left")
    up_to = np.searchsorted(ordered, scores, side="right")
    return float((below + up_to).sum() / (2.0 * scores.size * ordered.size))


def paired_test(
    before: Sequence[float], after: Sequence[float], resamples: int = 10_000, seed: int = 0
) -> tuple[float, float, float]:
    """95 % bootstrap interval of the mean of ``after - before``, and the p-value of a
    two-sided paired permutation test (signs flipped at random, the observed one counted in).

    Raises:
        ValueError: the two are not equally long, or empty.
    """
    if len(before) != len(after) or not before:
        raise ValueError(f"paired samples of {len(before)} and {len(after)}")
    differences = np.asarray(after, dtype=float) - np.asarray(before, dtype=float)
    random = np.random.default_rng(seed)
    observed = abs(differences.sum())
    means: list[NDArray[np.float64]] = []
    extreme = done = 0
    while done < resamples:
        rows = min(1_000, resamples - done)
        drawn = random.integers(differences.size, size=(rows, differences.size))
        means.append(differences[drawn].mean(axis=1))
        signs = random.integers(2, size=(rows, differences.size)) * 2 - 1
        # Sums of equal figures in another order differ in their last bits.
        extreme += int((np.abs(signs @ differences) >= observed - 1e-9).sum())
        done += rows
    low, high = np.percentile(np.concatenate(means), [2.5, 97.5])
    return float(low), float(high), (extreme + 1) / (resamples + 1)
