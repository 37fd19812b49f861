"""The queue's worker, in the process that owns the data directory."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from corpus.actor import UNKNOWN_ACTOR, acting_as
from corpus.catalogue import Catalogue
from corpus.catalogue.jobs import MAX_ATTEMPTS
from corpus.errors import TransientError, UnknownDocumentError, VigieError
from corpus.records import Erased, Job, Progress
from ingest.extract.fetch import Fetcher
from ingest.lease import keeping
from ingest.listings import Listings
from ingest.pipeline import Pipeline

_log = logging.getLogger(__name__)
_POLL_SECONDS = 0.5
_PAUSE_SECONDS = 30.0
_MEND_SECONDS = 10.0  # between two looks at the indexes; while a job runs, each write looks
_PROGRESS_SECONDS = 0.25  # between two progress records: each is a write to disk

# One, and several.
_SAID = {
    "added": ("ajouté", "ajoutés"),
    "replaced": ("remplacé", "remplacés"),
    "unchanged": ("inchangé", "inchangés"),
    "renamed": ("déjà présent sous un autre nom", "déjà présents sous un autre nom"),
    "vanished": ("disparu du site", "disparus du site"),
    "skipped": ("laissé de côté", "laissés de côté"),
    "failed": ("en échec", "en échec"),
}


def _counted(number: int, one: str, several: str) -> str:
    return f"{number} {one if number < 2 else several}"


class Worker:
    """Does the queue's jobs one after the other.

    ==========  =========================  ==========================================
    kind        payload                    result
    ==========  =========================  ==========================================
    ``ingest``  ``{"paths": [str, …],      one ``IngestReport`` as a dict a source
                "follow"?: bool}``
    ``remove``  ``{"names": [str, …]}``    ``{"name", "gone"}`` a name
    ``purge``   ``{"names": [str, …]}``    what was erased, counted, in the order of the names
    ``describe`` ``{"name", "values"}``    nothing
    ``reindex`` ``{}``                     ``{"documents": int}``
    ==========  =========================  ==========================================
    """

    def __init__(
        self,
        pipeline: Pipeline,
        catalogue: Catalogue,
        pause: float = _PAUSE_SECONDS,
        fetcher: Fetcher | None = None,
    ) -> None:
        """The worker of ``catalogue``'s queue.

        Args:
            pipeline: does the work.
            catalogue: whose queue it is.
            fetcher: reads pages by their address; None: there are none to be read.
            pause: seconds before a job that failed for a passing reason is tried again; twice
                as many the second time.
        """
        self._pause = pause
        self._fetcher = fetcher
        self._pipeline = pipeline
        self._catalogue = catalogue
        self._wake = threading.Event()
        self._stopping = False
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Put back what a dead worker left, then work in a thread until ``stop``."""
        self.recover()
        self._stopping = False
        self._thread = threading.Thread(target=self._work, name="vigie-worker", daemon=True)
        self._thread.start()

    def recover(self) -> None:
        """Put back what a dead worker left; a file that it died reading is counted by itself."""
        self._catalogue.jobs.recover(starting=True)

    def wake(self) -> None:
        """Look at the queue now rather than at the next half second."""
        self._wake.set()

    def stop(self, timeout: float | None = None) -> None:
        """Finish the job at hand, then end the thread."""
        self._stopping = True
        self._wake.set()
        if self._thread is not None:
            self._thread.join(timeout)

    def run_waiting(self) -> int:
        """Do all jobs that wait, in this thread.

        Returns:
            How many were done.
        """
        count = 0
        while not self._stopping and (job := self._catalogue.jobs.claim()) is not None:
            self._run(job)
            count += 1
        return count

    def _work(self) -> None:
        looked, said = time.monotonic(), ""
        while not self._stopping:
            try:
                self._catalogue.jobs.recover()
                self.run_waiting()
                # Other processes of the same catalogue write too.
                self._pipeline.follow()
                if time.monotonic() - looked >= _MEND_SECONDS:
                    for rebuilt in self._pipeline.mend():
                        _log.warning("Endommagé, refait à partir du catalogue\u00a0: %s", rebuilt)
                    looked = time.monotonic()
                said = ""
            except VigieError as error:
                if str(error) != said:  # once, not twice a second while it lasts
                    _log.error("File d’attente\u00a0: %s", error)
                said = str(error)
            self._wake.wait(_POLL_SECONDS)
            self._wake.clear()

    def _run(self, job: Job) -> None:
        jobs = self._catalogue.jobs
        try:
            with acting_as(job.payload.get("actor", UNKNOWN_ACTOR)), keeping(job, jobs):
                result, message = self._do(job, _throttled(jobs.progress, job.id))
        except TransientError as error:
            if job.attempts < MAX_ATTEMPTS:
                jobs.postpone(job.id, str(error), self._pause * job.attempts)
            else:
                jobs.fail(job.id, str(error), "transient")
        except VigieError as error:
            jobs.fail(job.id, str(error))
        # Whatever a job does, the next one must get its turn.
        except Exception as error:  # noqa: BLE001
            _log.exception("Tâche n° %d", job.id)
            jobs.fail(job.id, f"Erreur inattendue ({type(error).__name__})\u00a0: {error}.")
        else:
            jobs.finish(job.id, result, message)

    def _do(self, job: Job, progress: Progress) -> tuple[list[Any], str]:
        if job.kind == "ingest":
            found = Listings(
                job.payload["paths"],
                self._catalogue,
                self._fetcher,
                follow=bool(job.payload.get("follow")),
            )
            reports = self._pipeline.ingest(found, progress)
            counts = Counter(report.outcome for report in reports)
            said = ", ".join(_counted(count, *_SAID[kind]) for kind, count in counts.items())
            return [asdict(report) for report in reports], said or "Aucun document"
        if job.kind == "remove":
            gone = [
                {"name": name, "gone": self._pipeline.remove(name)} for name in job.payload["names"]
            ]
            return gone, _counted(len(gone), "nom retiré", "noms retirés")
        if job.kind == "purge":
            erased = [self._purge(name, job, progress) for name in job.payload["names"]]
            self._catalogue.jobs.forget_names(job.id)
            return erased, _counted(len(erased), "document effacé", "documents effacés")
        if job.kind == "describe":
            self._pipeline.describe(job.payload["name"], job.payload["values"])
            return [], "Description corrigée"
        if job.kind == "reindex":
            count = self._pipeline.reindex(progress)
            said = _counted(count, "document réindexé", "documents réindexés")
            return [{"documents": count}], said
        raise VigieError(f"Tâche de nature inconnue\u00a0: «\u00a0{job.kind}\u00a0».")

    def _purge(self, name: str, job: Job, progress: Progress) -> dict[str, Any]:
        """Erase a name; the result says no name, since it stays in the queue's records."""
        try:
            erased = self._pipeline.purge(name, progress)
        except UnknownDocumentError:
            if job.attempts == 1:
                raise
            erased = Erased(0, 0, (), ())  # done already, before the worker died
        return {
            "documents": erased.documents,
            "versions": erased.versions,
            "files": len(erased.files),
            "kept_by": list(erased.kept_by),
            "answers": erased.answers,
            "remarks": erased.remarks,
            "logs": erased.logs,
        }


def follow(catalogue: Catalogue, number: int, progress: Progress, alive: Callable[[], bool]) -> Job:
    """Wait for a job that another process does.

    Args:
        progress: told of each step that the worker records.
        alive: whether the worker's process is still there.

    Raises:
        TransientError: the job failed, or the worker is gone.
    """
    while True:
        job = catalogue.jobs.job(number)
        if job.state == "done":
            return job
        if job.state == "failed":
            raise TransientError(job.message)
        progress(job.message, job.done, job.total)
        if not alive():
            raise TransientError(
                f"Le serveur s’est arrêté pendant la tâche n° {number}\u00a0: elle reprendra "
                "quand il "
                "redémarrera."
            )
        time.sleep(_POLL_SECONDS / 2)


def _throttled(tell: Callable[[int, str, int, int], None], number: int) -> Progress:
    last = 0.0

    def progress(message: str, done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last >= _PROGRESS_SECONDS:
            tell(number, message, done, total)
            last = time.monotonic()

    return progress
