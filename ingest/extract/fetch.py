"""Pages by their address: from hosts that the operator allows, at public addresses only.

A name is resolved once; every address that it has is checked, and the connection goes to the one
that was checked, whatever the name says a moment later. Each redirect is checked likewise.
"""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass

from corpus.errors import TransientError, UsageError, VigieError
from ingest.extract.addresses import (
    Resolve,
    ascii_host,
    is_public,
    joined,
    resolve,
    split_address,
)
from ingest.extract.base import LARGEST, Source

SECONDS = 30.0  # for one page, redirects included
_REDIRECTS = 5
_CHUNK = 1 << 16
_MOVED = frozenset({301, 302, 303, 307, 308})
_SAME = 304
_GONE = frozenset({404, 410})
_BUSY = frozenset({429, 500, 502, 503, 504})
_LONGEST_MARK = 500  # characters of an ETag or a date that are kept
_AGENT = "Vigie (lecture de pages publiques, a la demande d'un agent)"
# By which a site is asked whether a page is still the one that was read.
_MARKS = {"etag": ("ETag", "If-None-Match"), "modified": ("Last-Modified", "If-Modified-Since")}


@dataclass(frozen=True)
class Answer:
    """What a site gave.

    Attributes:
        data: the page; empty where it is the ``same`` as before, or ``gone``.
        stamp: by which it is known next time (JSON); empty where the site gives no such thing.
        same: the page has not changed since the stamp that was shown.
        gone: the site says that there is no such page.
    """

    data: bytes = b""
    stamp: str = ""
    same: bool = False
    gone: str = ""


class Fetcher:
    """Reads pages; with no host allowed, none."""

    def __init__(
        self,
        hosts: Collection[str],
        resolve: Resolve = resolve,
        permitted: Callable[[str], bool] = is_public,
        seconds: float = SECONDS,
    ) -> None:
        """A reader of the pages of some hosts.

        Args:
            hosts: their names; one that begins with a dot allows all below it.
            resolve: finds the addresses of a name.
            permitted: whether a page may be read from an IP address.
            seconds: a page takes at most.
        """
        self._hosts = frozenset(map(_allowed, filter(str.strip, hosts)))
        self._resolve = resolve
        self._permitted = permitted
        self._seconds = seconds

    def require_allowed(self, url: str) -> None:
        """Refuse an address that may not be read.

        Raises:
            UsageError: it is malformed, or of a host that is not allowed.
        """
        _, host, _, _ = split_address(url)
        if not self._hosts:
            raise UsageError(
                f"«\u00a0{url}\u00a0» est une adresse, et la lecture d’adresses n’est pas activée. "
                "Donnez les sites permis dans VIGIE_WEB_HOSTS, ou téléchargez la page puis donnez "
                "le fichier."
            )
        above = any(host.endswith(one) for one in self._hosts if one.startswith("."))
        if host not in self._hosts and not above:
            raise UsageError(
                f"Le site «\u00a0{host}\u00a0» n’est pas permis. Ajoutez-le à VIGIE_WEB_HOSTS "
                "pour lire ses pages."
            )

    def fetch(self, url: str, stamp: str = "") -> Source:
        """The page at an address, under its address; what fails is its ``problem``.

        Args:
            url: of the page.
            stamp: of the source that was read there before; where the site says that nothing
                has changed since, the source is the ``same``.

        Raises:
            UsageError: the address itself may not be read.
        """
        self.require_allowed(url)
        try:
            answer = self.get(url, stamp)
        except (UsageError, TransientError) as error:
            return Source(url, b"", problem=str(error))
        if answer.gone:
            return Source(url, b"", problem=answer.gone, gone=True)
        return Source(url, answer.data, stamp=answer.stamp, same=answer.same)

    def get(self, url: str, stamp: str = "") -> Answer:
        """What is at an address.

        Raises:
            UsageError: it may not be read, leads where nothing may be read, or is refused.
            TransientError: the site does not answer, or not now.
        """
        try:
            return self._follow(url, time.monotonic() + self._seconds, _marks(stamp))
        except TimeoutError:
            raise _unread(url, "le délai est dépassé") from None
        except ssl.SSLCertVerificationError:
            raise _unread(url, "le site ne prouve pas son identité (certificat)") from None
        except (OSError, http.client.HTTPException, UnicodeError):
            raise _unread(url, "pas de réponse") from None

    def _follow(self, url: str, deadline: float, marks: dict[str, str]) -> Answer:
        for _ in range(_REDIRECTS + 1):
            self.require_allowed(url)
            moved, answer = self._get(url, deadline, marks)
            if moved is None:
                return answer
            url = joined(url, moved) or moved
        raise UsageError(f"«\u00a0{url}\u00a0» renvoie sans fin à d’autres adresses.")

    def _get(self, url: str, deadline: float, marks: dict[str, str]) -> tuple[str | None, Answer]:
        scheme, host, port, target = split_address(url)
        opened = self._connect(host, port, deadline)
        connection = http.client.HTTPConnection(host, port)
        # Headers that come byte after byte would outlast the time that each byte is given.
        cut = threading.Timer(max(0.0, deadline - time.monotonic()), _cut, [connection])
        cut.daemon = True
        connection.sock = opened
        cut.start()
        try:
            if scheme == "https":
                opened = ssl.create_default_context().wrap_socket(
                    opened, server_hostname=host, do_handshake_on_connect=False
                )
                connection.sock = opened
                opened.do_handshake()
            headers = {"Accept-Encoding": "identity", "User-Agent": _AGENT}
            headers |= {_MARKS[kind][1]: mark for kind, mark in marks.items()}
            connection.request("GET", target, headers=headers)
            with connection.getresponse() as response:
                if response.status in _MOVED:
                    return response.headers.get("Location") or "", Answer()
                if response.status == _SAME and marks:
                    return None, Answer(same=True, stamp=_stamp(marks))
                if response.status != 200:
                    return None, _refused(url, response.status)
                if response.headers.get("Content-Encoding", "identity") != "identity":
                    raise UsageError(
                        f"«\u00a0{url}\u00a0» est donnée compressée sans qu’on l’ait voulu."
                    )
                given = {kind: response.headers.get(said, "") for kind, (said, _) in _MARKS.items()}
                return None, Answer(self._body(url, response, opened, deadline), _stamp(given))
        finally:
            cut.cancel()
            connection.close()
            opened.close()

    def _connect(self, host: str, port: int, deadline: float) -> socket.socket:
        addresses = self._resolve(host, port)
        if not addresses or not all(self._permitted(one) for one in addresses):
            raise UsageError(
                f"Le site «\u00a0{host}\u00a0» mène à une adresse qui n’est pas publique\u00a0: "
                "il n’est pas lu."
            )
        return socket.create_connection((addresses[0], port), timeout=_left(deadline))

    def _body(
        self, url: str, response: http.client.HTTPResponse, opened: socket.socket, deadline: float
    ) -> bytes:
        data = bytearray()
        while True:
            # A server that sends a byte now and then holds nobody for ever.
            opened.settimeout(_left(deadline))
            chunk = response.read1(_CHUNK)
            if not chunk:
                _left(deadline)
                if response.length:  # cut short: half a page is never taken in
                    raise OSError
                return bytes(data)
            data += chunk
            if len(data) > LARGEST:
                raise UsageError(
                    f"«\u00a0{url}\u00a0» dépasse la taille acceptée ({LARGEST // 2**20} Mio)."
                )


def _allowed(host: str) -> str:
    host = host.strip().lower().rstrip(".")
    try:
        return f".{ascii_host(host[1:])}" if host.startswith(".") else ascii_host(host)
    except UnicodeError:
        return host


def _refused(url: str, status: int) -> Answer:
    said = f"«\u00a0{url}\u00a0» n’a pas été donnée\u00a0: le site a répondu {status}."
    if status in _GONE:
        return Answer(gone=said)
    refusal: VigieError = TransientError(said) if status in _BUSY else UsageError(said)
    raise refusal


def _unread(url: str, reason: str) -> TransientError:
    return TransientError(f"«\u00a0{url}\u00a0» ne peut pas être lue\u00a0: {reason}. Recommencez.")


def _marks(stamp: str) -> dict[str, str]:
    """What a stamp says, for the site to compare; nothing where it is none of a page."""
    try:
        said = json.loads(stamp) if stamp else {}
    except ValueError:
        return {}
    return {kind: said[kind] for kind in _MARKS if isinstance(said, dict) and said.get(kind)}


def _stamp(marks: dict[str, str]) -> str:
    fit = {
        kind: mark
        for kind, mark in marks.items()
        if mark and len(mark) <= _LONGEST_MARK and mark.isascii() and mark.isprintable()
    }
    return json.dumps(fit) if fit else ""


def _cut(connection: http.client.HTTPConnection) -> None:
    with suppress(OSError, AttributeError):
        connection.sock.shutdown(socket.SHUT_RDWR)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
