"""Files that staff drop: checked by name, size and first bytes, set down, handed to the queue."""

from __future__ import annotations

import re
import secrets
import shutil
import time
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import yaml
from starlette.datastructures import UploadFile

from corpus.errors import TransientError, UsageError, system_reason
from ui import texts_staff as s

if TYPE_CHECKING:
    from corpus.catalogue import Catalogue

# What a file of that name must begin with; text has no mark of its own, and no NUL.
_MARKS: dict[str, tuple[bytes, ...]] = {
    ".pdf": (b"%PDF-",), ".docx": (b"PK",), ".odt": (b"PK",), ".pptx": (b"PK",),
    ".zip": (b"PK",), ".rtf": (b"{\\rtf",), ".html": (), ".htm": (), ".eml": (), ".md": (),
    ".txt": (),
}  # fmt: skip
ACCEPTED = ",".join(_MARKS)
_CHUNK = 1 << 20
_SPARED_SECONDS = 3600
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f<>:\"|?*\\]")


class Deposits:
    """Where dropped files wait for the worker; a folder each time, so that names never meet."""

    def __init__(self, folder: Path, desk: Catalogue, limit: int) -> None:
        """``limit``: bytes that may be dropped at once."""
        self._folder = folder
        self._desk = desk
        self._limit = limit

    async def take(
        self,
        files: Sequence[UploadFile],
        audience: str,
        name: str | None = None,
        said: Mapping[str, Any] = MappingProxyType({}),
    ) -> int:
        """Set files down and queue their ingestion.

        Args:
            files: what was dropped.
            audience: ``public`` or ``interne``; of an archive, that of all its documents.
            name: under which the only file is taken in, to replace the document of that name.
            said: what else is known of them, by French key, checked.

        Returns:
            The job's number.

        Raises:
            UsageError: nothing was dropped, or a file is not what its name says.
            TransientError: the disk refuses.
        """
        dropped = [one for one in files if one.filename]
        if not dropped:
            raise UsageError(s.NOTHING_DROPPED)
        names = [name or safe_name(one.filename or "") for one in dropped]
        for called in names:
            if names.count(called) > 1:
                raise UsageError(s.DROP_TWICE.format(name=called))
        place = self._folder / secrets.token_hex(8)
        try:
            place.mkdir(parents=True)
            for one, called in zip(dropped, names, strict=True):
                target = place / called
                await self._set_down(one, target)
                _describe(target, {"audience": audience} if audience == "interne" else {}, said)
        except OSError as error:
            shutil.rmtree(place, ignore_errors=True)
            raise TransientError(s.DROP_FAILED.format(reason=system_reason(error))) from error
        except UsageError:
            shutil.rmtree(place, ignore_errors=True)
            raise
        return self._desk.jobs.enqueue("ingest", {"paths": [str(place)]})

    def sweep(self) -> int:
        """Delete what jobs that are done no longer need.

        A folder that is being filled has no job yet, perhaps by another replica: what is younger
        than an hour stays.

        Returns:
            How many folders were deleted.
        """
        if not self._folder.is_dir():
            return 0
        young = time.time() - _SPARED_SECONDS
        old = [one for one in self._folder.iterdir() if one.stat().st_mtime < young]
        needed = {
            path for payload in self._desk.jobs.unfinished("ingest") for path in payload["paths"]
        }
        gone = [one for one in old if str(one) not in needed]
        for one in gone:
            shutil.rmtree(one, ignore_errors=True)
        return len(gone)

    async def _set_down(self, file: UploadFile, target: Path) -> None:
        name, suffix = target.name, target.suffix.lower()
        if suffix not in _MARKS:
            raise UsageError(s.DROP_KIND.format(name=name, kinds=", ".join(s[1:] for s in _MARKS)))
        head = await file.read(1024)
        marks = _MARKS[suffix]
        if (marks and not head.startswith(marks)) or (not marks and b"\0" in head):
            raise UsageError(s.DROP_CONTENT.format(name=name, suffix=suffix))
        target.parent.mkdir(parents=True, exist_ok=True)
        written = 0
        with target.open("xb") as out:
            while head:
                written += len(head)
                if written > self._limit:
                    raise UsageError(s.DROP_SIZE.format(name=name, limit=self._limit // 1_000_000))
                out.write(head)
                head = await file.read(_CHUNK)


def _describe(target: Path, *said: Mapping[str, Any]) -> None:
    """Write what is said of a file beside it, where anything is."""
    known = {key: value for one in said for key, value in one.items()}
    if known:
        written = yaml.safe_dump(known, allow_unicode=True, sort_keys=False)
        target.with_name(f"{target.name}.yaml").write_text(written, encoding="utf-8")


def safe_name(given: str) -> str:
    """The last part of a file's name, with nothing that leads elsewhere or cannot be shown.

    Raises:
        UsageError: nothing is left of it.
    """
    last = PurePosixPath(given.replace("\\", "/")).name
    plain = _FORBIDDEN.sub("", unicodedata.normalize("NFC", last))
    plain = "".join(c for c in plain if c.isprintable()).strip().lstrip(".")
    if not plain or len(plain.encode()) > 200:
        raise UsageError(s.DROP_NAME.format(name=given[:80]))
    return plain
