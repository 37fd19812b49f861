"""Addresses of pages, and which addresses of machines are those of the public Internet."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

from corpus.errors import UsageError

Resolve = Callable[[str, int], Sequence[str]]
"""From a host and a port to its IP addresses; raises ``OSError``."""

LONGEST = 2000
_SAFE = "/%:@!$&'()*+,;=~-._"
_FOLLOWED_BY = ("utm_", "at_medium", "at_campaign", "xtor", "mtm_", "pk_")


def is_address(name: str) -> bool:
    """Whether ``name`` is that of a page, not of a file."""
    return name.lower().startswith(("http://", "https://"))


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


def ascii_host(host: str) -> str:
    """A host's name as the network knows it, « région.exemple » included.

    Raises:
        UnicodeError: it is no name of a host.
    """
    return host.strip().rstrip(".").lower().encode("idna").decode("ascii")


def split_address(url: str) -> tuple[str, str, int, str]:
    """The scheme, host, port and target (path and query, as a request says them) of an address.

    Raises:
        UsageError: it is no address of a page.
    """
    try:
        parts = urlsplit(url)
        host = ascii_host(parts.hostname or "")
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise _no_address(url) from None
    if parts.scheme not in {"http", "https"} or not host or parts.username is not None:
        raise _no_address(url)
    path = quote(parts.path or "/", safe=_SAFE)
    query = quote(parts.query, safe=_SAFE + "?")
    return parts.scheme, host, port, urlunsplit(("", "", path, query, ""))


def joined(base: str, address: str) -> str:
    """An address as it stands on the page ``base``; empty where it is none."""
    try:
        return urljoin(base, address)
    except ValueError:
        return ""


def tidied(url: str) -> str:
    """An address as a site lists it, without the fragment and what only counts its readers.

    Empty where it is no address of a page.
    """
    url = url.strip()
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return ""
    if parts.scheme.lower() not in {"http", "https"} or not host or len(url) > LONGEST:
        return ""
    query = parts.query
    if any(mark in query for mark in _FOLLOWED_BY):
        kept = [
            pair
            for pair in parse_qsl(query, keep_blank_values=True)
            if not pair[0].startswith(_FOLLOWED_BY)
        ]
        query = urlencode(kept)
    place = parts.netloc.lower()
    return urlunsplit((parts.scheme.lower(), place, parts.path or "/", query, ""))


def _no_address(url: str) -> UsageError:
    return UsageError(f"«\u00a0{url}\u00a0» n’est pas une adresse de page\u00a0: écrivez https://…")
