"""Every measure is a number in its column, for any question and any passages."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.features import Measures
from assistant.passage_features import PASSAGE_FEATURES
from assistant.sentence_features import SENTENCE_FEATURES
from corpus.french.sentences import sentence_spans
from tests.assistant.fictitious import LIBRARY, measures_of

TEXTS = [text for _, text in LIBRARY.values()]
QUESTIONS = [
    "Qui commandera la brigade de sûreté ?",
    "Combien d’agents compte la brigade de nuit ?",
    "Qu’est-ce que c’est ?",
    "?",
    "Zzyzx",
    "La brigade est-elle armée ?",
    "vidéoprotection",
]
WORDS = [
    "La",
    "brigade",
    "compte",
    "48",
    "agents",
    ".",
    "Odile",
    "Marchefer",
    "vidéoprotection",
    "des",
    "gares",
    ":",
    "le",
]


def passage(measures: Measures, name: str) -> np.ndarray:
    return measures.passages[:, PASSAGE_FEATURES.index(name)]


def sentence(measures: Measures, name: str) -> np.ndarray:
    return measures.sentence_features[:, SENTENCE_FEATURES.index(name)]


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("texts", [TEXTS[:1], TEXTS, ["…"], ["Fin.", "\u00a0"]], ids=len)
@pytest.mark.parametrize("vectors", [True, False])
def test_shapes_and_numbers(question: str, texts: list[str], vectors: bool) -> None:
    measures = measures_of(question, texts, vectors=vectors)
    count = len(measures.sentences)
    assert measures.passages.shape == (len(texts), len(PASSAGE_FEATURES))
    assert measures.sentence_features.shape == (count, len(SENTENCE_FEATURES))
    assert measures.matched.shape[1] == count
    for values in (measures.passages, measures.sentence_features, measures.matched):
        assert np.isfinite(values).all()
    assert {one.candidate for one in measures.sentences} == set(range(len(texts)))


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join),
    st.lists(
        st.lists(st.sampled_from(WORDS), min_size=1, max_size=30).map(" ".join),
        min_size=1,
        max_size=4,
    ),
    st.booleans(),
)
def test_shares_are_shares(question: str, texts: list[str], vectors: bool) -> None:
    measures = measures_of(question, texts, vectors=vectors)
    for name in ("exact", "soft", "sentence_exact", "window_soft", "proximity", "evidence",
                 "heading", "rarest_missing", "name_missing", "characters", "fusion", "sibling",
                 "lexical_share"):  # fmt: skip
        assert passage(measures, name).min() >= 0.0, name
        assert passage(measures, name).max() <= 1.0 + 1e-5, name
    for name in ("exact", "soft", "window_exact", "evidence", "novelty", "length", "position"):
        assert sentence(measures, name).min() >= 0.0, name
        assert sentence(measures, name).max() <= 1.0 + 1e-5, name
    assert (sentence(measures, "window_exact") >= sentence(measures, "exact") - 1e-6).all()
    assert (sentence(measures, "exact_rest") >= sentence(measures, "exact") - 1e-6).all()
    for name in ("soft_gap", "exact_gap"):
        assert sentence(measures, name).max() <= 1e-6


def test_sentences_are_those_of_the_text() -> None:
    measures = measures_of(QUESTIONS[0], TEXTS)
    spans = [(at, *span) for at, text in enumerate(TEXTS) for span in sentence_spans(text)]
    assert [(one.candidate, one.start, one.end) for one in measures.sentences] == spans


@pytest.mark.parametrize("name", ["exact", "soft", "sentence_exact", "window_exact"])
def test_a_fuller_match_measures_more(name: str) -> None:
    texts = ["Le lycée fictif.", "La brigade roule.", "La brigade de sûreté roule."]
    measured = passage(measures_of("Que fait la brigade de sûreté ?", texts), name)
    assert measured[0] < measured[1] < measured[2]


@settings(max_examples=60)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=20), st.sampled_from(WORDS))
def test_one_more_word_never_lowers_exact(words: list[str], more: str) -> None:
    question = "Combien d’agents de vidéoprotection compte la brigade d’Odile Marchefer ?"
    texts = [" ".join(words), " ".join([*words, more])]
    measures = measures_of(question, texts)
    exact = passage(measures, "exact")
    assert exact[1] >= exact[0] - 1e-6
    assert passage(measures, "rarest_missing")[1] <= passage(measures, "rarest_missing")[0] + 1e-6


def test_a_word_of_the_same_root_counts_but_less() -> None:
    texts = ["Il préside.", "La présidence fictive.", "Il roule."]
    exact = passage(measures_of("Qui préside ?", texts), "exact")
    assert exact[0] > exact[1] > exact[2] == 0.0


def test_what_is_missing() -> None:
    measures = measures_of("Que dit Odile Marchefer de 2024 ?", ["Odile Marchefer.", "2024", "…"])
    missing = passage(measures, "name_missing")
    assert missing[2] == 1.0
    assert missing[0] < missing[1] < 1.0
    assert passage(measures, "rarest_missing")[2] == pytest.approx(1.0)


def test_neighbours_of_the_question_that_stand_together() -> None:
    apart = "La brigade et puis bien plus loin dans ce texte fictif de longue haleine la sûreté."
    near = passage(
        measures_of("La brigade de sûreté ?", ["La brigade de sûreté.", apart]), "proximity"
    )
    assert near[0] == 1.0
    assert near[1] == 0.0


def test_reordering_moves_everything_together() -> None:
    measures = measures_of(QUESTIONS[0], TEXTS)
    order = np.array([3, 0, 4, 2, 1])
    moved = measures.reordered(order)
    assert np.array_equal(moved.passages, measures.passages[order])
    back = moved.reordered(np.argsort(order))
    assert back.sentences == measures.sentences
    assert np.array_equal(back.sentence_features, measures.sentence_features)
    assert np.array_equal(back.matched, measures.matched)
    for one, row in zip(moved.sentences, moved.sentence_features, strict=True):
        at = measures.sentences.index(type(one)(int(order[one.candidate]), one.start, one.end))
        assert np.array_equal(row, measures.sentence_features[at])
