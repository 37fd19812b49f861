"""What the C library keeps of memory that is free again."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import cache

_ARENA_MAX = -8  # its name in glibc's mallopt
_ARENAS = 2


@cache
def keep_few_arenas() -> None:
    """Have all threads share two heaps; to be called before there are many.

    Each question is answered in a thread of its own, and glibc gives threads heaps of their own,
    eight for each core, none of which gives back what lies below its last piece. Where the C
    library is not glibc, nothing is done.
    """
    mallopt = _function("mallopt")
    if mallopt is not None:
        mallopt(_ARENA_MAX, _ARENAS)


def give_back() -> None:
    """Give the system what is free; takes milliseconds, during which other threads go on."""
    trim = _function("malloc_trim")
    if trim is not None:
        trim(0)


@cache
def _function(name: str) -> Callable[..., int] | None:
    found: Callable[..., int] | None = getattr(ctypes.CDLL(None), name, None)
    return found
