"""The documents at a path: a file, or all those of a folder."""

from __future__ import annotations

import errno
import os
import time
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from corpus.errors import UsageError
from ingest.extract.archive import count, is_archive, members
from ingest.extract.attachments import Attachments
from ingest.extract.base import LARGEST, LARGEST_SIDECAR, Source

_SIDECAR = ".yaml"
_SETTLED = 2_000_000_000  # ns: the coarsest clock of a file system in use ticks every two seconds


class Listing:
    """Documents that are read as they are asked for; their number is known before."""

    def __init__(self, made: Iterator[Source], count: int, root: str = "") -> None:
        self._made = (replace(one, root=root) for one in made) if root else made
        self._count = count

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Source]:
        return self._made

    def __next__(self) -> Source:
        return next(self._made)


def sources(path: Path, known: Mapping[str, str] = MappingProxyType({})) -> Listing:
    """The documents at ``path``, in the order of their names, each read when it is asked for.

    A document whose stamp is the one that ``known`` has for its name is not read: its source is
    the ``same``.

    A folder is searched through, and so is a zip archive, whose files are called
    « archive.zip/file.pdf »; hidden files are passed over, ``NAME.EXT.yaml`` goes with
    ``NAME.EXT``, that of an archive with all its files. What cannot be read is given with its
    ``problem``, for ``extract`` to report.

    Raises:
        UsageError: there is nothing at ``path``, or it may not be read.
    """
    shown = "".join(c if c.isprintable() else "\ufffd" for c in str(path))
    try:
        if path.is_dir():
            found, problems = _listed(path)
            made = _read_all(path, found, problems, known)
            total = sum(count(path) if is_archive(path.name) else 1 for path in found)
            return Listing(made, total + len(problems), root_of(path))
        if not path.exists():
            raise UsageError(f"«\u00a0{shown}\u00a0» n’existe pas\u00a0: vérifiez le chemin.")
        if not path.is_file():
            raise UsageError(f"«\u00a0{shown}\u00a0» n’est ni un fichier ni un dossier.")
        with path.open("rb"):
            pass
    except PermissionError:
        raise UsageError(
            f"«\u00a0{shown}\u00a0» ne peut pas être lu\u00a0: vérifiez les droits d’accès."
        ) from None
    except OSError as error:
        raise UsageError(f"«\u00a0{shown}\u00a0» ne peut pas être lu ({_code(error)}).") from None
    made = Attachments(known).among(_given(path, _printable(path.name), known))
    return Listing(made, count(path) if is_archive(path.name) else 1, root_of(path.parent))


def root_of(folder: Path) -> str:
    """A folder by which it is known that documents came from it, links resolved."""
    return _printable(os.path.realpath(folder))


def _listed(folder: Path) -> tuple[list[Path], list[Source]]:
    problems: list[Source] = []
    found: list[Path] = []

    def report(error: OSError) -> None:
        unread = Path(error.filename)
        if unread == folder:
            raise error
        problems.append(_unreadable(_name_below(folder, unread), error))

    for parent, folders, names in os.walk(folder, onerror=report):
        folders[:] = [name for name in folders if not name.startswith(".")]
        present = set(names)
        for name in names:
            if name.startswith(".") or _is_sidecar(name, present):
                continue
            found.append(Path(parent, name))
    return found, problems


def _is_sidecar(name: str, present: set[str]) -> bool:
    return name.endswith(_SIDECAR) and name.removesuffix(_SIDECAR) in present


def _read_all(
    folder: Path, found: list[Path], problems: list[Source], known: Mapping[str, str]
) -> Iterator[Source]:
    named = [(_name_below(folder, path), path) for path in found]
    attachments = Attachments(known)
    unread = {problem.name: problem for problem in problems}
    for name, path in sorted([*named, *((name, folder) for name in unread)]):
        if name in unread:
            yield unread[name]
        elif path.is_file() or path.is_symlink():
            yield from attachments.among(_given(path, name, known))


def _name_below(folder: Path, path: Path) -> str:
    return _printable(path.relative_to(folder).as_posix())


def _printable(name: str) -> str:
    """``name`` in composed characters, bytes that are no UTF-8 replaced."""
    return unicodedata.normalize("NFC", os.fsencode(name).decode("utf-8", "replace"))


def _given(path: Path, name: str, known: Mapping[str, str]) -> Iterator[Source]:
    """What a file gives: itself, or the documents inside it."""
    if not is_archive(name) or not path.is_file():
        yield _read(path, name, known)
        return
    beside = path.with_name(path.name + _SIDECAR)
    try:
        common = beside.read_bytes()[: LARGEST_SIDECAR + 1] if beside.is_file() else None
        yield from members(path, name, _stamp(path, beside), known, common)
    except OSError as error:
        yield _unreadable(name, error)


def _read(path: Path, name: str, known: Mapping[str, str]) -> Source:
    try:
        beside = path.with_name(path.name + _SIDECAR)
        stamp = _stamp(path, beside)
        if stamp and stamp == known.get(name):
            return Source(name, b"", stamp=stamp, same=True)
        data, too_big = _bytes(path, LARGEST)
        if too_big:
            return Source(
                name,
                b"",
                problem=f"«\u00a0{name}\u00a0» dépasse la taille acceptée ({LARGEST // 2**20} "
                "Mio)\u00a0: "
                "divisez-le en plusieurs documents.",
            )
        sidecar = None
        if beside.is_file():
            sidecar, too_big = _bytes(beside, LARGEST_SIDECAR)
            if too_big:
                return Source(
                    name,
                    b"",
                    problem=f"«\u00a0{name}{_SIDECAR}\u00a0» dépasse {LARGEST_SIDECAR // 1024} "
                    "Kio\u00a0: "
                    "n’y laissez que ce qui décrit le document.",
                )
    except OSError as error:
        return _unreadable(name, error)
    return Source(name, data, sidecar, stamp=stamp)


def _stamp(path: Path, sidecar: Path) -> str:
    """What changes whenever the file or its sidecar does; empty where that is not sure yet.

    The moment of the inode's change is part of it: unlike that of the content, no program sets
    it at will. A file that has just changed may change again within the same tick of the clock.
    """
    parts = []
    for one in (path, sidecar):
        try:
            status = one.stat()
        except FileNotFoundError:
            parts.append("-")
            continue
        if time.time_ns() - max(status.st_mtime_ns, status.st_ctime_ns) < _SETTLED:
            return ""
        parts.append(
            f"{status.st_dev}:{status.st_ino}:{status.st_size}:{status.st_mtime_ns}:"
            f"{status.st_ctime_ns}"
        )
    return "|".join(parts)


def _bytes(path: Path, largest: int) -> tuple[bytes, bool]:
    with path.open("rb") as file:
        data = file.read(largest + 1)
    return data, len(data) > largest


def _code(error: OSError) -> str:
    """The system's name for ``error``: its message is English."""
    return errno.errorcode.get(error.errno or 0, "cause inconnue")


def _unreadable(name: str, error: OSError) -> Source:
    if isinstance(error, PermissionError):
        problem = f"«\u00a0{name}\u00a0» ne peut pas être lu\u00a0: vérifiez les droits d’accès."
    elif isinstance(error, FileNotFoundError):
        problem = f"«\u00a0{name}\u00a0» n’existe plus, ou son lien ne mène nulle part."
    else:
        problem = f"«\u00a0{name}\u00a0» ne peut pas être lu ({_code(error)})."
    return Source(name, b"", problem=problem)
