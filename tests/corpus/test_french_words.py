"""Tests of search terms: what is the same word however it is written."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.french.words import is_stop_word, term_key, term_keys, terms


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("sécurité", "SECURITE"),
        ("Région", "régions"),
        ("présidée", "presidee"),
        ("l’État", "état"),
        ("d'enquête", "enquêtes"),
        ("cheval", "chevaux"),
        ("soixante et un pour cent", "61 %"),
        ("61%", "61 %"),
        ("10 000", "10\u202f000"),
        ("10.000", "dix mille"),
        ("21e", "vingt et unième"),
        ("21e", "XXIe"),
        ("5 septembre 2025", "05/09/2025"),
        ("2025-09-05", "5 septembre 2025"),
        ("quatre-vingt-dix-sept", "97"),
        ("3,5", "3.5"),
    ],
)
def test_two_spellings_are_the_same_terms(one: str, other: str) -> None:
    assert term_keys(one) == term_keys(other)


@pytest.mark.parametrize(
    ("one", "other"), [("sécurité", "prévention"), ("61", "16"), ("lycée", "collège")]
)
def test_two_words_are_different_terms(one: str, other: str) -> None:
    assert term_keys(one) != term_keys(other)


def test_function_words_are_no_terms() -> None:
    assert term_keys("Qui est-ce qui l’a fait, et pour quoi ?") == []
    assert is_stop_word("QUELLE")
    assert is_stop_word("etaient")
    assert not is_stop_word("sécurité")


def test_a_term_stands_where_its_words_are() -> None:
    text = "Le taux : soixante et un pour cent des Français."
    found = {term.key: text[term.start : term.end] for term in terms(text)}
    assert found["61"] == "soixante et un"
    assert found["%"] == "pour cent"
    assert found[term_key("français")] == "Français"


def test_a_numeral_that_ends_on_et_gives_it_back() -> None:
    text = "vingt et des lycées"
    assert next((t.key, text[t.start : t.end]) for t in terms(text)) == ("20", "vingt")


@given(st.text(alphabet="aeéLl’' dix vingt et un 0123456789.,/-%°XIVe\u00a0\n", max_size=60))
def test_terms_are_in_order_inside_the_text(text: str) -> None:
    found = terms(text)
    assert all(0 <= term.start < term.end <= len(text) and term.key for term in found)
    assert [term.start for term in found] == sorted(term.start for term in found)


def test_threads_do_not_mix_up_each_others_words() -> None:
    words = [
        f"{start}{middle}{end}"
        for start in ("organ", "prévent", "sécur", "délibér", "particip", "gouvern")
        for middle in ("is", "al", "at", "iv", "ement")
        for end in ("ations", "ement", "euses", "ité", "issions", "ables", "iez", "ions", "ences")
    ]
    alone = [term_key.__wrapped__(word) for word in words]
    with ThreadPoolExecutor(4) as pool:
        together = list(
            pool.map(lambda _: [term_key.__wrapped__(word) for word in words], range(12))
        )
    assert all(keys == alone for keys in together)
