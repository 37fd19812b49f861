"""A corpus that follows a folder: what changes there changes here."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from corpus.errors import TransientError, UsageError
from ui.compose import Application
from ui.intake import ingest, is_address, remove
from ui.outcome import Outcome

_LOOK_AGAIN = 60_000  # ms


def sync(application: Application, folder: str) -> list[Outcome]:
    """Make the corpus match a folder: what the folder does not hold is removed.

    Raises:
        UsageError: the folder does not exist, or holds no document at all.
    """
    if not Path(folder).is_dir():
        raise UsageError(f"Le dossier «\u00a0{folder}\u00a0» n’existe pas. Vérifiez le chemin.")
    if not _holds_documents(folder):
        raise UsageError(
            f"Le dossier «\u00a0{folder}\u00a0» ne contient aucun document\u00a0: le suivre "
            "viderait le corpus. "
            "Pour retirer un document, tapez «\u00a0vigie remove NOM\u00a0»."
        )
    outcomes = ingest(application, [folder])
    held = {outcome.name for outcome in outcomes}
    gone = [
        name
        for document in application.catalogue.documents("interne")
        for name in document.names
        if not (name in held or is_address(name) or _is_below(name, held))
    ]
    return outcomes + (remove(application, gone) if gone else [])


def watch(
    application: Application,
    folder: str,
    tell: Callable[[list[Outcome]], None],
    stop: threading.Event,
) -> None:
    """Follow a folder until ``stop``: what changes in it changes in the corpus.

    Every minute the folder is looked through even so: some file systems tell of nothing.

    Args:
        application: whose corpus.
        folder: to follow.
        tell: told what became of the documents that changed, each time that some did.
        stop: ends it.

    Raises:
        UsageError: the folder does not exist, or holds no document, from the start.
    """
    from watchfiles import watch as changes

    tell(sync(application, folder))
    for _ in changes(
        folder, stop_event=stop, rust_timeout=_LOOK_AGAIN, yield_on_timeout=True,
        raise_interrupt=True,
    ):  # fmt: skip
        if stop.is_set():
            return
        try:
            outcomes = sync(application, folder)
        except (TransientError, UsageError) as error:
            application.display.say(str(error))
            continue
        if changed := [one for one in outcomes if one.outcome != "unchanged"]:
            tell(changed)


def _holds_documents(folder: str) -> bool:
    from ingest.extract import sources

    return len(sources(Path(folder))) > 0


def _is_below(name: str, held: set[str]) -> bool:
    """Whether ``name`` lies in a folder or an archive that was there, and could not be read."""
    parts = name.split("/")
    return any("/".join(parts[:count]) in held for count in range(1, len(parts)))
