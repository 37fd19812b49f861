"""Whether what a claim is measured by speaks for it: a logistic regression that ships.

``benchmarks/train_grounding.py`` makes ``judgement.json``: one model for the checks by words alone,
one for words and vectors. The bias of each holds the threshold.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources

from assistant.ground.measures import HARD, MEASURES


class Judge:
    """A linear score over ``MEASURES``; above zero, a claim is supported."""

    def __init__(self, weights: dict[str, float], bias: float) -> None:
        unknown = weights.keys() - set(MEASURES)
        if unknown:
            raise ValueError(f"unknown measures: {sorted(unknown)}")
        self._weights = weights
        self._bias = bias

    def score(self, found: dict[str, float]) -> float:
        """Log-odds that the claim is right, less those asked for."""
        return self._bias + sum(weight * found[name] for name, weight in self._weights.items())

    def penalty(self, kind: str) -> float:
        """How much an objection of this kind speaks against a claim, 0 or more."""
        return 100.0 if kind in HARD else max(0.1, -self._weights.get(kind, 0.0))

    def worst(self, found: dict[str, float]) -> str:
        """What speaks most against a claim, for logs and tests."""
        against = {name: -weight * found[name] for name, weight in self._weights.items()}
        most = sorted(against, key=against.__getitem__, reverse=True)[:3]
        score = f"{self.score(found):.2f}"
        return f"judged {score}: " + ", ".join(
            f"{name} {found[name]:.2f}" for name in most if against[name] > 0
        )


@cache
def load_judge(name: str) -> Judge:
    """The judge of the checks ``lexical`` or ``whole``."""
    text = resources.files("assistant.ground").joinpath("judgement.json").read_text("utf-8")
    model = json.loads(text)[name]
    return Judge(model["weights"], float(model["bias"]))
