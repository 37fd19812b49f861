"""Backups: made while the service runs, verified, and put back on any machine."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import TransientError, UnknownDocumentError, UsageError, system_reason
from ui.archive import (
    CATALOGUE,
    DEPOSITS,
    ORIGINALS,
    ArchiveWriter,
    Manifest,
    extract,
    read_manifest,
)

if TYPE_CHECKING:
    from ui.compose import Application

_DEPOSIT = re.compile(r"^.*/depots/([0-9a-f]{16})$")


def backup(application: Application, target: Path) -> Manifest:
    """Write all that cannot be made again to one file, and read it back.

    The catalogue is as it was at one moment; the service goes on meanwhile.

    Raises:
        UsageError: the file exists already.
        TransientError: it cannot be written.
        CorpusError: the catalogue is damaged.
    """
    from corpus.catalogue.schema import REVISION
    from corpus.catalogue.snapshot import save

    if target.exists():
        raise UsageError(f"«\u00a0{target}\u00a0» existe déjà. Donnez un autre nom.")
    moment = datetime.now(UTC).isoformat(timespec="seconds")
    application.catalogue.audit.record("sauvegarde", target.name)
    with _beside(target) as folder:
        copy = folder / CATALOGUE
        application.display("Copie du catalogue", 0, 0)
        save(application.database_url, copy)
        writer = ArchiveWriter(target)
        try:
            with application.at(f"sqlite:///{copy}") as held:
                wanted = sorted(held.original_files())
                documents, sequence = len(held.documents("interne")), held.last_sequence()
                unread = [p for job in held.jobs.unfinished("ingest") for p in job["paths"]]
            # Opening it left a journal beside it, which closing has written into the file.
            writer.add(CATALOGUE, copy)
            missing = []
            for done, sha256 in enumerate(wanted):
                application.display("Copie des originaux", done, len(wanted))
                try:
                    original = application.originals.path(sha256)
                except UnknownDocumentError:
                    missing.append(sha256)
                    continue
                writer.add(f"{ORIGINALS}{sha256[:2]}/{sha256}", original)
            # What was accepted and is not read yet: a folder outlives its job by an hour.
            for deposit in filter(_DEPOSIT.search, unread):
                for path in sorted(Path(deposit).glob("*")):
                    writer.add(f"{DEPOSITS}{path.parent.name}/{path.name}", path)
            made = Manifest(
                moment, _version(), REVISION, documents, sequence, missing, writer.files
            )
            writer.close_with(made)
        except BaseException:
            writer.discard()
            raise
        application.display("Vérification", 0, 0)
        return read_manifest(target)


def restore(application: Application, source: Path, *, replace: bool = False) -> Manifest:
    """Put a backup in the place of the data directory, and rebuild the indexes.

    Everything is verified before anything is changed.

    Raises:
        UsageError: there is no such backup, or a corpus is there and ``replace`` was not said.
        CorpusError: the backup is damaged or of a newer version.
        LockedError: a server owns the data directory.
        TransientError: something cannot be written.
    """
    from corpus.catalogue.snapshot import load, verify

    application.display("Vérification", 0, 0)
    manifest = read_manifest(source)
    home = application.settings.home
    with application.owning(), _beside(home / CATALOGUE) as folder:
        if not replace and application.catalogue.audit.acts(limit=1):
            raise UsageError(
                f"Le dossier de données {home} sert déjà. Pour remplacer ce qu’il contient, qui "
                "sera perdu, ajoutez --replace."
            )
        extract(source, folder)
        verify(folder / CATALOGUE)
        application.forget()
        application.display("Mise en place", 0, 0)
        for name in manifest.files:
            if name.startswith(ORIGINALS):
                application.originals.keep((folder / name).read_bytes())
            elif name.startswith(DEPOSITS):
                place = home / name
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(folder / name, place)
        with application.at(f"sqlite:///{folder / CATALOGUE}") as held:
            held.jobs.move_paths(lambda path: _moved(path, home))
        load(folder / CATALOGUE, application.database_url)
        application.catalogue.renew_identity()
        application.catalogue.audit.record("restauration", source.name)
    return manifest


def _moved(path: str, home: Path) -> str:
    """Where what was dropped is on this machine; other paths stay."""
    found = _DEPOSIT.fullmatch(path)
    return str(home / DEPOSITS / found[1]) if found else path


@contextmanager
def _beside(place: Path) -> Iterator[Path]:
    """A folder on the same disk, for as long as it takes."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=".vigie-", dir=place.parent))
    except OSError as error:
        raise TransientError(
            f"Le dossier {place.parent} ne peut pas être écrit\u00a0: {system_reason(error)}. "
            "Choisissez-en un autre."
        ) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _version() -> str:
    try:
        return version("vigie-communiques")
    except PackageNotFoundError:
        return ""
