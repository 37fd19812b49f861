"""Confidence: defined for any retrieval, bounded, higher where more of the question is met."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.confidence import REFUSAL_FEATURES, REFUSAL_THRESHOLD, confidence, refusal_features
from assistant.find import weighed
from assistant.network import Network
from assistant.read import read
from assistant.support import SUPPORT_FEATURES
from assistant.weights import Linear
from tests.assistant.fictitious import LIBRARY, retrieval_of

TEXTS = [text for _, text in LIBRARY.values()]


def features_of(question: str, texts: list[str]) -> np.ndarray:
    retrieval = retrieval_of(question, texts)
    assert retrieval.measures is not None
    sentence = read(retrieval).sentence
    answering = retrieval.passages[retrieval.measures.sentences[sentence].candidate]
    return refusal_features(
        retrieval.terms,
        retrieval.kind,
        retrieval.measures,
        retrieval.scores,
        sentence,
        answering.passage.text,
    )


def value(features: np.ndarray, name: str) -> float:
    return float(features[REFUSAL_FEATURES.index(name)])


def sure(question: str, texts: list[str]) -> float:
    retrieval = retrieval_of(question, texts)
    return weighed(question, retrieval, read(retrieval)).confidence


@pytest.mark.parametrize("texts", [TEXTS, TEXTS[:1], ["Fin."]], ids=len)
@pytest.mark.parametrize(
    "question",
    [
        "Qui commandera la brigade ?",
        "Qu’est-ce que c’est ?",
        "?",
        "Zzyzx 12",
        "La brigade roule-t-elle ?",
    ],
)
def test_it_is_a_probability_for_any_question(question: str, texts: list[str]) -> None:
    features = features_of(question, texts)
    assert features.shape == (len(REFUSAL_FEATURES),)
    assert features.dtype == np.float32
    assert np.isfinite(features).all()
    assert 0.0 <= sure(question, texts) <= 1.0


def test_names_are_told_apart() -> None:
    assert len(set(REFUSAL_FEATURES)) == len(REFUSAL_FEATURES)
    assert 0.0 < REFUSAL_THRESHOLD < 1.0


@pytest.mark.parametrize(
    ("held", "absent"),
    [
        (
            "Combien d’agents compte la brigade de sûreté de la Région Fictive ?",
            "Combien de dromadaires compte le zoo de Vladivostok ?",
        ),
        (
            "Combien de lycées le plan de la Région Exemple concerne-t-il ?",
            "Quelle est la recette de la bouillabaisse ?",
        ),
    ],
)
def test_what_the_corpus_holds_is_surer_than_what_it_does_not(held: str, absent: str) -> None:
    assert sure(held, TEXTS) > sure(absent, TEXTS)


def test_a_corpus_without_the_answer_is_less_sure() -> None:
    question = "Combien d’agents compte la brigade de sûreté de la Région Fictive ?"
    without = [text for text in TEXTS if "brigade" not in text]
    assert sure(question, TEXTS) > sure(question, without)


def test_what_is_unmet_and_what_sign_is_missing() -> None:
    texts = ["La brigade roule.", "Le lycée dort."]
    assert value(features_of("La brigade roule ?", texts), "unmet") == pytest.approx(0, abs=0.02)
    assert value(features_of("Le volcan gronde ?", texts), "unmet") > 0.5
    assert value(features_of("Qu’est-ce ?", texts), "unmet") == 1.0
    assert value(features_of("Combien d’agents ?", texts), "sign_missing") == 1.0
    assert value(features_of("Combien ?", ["Il y a 48 agents."]), "sign_missing") == 0.0
    assert value(features_of("Que fait la brigade ?", texts), "sign_missing") == 0.0


def test_a_passage_that_stands_alone_has_no_lead() -> None:
    features = features_of("La brigade ?", ["La brigade roule."])
    assert [value(features, name) for name in ("lead", "similarity_lead", "soft_lead")] == [0, 0, 0]


def _one(name: str, weight: float) -> Linear:
    ones = np.ones(1, np.float32)
    return Linear((name,), 0 * ones, ones, weight * ones, 0.0)


def _silent() -> Network:
    """A network that says nothing."""
    one, none = np.ones(1, np.float32), np.zeros((1, 1), np.float32)
    return Network(("lead",), 0 * one, one, none[None], none, none, 0 * one)


NOTHING = np.zeros(len(SUPPORT_FEATURES), np.float32)


@given(st.floats(-30, 30, width=32), st.floats(0, 10, width=32))
def test_it_rises_with_the_score(score: float, more: float) -> None:
    features = np.zeros(len(REFUSAL_FEATURES), np.float32)
    model = _one("top_exact", 1.0)
    features[REFUSAL_FEATURES.index("top_exact")] = score
    before = confidence(features, NOTHING, 0.0, model, _silent())
    features[REFUSAL_FEATURES.index("top_exact")] = score + more
    assert 0.0 <= before <= confidence(features, NOTHING, 0.0, model, _silent()) <= 1.0


@given(st.floats(-30, 30, width=32), st.floats(0, 10, width=32))
def test_it_rises_with_what_was_read(odds: float, more: float) -> None:
    features = np.zeros(len(REFUSAL_FEATURES), np.float32)
    assert confidence(features, NOTHING, odds) <= confidence(features, NOTHING, odds + more)


def test_what_is_read_as_no_answer_is_doubted_whatever_the_measures() -> None:
    features = np.zeros(len(REFUSAL_FEATURES), np.float32)
    given = (_one("lead", 2.0), _silent())
    assert confidence(features, NOTHING, -6.0, *given) < 0.25
    assert confidence(features, NOTHING, 6.0, *given) > 0.75
