"""Reads a question and a sentence together: how well the one answers the other."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ingest.encode.graph import WORDS
from ingest.encode.onnx_encoder import open_graph, open_tokenizer, open_words, whole
from ingest.encode.pair_graph import LOG_ODDS, TYPES
from ingest.encode.unpack import PAIR_GRAPH_FILE

if TYPE_CHECKING:
    from tokenizers import Tokenizer

# Tokens of each part that are read; the model was trained on texts cut so.
QUESTION_TOKENS, HEADING_TOKENS, BEFORE_TOKENS, SENTENCE_TOKENS = 40, 14, 36, 110
_START, _END = 0, 2
_QUESTION = "query: "
_REMEMBERED = 4_096  # pairs: those who ask the same find it read
_MAX_THREADS = 8


class Window(NamedTuple):
    """A sentence with what is needed to understand it.

    Attributes:
        heading: the document's title and the headings above; may be empty.
        before: the sentence before it; may be empty.
        sentence: what is judged.
    """

    heading: str
    before: str
    sentence: str


class PairEncoder:
    """The cross-encoder of ``ingest.encode.pair_graph``; safe to call from several threads."""

    def __init__(self, folder: Path) -> None:
        """Load the model.

        Args:
            folder: of ``prepare_default_model``.

        Raises:
            ConfigurationError: the folder is incomplete or damaged.
        """
        with whole(folder):
            self._session = open_graph(folder, PAIR_GRAPH_FILE)
            self._words = open_words(folder)
            self._tokenizer = open_tokenizer(folder)
        self._pool = ThreadPoolExecutor(min(os.cpu_count() or 1, _MAX_THREADS), "vigie-read")
        self._judge = lru_cache(_REMEMBERED)(self._read)

    def log_odds(self, question: str, windows: Sequence[Window]) -> NDArray[np.float32]:
        """How well each sentence answers, as log-odds, fp32, shape (len(windows),)."""
        found = self._pool.map(lambda window: self._judge(question, window), windows)
        return np.fromiter(found, np.float32, len(windows))

    def _read(self, question: str, window: Window) -> float:
        ids, types = pair_tokens(self._tokenizer, question, window)
        given = {WORDS: self._words.of(ids), TYPES: np.array([types], np.int64)}
        (odds,) = self._session.run([LOG_ODDS], given)
        return float(np.asarray(odds)[0, 0])


def pair_tokens(tokenizer: Tokenizer, question: str, window: Window) -> tuple[list[int], list[int]]:
    """What the model reads: the tokens' numbers, and their types, 1 for the sentence's."""

    def ids_of(text: str) -> list[int]:
        ids: list[int] = tokenizer.encode(text, add_special_tokens=False).ids if text else []
        return ids

    asked = ids_of(_QUESTION + question)[:QUESTION_TOKENS]
    heading = ids_of(window.heading)[:HEADING_TOKENS]
    before = ids_of(window.before)[-BEFORE_TOKENS:]
    sentence = ids_of(window.sentence)[:SENTENCE_TOKENS]
    told = [_START, *asked, _END, *heading, *([_END] if heading else []), *before, _END]
    return [*told, *sentence, _END], [0] * len(told) + [1] * (len(sentence) + 1)
