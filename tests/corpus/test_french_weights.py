"""How much a term tells: from three passages to a million."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.french.weights import background_share, inverse_frequency

WORDS = st.sampled_from(
    ["sécurité", "securite", "Région", "vidéoprotection", "Fictiveville", "maison", "2025", "12"]
)
SIZES = st.integers(1, 1_000_000)


@given(st.one_of(WORDS, st.text(min_size=1, max_size=30)))
def test_a_share_is_a_share(word: str) -> None:
    assert 0.0 < background_share(word) < 1.0


@given(st.one_of(WORDS, st.text(min_size=1, max_size=30)), SIZES, st.data())
def test_the_weight_stays_in_its_range(word: str, passages: int, data: st.DataObject) -> None:
    found_in = data.draw(st.integers(0, passages))
    assert 0.0 < inverse_frequency(word, found_in, passages) < 16.0


@given(WORDS, SIZES, st.data())
def test_a_term_in_more_passages_tells_less(word: str, passages: int, data: st.DataObject) -> None:
    fewer = data.draw(st.integers(0, passages - 1))
    more = data.draw(st.integers(fewer + 1, passages))
    assert inverse_frequency(word, fewer, passages) > inverse_frequency(word, more, passages)


@given(WORDS, st.integers(0, 3), st.integers(3, 1_000), st.integers(1, 1_000_000))
def test_found_as_often_in_more_passages_tells_more(
    word: str, found_in: int, passages: int, added: int
) -> None:
    more = inverse_frequency(word, found_in, passages + added)
    assert more > inverse_frequency(word, found_in, passages)


def test_three_passages_do_not_hide_what_is_rare_in_french() -> None:
    rare, common = "vidéoprotection", "ville"
    for found_in in (0, 1, 3):
        assert inverse_frequency(rare, found_in, 3) > inverse_frequency(common, found_in, 3) + 1


def test_a_large_corpus_overrules_french_at_large() -> None:
    everywhere = inverse_frequency("vidéoprotection", 90_000, 100_000)
    nowhere = inverse_frequency("ville", 5, 100_000)
    assert nowhere > everywhere + 3


@pytest.mark.parametrize("one", ["securite", "SÉCURITÉ", "Sécurité"])
def test_case_and_lost_accents_change_nothing(one: str) -> None:
    assert background_share(one) == background_share("sécurité")


def test_an_inflected_form_is_no_rarer_than_its_lemma() -> None:
    assert background_share("régionales") >= background_share("régional")
    assert background_share("2025") == background_share("48")
