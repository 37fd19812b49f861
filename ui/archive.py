"""A backup's file: a tar of the catalogue, originals, what waits and a manifest of checksums."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from corpus.errors import CorpusError, TransientError, UsageError, system_reason

CATALOGUE = "vigie.db"
ORIGINALS = "originals/"
DEPOSITS = "depots/"
_MANIFEST = "manifeste.json"
_SUM = "manifeste.sha256"
_FORMAT = 2
_READABLE = (1, 2)  # 2: with the files that wait in the queue
_BLOCK = 1 << 20
# Names are checked before anything is written: an archive may come from anywhere.
_NAME = re.compile(
    r"(vigie\.db|originals/[0-9a-f]{2}/[0-9a-f]{64}"
    r"|depots/[0-9a-f]{16}/(?!\.{1,2}\Z)[^/\\\x00-\x1f]{1,255})\Z"
)


@dataclass(frozen=True)
class Manifest:
    """What a backup holds.

    Attributes:
        made: when, ISO 8601.
        version: of Vigie that made it.
        schema: of the catalogue.
        sequence: the last change of the corpus that is in it.
        missing: originals that were erased while the backup was made.
        files: name to sha256 and size in bytes.
    """

    made: str
    version: str
    schema: str
    documents: int
    sequence: int
    missing: list[str] = field(default_factory=list)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    format: int = _FORMAT

    def bytes(self) -> int:
        """How large the files are together."""
        return sum(int(one["size"]) for one in self.files.values())


class ArchiveWriter:
    """Writes an archive under a temporary name; ``close_with`` gives it its own."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self._fresh = target.with_name(f".{target.name}.en-cours")
        with _mapped(target):
            self._file = self._fresh.open("xb")
        self._tar = tarfile.open(fileobj=self._file, mode="w")  # noqa: SIM115 - closed below
        self.files: dict[str, dict[str, Any]] = {}

    def add(self, name: str, path: Path) -> None:
        """Add a file; its checksum is of the bytes that went in."""
        with _mapped(self._target), path.open("rb") as file:
            digest = hashlib.sha256()
            info = self._tar.gettarinfo(arcname=name, fileobj=file)
            info.uid = info.gid = 0
            info.uname = info.gname = ""
            self._tar.addfile(info, _Hashing(file, digest))
            self.files[name] = {"sha256": digest.hexdigest(), "size": info.size}

    def close_with(self, manifest: Manifest) -> None:
        """Write the manifest and give the archive its name, durably."""
        content = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
        with _mapped(self._target):
            for name, data in (
                (_MANIFEST, content), (_SUM, hashlib.sha256(content).hexdigest().encode()),
            ):  # fmt: skip
                info = tarfile.TarInfo(name)
                info.size = len(data)
                self._tar.addfile(info, io.BytesIO(data))
            self._tar.close()
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            self._fresh.replace(self._target)

    def discard(self) -> None:
        """Leave nothing behind."""
        self._file.close()
        self._fresh.unlink(missing_ok=True)


def read_manifest(source: Path) -> Manifest:
    """What a backup says that it holds, every checksum verified.

    Raises:
        UsageError: there is no such file, or it is no backup.
        CorpusError: the backup is damaged.
    """
    found: dict[str, dict[str, Any]] = {}
    content = expected = b""
    with _reading(source) as tar:
        for member in tar:
            file = tar.extractfile(member)
            if file is None:
                raise _damaged(source)
            if member.name == _MANIFEST:
                content = file.read()
            elif member.name == _SUM:
                expected = file.read()
            else:
                found[member.name] = {"sha256": _sha256(file), "size": member.size}
    if not content:
        raise UsageError(
            f"«\u00a0{source}\u00a0» n’est pas une sauvegarde entière de Vigie. Donnez un fichier "
            "fait par «\u00a0vigie backup\u00a0»."
        )
    if hashlib.sha256(content).hexdigest().encode() != expected:
        raise _damaged(source)
    manifest = _parsed(content, source)
    if manifest.files != found or not all(_NAME.match(name) for name in found):
        raise _damaged(source)
    return manifest


def extract(source: Path, folder: Path) -> None:
    """Write the files of a verified backup under ``folder``."""
    with _reading(source) as tar, _mapped(folder):
        for member in tar:
            file = tar.extractfile(member)
            if file is None or not _NAME.match(member.name):
                continue
            place = folder / member.name
            place.parent.mkdir(parents=True, exist_ok=True)
            with place.open("wb") as out:
                while block := file.read(_BLOCK):
                    out.write(block)


class _Hashing:
    def __init__(self, file: IO[bytes], digest: Any) -> None:
        self._file, self._digest = file, digest

    def read(self, size: int = -1) -> bytes:
        block = self._file.read(size)
        self._digest.update(block)
        return block


def _sha256(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while block := file.read(_BLOCK):
        digest.update(block)
    return digest.hexdigest()


def _parsed(content: bytes, source: Path) -> Manifest:
    known = json.loads(content)
    if known.get("format") not in _READABLE:
        raise CorpusError(
            f"La sauvegarde {source} a été faite par une version plus récente de Vigie. "
            "Installez-la, puis recommencez."
        )
    return Manifest(**known)


def _damaged(source: Path) -> CorpusError:
    return CorpusError(
        f"La sauvegarde {source} est endommagée\u00a0: ses sommes de contrôle ne sont pas les "
        "bonnes. Rien n’a été changé\u00a0; prenez-en une autre."
    )


@contextmanager
def _reading(source: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(source, "r:") as tar:
            yield tar
    except FileNotFoundError as error:
        raise UsageError(
            f"La sauvegarde «\u00a0{source}\u00a0» n’existe pas. Vérifiez le chemin."
        ) from error
    except (tarfile.TarError, EOFError) as error:
        raise _damaged(source) from error
    except OSError as error:
        raise TransientError(
            f"La sauvegarde {source} ne peut pas être lue\u00a0: {system_reason(error)}."
        ) from error


@contextmanager
def _mapped(place: Path) -> Iterator[None]:
    try:
        yield
    except FileExistsError as error:
        raise TransientError(
            f"Une sauvegarde vers {place} est déjà en cours, ou s’est interrompue. Attendez-la, "
            f"ou effacez .{place.name}.en-cours, puis recommencez."
        ) from error
    except OSError as error:
        raise TransientError(
            f"{place} ne peut pas être écrit\u00a0: {system_reason(error)}. Libérez de la place "
            "ou vérifiez les droits, puis recommencez."
        ) from error
