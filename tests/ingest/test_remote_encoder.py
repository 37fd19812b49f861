"""Embeddings from a server, over the network of this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus.errors import ConfigurationError, TransientError
from ingest.encode.base import PassageText
from ingest.encode.load import load_encoder
from ingest.encode.remote_encoder import EmbeddingServer, RemoteEncoder


class Service(ThreadingHTTPServer):
    """Answers as Text Embeddings Inference does; ``plan`` holds the statuses to give first."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.plan: list[int] = []
        self.received: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.body: bytes | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1/"


class Handler(BaseHTTPRequestHandler):
    server: Service

    def do_POST(self) -> None:
        content = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.received.append(content)
        self.server.keys.append(self.headers["authorization"])
        status = self.server.plan.pop(0) if self.server.plan else 200
        vectors = [
            {"index": index, "embedding": [3.0, 4.0 + len(text), 0.0]}
            for index, text in enumerate(content["input"])
        ]
        # In an order of its own: the index says which is which.
        body = self.server.body or json.dumps({"data": vectors[::-1]}).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def service() -> Iterator[Service]:
    with Service() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def encoder(service: Service) -> Iterator[RemoteEncoder]:
    made = RemoteEncoder("multilingual-e5-small", EmbeddingServer(service.url, "cle-de-test"))
    yield made
    made.close()


def test_texts_become_unit_vectors_in_their_order(encoder: RemoteEncoder, service: Service) -> None:
    passages = [PassageText("a" * n, ("Titre",)) for n in range(1, 71)]
    seen: list[int] = []
    encoded = encoder.encode_passages(passages, lambda _, done, __: seen.append(done))
    assert seen == [32, 64, 70]
    assert len(encoded) == 70
    assert all(np.isclose(np.linalg.norm(one.vector), 1.0) for one in encoded)
    slopes = [float(one.vector[1] / one.vector[0]) for one in encoded]
    assert slopes == sorted(slopes)
    assert encoded[0].term_vectors.shape == (0, 128)
    assert (encoder.dimensions, encoder.name) == (3, "multilingual-e5-small")
    assert service.received[-1]["model"] == "multilingual-e5-small"
    assert all(text.startswith("passage: ") for text in service.received[-1]["input"])
    assert set(service.keys) == {"Bearer cle-de-test"}


def test_a_question_has_its_own_prompt(encoder: RemoteEncoder, service: Service) -> None:
    encoder.encode_query("Qui\u00a0?")
    assert service.received[-1]["input"] == ["query: Qui\u00a0?"]


def test_a_passing_failure_is_tried_again_and_then_said(
    encoder: RemoteEncoder, service: Service
) -> None:
    service.plan = [503, 429]
    assert encoder.encode_query("Qui\u00a0?").vector.shape == (3,)
    service.plan = [500, 500, 500]
    with pytest.raises(TransientError, match="VIGIE_EMBEDDING_BASE_URL"):
        encoder.encode_query("Qui\u00a0?")


@pytest.mark.parametrize(
    "body", [b"non", b"{}", b'{"data": []}', b'{"data": [{"index": 0, "embedding": [0, 0, 0]}]}']
)
def test_an_answer_that_is_none_is_the_operators_to_mend(
    encoder: RemoteEncoder, service: Service, body: bytes
) -> None:
    service.body = body
    with pytest.raises(ConfigurationError, match="VIGIE_EMBEDDING_MODEL") as wrong:
        encoder.encode_query("Qui\u00a0?")
    assert "cle-de-test" not in str(wrong.value)


def test_a_key_that_is_refused_is_said(encoder: RemoteEncoder, service: Service) -> None:
    service.plan = [401]
    with pytest.raises(ConfigurationError, match="statut 401"):
        encoder.encode_query("Qui\u00a0?")


def test_a_server_needs_the_name_of_its_model(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="VIGIE_EMBEDDING_MODEL"):
        load_encoder(None, tmp_path, print, EmbeddingServer("http://127.0.0.1:9/v1"))
