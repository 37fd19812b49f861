"""A worker's hold on the job that it runs, kept for as long as the work lasts."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from corpus.catalogue.jobs import LEASE_SECONDS, JobQueue
from corpus.errors import VigieError
from corpus.records import Job

_log = logging.getLogger(__name__)


@contextmanager
def keeping(job: Job, queue: JobQueue, seconds: float = LEASE_SECONDS / 3) -> Iterator[None]:
    """Renew the lease on ``job`` every ``seconds`` for the length of the block, from a thread.

    Work whose lease was lost goes on: it is the same, whoever does it, and who lost the lease is
    not heard when it says how it ended.
    """
    over = threading.Event()

    def renew() -> None:
        while not over.wait(seconds):
            try:
                if not queue.renew(job.id):
                    _log.warning("Tâche n° %d\u00a0: reprise par un autre processus", job.id)
                    return
            except VigieError as error:
                _log.warning("Tâche n° %d\u00a0: %s", job.id, error)

    thread = threading.Thread(target=renew, name="vigie-lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
