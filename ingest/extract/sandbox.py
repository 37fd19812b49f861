"""Reading untrusted files in a process of its own, with limits; the same process for many files.

Files that are not plain text are parsed by large libraries, which a hostile file may crash, fill
or keep busy for ever. They are read by a child process (``ingest.extract.child``) that holds no
more memory than ``MEMORY`` and is killed when a file takes more than ``SECONDS``, plus what each
page to recognise earns. What goes wrong there is a ``DocumentError`` here, and the next file gets
a new child.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import threading
import time
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from corpus.errors import DocumentError, TransientError, system_reason
from corpus.records import Metadata
from ingest.extract.base import LONGEST_TEXT
from ingest.extract.limits import SECONDS, SECONDS_A_SCAN

_START = "from ingest.extract.child import main; main()"
_ROOT = Path(__file__).resolve().parents[2]
_LONGEST_HEAD = 64 * 1024 * 1024
_LARGEST_PART = 8 * LONGEST_TEXT
_FILES_A_CHILD = 500  # then a fresh one: libraries leak


class Sandbox:
    """A child process, started when it is first needed and again when it had to be killed.

    Safe to use from several threads, one file at a time.
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._taken = 0

    def ask(self, task: dict[str, Any], *parts: bytes) -> tuple[dict[str, Any], list[bytes]]:
        """Have the child do ``task`` (its « name » is the document's) on ``parts``.

        Returns:
            The answer's head, and its parts.

        Raises:
            DocumentError: the file cannot be read, or reached a limit.
            TransientError: no process can be started.
        """
        with self._lock:
            child = self._ready()
            self._taken += 1
            try:
                return self._exchange(child, task, parts)
            except BaseException as error:
                if not isinstance(error, _Told):
                    self.close()
                if isinstance(error, _Told | _Late):
                    raise DocumentError(str(error)) from None
                if isinstance(error, EOFError | OSError | ValueError):
                    raise DocumentError(_died(str(task["name"]))) from None
                raise

    def close(self) -> None:
        """End the child process, if there is one."""
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue  # what it had not read is lost with it

    def _ready(self) -> subprocess.Popen[bytes]:
        if self._child is not None and (
            self._child.poll() is not None or self._taken >= _FILES_A_CHILD
        ):
            self.close()
        if self._child is None:
            try:
                self._child = subprocess.Popen(  # noqa: S603
                    [sys.executable, "-c", _START],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    env=_environment(),
                    cwd="/",
                    close_fds=True,
                    start_new_session=True,  # Ctrl-C is for the parent to heed
                )
            except OSError as error:
                raise TransientError(
                    f"Le processus qui lit les fichiers ne démarre pas\u00a0: "
                    f"{system_reason(error)}. Recommencez dans un instant."
                ) from error
            self._taken = 0
        return self._child

    def _exchange(
        self, child: subprocess.Popen[bytes], task: dict[str, Any], parts: tuple[bytes, ...]
    ) -> tuple[dict[str, Any], list[bytes]]:
        if child.stdin is None or child.stdout is None:
            raise EOFError
        send(child.stdin, task, parts)
        deadline = time.monotonic() + self._seconds
        reader = _Reader(child.stdout, str(task["name"]))
        while True:
            head, answered = reader.message(deadline)
            if "scan" in head:
                deadline += SECONDS_A_SCAN
                continue
            if "problem" in head:
                raise _Told(str(head["problem"]))
            return head, answered


class _Told(Exception):  # noqa: N818
    """The child's own message about the file; the child is well."""


class _Late(Exception):  # noqa: N818
    """The file took too long."""


class _Reader:
    """Messages from a pipe, none of which may take longer than a deadline or be too large."""

    def __init__(self, pipe: IO[bytes], name: str) -> None:
        self._number = pipe.fileno()
        self._name = name
        self._poll = select.poll()
        self._poll.register(self._number, select.POLLIN)

    def message(self, deadline: float) -> tuple[dict[str, Any], list[bytes]]:
        length = int.from_bytes(self._bytes(4, deadline), "big")
        if length > _LONGEST_HEAD:
            raise ValueError("head too long")
        head = json.loads(self._bytes(length, deadline))
        if not isinstance(head, dict):
            raise ValueError("no head")
        sizes = [int(size) for size in head.pop("sizes", [])]
        if any(not 0 <= size <= _LARGEST_PART for size in sizes):
            raise ValueError("part too large")
        return head, [self._bytes(size, deadline) for size in sizes]

    def _bytes(self, count: int, deadline: float) -> bytes:
        found = bytearray()
        while len(found) < count:
            left = deadline - time.monotonic()
            if left <= 0 or not self._poll.poll(left * 1000):
                raise _Late(
                    f"La lecture de «\u00a0{self._name}\u00a0» a été arrêtée\u00a0: elle prend "
                    f"plus de {SECONDS} secondes. Le fichier est trop complexe ou abîmé\u00a0: "
                    "enregistrez-le de nouveau, ou divisez-le."
                )
            piece = os.read(self._number, min(count - len(found), 1 << 20))
            if not piece:
                raise EOFError
            found += piece
        return bytes(found)


def send(pipe: IO[bytes], head: dict[str, Any], parts: tuple[bytes, ...] = ()) -> None:
    """Write one message: the head's length, the head as JSON with the sizes, the parts."""
    written = json.dumps(head | {"sizes": [len(part) for part in parts]}).encode()
    pipe.write(len(written).to_bytes(4, "big") + written)
    for part in parts:
        pipe.write(part)
    pipe.flush()


def as_dict(metadata: Metadata) -> dict[str, Any]:
    """``metadata`` for JSON."""
    return asdict(metadata)


def _died(name: str) -> str:
    return (
        f"La lecture de «\u00a0{name}\u00a0» s’est interrompue\u00a0: le fichier est abîmé, ou il "
        "demande plus de mémoire que permis. Enregistrez-le de nouveau, ou divisez-le."
    )


def _environment() -> dict[str, str]:
    """What the child needs to start, and no secret."""
    kept = {
        name: os.environ[name]
        for name in ("PATH", "HOME", "LANG", "LC_ALL", "TESSDATA_PREFIX", "SYSTEMROOT", "TMPDIR")
        if name in os.environ
    }
    search = [str(_ROOT), *os.environ.get("PYTHONPATH", "").split(os.pathsep)]
    return kept | {
        "PYTHONPATH": os.pathsep.join(filter(None, search)),
        "PYTHONIOENCODING": "utf-8",
        "OMP_THREAD_LIMIT": "1",
        "MALLOC_ARENA_MAX": "2",
    }
