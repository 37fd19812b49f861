"""Commands run on a machine whose network is cut: loopback, and nothing else."""

from __future__ import annotations

import fcntl
import os
import socket
import struct
import subprocess
import sys
from collections.abc import Sequence

from tests.conftest import ROOT

# Root keeps its accounts, since PostgreSQL refuses to run as root; anyone else is mapped to
# themselves and keeps the right to bring loopback up.
UNSHARE = (
    "unshare", "--net",
    *(() if os.geteuid() == 0 else ("--map-current-user", "--keep-caps")), "--",
)  # fmt: skip
_GET_FLAGS, _SET_FLAGS, _UP = 0x8913, 0x8914, 0x1


def cut_off(*arguments: str, seconds: float) -> subprocess.CompletedProcess[str]:
    """Run Python with these arguments in a network namespace of its own (Linux)."""
    return subprocess.run(
        [*UNSHARE, sys.executable, "-m", "tests.cut", *arguments],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False,
        capture_output=True, text=True, timeout=seconds,
    )  # fmt: skip


def raise_loopback() -> None:
    """What ``ip link set lo up`` does."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        asked = struct.pack("16sh14x", b"lo", 0)
        (flags,) = struct.unpack("16xh14x", fcntl.ioctl(sock, _GET_FLAGS, asked))
        fcntl.ioctl(sock, _SET_FLAGS, struct.pack("16sh14x", b"lo", flags | _UP))


def main(arguments: Sequence[str]) -> None:
    """Become Python with these arguments, once loopback is there."""
    raise_loopback()
    os.execv(sys.executable, [sys.executable, *arguments])


if __name__ == "__main__":
    main(sys.argv[1:])
