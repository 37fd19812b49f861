"""Encodes with the unpacked default model by onnxruntime, which neither imports nor needs torch."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ConfigurationError
from corpus.french.words import terms
from corpus.records import Progress
from ingest.encode.base import Encoded, PassageText
from ingest.encode.graph import TERM_STATES, TOKEN_VECTORS, WORDS
from ingest.encode.term_vectors import passage_input, pool_terms, shipped_projection
from ingest.encode.unpack import GRAPH_FILE, VECTORS_NAME
from ingest.encode.words import WORDS_FILE, WordVectors

if TYPE_CHECKING:
    import onnxruntime
    from tokenizers import Tokenizer

_MAX_TOKENS = 512
_MAX_THREADS = 8
_SHARED_BY = 2  # threads that one text is shared by


@contextlib.contextmanager
def whole(folder: Path) -> Iterator[None]:
    """What a model's folder lacks, said as what to do.

    Raises:
        ConfigurationError: something inside cannot be read.
    """
    try:
        yield
    # onnxruntime and tokenizers raise classes of their own that share no parent.
    except Exception as error:
        raise ConfigurationError(
            f"Le modèle d’embedding du dossier {folder} est incomplet ou endommagé "
            f"({error}). Supprimez ce dossier puis relancez\u00a0: il sera refait."
        ) from error


def open_graph(folder: Path, name: str, threads: int = 1) -> onnxruntime.InferenceSession:
    """A graph of a model's folder, each text run by at most so many threads."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = min(threads, os.cpu_count() or 1)
    # Threads that wait busily take the cores from other texts.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    # More would put three quick operators together into a slow one.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    return onnxruntime.InferenceSession(
        str(folder / name), options, providers=["CPUExecutionProvider"]
    )


@lru_cache(maxsize=2)
def open_tokenizer(folder: Path) -> Tokenizer:
    """The tokeniser of a model's folder, which cuts at what the model reads; read once."""
    from tokenizers import Tokenizer

    tokenizer: Tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(_MAX_TOKENS)
    tokenizer.no_padding()
    return tokenizer


@lru_cache(maxsize=2)
def open_words(folder: Path) -> WordVectors:
    """The word vectors of a model's folder, which its graphs share."""
    return WordVectors(folder / WORDS_FILE)


class OnnxEncoder:
    """The model in a folder of ``prepare_default_model``.

    Texts are encoded one by one, unpadded, and passages as many at once as there are cores. Two
    threads share a text where both are free: a question on its own takes three quarters of the
    time; more would spend theirs waiting for one another. A question that comes while passages
    are encoded shares the cores with one passage each.
    """

    def __init__(self, folder: Path) -> None:
        """Load the model.

        Raises:
            ConfigurationError: the folder is not one of ``prepare_default_model``, or damaged.
        """
        self._folder = folder
        with whole(folder):
            settings = json.loads((folder / "config_sentence_transformers.json").read_bytes())
            self._prompts: dict[str, str] = settings["prompts"]
            origin = (folder / "ORIGIN.json").read_bytes()
            self._session = open_graph(folder, GRAPH_FILE, _SHARED_BY)
            self._words = open_words(folder)
            self._tokenizer = open_tokenizer(folder)
            self._dimensions = int(self._session.get_outputs()[0].shape[2])
        self._terms = shipped_projection()
        content = origin + json.dumps(self._prompts, sort_keys=True).encode()
        digest = hashlib.sha256(content).hexdigest()[:12]
        self._fingerprint = f"onnx:{VECTORS_NAME}:{digest}:{self._terms.fingerprint}"
        self._pool = ThreadPoolExecutor(min(os.cpu_count() or 1, _MAX_THREADS), "vigie-encode")

    @property
    def name(self) -> str:
        """The model folder's name."""
        return self._folder.name

    @property
    def fingerprint(self) -> str:
        """Changes with the weights, the prompts and the projection of term vectors."""
        return self._fingerprint

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return self._dimensions

    def encode_query(self, text: str) -> Encoded:
        """Encode a question."""
        prompt = self._prompts["query"]
        return self._encode(prompt + text, len(prompt), text, query=True)

    def encode_passages(
        self, passages: Sequence[PassageText], progress: Progress | None = None
    ) -> list[Encoded]:
        """Encode passages, in the order given. ``progress`` counts passages."""
        encoded: list[Encoded] = []
        under_way = [self._pool.submit(self._encode_passage, passage) for passage in passages]
        try:
            for one in under_way:
                encoded.append(one.result())
                if progress is not None:
                    progress("Encodage", len(encoded), len(passages))
        finally:
            for one in under_way:
                one.cancel()
        return encoded

    def _encode_passage(self, passage: PassageText) -> Encoded:
        whole, before = passage_input(self._prompts["document"], passage)
        return self._encode(whole, before, passage.text, query=False)

    def _encode(self, whole: str, before: int, text: str, *, query: bool) -> Encoded:
        tokens = self._tokenizer.encode(whole)
        vectors, states = cast(
            tuple[NDArray[np.float32], NDArray[np.float32]],
            self._session.run([TOKEN_VECTORS, TERM_STATES], {WORDS: self._words.of(tokens.ids)}),
        )
        mean = vectors[0].mean(axis=0)
        vector = (mean / np.linalg.norm(mean)).astype(np.float32)
        spans = [(term.start + before, term.end + before) for term in terms(text)]
        pooled = pool_terms(states[0], tokens.offsets, spans)
        return Encoded(vector, self._terms.project(pooled, query=query))
