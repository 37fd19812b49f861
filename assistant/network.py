"""The small networks that ship beside the linear weights, as numpy runs them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
CLIPPED = 3.0  # standard deviations: farther out, nothing was learned


@dataclass(frozen=True)
class Network:
    """The mean of several networks of one hidden layer (ReLU) over named features.

    Attributes:
        names: the F features.
        mean: shape (F,).
        scale: shape (F,).
        inner: shape (M, F, H), weights into the hidden layers.
        inner_bias: shape (M, H).
        outer: shape (M, H), weights out of them.
        outer_bias: shape (M,).
    """

    names: tuple[str, ...]
    mean: Floats
    scale: Floats
    inner: Floats
    inner_bias: Floats
    outer: Floats
    outer_bias: Floats

    def score(self, features: Floats, names: Sequence[str]) -> float:
        """The log-odds for features of shape (len(names),); unused names are ignored."""
        columns = [names.index(name) for name in self.names]
        standard = np.clip((features[columns] - self.mean) / self.scale, -CLIPPED, CLIPPED)
        hidden = np.maximum(np.einsum("f,mfh->mh", standard, self.inner) + self.inner_bias, 0.0)
        return float(((hidden * self.outer).sum(axis=1) + self.outer_bias).mean())


@cache
def load_refusal_network() -> Network:
    """The network behind ``confidence`` (made by ``benchmarks/train_refusal.py``)."""
    return read_network(
        resources.files("assistant").joinpath("refusal_network.json").read_text("utf-8")
    )


def read_network(text: str) -> Network:
    """The network that a JSON text holds."""
    model = json.loads(text)
    arrays = {
        name: np.array(values, np.float32) for name, values in model.items() if name != "names"
    }
    return Network(names=tuple(model["names"]), **arrays)
