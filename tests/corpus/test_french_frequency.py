"""Tests of French frequencies, of the weights drawn from them and of the lexicon."""

from __future__ import annotations

import pytest

from corpus.french.frequency import fold, frequency, is_known, restore_accents, zipf
from corpus.french.lexicon import is_word, only_word
from corpus.french.weights import BACKGROUND_PASSAGES, background_share, inverse_frequency


def test_folding_levels_case_accents_and_ligatures() -> None:
    assert fold("Œuvre d’ÉTAT à Ægir") == "oeuvre d’etat a aegir"


def test_common_words_are_more_frequent_than_rare_ones() -> None:
    assert frequency("de") > frequency("sécurité") > frequency("narcotrafic") > 0
    assert zipf("de") > 7 > zipf("narcotrafic") > zipf("zzqxw") == pytest.approx(0.5)
    assert is_known("sécurité")
    assert not is_known("zzqxw")


@pytest.mark.parametrize(
    ("typed", "spelled"),
    [("securite", "sécurité"), ("region", "région"), ("sécurité", "sécurité"), ("a", "a"),
     ("police", "police"), ("zzqxw", "zzqxw")],
)  # fmt: skip
def test_accents_come_back_where_one_spelling_prevails(typed: str, spelled: str) -> None:
    assert restore_accents(typed) == spelled


def test_a_rare_word_tells_more_than_a_common_one() -> None:
    weights = [inverse_frequency(word, 1, 3) for word in ("de", "sécurité", "narcotrafic")]
    assert weights == sorted(weights)
    assert background_share("de") > 0.9 > 0.01 > background_share("narcotrafic")


def test_a_large_corpus_speaks_for_itself() -> None:
    many = 1_000 * BACKGROUND_PASSAGES
    assert inverse_frequency("narcotrafic", many, many) < 0.01
    assert inverse_frequency("sécurité", 1, many) > 6


@pytest.mark.parametrize("found_in", [0, 1, 3])
def test_a_weight_is_never_negative(found_in: int) -> None:
    for word in ("de", "61", "sécurité", "zzqxw"):
        assert inverse_frequency(word, found_in, 3) >= 0


def test_the_lexicon_holds_words_and_not_slips() -> None:
    assert is_word("efficacité")
    assert is_word("insuffisamment")
    assert not is_word("oficiel")
    assert not is_word("zzqxw")


def test_only_one_reading_may_be_meant() -> None:
    assert only_word(["efficace", "eficace", "eflcace"]) == "efficace"
    assert only_word(["greffier", "greffer"]) is None
    assert only_word(["zzqxw"]) is None
    assert only_word([]) is None
