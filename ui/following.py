"""A corpus that follows a folder or a site: what changes there changes here."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from corpus.errors import TransientError, UsageError
from ingest.extract.addresses import is_address
from ingest.extract.listing import root_of
from ui.compose import Application
from ui.intake import ingest, remove
from ui.outcome import Outcome

EVERY = 3600.0  # seconds between two visits of a site that is followed
_LOOK_AGAIN = 60_000  # ms
_NO_NEWS = frozenset({"unchanged", "skipped", "vanished"})  # said at the first visit


def sync(application: Application, followed: str, *, prune: bool = False) -> list[Outcome]:
    """Make the corpus match a folder, or take in what is new on a site.

    What came from that folder, and is not there any more, is removed; documents that came from
    elsewhere stay. Of a site, pages that vanished are said, and removed where asked.

    Args:
        application: whose corpus.
        followed: a folder; or the address of a feed, of a sitemap, or of a page that has one.
        prune: whether pages that vanished are removed.

    Raises:
        UsageError: the folder does not exist or holds no document at all; the address may not be
            read, or leads to nothing that can be followed.
        TransientError: the site does not answer.
    """
    if is_address(followed):
        outcomes = ingest(application, [followed], follow=True)
        gone = [one.name for one in outcomes if prune and one.outcome == "vanished"]
        left = [one for one in outcomes if one.name not in gone]
        return left + (remove(application, gone) if gone else [])
    if not Path(followed).is_dir():
        raise UsageError(f"Le dossier «\u00a0{followed}\u00a0» n’existe pas. Vérifiez le chemin.")
    if not _holds_documents(followed):
        raise UsageError(
            f"Le dossier «\u00a0{followed}\u00a0» ne contient aucun document\u00a0: le suivre "
            "retirerait tout ce qui en vient. "
            "Pour retirer un document, tapez «\u00a0vigie remove NOM\u00a0»."
        )
    outcomes = ingest(application, [followed])
    held = {outcome.name for outcome in outcomes}
    gone = [
        name
        for name in sorted(application.catalogue.brought(root_of(Path(followed))))
        if not (name in held or _is_below(name, held))
    ]
    return outcomes + (remove(application, gone) if gone else [])


def watch(
    application: Application,
    followed: str,
    tell: Callable[[list[Outcome]], None],
    stop: threading.Event,
    *,
    prune: bool = False,
    every: float = EVERY,
) -> None:
    """Follow a folder or a site until ``stop``: what changes there changes in the corpus.

    A folder is looked through every minute even where its system tells of nothing.

    Args:
        application: whose corpus.
        followed: as for ``sync``.
        tell: told what became of the documents that changed, each time that some did.
        stop: ends it.
        prune: as for ``sync``.
        every: seconds between two visits of a site.

    Raises:
        UsageError, TransientError: as ``sync``, the first time.
    """
    tell(sync(application, followed, prune=prune))
    for _ in _moments(followed, stop, every):
        if stop.is_set():
            return
        try:
            outcomes = sync(application, followed, prune=prune)
        except (TransientError, UsageError) as error:
            application.display.say(str(error))
            continue
        if changed := [one for one in outcomes if one.outcome not in _NO_NEWS]:
            tell(changed)


def _moments(followed: str, stop: threading.Event, every: float) -> Iterator[object]:
    """When to look again."""
    if is_address(followed):
        while not stop.wait(every):
            yield None
        return
    from watchfiles import watch as changes

    yield from changes(
        followed, stop_event=stop, rust_timeout=_LOOK_AGAIN, yield_on_timeout=True,
        raise_interrupt=True,
    )  # fmt: skip


def _holds_documents(folder: str) -> bool:
    from ingest.extract import sources

    return len(sources(Path(folder))) > 0


def _is_below(name: str, held: set[str]) -> bool:
    """Whether ``name`` lies in a folder or an archive that was there, and could not be read."""
    parts = name.split("/")
    return any("/".join(parts[:count]) in held for count in range(1, len(parts)))
