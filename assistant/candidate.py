"""What retrieval found that may answer, and its sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Candidate:
    """A passage that may answer, as retrieval found it.

    Attributes:
        document: the document that it is of.
        text: the passage's text.
        heading: its document's title and the headings above it.
        similarity: cosine of question and passage.
        lexical: sum of the question's term weights times their BM25 saturation.
        term_vectors: int8, shape (T, TERM_DIMENSIONS), rows as ``terms(text)``; or (0, …).
    """

    document: str
    text: str
    heading: str
    similarity: float
    lexical: float
    term_vectors: NDArray[np.int8]


class Sentence(NamedTuple):
    """A sentence of a candidate: ``text[start:end]`` of the candidate's text."""

    candidate: int
    start: int
    end: int
