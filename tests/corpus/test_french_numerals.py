"""Tests of numerals in words and in Roman figures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.french.frequency import fold
from corpus.french.numerals import numeral_value, roman_value


def value(words: str) -> int | None:
    return numeral_value(fold(words).replace("-", " ").split())


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("zéro", 0), ("deux", 2), ("dix-sept", 17), ("vingt et un", 21), ("trente-deux", 32),
        ("soixante et onze", 71), ("soixante-dix-neuf", 79), ("quatre-vingts", 80),
        ("quatre-vingt-un", 81), ("quatre-vingt-dix-sept", 97), ("septante-cinq", 75),
        ("cent", 100), ("deux cents", 200), ("trois cent vingt", 320), ("mille", 1000),
        ("mille neuf cent quatre-vingt-dix-neuf", 1999), ("deux mille vingt-cinq", 2025),
        ("un million deux cent mille", 1_200_000), ("trois milliards", 3 * 10**9),
        ("vingt et unième", 21), ("cinquième", 5), ("quatre-vingt-dixième", 90),
    ],
)  # fmt: skip
def test_a_numeral_has_its_value(words: str, expected: int) -> None:
    assert value(words) == expected


@pytest.mark.parametrize(
    "words",
    ["", "un", "une", "premier", "neuf", "deux trois", "dix deux", "vingt et onze", "quarante onze",
     "vingt trente", "onze cinq", "groupe", "deux groupes"],
)  # fmt: skip
def test_what_is_no_single_number_has_none(words: str) -> None:
    assert value(words) is None


UNITS = ["", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze",
         "douze", "treize", "quatorze", "quinze", "seize", "dix sept", "dix huit",
         "dix neuf"]  # fmt: skip
TENS = ["", "", "vingt", "trente", "quarante", "cinquante", "soixante", "soixante", "quatre vingt",
        "quatre vingt"]  # fmt: skip


def spelled(number: int) -> str:
    if number >= 1000:
        thousands = "" if number < 2000 else spelled(number // 1000)
        return f"{thousands} mille {spelled(number % 1000)}".strip()
    if number >= 100:
        hundreds = "" if number < 200 else UNITS[number // 100]
        return f"{hundreds} cent {spelled(number % 100)}".strip()
    if number < 20:
        return UNITS[number]
    tens = number // 10
    rest = number - (tens - tens % 2 if tens in (7, 9) else tens) * 10
    link = " et " if rest in (1, 11) and tens < 8 else " "
    return f"{TENS[tens]}{link}{UNITS[rest]}".strip()


@given(st.integers(min_value=10, max_value=999_999))
def test_every_number_is_read_back_from_its_words(number: int) -> None:
    assert numeral_value(spelled(number).split()) == number


@pytest.mark.parametrize(
    ("figure", "expected"), [("I", 1), ("xiv", 14), ("XXI", 21), ("MCMXC", 1990)]
)
def test_a_roman_figure_has_its_value(figure: str, expected: int) -> None:
    assert roman_value(figure) == expected


@pytest.mark.parametrize("figure", ["", "IIII", "VX", "IC", "A", "X1"])
def test_what_is_no_roman_figure_has_none(figure: str) -> None:
    assert roman_value(figure) is None
