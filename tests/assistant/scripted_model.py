"""An OpenAI-compatible server that writes what it is told, and fails as it is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = Callable[["Exchange"], None]


@dataclass
class Exchange:
    """One request and the way to answer it."""

    handler: BaseHTTPRequestHandler
    request: dict[str, Any]
    headers: dict[str, str]
    left: threading.Event

    @property
    def prompt(self) -> str:
        """The last message."""
        return str(self.request["messages"][-1]["content"])

    def status(self, code: int, body: str = "{}", headers: dict[str, str] | None = None) -> None:
        """Answer with a status alone."""
        content = body.encode()
        self.handler.send_response(code)
        for name, value in {"content-type": "application/json", **(headers or {})}.items():
            self.handler.send_header(name, value)
        self.handler.send_header("content-length", str(len(content)))
        self.handler.end_headers()
        self.handler.wfile.write(content)

    def start(self) -> None:
        """Begin a stream of events."""
        self.handler.send_response(200)
        self.handler.send_header("content-type", "text/event-stream")
        self.handler.send_header("connection", "close")
        self.handler.end_headers()

    def raw(self, line: str) -> None:
        """Send a line as it is."""
        self.handler.wfile.write(line.encode() + b"\n\n")
        self.handler.wfile.flush()

    def piece(self, text: str, reason: str | None = None) -> None:
        """Send a piece of text."""
        choice = {"index": 0, "delta": {"content": text}, "finish_reason": reason}
        self._event({"choices": [choice]})

    def say(self, text: str, size: int = 7) -> None:
        """A whole answer, in pieces of ``size`` characters."""
        self.start()
        for at in range(0, len(text), size):
            self.piece(text[at : at + size])
        self.piece("", "stop")
        usage = {"prompt_tokens": 100, "completion_tokens": len(text) // 4, "total_tokens": 0}
        self._event({"choices": [], "usage": usage})
        self.raw("data: [DONE]")

    def _event(self, content: dict[str, Any]) -> None:
        head = {"id": "x", "object": "chat.completion.chunk", "created": 0, "model": "m"}
        self.raw("data: " + json.dumps(head | content))


@dataclass
class ScriptedModel:
    """A server on loopback. ``reply`` may be set anew between requests."""

    reply: Reply
    requests: list[Exchange] = field(default_factory=list)
    open: int = 0
    most_open: int = 0
    _server: ThreadingHTTPServer | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)
    idle: threading.Condition = field(default_factory=threading.Condition)

    @property
    def url(self) -> str:
        """Its base address."""
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    @contextmanager
    def serving(self) -> Iterator[ScriptedModel]:
        """Serve until the block ends."""
        script = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                exchange = Exchange(self, json.loads(body), dict(self.headers), threading.Event())
                with script.idle:
                    script.requests.append(exchange)
                    script.open += 1
                    script.most_open = max(script.most_open, script.open)
                try:
                    script.reply(exchange)
                except (BrokenPipeError, ConnectionResetError):
                    exchange.left.set()
                finally:
                    with script.idle:
                        script.open -= 1
                        script.idle.notify_all()

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 256

            def handle_error(self, request: Any, client_address: Any) -> None:
                pass

        self._server = Server(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()


def says(text: str, size: int = 7) -> Reply:
    """A reply that writes ``text``."""
    return lambda exchange: exchange.say(text, size)
