"""The default model's word vectors, read where they stand in a file, in the 4 bits they ship in.

A text needs one row a token of these 96 million numbers. Inside the graphs, in 32 bits, they were
the largest part of a process's memory; here they are 54 MB of a file, for both graphs.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.encode.packed import PackedModel, dequantise

WORDS_FILE = "onnx/words.npy"


def write_words(packed: PackedModel, path: Path) -> None:
    """Write the word vectors of ``packed`` to ``path``, a row of Q4_0 blocks a token."""
    path.parent.mkdir(parents=True, exist_ok=True)
    np.save(path, np.frombuffer(packed.words, np.uint8).reshape(packed.vocabulary_size, -1))


class WordVectors:
    """Word vectors by token; safe to read from several threads."""

    def __init__(self, path: Path) -> None:
        """Those that ``write_words`` wrote to ``path``.

        Raises:
            OSError, ValueError: the file is missing or damaged.
        """
        self._rows: NDArray[np.uint8] = np.load(path, mmap_mode="r")

    def of(self, tokens: Sequence[int]) -> NDArray[np.float32]:
        """The vectors of a text's tokens, fp32, shape (1, len(tokens), D)."""
        return dequantise(self._rows[np.asarray(tokens, np.int64)])[np.newaxis]
