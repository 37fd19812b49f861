"""Score fusion of dense and lexical retrieval (Bruch, Gai & Ingber 2023)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

DENSE_WEIGHT = 0.65


def fuse(similarity: NDArray[np.float32], lexical: NDArray[np.float32]) -> NDArray[np.float32]:
    """Min-max-normalised similarities plus max-normalised lexical scores, 0..1.

    Args:
        similarity: shape (C,), cosines of the candidates.
        lexical: shape (C,), BM25-like scores of the same candidates, 0 where no term is met.
    """
    if not len(similarity):
        return np.zeros(0, np.float32)
    spread = float(similarity.max() - similarity.min())
    dense = (similarity - similarity.min()) / spread if spread > 0 else np.ones_like(similarity)
    highest = float(lexical.max())
    matched = lexical / highest if highest > 0 else np.zeros_like(lexical)
    return (DENSE_WEIGHT * dense + (1 - DENSE_WEIGHT) * matched).astype(np.float32)
