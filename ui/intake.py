"""Documents into and out of the corpus: by this process where it may write, else by the owner."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import LockedError, UsageError
from ingest.extract.addresses import is_address
from ui.compose import Application
from ui.outcome import LEFT_ELSEWHERE, Outcome
from ui.views import erased_json

if TYPE_CHECKING:
    from corpus.records import Document
    from ingest.pipeline import IngestReport, Pipeline

Work = Callable[["Pipeline"], list[dict[str, Any]]]


def ingest(
    application: Application, paths: Sequence[str], *, follow: bool = False
) -> list[Outcome]:
    """Take in files, folders and pages.

    Args:
        application: whose corpus.
        paths: of files and folders; addresses.
        follow: whether an address is that of a site to follow, rather than of one page.

    Raises:
        UsageError: a path does not exist, or an address may not be read.
    """
    from dataclasses import asdict

    def work(pipeline: Pipeline) -> list[dict[str, Any]]:
        from ingest.listings import Listings

        found = Listings(paths, application.catalogue, application.fetcher, follow=follow)
        reports: list[IngestReport] = pipeline.ingest(found, application.display)
        return [asdict(report) for report in reports]

    for path in paths:
        if is_address(path):
            application.fetcher.require_allowed(path)
        else:
            _require(path)
    payload = {"paths": list(paths)} | ({"follow": True} if follow else {})
    done = _do(application, "ingest", payload, work)
    return [Outcome(**report) for report in done]


def remove(application: Application, names: Sequence[str]) -> list[Outcome]:
    """Take names out of the corpus, and with its last name a document.

    The name of an archive or of an e-mail stands for all that it holds.

    Raises:
        UnknownDocumentError: one of the names is of no document; nothing is removed.
    """

    def work(pipeline: Pipeline) -> list[dict[str, Any]]:
        return [{"name": name, "gone": pipeline.remove(name)} for name in names]

    names = application.catalogue.with_contents(names)
    for name in names:
        application.catalogue.document(name)
    done = _do(application, "remove", {"names": list(names)}, work)
    return [Outcome(found["name"], "removed" if found["gone"] else "detached") for found in done]


def purge(application: Application, names: Sequence[str]) -> list[Outcome]:
    """Erase names for good, with every version, original and record; backups keep theirs.

    Raises:
        UnknownDocumentError: one of the names is of no document, present or removed.
    """

    def work(pipeline: Pipeline) -> list[dict[str, Any]]:
        # The names stay out of what is returned: a server would write it down.
        return [erased_json(pipeline.purge(name, application.display)) for name in names]

    names = application.catalogue.with_contents(names, removed=True)
    for name in names:
        application.catalogue.require_erasable(name)
    done = _do(application, "purge", {"names": list(names)}, work)
    return [
        Outcome(name, "purged", _erased(found)) for name, found in zip(names, done, strict=True)
    ]


def describe(
    application: Application, name: str, values: Mapping[str, Any]
) -> tuple[Document, dict[str, Any]]:
    """Correct what is known of a document, whatever its next versions say.

    Args:
        application: whose corpus.
        name: one of the document's names.
        values: by French key, as in front matter; None takes a correction back.

    Returns:
        The document as it is known now, and its fields, each with where it was found.

    Raises:
        UnknownDocumentError: no document has this name.
        UsageError: a value is not accepted.
    """
    from ingest.extract.front_matter import FRENCH_FIELDS, checked_fields

    application.catalogue.document(name)
    if values:
        checked_fields(values, name)

        def work(pipeline: Pipeline) -> list[dict[str, Any]]:
            pipeline.describe(name, values)
            return []

        _do(application, "describe", {"name": name, "values": dict(values)}, work)
    document = application.catalogue.document(name)
    known = document.metadata
    return document, {
        french: {
            "value": getattr(known, field) or None,
            "found_in": known.found_in.get(field, ""),
        }
        for field, french in FRENCH_FIELDS.items()
    }


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


def _erased(found: dict[str, Any]) -> str:
    """What an erasure took, and what is left elsewhere, in French."""
    if found["kept_by"]:
        names = ", ".join(f"«\u00a0{name}\u00a0»" for name in found["kept_by"])
        said = f"Nom effacé\u00a0; le même contenu reste dans le corpus sous {names}."
    else:
        versions = _counted(found["versions"], "version")
        said = f"Effacé, avec {versions} et {_counted(found['files'], 'fichier')}."
    others = [
        _counted(found[key], one, several)
        for key, one, several in (
            ("answers", "réponse gardée", "réponses gardées"),
            ("remarks", "avis ou question de lecteur", "avis ou questions de lecteurs"),
            ("logs", "rapport d’erreur", "rapports d’erreur"),
        )
        if found.get(key)
    ]
    if others:
        said += f" Effacé aussi de ce qui le citait\u00a0: {', '.join(others)}."
    return f"{said} {LEFT_ELSEWHERE}"


def _counted(number: int, one: str, several: str = "") -> str:
    return f"{number} {one if number < 2 else several or one + 's'}"


def _require(path: str) -> None:
    if not Path(path).exists():
        raise UsageError(f"«\u00a0{path}\u00a0» n’existe pas. Vérifiez le chemin.")
