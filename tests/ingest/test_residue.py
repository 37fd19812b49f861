"""Memory that Chroma writes to its files holds nothing of what the process had there before."""

from __future__ import annotations

import ctypes

import pytest

from ingest.index.residue import leave_no_residue

SECRET = b"Mme Zebulon, Commune Fictive"


@pytest.mark.parametrize("size", [4_000, 200_000, 2_060_000])
def test_memory_is_given_out_blank(size: int) -> None:
    library = ctypes.CDLL(None)
    library.malloc.restype = ctypes.c_void_p
    library.malloc.argtypes = [ctypes.c_size_t]
    library.free.argtypes = [ctypes.c_void_p]
    leave_no_residue()
    for _ in range(3):
        place = library.malloc(size)
        assert SECRET not in ctypes.string_at(place, size)
        assert not any(ctypes.string_at(place, size))
        ctypes.memmove(place, SECRET * (size // len(SECRET)), size - len(SECRET))
        library.free(place)
