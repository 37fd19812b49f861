"""Documents into and out of the corpus: by this process where it may write, else by the owner."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import LockedError, UsageError
from ui.compose import Application
from ui.outcome import Outcome

if TYPE_CHECKING:
    from ingest.extract.base import Source
    from ingest.pipeline import IngestReport, Pipeline

Work = Callable[["Pipeline"], list[dict[str, Any]]]


def ingest(application: Application, paths: Sequence[str]) -> list[Outcome]:
    """Take in files and folders.

    Raises:
        UsageError: a path does not exist.
    """
    from dataclasses import asdict

    def work(pipeline: Pipeline) -> list[dict[str, Any]]:
        found = [source for path in paths for source in _sources(path)]
        reports: list[IngestReport] = pipeline.ingest(found, application.display)
        return [asdict(report) for report in reports]

    for path in paths:
        _require(path)
    done = _do(application, "ingest", {"paths": list(paths)}, work)
    return [Outcome(**report) for report in done]


def sync(application: Application, folder: str) -> list[Outcome]:
    """Make the corpus match a folder: what the folder does not hold is removed.

    Raises:
        UsageError: the folder does not exist, or holds no document at all.
    """
    if not Path(folder).is_dir():
        raise UsageError(f"Le dossier «\u00a0{folder}\u00a0» n’existe pas. Vérifiez le chemin.")
    held = {source.name for source in _sources(folder)}
    if not held:
        raise UsageError(
            f"Le dossier «\u00a0{folder}\u00a0» ne contient aucun document\u00a0: le suivre "
            "viderait le corpus. "
            "Pour retirer un document, tapez «\u00a0vigie remove NOM\u00a0»."
        )
    outcomes = ingest(application, [folder])
    gone = [
        name
        for document in application.catalogue.documents("interne")
        for name in document.names
        if name not in held
    ]
    return outcomes + (remove(application, gone) if gone else [])


def remove(application: Application, names: Sequence[str]) -> list[Outcome]:
    """Take names out of the corpus, and with its last name a document.

    Raises:
        UnknownDocumentError: one of the names is of no document; nothing is removed.
    """

    def work(pipeline: Pipeline) -> list[dict[str, Any]]:
        return [{"name": name, "gone": pipeline.remove(name)} for name in names]

    for name in names:
        application.catalogue.document(name)
    done = _do(application, "remove", {"names": list(names)}, work)
    return [Outcome(found["name"], "removed" if found["gone"] else "detached") for found in done]


def reindex(application: Application) -> int:
    """Make all passages and both indexes anew.

    Returns:
        How many documents were made anew.
    """

    def work(pipeline: Pipeline) -> list[dict[str, Any]]:
        return [{"documents": pipeline.reindex(application.display)}]

    # No « resume » first: it refuses the very fingerprint that this is to change.
    done = _do(application, "reindex", {}, work, resume=False)
    return int(done[0]["documents"])


def repair(application: Application) -> None:
    """Rebuild both indexes from the catalogue; nothing is encoded.

    Raises:
        LockedError: a server owns the data directory.
    """
    with application.writing():
        application.indexes.rebuild(application.display)


def _do(
    application: Application,
    kind: str,
    payload: dict[str, Any],
    work: Work,
    *,
    resume: bool = True,
) -> list[dict[str, Any]]:
    try:
        with application.writing() as pipeline:
            if resume:
                rebuilt_all = pipeline.resume(application.display)
                for rebuilt in [] if application.is_empty() else rebuilt_all:
                    application.display.say(f"Refait à partir du catalogue\u00a0: {rebuilt}.")
            return work(pipeline)
    except LockedError:
        return _queue(application, kind, payload)


def _queue(application: Application, kind: str, payload: dict[str, Any]) -> list[dict[str, Any]]:
    from ingest.ownership import is_owned
    from ingest.worker import follow

    application.display.say("Un autre processus tient le corpus\u00a0: le travail lui est confié.")
    number = application.catalogue.jobs.enqueue(kind, payload)
    job = follow(
        application.catalogue,
        number,
        application.display,
        lambda: is_owned(application.settings.home),
    )
    return job.result or []


def _sources(path: str) -> Iterator[Source]:
    from ingest.extract import sources

    yield from sources(Path(path))


def _require(path: str) -> None:
    if path.lower().startswith(("http://", "https://")):
        raise UsageError(
            f"«\u00a0{path}\u00a0» est une adresse, et la lecture d’adresses n’est pas activée. "
            "Téléchargez la page, puis donnez le fichier."
        )
    if not Path(path).exists():
        raise UsageError(f"«\u00a0{path}\u00a0» n’existe pas. Vérifiez le chemin.")
