"""The network that ships: it fits what is measured, and computes what its definition says."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.confidence import CONFIDENCE_FEATURES
from assistant.network import CLIPPED, Network, load_refusal_network


def test_it_scores_the_features_that_are_measured() -> None:
    network = load_refusal_network()
    members, features, hidden = network.inner.shape
    assert set(network.names) <= set(CONFIDENCE_FEATURES)
    assert len(set(network.names)) == len(network.names) == features
    assert network.mean.shape == network.scale.shape == (features,)
    assert network.inner_bias.shape == network.outer.shape == (members, hidden)
    assert network.outer_bias.shape == (members,)
    assert (network.scale > 0).all()
    for far in (-1e6, 0.0, 1e6):
        features_of_all = np.full(len(CONFIDENCE_FEATURES), far, np.float32)
        assert np.isfinite(network.score(features_of_all, CONFIDENCE_FEATURES))


def test_a_score_is_the_mean_of_its_members() -> None:
    network = Network(
        ("b", "a"),
        mean=np.array([1, 0], np.float32),
        scale=np.array([2, 1], np.float32),
        inner=np.array([[[1], [0]], [[0], [-1]]], np.float32),
        inner_bias=np.array([[0], [0.5]], np.float32),
        outer=np.array([[3], [2]], np.float32),
        outer_bias=np.array([0, 1], np.float32),
    )
    # b is (3 - 1) / 2 = 1: the first says 3; a is 2: the second is shut off by its ReLU, says 1.
    assert network.score(np.array([2, 99, 3], np.float32), ("a", "unused", "b")) == 2.0
    # Beyond three standard deviations nothing more is read into a feature.
    far = network.score(np.array([2, 0, 1000], np.float32), ("a", "unused", "b"))
    assert far == (3 * CLIPPED + 1) / 2


def test_a_feature_that_is_not_measured_is_an_error() -> None:
    with pytest.raises(ValueError, match="not in tuple"):
        load_refusal_network().score(np.zeros(1, np.float32), ("unused",))
