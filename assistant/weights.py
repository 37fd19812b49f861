"""The learned weights that ship with the project (made by ``benchmarks/train_weights.py``)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Linear:
    """A linear score over named features: ``((x - mean) / scale) @ weights + bias``."""

    names: tuple[str, ...]
    mean: Floats
    scale: Floats
    weights: Floats
    bias: float

    def score(self, features: Floats, names: Sequence[str]) -> Floats:
        """Scores, shape (N,), of features of shape (N, len(names)); unused names are ignored."""
        columns = [names.index(name) for name in self.names]
        standard = (features[:, columns] - self.mean) / self.scale
        return (standard @ self.weights + self.bias).astype(np.float32)


@cache
def load_weights() -> dict[str, Linear]:
    """The models ``passage``, ``sentence`` and ``refusal``."""
    text = resources.files("assistant").joinpath("weights.json").read_text("utf-8")
    return {
        name: Linear(
            tuple(model["names"]),
            np.array(model["mean"], np.float32),
            np.array(model["scale"], np.float32),
            np.array(model["weights"], np.float32),
            float(model["bias"]),
        )
        for name, model in json.loads(text).items()
        if not name.startswith("_")
    }
