"""Pages by their address: from hosts that the operator allows, at public addresses only.

A name is resolved once; every address that it has is checked, and the connection goes to the one
that was checked, whatever the name says a moment later. Each redirect is checked likewise.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Collection, Sequence
from urllib.parse import urljoin, urlsplit, urlunsplit

from corpus.errors import TransientError, UsageError
from ingest.extract.base import LARGEST, Source

SECONDS = 30.0  # for one page, redirects included
_REDIRECTS = 5
_CHUNK = 1 << 16
_MOVED = frozenset({301, 302, 303, 307, 308})
_AGENT = "Vigie (lecture de pages publiques, a la demande d'un agent)"

Resolve = Callable[[str, int], Sequence[str]]
"""From a host and a port to its IP addresses; raises ``OSError``."""


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public Internet, whatever it is wrapped in."""
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is not None:
            return is_public(str(inner))
        if ip in ipaddress.ip_network("64:ff9b::/96"):
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
    return ip.is_global and not ip.is_multicast


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, by the system. Raises ``OSError``."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


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
        self._hosts = frozenset(host.strip().lower().rstrip(".") for host in hosts if host.strip())
        self._resolve = resolve
        self._permitted = permitted
        self._seconds = seconds

    def require_allowed(self, url: str) -> None:
        """Refuse an address that may not be read.

        Raises:
            UsageError: it is malformed, or of a host that is not allowed.
        """
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
        if parts.scheme not in {"http", "https"} or not host or parts.username is not None:
            raise UsageError(
                f"«\u00a0{url}\u00a0» n’est pas une adresse de page\u00a0: écrivez https://…"
            )
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

    def fetch(self, url: str) -> Source:
        """The page at an address, under its address; what fails is its ``problem``.

        Raises:
            UsageError: the address itself may not be read.
        """
        self.require_allowed(url)
        try:
            return Source(url, self._follow(url, time.monotonic() + self._seconds))
        except (UsageError, TransientError) as error:
            return Source(url, b"", problem=str(error))
        except (OSError, http.client.HTTPException) as error:
            reason = "le délai est dépassé" if isinstance(error, TimeoutError) else "pas de réponse"
            problem = f"«\u00a0{url}\u00a0» ne peut pas être lue\u00a0: {reason}. Recommencez."
            return Source(url, b"", problem=problem)

    def _follow(self, url: str, deadline: float) -> bytes:
        for _ in range(_REDIRECTS + 1):
            self.require_allowed(url)
            moved, data = self._get(url, deadline)
            if moved is None:
                return data
            url = urljoin(url, moved)
        raise UsageError(f"«\u00a0{url}\u00a0» renvoie sans fin à d’autres adresses.")

    def _get(self, url: str, deadline: float) -> tuple[str | None, bytes]:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        opened = self._connect(host, port, deadline)
        connection = http.client.HTTPConnection(host, port)
        try:
            if parts.scheme == "https":
                opened = ssl.create_default_context().wrap_socket(opened, server_hostname=host)
            connection.sock = opened
            path = urlunsplit(("", "", parts.path or "/", parts.query, ""))
            headers = {"Accept-Encoding": "identity", "User-Agent": _AGENT}
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            if response.status in _MOVED:
                return response.headers.get("Location") or "", b""
            if response.status != 200:
                raise UsageError(
                    f"«\u00a0{url}\u00a0» n’a pas été donnée\u00a0: le site a répondu "
                    f"{response.status}."
                )
            if response.headers.get("Content-Encoding", "identity") != "identity":
                raise UsageError(
                    f"«\u00a0{url}\u00a0» est donnée compressée sans qu’on l’ait voulu."
                )
            return None, self._body(url, response, opened, deadline)
        finally:
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
                return bytes(data)
            data += chunk
            if len(data) > LARGEST:
                raise UsageError(
                    f"«\u00a0{url}\u00a0» dépasse la taille acceptée ({LARGEST // 2**20} Mio)."
                )


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
