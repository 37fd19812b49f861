"""Encodes with any sentence-transformers model, on the accelerator where there is one."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ConfigurationError
from corpus.records import Progress
from ingest.encode.base import TERM_DIMENSIONS, Encoded, PassageText
from ingest.encode.term_vectors import passage_input

_BATCH = 8
_E5_PROMPTS = {"query": "query: ", "document": "passage: "}
# What models of the library's own family call the two kinds of text, in order of preference.
_QUERY_NAMES = ("query", "question", "search_query")
_PASSAGE_NAMES = ("document", "passage", "search_document")


class TorchEncoder:
    """A sentence-transformers model by name or folder; it yields no term vectors."""

    def __init__(self, name: str) -> None:
        """Load the model.

        Raises:
            ConfigurationError: there is no such model, or it cannot be loaded.
        """
        from sentence_transformers import SentenceTransformer

        self._name = name
        try:
            self._model = SentenceTransformer(name)
        # The library lets through whatever the hub, the reader or torch raise.
        except Exception as error:
            raise ConfigurationError(
                f"Le modèle d’embedding «\u00a0{name}\u00a0» ne peut pas être chargé "
                f"({type(error).__name__}). Donnez à VIGIE_EMBEDDING_MODEL un dossier ou un nom "
                "sentence-transformers, ou laissez-la vide pour le modèle par défaut."
            ) from error
        prompts = {key: text for key, text in (self._model.prompts or {}).items() if text}
        if not prompts and "e5" in Path(name).name.lower():
            prompts = _E5_PROMPTS
        self._query_prompt = _first(prompts, _QUERY_NAMES)
        self._passage_prompt = _first(prompts, _PASSAGE_NAMES)
        dimensions = self._model.get_embedding_dimension()
        if dimensions is None:
            raise ConfigurationError(
                f"Le modèle «\u00a0{name}\u00a0» ne dit pas la taille de ses vecteurs\u00a0: il "
                "ne convient pas."
            )
        self._dimensions = dimensions
        self._lock = threading.Lock()
        self._fingerprint = self._make_fingerprint()

    @property
    def name(self) -> str:
        """The model's name or folder, as configured."""
        return self._name

    @property
    def fingerprint(self) -> str:
        """Changes with the model, its weights and its prompts."""
        return self._fingerprint

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return self._dimensions

    def encode_query(self, text: str) -> Encoded:
        """Encode a question."""
        return _encoded(self._run([self._query_prompt + text])[0])

    def encode_passages(
        self, passages: Sequence[PassageText], progress: Progress | None = None
    ) -> list[Encoded]:
        """Encode passages, in the order given. ``progress`` counts passages."""
        texts = [passage_input(self._passage_prompt, passage)[0] for passage in passages]
        # Texts of one length in a batch: the shorter ones are not padded to the longest.
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        encoded: dict[int, Encoded] = {}
        for first in range(0, len(order), _BATCH):
            batch = order[first : first + _BATCH]
            for index, vector in zip(batch, self._run([texts[i] for i in batch]), strict=True):
                encoded[index] = _encoded(vector)
            if progress is not None:
                progress("Encodage", len(encoded), len(texts))
        return [encoded[i] for i in range(len(texts))]

    def _run(self, texts: list[str]) -> NDArray[np.float32]:
        with self._lock:
            vectors = self._model.encode(
                texts,
                prompt="",
                batch_size=_BATCH,
                normalize_embeddings=True,
                show_progress_bar=False,
                convert_to_numpy=True,
            )
        return np.asarray(vectors, dtype=np.float32)

    def _make_fingerprint(self) -> str:
        known: list[object] = [self._query_prompt, self._passage_prompt, self._model.max_seq_length]
        folder = Path(self._name)
        if folder.is_dir():
            known += [
                [str(path.relative_to(folder)), path.stat().st_size]
                for path in sorted(folder.rglob("*"))
                if path.suffix in {".safetensors", ".bin", ".json"}
            ]
        # Weights of one size may differ: what a fixed text becomes tells them apart.
        probe = np.rint(self._run(["Région Fictive\u00a0: texte témoin."])[0] * 500).astype(int)
        known.append(probe.tolist())
        digest = hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()[:12]
        return f"torch:{folder.name}:{digest}"


def _first(prompts: dict[str, str], names: Sequence[str]) -> str:
    return next((prompts[name] for name in names if name in prompts), "")


def _encoded(vector: NDArray[np.float32]) -> Encoded:
    return Encoded(vector, np.zeros((0, TERM_DIMENSIONS), dtype=np.int8))
