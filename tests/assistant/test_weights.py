"""The weights that ship fit the features that are measured."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.confidence import REFUSAL_FEATURES, TOLD
from assistant.passage_features import PASSAGE_FEATURES
from assistant.sentence_scores import JUDGING_FEATURES, READING_FEATURES
from assistant.weights import Linear, load_weights

FEATURES = {
    "passage": PASSAGE_FEATURES,
    "sentence": READING_FEATURES,
    "refusal": REFUSAL_FEATURES,
    "relevance": PASSAGE_FEATURES,
    "judging": JUDGING_FEATURES,
    "confidence": TOLD,
}


@pytest.mark.parametrize("name", FEATURES)
def test_every_model_scores_the_features_of_its_place(name: str) -> None:
    model = load_weights()[name]
    assert set(model.names) <= set(FEATURES[name])
    assert len(set(model.names)) == len(model.names) == len(model.weights)
    assert model.mean.shape == model.scale.shape == model.weights.shape
    assert (model.scale > 0).all()
    for values in (model.mean, model.scale, model.weights, np.array(model.bias)):
        assert np.isfinite(values).all()
    scores = model.score(np.zeros((3, len(FEATURES[name])), np.float32), FEATURES[name])
    assert scores.shape == (3,)
    assert np.isfinite(scores).all()


def test_there_is_no_other_model() -> None:
    assert set(load_weights()) == set(FEATURES)


def test_a_score_is_linear_in_the_standardised_features() -> None:
    model = Linear(
        ("b", "a"),
        mean=np.array([1, 2], np.float32),
        scale=np.array([2, 4], np.float32),
        weights=np.array([3, -1], np.float32),
        bias=0.5,
    )
    features = np.array([[2, 99, 1], [6, 0, 3]], np.float32)
    assert model.score(features, ("a", "unused", "b")).tolist() == [0.5, 2.5]


def test_a_feature_that_is_not_measured_is_an_error() -> None:
    model = load_weights()["passage"]
    with pytest.raises(ValueError, match="not in tuple"):
        model.score(np.zeros((1, 1), np.float32), ("unused",))
