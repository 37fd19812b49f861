"""Ports to start a server on, that nothing takes between the asking and the start."""

from __future__ import annotations

import random
import socket
from pathlib import Path

_RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")
_LOWEST = 10_000


def free_port() -> int:
    """A port of loopback that nobody listens on.

    It is none of those that the system gives to whoever connects somewhere: a server that is killed
    and started again would find its port taken by a client of the others.
    """
    given_from = int(_RANGE.read_text().split()[0]) if _RANGE.exists() else 32_768
    ports = range(_LOWEST, max(given_from, _LOWEST + 10_000))
    for port in random.sample(ports, 100):
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        return port
    raise AssertionError("a hundred ports are taken")
