"""Memory that is free goes back to the system."""

from __future__ import annotations

import os

from benchmarks.report import resident
from ui.memory import give_back, keep_few_arenas

PIECE = 100_000  # bytes: below what glibc takes from the system piece by piece
PIECES = 2_000


def test_what_lies_between_pieces_in_use_is_given_back() -> None:
    keep_few_arenas()
    held = [bytearray(PIECE) for _ in range(PIECES)]
    full, _ = resident(os.getpid())
    held = held[::20]  # what is kept stands between what is free
    give_back()
    left, _ = resident(os.getpid())
    assert full - left > 0.8 * PIECE * PIECES / 1e6
    assert len(held) == PIECES / 20
