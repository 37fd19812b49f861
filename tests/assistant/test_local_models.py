"""Chat models found on this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from assistant.write.local import found_servers

BODIES = {
    "/api/tags": {"models": [{"name": "mistral:7b"}, {"name": 3}, "x"]},
    "/v1/models": {"data": [{"id": "qwen"}]},
}


@pytest.fixture
def port() -> Iterator[int]:
    """A server that lists models as Ollama and as OpenAI do."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(BODIES[self.path]).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join()


def test_says_the_line_to_type(port: int) -> None:
    address = f"http://127.0.0.1:{port}"
    assert found_servers(port, (port,)) == [
        f"VIGIE_CHAT_MODEL='ollama:mistral:7b' VIGIE_CHAT_BASE_URL={address}",
        f"VIGIE_CHAT_MODEL='openai:qwen' VIGIE_CHAT_BASE_URL={address}/v1",
    ]


def test_finds_nothing_where_nobody_listens() -> None:
    assert found_servers(9, (9,)) == []
