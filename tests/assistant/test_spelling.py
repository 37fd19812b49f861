"""Typing mistakes are mended; what is right stays."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.spelling import mend
from corpus.french.frequency import fold, is_known
from corpus.french.words import term_key

HELD = ("vidéoprotection", "Durain", "Fictiveville", "Marchefer", "délinquance", "prévention")
KEYS = frozenset(term_key(word) for word in HELD)
VOCABULARY = frozenset(fold(word) for word in HELD)


def mended(question: str) -> str:
    return mend(question, lambda: VOCABULARY, KEYS.__contains__)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Où sont les caméras de vidéoprotecton ?", "Où sont les caméras de vidéoprotection ?"),
        ("La vidéoportection est-elle utile ?", "La vidéoprotection est-elle utile ?"),
        ("Qui est Jérôme Durrain ?", "Qui est Jérôme Durain ?"),
        ("Que dit Odile Marchefr ?", "Que dit Odile Marchefer ?"),
        ("La delinquance et la prevention", "La délinquance et la prévention"),
        ("Où est Fictivevile ?", "Où est Fictiveville ?"),
        ("Quel est le rôle des régionss ?", "Quel est le rôle des régions ?"),
    ],
)
def test_a_mistake_is_mended(question: str, expected: str) -> None:
    assert mended(question) == expected


def test_capitals_throughout_are_read_as_small_letters() -> None:
    assert mended("QUE DIT LE RAPPORT SUR LA DELINQUANCE ?") == (
        "que dit le rapport sur la délinquance ?"
    )


@pytest.mark.parametrize(
    "question",
    [
        "Qui préside le groupe de travail sur la sécurité ?",
        "La vidéoprotection de Fictiveville a-t-elle coûté 48 000 € ?",
        "Que fait le CLSPD ?",
        "Quelle est la politique de prévention de la délinquance ?",
    ],
)
def test_what_is_right_stays(question: str) -> None:
    assert mended(question) == question


def test_the_vocabulary_is_not_read_without_need() -> None:
    def unread() -> frozenset[str]:
        raise AssertionError("nothing had to be looked up")

    question = "Quelle prévention de la délinquance ?"
    assert mend(question, unread, KEYS.__contains__) == question


@given(st.text(max_size=60))
def test_figures_and_punctuation_stay(question: str) -> None:
    letters = re.compile(r"[^\W\d_]+")
    assert letters.sub("", mended(question)) == letters.sub("", question.casefold()) or (
        letters.sub("", mended(question)) == letters.sub("", question)
    )


@given(st.lists(st.sampled_from(["prévention", "sécurité", "délinquance", "région", "12", "?"])))
def test_known_words_stay(words: list[str]) -> None:
    assert all(is_known(word) for word in words if word.isalpha())
    assert mended(" ".join(words)) == " ".join(words)


@given(st.sampled_from(["videoprotection", "fictiveville"]), st.data())
def test_two_letters_lost_from_a_long_word_come_back(word: str, data: st.DataObject) -> None:
    first, second = sorted(
        data.draw(st.lists(st.integers(1, 8), min_size=2, max_size=2, unique=True))
    )
    typed = word[:first] + word[first + 1 : second] + word[second + 1 :]
    assert fold(mended(f"la {typed}")) == f"la {word}"
