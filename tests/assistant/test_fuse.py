"""Score fusion keeps its bounds and its order, whatever the scores."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from assistant.fuse import fuse

PAIRS = st.lists(
    st.tuples(st.floats(-1, 1, width=32), st.floats(0, 200, width=32)), min_size=1, max_size=60
)


def _columns(pairs: list[tuple[float, float]]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    table = np.array(pairs, np.float32).reshape(-1, 2)
    return table[:, 0].copy(), table[:, 1].copy()


@given(PAIRS)
def test_a_fused_score_is_within_bounds(pairs: list[tuple[float, float]]) -> None:
    fused = fuse(*_columns(pairs))
    assert fused.shape == (len(pairs),)
    assert fused.dtype == np.float32
    assert (fused >= 0).all()
    assert (fused <= 1 + 1e-6).all()


@given(PAIRS)
def test_what_is_better_in_both_is_not_worse_fused(pairs: list[tuple[float, float]]) -> None:
    similarity, lexical = _columns(pairs)
    fused = fuse(similarity, lexical)
    better = (similarity[:, None] >= similarity) & (lexical[:, None] >= lexical)
    assert (fused[:, None] - fused)[better].min() >= -1e-6


@given(PAIRS, st.data(), st.floats(0, 1, width=32))
def test_a_higher_input_never_lowers_its_own_score(
    pairs: list[tuple[float, float]], data: st.DataObject, more: float
) -> None:
    similarity, lexical = _columns(pairs)
    index = data.draw(st.integers(0, len(pairs) - 1))
    before = fuse(similarity, lexical)[index]
    nearer, matched = similarity.copy(), lexical.copy()
    nearer[index] += np.float32(more)
    matched[index] += np.float32(more)
    if np.ptp(similarity) > 1e-3:
        assert fuse(nearer, lexical)[index] >= before - 1e-4
    assert fuse(similarity, matched)[index] >= before - 1e-6


def test_none_and_one() -> None:
    assert fuse(np.zeros(0, np.float32), np.zeros(0, np.float32)).shape == (0,)
    assert fuse(np.array([0.8], np.float32), np.array([3.0], np.float32)).tolist() == [1.0]


def test_the_best_of_both_comes_first() -> None:
    fused = fuse(np.array([0.9, 0.8, 0.7], np.float32), np.array([1.0, 9.0, 0.0], np.float32))
    assert fused[0] > fused[2]
    assert fused[1] > fused[2]
    assert fused[2] == 0.0
