"""Linear models with signed weights, fitted by L-BFGS."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize  # type: ignore[import-untyped]

Floats = NDArray[np.float64]

_BOUNDS: dict[int, tuple[float | None, float | None]] = {
    1: (0.0, None),
    0: (None, None),
    -1: (None, 0.0),
}


@dataclass(frozen=True)
class Fit:
    """A linear model under way: ``((x - mean) / scale) @ weights + bias``."""

    mean: Floats
    scale: Floats
    weights: Floats
    bias: float = 0.0

    def score(self, features: NDArray[np.float32]) -> Floats:
        """Scores, shape (N,)."""
        return np.asarray(((features - self.mean) / self.scale) @ self.weights + self.bias)

    def to_json(self, names: Sequence[str]) -> dict[str, object]:
        """As ``assistant.weights`` reads it, features without weight left out."""
        used = [i for i, weight in enumerate(self.weights) if abs(weight) > 1e-4]
        return {
            "names": [names[i] for i in used],
            "mean": [round(float(self.mean[i]), 5) for i in used],
            "scale": [round(float(self.scale[i]), 5) for i in used],
            "weights": [round(float(self.weights[i]), 5) for i in used],
            "bias": round(self.bias, 5),
        }


def listwise(
    groups: Sequence[tuple[NDArray[np.float32], NDArray[np.bool_]]],
    signs: Sequence[int],
    penalty: float,
) -> Fit:
    """Softmax over each group, all its right rows together being right."""
    rows = np.concatenate([features for features, _ in groups])
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    standard = ((rows - mean) / scale).astype(np.float64)
    right = np.concatenate([flags for _, flags in groups])
    sizes = np.array([len(flags) for _, flags in groups])
    starts = np.r_[0, np.cumsum(sizes)[:-1]]
    group = np.repeat(np.arange(len(groups)), sizes)

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = standard @ weights
        shares = np.exp(scores - np.maximum.reduceat(scores, starts)[group])
        whole = np.add.reduceat(shares, starts)
        good = np.add.reduceat(shares * right, starts) + 1e-12
        value = -(np.log(good) - np.log(whole)).mean() + penalty * (weights @ weights)
        slope = (shares / whole[group] - shares * right / good[group]) @ standard / len(groups)
        return float(value), slope + 2 * penalty * weights

    bounds = [_BOUNDS[sign] for sign in signs]
    found = minimize(loss, np.zeros(len(signs)), jac=True, method="L-BFGS-B", bounds=bounds)
    return Fit(mean, scale, found.x)


def logistic(
    rows: NDArray[np.float32],
    right: NDArray[np.bool_],
    importance: Floats,
    signs: Sequence[int],
    penalty: float,
) -> Fit:
    """Logistic regression with signs; ``importance`` sums to one."""
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    standard = np.c_[(rows - mean) / scale, np.ones(len(rows))].astype(np.float64)

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = standard @ weights
        chance = 1 / (1 + np.exp(-scores))
        value = (importance * (np.logaddexp(0, scores) - right * scores)).sum()
        slope = standard.T @ (importance * (chance - right))
        slope[:-1] += 2 * penalty * weights[:-1]
        return float(value + penalty * (weights[:-1] @ weights[:-1])), slope

    bounds = [*(_BOUNDS[sign] for sign in signs), (None, None)]
    start = np.zeros(len(signs) + 1)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds)
    return Fit(mean, scale, found.x[:-1], float(found.x[-1]))
