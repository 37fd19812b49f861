"""What the pages of staff work on, and the pages themselves put together."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from fastapi import FastAPI

from corpus.errors import VigieError
from ui import texts_fr as t
from ui import texts_staff as s
from ui.drawer import Drawer
from ui.exchange_pages import exchange_router
from ui.identity import Identity
from ui.ports import Chain
from ui.settings import Settings
from ui.staff.accounts import accounts_router
from ui.staff.conversations import conversations_router
from ui.staff.deposit import Deposits
from ui.staff.document import document_router
from ui.staff.doors import Doors, add_answered
from ui.staff.entry import Sessions, entry_router
from ui.staff.evaluations import Evaluations, evaluations_router
from ui.staff.library import library_router
from ui.staff.oidc import Provider, provider_router
from ui.staff.steering import steering_router
from ui.watch import Watch

if TYPE_CHECKING:
    from corpus.catalogue import Catalogue
    from corpus.originals import Originals
    from ui.page_images import PageImages

_log = logging.getLogger(__name__)
_DAY = 86_400.0


def _nobody_to_wake() -> None:
    """No worker looks at the queue from here."""


@dataclass(frozen=True)
class Desk:
    """What staff work on.

    Attributes:
        catalogue: accounts, conversations, opinions, corrections, and the corpus.
        originals: the files that documents were read from.
        wake: tells the worker that there is something to do.
        images: pages of PDF files as they look.
    """

    catalogue: Catalogue
    originals: Originals | None = None
    wake: Callable[[], None] = _nobody_to_wake
    images: PageImages | None = None


def add_staff(
    app: FastAPI,
    desk: Desk,
    chain: Chain,
    identity: Identity,
    drawer: Drawer,
    settings: Settings,
    watch: Watch,
) -> None:
    """Add every page of staff, and those of an open conversation."""
    catalogue, doors = desk.catalogue, Doors(identity)
    deposits = deposits_of(desk, settings)
    sessions = Sessions(catalogue, settings)
    add_answered(app)
    app.include_router(exchange_router(drawer, catalogue, identity, settings))
    app.include_router(entry_router(catalogue, identity, settings, sessions))
    if settings.oidc_issuer:
        provider = Provider(settings)
        app.include_router(provider_router(provider, catalogue, settings, sessions))
    app.include_router(conversations_router(catalogue, doors, settings))
    app.include_router(
        document_router(catalogue, chain, doors, deposits, desk.originals, desk.wake, desk.images)
    )
    app.include_router(library_router(catalogue, doors, deposits, desk.wake, settings))
    kept = Evaluations(settings.home / "evaluations")
    app.include_router(evaluations_router(kept, doors))
    app.include_router(steering_router(catalogue, chain, doors, lambda: health(watch), kept))
    app.include_router(accounts_router(catalogue, doors))


def deposits_of(desk: Desk, settings: Settings) -> Deposits:
    """Where dropped files wait."""
    limit = settings.upload_megabytes * 1_000_000
    return Deposits(settings.home / "depots", desk.catalogue, limit)


def health(watch: Watch) -> list[tuple[str, bool, str]]:
    """What was looked at, whether it is sound, and what was found."""
    try:
        watch.ready()
    except VigieError as error:
        index = (s.HEALTH_INDEX, False, str(error))
    else:
        index = (s.HEALTH_INDEX, True, s.HEALTH_INDEX_SOUND)
    corpus, jobs, lag = watch.corpus(), watch.jobs(), watch.lag()
    behind = int(max(lag.values(), default=0))
    failed = int(jobs.get("failed", 0))
    waiting = int(jobs.get("waiting", 0) + jobs.get("running", 0))
    counts = (t.count_of(int(n), s.HEALTH_NOUNS.get(name, name)) for name, n in corpus.items())
    waits = s.HEALTH_BEHIND.format(n=behind) if behind else s.HEALTH_NO_LAG
    return [
        index,
        (s.HEALTH_LAG, behind == 0, waits),
        (s.HEALTH_CORPUS, bool(corpus), ", ".join(counts) or s.HEALTH_UNKNOWN),
        (s.HEALTH_QUEUE, failed == 0, s.HEALTH_JOBS.format(waiting=waiting, failed=failed)),
    ]


def purge(desk: Desk, settings: Settings) -> None:
    """Erase what is kept no longer: conversations, questions, opinions, files that were read."""
    lasts = timedelta(days=settings.retention_days)
    desk.catalogue.conversations.purge(lasts)
    desk.catalogue.feedback.forget_before((datetime.now(UTC) - lasts).isoformat())
    deposits_of(desk, settings).sweep()


async def purge_daily(desk: Desk, settings: Settings) -> None:
    """``purge`` now, and every day until cancelled."""
    while True:
        try:
            await asyncio.to_thread(purge, desk, settings)
        except VigieError as error:
            _log.error("Effacement des données échues\u00a0: %s", error)
        await asyncio.sleep(_DAY)


async def ended(task: asyncio.Task[None] | None) -> None:
    """Cancel a task and wait for its end."""
    if task is not None:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
