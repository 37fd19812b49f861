"""Pages by their address, on a server of this machine behind an injected resolver."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from corpus.errors import UsageError
from ingest.extract.addresses import is_public
from ingest.extract.base import Source
from ingest.extract.fetch import Fetcher
from tests.ingest.conftest import Corpus

PAGE = """<html><head><title>Plan fictif</title></head><body><nav>Menu du site</nav><main>
<h1>Plan fictif de la Région Fictive</h1><p>Document de test. La Région Fictive adopte un plan de
prévention doté de douze millions d’euros pour les lycées.</p></main></body></html>"""


class Site(BaseHTTPRequestHandler):
    """A few pages, honest and not."""

    def do_GET(self) -> None:
        moved = {
            "/interne": "http://interne.exemple.test:{port}/page",
            "/ailleurs": "http://ailleurs.exemple.test:{port}/page",
            "/boucle": "/boucle",
            "/ici": "/page",
            "/faux": "http://[",
        }.get(self.path)
        if moved is not None:
            self.send_response(302)
            self.send_header("Location", moved.format(port=self.connection.getsockname()[1]))
            self.end_headers()
            return
        if self.path == "/goutte":
            self.wfile.write(b"HTTP/1.0 200 OK\r\n")
            with suppress(OSError):
                while not self.server.held.wait(0.05):  # type: ignore[attr-defined]
                    self.wfile.write(b"X: y\r\n"[:1])
            return
        self.send_response(200 if self.path in {"/page", "/lent", "/tronquee"} else 404)
        if self.path == "/tronquee":
            self.send_header("Content-Length", "100000")
        self.end_headers()
        self.wfile.write(PAGE.encode()[:40])
        if self.path == "/lent":
            self.server.held.wait(20)  # type: ignore[attr-defined]
        self.wfile.write(PAGE.encode()[40:])

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.held = threading.Event()  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_address[1]
    server.held.set()  # type: ignore[attr-defined]
    server.shutdown()
    thread.join()
    server.server_close()


def fetcher(seconds: float = 20.0) -> Fetcher:
    """Allows two hosts; one of them is « private » (its second address)."""
    places = {
        "site.exemple.test": ["127.0.0.1"],
        "interne.exemple.test": ["127.0.0.1", "10.0.0.7"],
        "ailleurs.exemple.test": ["127.0.0.1"],
    }
    return Fetcher(
        ["site.exemple.test", "interne.exemple.test"],
        resolve=lambda host, _: places[host],
        permitted=lambda address: address == "127.0.0.1",
        seconds=seconds,
    )


def test_a_page_is_taken_in_under_its_address(port: int, corpus: Corpus) -> None:
    address = f"http://site.exemple.test:{port}/ici"
    [report] = corpus.pipeline.ingest([fetcher().fetch(address)])
    assert report.outcome == "added", report.message
    document = corpus.catalogue.document(address)
    assert document.metadata.url == address
    assert document.metadata.title.startswith("Plan fictif")
    [text] = corpus.by_words("prevent")
    assert "Menu du site" not in text


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/interne", "n’est pas publique"),
        ("/ailleurs", "n’est pas permis"),
        ("/boucle", "sans fin"),
        ("/faux", "n’est pas une adresse"),
        ("/absente", "a répondu 404"),
    ],
)
def test_what_may_not_be_read_says_why(port: int, path: str, said: str) -> None:
    source = fetcher().fetch(f"http://site.exemple.test:{port}{path}")
    assert isinstance(source, Source)
    assert (source.data, said in source.problem) == (b"", True), source.problem


@pytest.mark.parametrize("path", ["/lent", "/goutte"])
def test_a_server_that_never_ends_is_left(port: int, path: str) -> None:
    source = fetcher(seconds=0.5).fetch(f"http://site.exemple.test:{port}{path}")
    assert "ne peut pas être lue" in source.problem


def test_a_page_that_is_cut_short_is_not_taken_in(port: int) -> None:
    source = fetcher().fetch(f"http://site.exemple.test:{port}/tronquee")
    assert (source.data, "ne peut pas être lue" in source.problem) == (b"", True)


@pytest.mark.parametrize(
    "url",
    ["ftp://site.exemple.test/", "http://x@site.exemple.test/", "https://autre.test/", "http:///x"],
)
def test_an_address_that_is_not_allowed_is_misuse(url: str) -> None:
    with pytest.raises(UsageError):
        fetcher().fetch(url)
    with pytest.raises(UsageError):
        Fetcher([]).fetch("https://site.exemple.test/")


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True), ("2606:2800:220:1::1", True), ("127.0.0.1", False),
        ("10.1.2.3", False), ("169.254.169.254", False), ("::1", False), ("fe80::1%eth0", False),
        ("::ffff:10.0.0.1", False), ("64:ff9b::a00:1", False), ("2002:7f00:1::", False),
        ("224.0.0.1", False), ("0.0.0.0", False), ("100.64.0.1", False),
    ],
)  # fmt: skip
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public
