"""The documents inside a zip archive, each a source of its own."""

from __future__ import annotations

import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath

import yaml

from corpus.errors import DocumentError
from ingest.extract.base import LARGEST, LARGEST_SIDECAR, Source
from ingest.extract.front_matter import metadata, read_sidecar

ENDING = ".zip"
_SIDECAR = ".yaml"
_INTERNAL = "interne"
_MOST_FILES = 10_000
_LARGEST_IN_ALL = 1024 * 1024 * 1024  # bytes that an archive may unpack to
_SUSPECT = 200  # times its own size
_SUSPECT_FROM = 100 * 1024 * 1024
_BROKEN = (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, RuntimeError, zlib.error)


def is_archive(name: str) -> bool:
    """Whether a file of that name is opened as an archive."""
    return PurePosixPath(name).suffix.lower() == ENDING


def count(path: Path) -> int:
    """How many documents an archive gives; 1, its own problem, where it cannot be opened."""
    try:
        with zipfile.ZipFile(path) as archive:
            return max(1, len(_files(archive)))
    except (*_BROKEN, OSError):
        return 1


def members(
    path: Path, name: str, stamp: str, known: Mapping[str, str], common: bytes | None = None
) -> Iterator[Source]:
    """The documents in the archive at ``path``, by name, each read when it is asked for.

    They are called « archive.zip/folder/file.pdf ». An archive inside it is not opened. What
    cannot be read, and an archive that is damaged or too large, is given with its ``problem``.

    Args:
        path: of the archive.
        name: under which it is known.
        stamp: of the archive, its members' too.
        known: the stamps of what was read before; see ``sources``.
        common: what is said of all its documents, as in a sidecar. What one of them says of
            itself comes before it; only the audience is the strictest of both.
    """
    try:
        archive = zipfile.ZipFile(path)
    except _BROKEN:
        yield _problem(name, "est une archive abîmée\u00a0: refaites-la")
        return
    with archive:
        files = _files(archive)
        size = sum(info.file_size for info in archive.infolist())
        if len(files) > _MOST_FILES:
            yield _problem(
                name, f"contient {len(files)} fichiers, {_MOST_FILES} au plus\u00a0: divisez-la"
            )
        elif size > _LARGEST_IN_ALL or (
            size > _SUSPECT_FROM and size > _SUSPECT * max(1, path.stat().st_size)
        ):
            yield _problem(
                name, f"se décompresse en {size // 2**20} Mio, plus que permis\u00a0: divisez-la"
            )
        elif not files:
            yield _problem(name, "est une archive sans aucun fichier")
        else:
            for inner in sorted(files):
                found = _member(archive, files, inner, f"{name}/{inner}", stamp, known)
                yield found if common is None else _described(found, common, name)


def _files(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The files by name; hidden ones, folders and sidecars left out."""
    found = {}
    for info in archive.infolist():
        if info.is_dir():
            continue
        flat = unicodedata.normalize("NFC", info.filename.replace("\\", "/"))
        flat = "".join(c if c.isprintable() else "\ufffd" for c in flat).lstrip("/")
        parts = flat.split("/")
        hidden = any(part.startswith(".") and part not in {".", ".."} for part in parts)
        if flat and not hidden and "__MACOSX" not in parts:
            found[flat] = info
    return {
        name: info
        for name, info in found.items()
        if not (name.endswith(_SIDECAR) and name.removesuffix(_SIDECAR) in found)
    }


def _member(
    archive: zipfile.ZipFile,
    files: Mapping[str, zipfile.ZipInfo],
    inner: str,
    name: str,
    stamp: str,
    known: Mapping[str, str],
) -> Source:
    if ".." in inner.split("/") or ":" in inner.split("/")[0]:
        return _problem(name, "sort de son archive par son nom\u00a0: renommez-le")
    if is_archive(inner):
        return _problem(name, "est une archive dans une archive\u00a0: décompressez-la d’abord")
    if stamp and known.get(name) == stamp:
        return Source(name, b"", stamp=stamp, same=True)
    info = files[inner]
    if info.file_size > LARGEST:
        return _problem(
            name, f"dépasse la taille acceptée ({LARGEST // 2**20} Mio)\u00a0: divisez-le"
        )
    if info.flag_bits & 1:
        return _problem(name, "est protégé par un mot de passe\u00a0: retirez la protection")
    try:
        data = archive.read(info)
        sidecar = _sidecar(archive, info.filename + _SIDECAR)
    except (*_BROKEN, OSError):
        return _problem(name, "est abîmé dans son archive\u00a0: refaites-la")
    return Source(name, data, sidecar, stamp=stamp)


def _described(found: Source, common: bytes, name: str) -> Source:
    """A document with what its archive's own sidecar says of it."""
    if found.same or found.problem:
        return found
    try:
        values = read_sidecar(common, name)
        metadata({}, values, name)  # a wrong value lets nothing through, whatever comes before it
        own = {} if found.sidecar is None else read_sidecar(found.sidecar, found.name)
    except DocumentError as error:
        return Source(found.name, b"", problem=str(error))
    merged = {**values, **own}
    if _INTERNAL in (values.get("audience"), own.get("audience")):
        merged["audience"] = _INTERNAL
    written = yaml.safe_dump(merged, allow_unicode=True, sort_keys=False)
    return replace(found, sidecar=written.encode())


def _sidecar(archive: zipfile.ZipFile, filename: str) -> bytes | None:
    try:
        info = archive.getinfo(filename)
    except KeyError:
        return None
    if info.file_size > LARGEST_SIDECAR:
        raise ValueError("sidecar too large")
    return archive.read(info)


def _problem(name: str, what: str) -> Source:
    return Source(name, b"", problem=f"«\u00a0{name}\u00a0» {what}.")
