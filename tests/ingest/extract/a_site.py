"""A site on this machine, behind an injected resolver: its pages change as a test wants."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from ingest.extract.fetch import Fetcher

HOST = "site.exemple.test"


def page(title: str, text: str) -> bytes:
    return (
        f"<!DOCTYPE html><html lang='fr'><head><title>{title}</title></head><body><nav>Menu</nav>"
        f"<main><h1>{title}</h1><p>Document de test. {text}</p></main></body></html>"
    ).encode()


@dataclass
class Fake:
    """What the site holds, and what was asked of it.

    Attributes:
        pages: bytes by path; a path that is not there answers 404.
        marks: the ETag of a path, where it has one.
        statuses: other statuses than 200, by path.
        moved: where a path leads to.
        asked: the paths that were asked for, in order, with the status that was given.
    """

    port: int = 0
    pages: dict[str, bytes] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, int]] = field(default_factory=list)

    @property
    def base(self) -> str:
        return f"http://{HOST}:{self.port}"

    def taken(self) -> list[tuple[str, int]]:
        """What was asked since this was last called, but for robots.txt."""
        asked, self.asked = self.asked, []
        return [one for one in asked if one[0] != "/robots.txt"]


def fetcher(**private: list[str]) -> Fetcher:
    """Reads the site and no other; ``interne`` resolves to a private address too."""
    places = {
        HOST: ["127.0.0.1"],
        "interne.exemple.test": ["127.0.0.1", "10.0.0.7"],
        **private,
    }
    return Fetcher(
        [HOST, "interne.exemple.test"],
        resolve=lambda host, _: places[host],
        permitted=lambda address: address == "127.0.0.1",
        seconds=20,
    )


@contextmanager
def a_site() -> Iterator[Fake]:
    fake = Fake()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status = fake.statuses.get(self.path, 200 if self.path in fake.pages else 404)
            mark = fake.marks.get(self.path, "")
            if self.path in fake.moved:
                status = 302
            elif status == 200 and mark and self.headers.get("If-None-Match") == mark:
                status = 304
            fake.asked.append((self.path, status))
            self.send_response(status)
            if status == 302:
                self.send_header("Location", fake.moved[self.path])
            if mark:
                self.send_header("ETag", mark)
            self.end_headers()
            if status == 200:
                self.wfile.write(fake.pages[self.path].replace(b"BASE", fake.base.encode()))

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    fake.port = server.server_address[1]
    try:
        yield fake
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
