"""What an answering sentence bears out of its question."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.read import read
from assistant.support import SUPPORT_FEATURES, support_features
from tests.assistant.fictitious import retrieval_of


def value(question: str, texts: list[str], name: str) -> float:
    retrieval = retrieval_of(question, texts)
    given = (retrieval.terms, retrieval.kind, retrieval.measured, retrieval.scores)
    reading = read(retrieval)
    features = support_features(*given, reading.judged, reading.sentence)
    assert features.shape == (len(SUPPORT_FEATURES),)
    assert np.isfinite(features).all()
    return float(features[SUPPORT_FEATURES.index(name)])


def test_names_are_told_apart() -> None:
    assert len(set(SUPPORT_FEATURES)) == len(SUPPORT_FEATURES)


def test_what_is_said_is_not_lacking_and_what_is_not_said_is() -> None:
    texts = ["La brigade roule de nuit. Elle compte 48 agents."]
    assert value("La brigade roule ?", texts, "near_lacking") == pytest.approx(0, abs=0.02)
    assert value("Le volcan gronde ?", texts, "near_lacking") > 0.5
    assert value("Qu’est-ce ?", texts, "near_lacking") == 1.0


def test_names_and_other_words_are_told_apart() -> None:
    texts = ["La brigade de Testville roule."]
    assert value("La brigade de Vladivostok roule ?", texts, "near_lacking_names") > 0.2
    assert value("La brigade de Testville roule ?", texts, "near_lacking_names") < 0.02
    assert value("La brigade de Testville gronde ?", texts, "near_lacking_rest") > 0.2


def test_the_kind_of_answer_is_said() -> None:
    texts = ["La brigade roule."]
    assert value("Quand roule la brigade ?", texts, "asks_date") == 1.0
    assert value("Quand roule la brigade ?", texts, "asks_reason") == 0.0
