"""The contract of an embedding model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.records import Progress

TERM_DIMENSIONS = 128


@dataclass(frozen=True)
class PassageText:
    """A passage to encode: its text, and the headings above it that the model reads first."""

    text: str
    headings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Encoded:
    """A text as vectors.

    Attributes:
        vector: fp32, shape (D,), unit length.
        term_vectors: int8, shape (T, TERM_DIMENSIONS), one row for each content term of the
            text (``corpus.french.words.terms``), unit length times 127; shape (0, …) where the
            model yields no token vectors.
    """

    vector: NDArray[np.float32]
    term_vectors: NDArray[np.int8]


class Encoder(Protocol):
    """Turns text into vectors; safe to call from several threads."""

    @property
    def name(self) -> str:
        """The model's name or folder, as configured."""
        ...

    @property
    def fingerprint(self) -> str:
        """Changes whenever the vectors may change."""
        ...

    @property
    def dimensions(self) -> int:
        """Length D of a vector."""
        ...

    def encode_query(self, text: str) -> Encoded:
        """Encode a question."""
        ...

    def encode_passages(
        self, passages: Sequence[PassageText], progress: Progress | None = None
    ) -> list[Encoded]:
        """Encode passages, in the order given. ``progress`` counts passages."""
        ...
