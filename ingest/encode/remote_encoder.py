"""An embedding model on a server: OpenAI-compatible, as Text Embeddings Inference is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import httpx
import numpy as np
from numpy.typing import NDArray

from corpus.errors import ConfigurationError, TransientError
from corpus.records import Progress
from ingest.encode.base import TERM_DIMENSIONS, Encoded, PassageText
from ingest.encode.term_vectors import passage_input

_BATCH = 32  # Text Embeddings Inference refuses more at its defaults
_TRIES = 3
_SECONDS = 60.0


@dataclass(frozen=True)
class EmbeddingServer:
    """Where ``/embeddings`` is (« http://127.0.0.1:8080/v1 »), and the key that it may ask for."""

    base_url: str
    api_key: str | None = None


class RemoteEncoder:
    """Asks a server for vectors; it yields no term vectors.

    Raises, from any method that encodes: ``TransientError`` (unreachable, overloaded) or
    ``ConfigurationError`` (refused: model, key or address is wrong).
    """

    def __init__(self, name: str, server: EmbeddingServer) -> None:
        """The model ``name`` of ``server``, which is asked for one vector to know their length."""
        headers = {"authorization": f"Bearer {server.api_key}"} if server.api_key else {}
        self._name = name
        self._url = f"{server.base_url.rstrip('/')}/embeddings"
        self._client = httpx.Client(headers=headers, timeout=httpx.Timeout(_SECONDS, connect=5.0))
        e5 = "e5" in PurePosixPath(name).name.lower()
        self._query_prompt, self._passage_prompt = ("query: ", "passage: ") if e5 else ("", "")
        self._dimensions = int(self._run(["Région Fictive"]).shape[1])

    @property
    def name(self) -> str:
        """The model's name on the server."""
        return self._name

    @property
    def fingerprint(self) -> str:
        """Changes with the model's name, its prompts and the length of its vectors."""
        known = [self._name, self._query_prompt, self._passage_prompt, self._dimensions]
        return f"serveur:{hashlib.sha256(json.dumps(known).encode()).hexdigest()[:12]}"

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
        encoded: list[Encoded] = []
        for first in range(0, len(texts), _BATCH):
            encoded += [_encoded(vector) for vector in self._run(texts[first : first + _BATCH])]
            if progress is not None:
                progress("Encodage", len(encoded), len(texts))
        return encoded

    def close(self) -> None:
        """Let go of the server."""
        self._client.close()

    def _run(self, texts: list[str]) -> NDArray[np.float32]:
        """Vectors of unit length, shape (len(texts), D), in the order of ``texts``."""
        try:
            found = sorted(self._asked(texts)["data"], key=lambda one: int(one["index"]))
            vectors = np.array([one["embedding"] for one in found], dtype=np.float32)
        except (ValueError, KeyError, TypeError) as error:
            raise self._wrong("ne répond pas comme un serveur d’embeddings") from error
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True) if vectors.ndim == 2 else None
        if lengths is None or len(vectors) != len(texts) or not np.all(lengths > 0):
            raise self._wrong("a rendu des vecteurs qui ne conviennent pas")
        unit: NDArray[np.float32] = vectors / lengths
        return unit

    def _asked(self, texts: list[str]) -> dict[str, list[dict[str, Any]]]:
        for left in reversed(range(_TRIES)):
            try:
                answer = self._client.post(self._url, json={"model": self._name, "input": texts})
            except httpx.TransportError as error:
                if left:
                    continue
                raise self._late() from error
            if answer.status_code == 429 or answer.status_code >= 500:
                if left:
                    continue
                raise self._late()
            if answer.status_code >= 400:
                raise self._wrong(f"a refusé la demande (statut {answer.status_code})")
            content: dict[str, list[dict[str, Any]]] = answer.json()
            return content
        raise AssertionError("the last try returns or raises")

    def _late(self) -> TransientError:
        return TransientError(
            f"Le serveur d’embeddings {self._place()} ne répond pas. Vérifiez qu’il tourne et que "
            "VIGIE_EMBEDDING_BASE_URL est juste, puis recommencez."
        )

    def _wrong(self, what: str) -> ConfigurationError:
        return ConfigurationError(
            f"Le serveur d’embeddings {self._place()} {what}. Vérifiez VIGIE_EMBEDDING_BASE_URL, "
            "VIGIE_EMBEDDING_MODEL et VIGIE_EMBEDDING_API_KEY."
        )

    def _place(self) -> str:
        url = httpx.URL(self._url)
        return f"{url.host}:{url.port}" if url.port else url.host


def _encoded(vector: NDArray[np.float32]) -> Encoded:
    return Encoded(vector, np.zeros((0, TERM_DIMENSIONS), dtype=np.int8))
