"""Keeps what the process no longer needs out of the files that Chroma writes."""

from __future__ import annotations

import ctypes
from functools import cache

_MMAP_THRESHOLD = -3  # names of glibc's mallopt
_PERTURB = -6
_LARGE = 1 << 20  # bytes


@cache
def leave_no_residue() -> None:
    """Have memory be blank when it is given out, and when it is given back.

    The graph's files are written with the room that they keep for more vectors, and hnswlib takes
    that room from the C library as it comes: with words of documents in it, erased ones perhaps.
    Where the C library is not glibc, nothing is done.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        # Large pieces come straight from the system, blank, and return there.
        mallopt(_MMAP_THRESHOLD, _LARGE)
        mallopt(_PERTURB, 0xFF)  # given out as zeros, given back as ones
