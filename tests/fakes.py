"""Stand-ins that are quick and always the same."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from corpus.french.words import term_keys
from corpus.records import Progress
from ingest.encode.base import TERM_DIMENSIONS, Encoded, PassageText


class FakeEncoder:
    """A hashed bag of words: texts that share terms are near, as with a real model.

    Attributes:
        encoded: how many passages were encoded so far.
    """

    def __init__(self, name: str = "fake", dimensions: int = 384) -> None:
        self._name = name
        self._dimensions = dimensions
        self.encoded = 0

    @property
    def name(self) -> str:
        return self._name

    @property
    def fingerprint(self) -> str:
        return f"fake:{self._name}:{self._dimensions}"

    @property
    def dimensions(self) -> int:
        return self._dimensions

    def encode_query(self, text: str) -> Encoded:
        return self._encode(text, text)

    def encode_passages(
        self, passages: Sequence[PassageText], progress: Progress | None = None
    ) -> list[Encoded]:
        encoded: list[Encoded] = []
        for passage in passages:
            encoded.append(self._encode("\n".join((*passage.headings, passage.text)), passage.text))
            self.encoded += 1
            if progress is not None:
                progress("Encodage", len(encoded), len(passages))
        return encoded

    def _encode(self, whole: str, own: str) -> Encoded:
        total = np.full(self._dimensions, 1e-3, dtype=np.float32)
        for key in term_keys(whole):
            total += _direction(self._name + key, self._dimensions)
        own_terms = [_direction(key, TERM_DIMENSIONS) for key in term_keys(own)]
        term_vectors = np.array(own_terms, dtype=np.float32).reshape(-1, TERM_DIMENSIONS)
        return Encoded(
            (total / np.linalg.norm(total)).astype(np.float32),
            np.rint(term_vectors * 127).astype(np.int8),
        )


@lru_cache(maxsize=4096)
def _direction(key: str, dimensions: int) -> NDArray[np.float32]:
    seed = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "little")
    vector = np.random.default_rng(seed).standard_normal(dimensions).astype(np.float32)
    unit: NDArray[np.float32] = vector / np.linalg.norm(vector)
    return unit
