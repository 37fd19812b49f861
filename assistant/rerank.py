"""Reads question and passage together, with any sentence-transformers cross-encoder."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ConfigurationError

RERANKED = 20  # how many of the best passages are read together with the question
_BATCH = 8


class Reranker:
    """A cross-encoder by name or folder (Nogueira & Cho 2019)."""

    def __init__(self, name: str) -> None:
        """Load the model.

        Raises:
            ConfigurationError: there is no such model, or it does not give one score a pair.
        """
        from sentence_transformers import CrossEncoder

        try:
            self._model = CrossEncoder(name, num_labels=None)
        # The library lets through whatever the hub, the reader or torch raise.
        except Exception as error:
            raise ConfigurationError(
                f"Le cross-encoder «\u00a0{name}\u00a0» ne peut pas être chargé "
                f"({type(error).__name__}). Donnez à VIGIE_RERANKER un dossier ou un nom "
                "sentence-transformers, ou laissez-la vide."
            ) from error
        if self._model.num_labels != 1:
            raise ConfigurationError(
                f"Le cross-encoder «\u00a0{name}\u00a0» donne {self._model.num_labels} notes par "
                "passage, pour une seule attendue\u00a0: il ne convient pas. Choisissez un modèle "
                "de reclassement (reranker), ou laissez VIGIE_RERANKER vide."
            )
        self._lock = threading.Lock()

    def log_odds(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """How well each text answers, as log-odds, shape (len(texts),)."""
        pairs = [(question, text) for text in texts]
        with self._lock:
            scores = self._model.predict(
                pairs, batch_size=_BATCH, activation_fn=_as_given, show_progress_bar=False
            )
        return np.asarray(scores, dtype=np.float32)


def _as_given(scores: Any) -> Any:
    """Log-odds as the model's head gives them, not squeezed between 0 and 1."""
    return scores
