from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from benchmarks.typing_mistakes import corrupt

QUESTION = "Qui préside le groupe de travail sécurité et prévention des Régions ?"


def test_same_seed_same_mistakes() -> None:
    assert corrupt(QUESTION, 1) == corrupt(QUESTION, 1)
    assert len({corrupt(QUESTION, seed) for seed in range(20)}) > 10


@pytest.mark.parametrize(("words", "edits"), [(1, 1), (1, 2), (2, 1), (2, 2)])
def test_as_many_words_are_hit_as_asked_and_no_worse(words: int, edits: int) -> None:
    for seed in range(50):
        pairs = zip(QUESTION.split(), corrupt(QUESTION, seed, words, edits).split(), strict=True)
        # A swap that a second mistake falls into can count for one more in OSA.
        distances = [OSA.distance(old, new) for old, new in pairs if old != new]
        assert len(distances) == words
        assert all(1 <= distance <= edits + (edits > 1) for distance in distances)


def test_a_question_without_a_long_word_stays() -> None:
    assert corrupt("Et où ?", 1) == "Et où ?"


@given(st.text(max_size=60), st.integers(0, 5), st.integers(1, 2), st.integers(1, 2))
def test_any_text_ends_well_and_keeps_its_first_letter(
    text: str, seed: int, words: int, edits: int
) -> None:
    assert corrupt(text, seed, words, edits)[:1] == text[:1]
