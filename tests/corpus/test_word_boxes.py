"""Tests of where words stand, packed and unpacked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.records import Alignment
from corpus.word_boxes import Box, WordBox, WordBoxes, pack, unpack

sides = st.integers(0, 65535).map(lambda value: value / 65535)


@st.composite
def words(draw: st.DrawFn) -> list[WordBox]:
    at, found = 0, []
    for _ in range(draw(st.integers(0, 30))):
        at += draw(st.integers(0, 200_000))
        length = draw(st.integers(1, 300))
        box = Box(draw(st.integers(1, 3000)), *(draw(sides) for _ in range(4)))
        found.append(WordBox(at, at + length, box))
        at += length
    return found


@given(words())
def test_what_is_packed_comes_back(found: list[WordBox]) -> None:
    blob = pack(found)
    unpacked = unpack(blob)
    if not found:
        assert (blob, unpacked) == (b"", None)
        return
    assert unpacked is not None
    assert [word[:2] for word in unpacked.words] == [word[:2] for word in found]
    for word, original in zip(unpacked.words, found, strict=True):
        assert word.box == pytest.approx(original.box, abs=1e-4)


@given(words(), st.integers(0, 400_000), st.integers(1, 1000))
def test_those_of_a_span_are_those_that_it_touches(
    found: list[WordBox], start: int, length: int
) -> None:
    end = start + length
    touched = [word for word in found if word.start < end and word.end > start]
    assert WordBoxes(tuple(found)).of_raw(start, end) == touched


@given(st.binary(max_size=200))
def test_what_is_damaged_is_said(blob: bytes) -> None:
    for damaged in (b"VWB1" + blob, b"x" + blob):
        with pytest.raises(ValueError, match="word boxes"):
            unpack(damaged)


def test_a_quotation_is_one_rectangle_a_line() -> None:
    boxes = WordBoxes(
        (
            WordBox(0, 5, Box(1, 0.1, 0.1, 0.2, 0.12)),
            WordBox(6, 9, Box(1, 0.21, 0.1, 0.3, 0.12)),
            WordBox(10, 14, Box(1, 0.1, 0.14, 0.2, 0.16)),
            WordBox(15, 20, Box(2, 0.1, 0.05, 0.2, 0.07)),
        )
    )
    as_it_is = Alignment((0, 20), (0, 20))
    assert boxes.of_span(as_it_is, 0, 20) == [
        Box(1, 0.1, 0.1, 0.3, 0.12),
        Box(1, 0.1, 0.14, 0.2, 0.16),
        Box(2, 0.1, 0.05, 0.2, 0.07),
    ]
    assert boxes.of_span(as_it_is, 7, 8) == [Box(1, 0.21, 0.1, 0.3, 0.12)]
    assert boxes.of_span(as_it_is, 9, 10) == []
