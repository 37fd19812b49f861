"""Tests of the alignment between a cleaned text and its raw one."""

from __future__ import annotations

import pytest

from corpus.records import Alignment

# raw « e+cace  fin » (two spaces) → cleaned « efficace fin »
ALIGNMENT = Alignment(clean=(0, 1, 4, 8, 8, 12), raw=(0, 1, 2, 6, 7, 11))


@pytest.mark.parametrize(
    ("clean", "raw"),
    [((0, 8), (0, 6)), ((2, 3), (1, 2)), ((4, 8), (2, 6)), ((8, 9), (7, 8)), ((0, 12), (0, 11))],
)
def test_a_cleaned_span_has_the_raw_span_it_was_made_from(
    clean: tuple[int, int], raw: tuple[int, int]
) -> None:
    assert ALIGNMENT.to_raw(*clean) == raw


@pytest.mark.parametrize(
    ("raw", "clean"),
    [((0, 6), (0, 8)), ((1, 2), (1, 4)), ((6, 7), (8, 8)), ((7, 11), (8, 12)), ((0, 11), (0, 12))],
)
def test_a_raw_span_has_the_cleaned_span_it_became(
    raw: tuple[int, int], clean: tuple[int, int]
) -> None:
    assert ALIGNMENT.to_clean(*raw) == clean


def test_an_empty_span_stays_empty() -> None:
    assert ALIGNMENT.to_raw(12, 12) == (11, 11)
    assert ALIGNMENT.to_clean(0, 0) == (0, 0)
    assert Alignment((0,), (0,)).to_raw(0, 0) == (0, 0)


@pytest.mark.parametrize("span", [(-1, 2), (3, 2), (0, 13)])
def test_a_span_outside_the_text_is_refused(span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match=r"outside 0\.\.12"):
        ALIGNMENT.to_raw(*span)
