"""Sentences are judged by their measures, and the best by reading them with the question."""

from __future__ import annotations

import numpy as np

from assistant.sentence_scores import (
    JUDGED,
    combined,
    judge,
    most_promising,
    sentence_scores,
    window_of,
)
from assistant.weights import Linear, load_weights
from tests.assistant.fictitious import LIBRARY, retrieval_of

TEXTS = [text for _, text in LIBRARY.values()]
QUESTION = "Combien d’agents compte la brigade de sûreté ?"
BOTH = Linear(
    ("measured", "odds"),
    np.zeros(2, np.float32),
    np.ones(2, np.float32),
    np.array([1.0, 2.0], np.float32),
    0.0,
)


def test_the_most_promising_sentences_are_read_and_no_other() -> None:
    retrieval = retrieval_of(QUESTION, TEXTS)
    judged = judge(retrieval)
    read = np.flatnonzero(~np.isnan(judged.odds))
    assert len(read) == JUDGED
    assert set(read) == set(most_promising(sentence_scores(retrieval)))


def test_sentences_of_passages_not_read_are_never_best() -> None:
    retrieval = retrieval_of(QUESTION, TEXTS)
    measured, judged = sentence_scores(retrieval), judge(retrieval)
    assert np.array_equal(np.isfinite(measured), np.isfinite(judged.scores))


def test_fewer_sentences_than_are_read() -> None:
    judged = judge(retrieval_of("Qui ?", ["Une phrase de test."]))
    assert judged.scores.shape == judged.odds.shape == (1,)
    assert np.isfinite(judged.odds).all()


def test_a_sentence_that_was_not_read_counts_as_the_worst_that_was() -> None:
    measured = np.array([3.0, 2.0, 1.0, -np.inf], np.float32)
    odds = np.array([-1.0, 4.0, np.nan, np.nan], np.float32)
    assert combined(measured, odds, BOTH).tolist() == [1.0, 10.0, -1.0, -np.inf]


def test_reading_overrules_likeness() -> None:
    text = (
        "La brigade de sûreté, la brigade de nuit et la brigade de jour sont des brigades. "
        "Le commandement en revient à Odile Marchefer."
    )
    retrieval = retrieval_of("Qui est à la tête de la brigade de sûreté ?", [text])
    judged = judge(retrieval)
    assert int(sentence_scores(retrieval).argmax()) == 0
    assert int(judged.odds.argmax()) == 1


def test_a_sentence_is_read_with_its_heading_and_the_one_before() -> None:
    retrieval = retrieval_of(QUESTION, ["La brigade roule. Elle compte 48 agents. Elle est neuve."])
    window = window_of(retrieval, 1)
    assert window.heading == "Document de test"
    assert window.before.strip() == "La brigade roule."
    assert window.sentence == "Elle compte 48 agents."
    assert window_of(retrieval, 0).before == ""


def test_both_signs_weigh() -> None:
    model = load_weights()["judging"]
    assert (model.weights / model.scale > 0).all()
    assert model.names == ("measured", "odds")
