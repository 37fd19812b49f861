"""The files that documents were read from, each kept once under the name of its content."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path, PurePosixPath

from corpus.errors import CorpusError, TransientError, UnknownDocumentError, system_reason

_TEMPORARY = ".nouveau-"
_DIGITS = 64
_MEDIA_TYPES = {
    ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".eml": "message/rfc822",
    ".htm": "text/html",
    ".html": "text/html",
    ".md": "text/markdown",
    ".odp": "application/vnd.oasis.opendocument.presentation",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".pdf": "application/pdf",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".rtf": "application/rtf",
    ".txt": "text/plain",
    ".xhtml": "application/xhtml+xml",
    ".zip": "application/zip",
}


class Originals:
    """Files by the sha256 of their bytes: ``folder/ab/ab…``, written whole or not at all.

    Raises, from any method that writes: ``TransientError`` (disk full, rights).
    """

    def __init__(self, folder: Path) -> None:
        """Files in ``folder``, made when the first one is kept."""
        self._folder = folder

    def keep(self, data: bytes) -> str:
        """Keep these bytes, durably.

        Returns:
            Their sha256, hexadecimal, to find them by.
        """
        digest = hashlib.sha256(data).hexdigest()
        place = self._place(digest)
        try:
            if place.is_file() and place.stat().st_size == len(data):
                os.utime(place)  # as a new one, to whoever sweeps
                return digest
            place.parent.mkdir(parents=True, exist_ok=True)
            _write(place, data)
        except OSError as error:
            raise TransientError(
                f"Le fichier d’origine ne peut pas être conservé dans {self._folder}\u00a0: "
                f"{system_reason(error)}. Libérez de la place ou vérifiez les droits, puis "
                "recommencez."
            ) from error
        return digest

    def path(self, sha256: str) -> Path:
        """Where the file of that sha256 is; not to be changed.

        Raises:
            UnknownDocumentError: it is not kept.
        """
        if len(sha256) != _DIGITS or not set(sha256) <= set("0123456789abcdef"):
            raise UnknownDocumentError("Ce fichier d’origine n’est pas conservé.")
        place = self._place(sha256)
        if not place.is_file():
            raise UnknownDocumentError(
                "Ce fichier d’origine n’est plus conservé. Ajoutez de nouveau le document."
            )
        return place

    def read(self, sha256: str) -> bytes:
        """The bytes of that sha256, verified.

        Raises:
            UnknownDocumentError: they are not kept.
            CorpusError: the file is damaged.
        """
        place = self.path(sha256)
        try:
            data = place.read_bytes()
        except OSError as error:
            raise TransientError(
                f"Le fichier d’origine {place} ne peut pas être lu\u00a0: {system_reason(error)}."
            ) from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise CorpusError(
                f"Le fichier d’origine {place} est endommagé. Ajoutez de nouveau le document, ou "
                "restaurez une sauvegarde."
            )
        return data

    def forget(self, digests: Iterable[str]) -> None:
        """Erase the files of these sha256; those that are not kept are passed over."""
        for digest in digests:
            try:
                self._place(digest).unlink(missing_ok=True)
            except OSError as error:
                raise TransientError(
                    f"Le fichier d’origine {self._place(digest)} ne peut pas être effacé\u00a0: "
                    f"{system_reason(error)}. Recommencez."
                ) from error

    def held(self) -> list[str]:
        """The sha256 of all files that are kept."""
        return [
            path.name for path in self._folder.glob("??/*") if not path.name.startswith(_TEMPORARY)
        ]

    def sweep(self, wanted: Collection[str], spared: float = 0.0) -> int:
        """Erase what is not ``wanted``, and what a crash left half written.

        Args:
            wanted: the sha256 of the files that are referred to.
            spared: seconds for which a new file stays: where others share the folder, one of
                them may be about to refer to it.

        Returns:
            How many files were erased.
        """
        young = time.time() - spared
        erased = 0
        for path in self._folder.glob("??/*"):
            if path.name in wanted and not path.name.startswith(_TEMPORARY):
                continue
            with suppress(FileNotFoundError):  # another process sweeps too
                if not spared or path.stat().st_mtime < young:
                    path.unlink()
                    erased += 1
        return erased

    def _place(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest


def media_type(name: str) -> str:
    """The media type that a file's name announces."""
    if name.lower().startswith(("http://", "https://")):
        return _MEDIA_TYPES.get(PurePosixPath(name).suffix.lower(), "text/html")
    return _MEDIA_TYPES.get(PurePosixPath(name).suffix.lower(), "application/octet-stream")


def _write(place: Path, data: bytes) -> None:
    handle, fresh = tempfile.mkstemp(prefix=_TEMPORARY, dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(fresh).replace(place)
    except BaseException:
        Path(fresh).unlink(missing_ok=True)
        raise
    # A name is durable once its folder is.
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
