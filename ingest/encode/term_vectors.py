"""Vectors of single terms, for late interaction: a question's term against a passage's.

A term's vector is the mean of the token vectors that it covers, seen in its context, less the
mean of all such vectors (which all texts share and which tells nothing), projected to few
dimensions. ``projection.npz`` holds what was learned of the default model: ``passage_mean`` and
``query_mean``, shape (D,), and ``matrix``, shape (D, TERM_DIMENSIONS).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.encode.base import TERM_DIMENSIONS, PassageText

_FILE = "projection.npz"
_SCALE = 127


@dataclass(frozen=True)
class TermProjection:
    """From a model's token space to term vectors."""

    passage_mean: NDArray[np.float32]
    query_mean: NDArray[np.float32]
    matrix: NDArray[np.float32]
    fingerprint: str

    def project(self, pooled: NDArray[np.float32], *, query: bool) -> NDArray[np.int8]:
        """Term vectors of pooled token vectors.

        Args:
            pooled: fp32, shape (T, D); a row of zeros stands for a term that was cut off.
            query: whether the terms are a question's.

        Returns:
            int8, shape (T, TERM_DIMENSIONS), unit length times 127, zero where cut off; shape
            (0, TERM_DIMENSIONS) for a model of another size than the projection's.
        """
        if not len(pooled) or self.matrix.shape != (pooled.shape[1], TERM_DIMENSIONS):
            return np.zeros((0, TERM_DIMENSIONS), dtype=np.int8)
        projected = (pooled - (self.query_mean if query else self.passage_mean)) @ self.matrix
        lengths = np.linalg.norm(projected, axis=1, keepdims=True)
        unit = projected / np.maximum(lengths, 1e-9)
        unit[~pooled.any(axis=1)] = 0.0
        rounded: NDArray[np.int8] = np.rint(unit * _SCALE).astype(np.int8)
        return rounded


def pool_terms(
    vectors: NDArray[np.float32],
    offsets: Sequence[tuple[int, int]],
    spans: Sequence[tuple[int, int]],
) -> NDArray[np.float32]:
    """Mean of the token vectors that each span overlaps.

    Args:
        vectors: fp32, shape (tokens, D).
        offsets: span of each token in the text; empty for marks such as ``<s>``.
        spans: in increasing order of start, in the same text.

    Returns:
        fp32, shape (len(spans), D); zeros for a span that no token overlaps.
    """
    pooled = np.zeros((len(spans), vectors.shape[1]), dtype=np.float32)
    inner = [i for i, (start, end) in enumerate(offsets) if end > start]
    first = 0
    for row, (start, end) in enumerate(spans):
        while first < len(inner) and offsets[inner[first]][1] <= start:
            first += 1
        last = first
        while last < len(inner) and offsets[inner[last]][0] < end:
            last += 1
        if last > first:
            pooled[row] = vectors[inner[first] : inner[last - 1] + 1].mean(axis=0)
    return pooled


def passage_input(prompt: str, passage: PassageText) -> tuple[str, int]:
    """What the model reads of a passage, and where in it the passage's own text starts."""
    before = prompt
    if passage.headings:
        before += " > ".join(passage.headings) + "\n"
    return before + passage.text, len(before)


@cache
def shipped_projection() -> TermProjection:
    """The projection beside this file, learned of the default model."""
    with np.load(Path(__file__).with_name(_FILE)) as arrays:
        passage_mean = arrays["passage_mean"].astype(np.float32)
        query_mean = arrays["query_mean"].astype(np.float32)
        matrix = arrays["matrix"].astype(np.float32)
    digest = hashlib.sha256(passage_mean.tobytes() + query_mean.tobytes() + matrix.tobytes())
    return TermProjection(passage_mean, query_mean, matrix, digest.hexdigest()[:12])
