"""Word vectors read from their file, in place of those inside the graphs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from ingest.encode.onnx_encoder import open_words
from ingest.encode.packed import PackedModel, locate_weights, read_packed
from ingest.encode.unpack import GRAPH_FILE, PAIR_GRAPH_FILE
from ingest.encode.words import WORDS_FILE, WordVectors


@pytest.fixture(scope="module")
def packed() -> PackedModel:
    return read_packed(locate_weights())


def test_they_are_those_of_the_model_to_the_bit(model_folder: Path, packed: PackedModel) -> None:
    words = WordVectors(model_folder / WORDS_FILE)
    last = packed.vocabulary_size - 1
    drawn = np.random.default_rng(1).integers(0, last, 500).tolist()
    asked = [0, last, 0, *drawn]
    found = words.of(asked)
    matrix = packed.tensors["emb.word"].reshape(packed.vocabulary_size, packed.hidden_size)
    assert found.dtype == np.float32
    assert found.shape == (1, len(asked), packed.hidden_size)
    np.testing.assert_array_equal(found[0], matrix[asked])


def test_threads_read_them_together(model_folder: Path) -> None:
    words = open_words(model_folder)
    texts = [np.random.default_rng(seed).integers(0, 250_000, 60).tolist() for seed in range(40)]
    alone = [words.of(text) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(words.of, texts))
    np.testing.assert_array_equal(together, alone)


def test_neither_graph_holds_them(model_folder: Path, packed: PackedModel) -> None:
    held = packed.tensors["emb.word"].nbytes
    graphs = [model_folder / PAIR_GRAPH_FILE, *(model_folder / GRAPH_FILE).parent.glob("*.data")]
    assert sum(path.stat().st_size for path in graphs) < held / 3
    assert (model_folder / WORDS_FILE).stat().st_size < held / 6


def test_a_missing_file_is_not_taken_for_a_model(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        WordVectors(tmp_path / WORDS_FILE)
