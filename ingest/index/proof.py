"""What an index's files were when they were last written: damage shows without a search."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType

_log = logging.getLogger(__name__)
_PROOF = "proof.json"
_WRITING = "writing"
_OURS = frozenset({_PROOF, f".{_PROOF}.new", _WRITING, "applied.json", ".applied.json.new"})
_PASSING = (".lock", "-journal", "-wal", "-shm")
_CHUNK = 1 << 20  # bytes
_LOOK_AGAIN = 0.25  # seconds: a look costs as many « stat » as there are files

Digest = Callable[[Path], str]
"""From a file to a name of what it holds; raises ``OSError`` or ``ValueError`` where it fails."""

_Files = dict[str, tuple[int, int, str]]  # size, moment of the last change, digest


class Proof:
    """Size, moment of change and digest of each file below a folder, kept in the folder.

    While an index is written nothing is known; a crash meanwhile leaves it so until the next
    ``end``.
    """

    def __init__(self, folder: Path, digests: Mapping[str, Digest] = MappingProxyType({})) -> None:
        """The proof kept in ``folder``.

        Args:
            folder: of an index.
            digests: by file name, how to name what a file holds whose bytes change by themselves.
        """
        self._folder = folder
        self._digests = digests
        self._lock = threading.Lock()
        self._seen: dict[str, tuple[int, int]] = {}  # files found right though they look otherwise
        self._looked = float("-inf")

    def begin(self) -> None:
        """Say that the files are about to change. Raises ``OSError``."""
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / _WRITING).touch()

    def end(self) -> None:
        """Note what the files are now. Raises ``OSError``."""
        with self._lock:
            before = self._read() or {}
            files: _Files = {}
            for path in self._paths():
                name, status = str(path.relative_to(self._folder)), path.stat()
                known = before.get(name)
                same = known is not None and known[:2] == (status.st_size, status.st_mtime_ns)
                if known is not None and same:
                    files[name] = known
                else:
                    files[name] = (status.st_size, status.st_mtime_ns, self._digest(path))
            fresh = self._folder / f".{_PROOF}.new"
            with fresh.open("w", encoding="utf-8") as file:
                json.dump(files, file)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self._folder / _PROOF)
            (self._folder / _WRITING).unlink(missing_ok=True)
            self._seen.clear()

    def is_missing(self) -> bool:
        """Whether nothing is known: an index of before there were proofs, or a crash."""
        return (self._folder / _WRITING).exists() or self._read() is None

    def is_damaged(self, *, fully: bool) -> bool:
        """Whether a file is gone or holds something else than what was written.

        Args:
            fully: read every file; otherwise those that look changed.
        """
        with self._lock:
            for _ in range(2):
                files = self._read()
                if files is None or (self._folder / _WRITING).exists():
                    return False
                found = any(self._differs(name, known, fully) for name, known in files.items())
                # Another process may have begun to write, or ended, meanwhile.
                if not found or (self._read() == files and not self._writing()):
                    return found
            return False

    def has_just_been_damaged(self) -> bool:
        """``is_damaged`` by looks, asked as often as one likes: it looks a few times a second."""
        if time.monotonic() - self._looked < _LOOK_AGAIN:
            return False
        if self.is_damaged(fully=False):
            return True
        self._looked = time.monotonic()
        return False

    def _writing(self) -> bool:
        return (self._folder / _WRITING).exists()

    def _differs(self, name: str, known: tuple[int, int, str], fully: bool) -> bool:
        path = self._folder / name
        try:
            status = path.stat()
            looks = (status.st_size, status.st_mtime_ns)
            if not fully and looks in (known[:2], self._seen.get(name)):
                return False
            if self._digest(path) != known[2]:
                _log.warning("%s n’est plus ce qui a été écrit", path)
                return True
        except (OSError, ValueError) as error:
            _log.warning("%s ne peut plus être lu\u00a0: %s", path, error)
            return True
        self._seen[name] = looks
        return False

    def _digest(self, path: Path) -> str:
        return self._digests.get(path.name, bytes_digest)(path)

    def _paths(self) -> list[Path]:
        return [
            path
            for path in sorted(self._folder.rglob("*"))
            if path.is_file() and path.name not in _OURS and not path.name.endswith(_PASSING)
        ]

    def _read(self) -> _Files | None:
        with suppress(OSError, ValueError, TypeError, AttributeError):
            kept = json.loads((self._folder / _PROOF).read_bytes())
            return {name: (int(s), int(m), str(d)) for name, (s, m, d) in kept.items()}
        return None


def bytes_digest(path: Path) -> str:
    """A name of a file's bytes. Raises ``OSError``."""
    digest = hashlib.blake2b(digest_size=16)
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
