"""The queue of work that the owner of the data directory does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, insert, select, update

from corpus.actor import current_actor
from corpus.catalogue.rows import job_of
from corpus.catalogue.schema import jobs
from corpus.catalogue.store import Store
from corpus.errors import UsageError
from corpus.records import Job

MAX_ATTEMPTS = 3


class JobQueue:
    """Jobs in the order in which they were asked for; any process may enqueue and follow."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def enqueue(self, kind: str, payload: dict[str, Any]) -> int:
        """Ask for work of that kind; ``payload`` is given whoever is acting as ``actor``.

        Returns:
            The job's number, to follow it by.
        """
        with self._store.writing(alone=False) as connection:
            number: int = connection.execute(
                insert(jobs)
                .values(
                    kind=kind, payload={"actor": current_actor(), **payload}, state="waiting",
                    done=0, total=0, message="En attente", attempts=0, created=_now(),
                )
                .returning(jobs.c.id)
            ).scalar_one()  # fmt: skip
        return number

    def job(self, number: int) -> Job:
        """The job of that number.

        Raises:
            UsageError: there is none.
        """
        with self._store.reading() as connection:
            row = connection.execute(select(jobs).where(jobs.c.id == number)).first()
        if row is None:
            raise UsageError(f"La tâche n° {number} n’existe pas.")
        return job_of(row)

    def jobs(self, limit: int = 100) -> list[Job]:
        """The newest jobs first."""
        with self._store.reading() as connection:
            rows = connection.execute(select(jobs).order_by(jobs.c.id.desc()).limit(limit)).all()
        return [job_of(row) for row in rows]

    def counts(self) -> dict[str, int]:
        """How many jobs are in each state."""
        with self._store.reading() as connection:
            rows = connection.execute(
                select(jobs.c.state, func.count()).group_by(jobs.c.state)
            ).all()
        return {row[0]: row[1] for row in rows}

    def claim(self) -> Job | None:
        """Start the oldest waiting job whose time has come; None where there is none."""
        with self._store.reading() as connection:
            if connection.execute(_oldest_waiting()).first() is None:
                return None
        with self._store.writing(alone=False) as connection:
            # Where several workers share the queue, each takes another job and none waits.
            oldest = _oldest_waiting().with_for_update(skip_locked=True)
            row = connection.execute(
                update(jobs)
                .where(jobs.c.id == oldest.scalar_subquery())
                .values(
                    state="running", started=_now(), attempts=jobs.c.attempts + 1,
                    message="En cours", failure=None, not_before=None,
                )
                .returning(jobs)
            ).first()  # fmt: skip
        return None if row is None else job_of(row)

    def progress(self, number: int, message: str, done: int, total: int) -> None:
        """Say how far a running job is."""
        self._update(number, message=message, done=done, total=total)

    def finish(self, number: int, result: list[Any], message: str = "Terminé") -> None:
        """Close a job that succeeded, with what it returned."""
        self._update(number, state="done", result=result, message=message, finished=_now())

    def fail(self, number: int, message: str, failure: str = "permanent") -> None:
        """Close a job that failed, with the reason in French; ``failure`` as in ``Job``."""
        self._update(number, state="failed", message=message, finished=_now(), failure=failure)

    def postpone(self, number: int, message: str, seconds: float) -> None:
        """Put a job back that failed for a passing reason, to be tried again after a while."""
        later = datetime.now(UTC) + timedelta(seconds=seconds)
        self._update(
            number,
            state="waiting",
            message=f"Nouvel essai dans {seconds:.0f} s\u00a0: {message}",
            failure="transient",
            not_before=later.isoformat(timespec="microseconds"),
        )

    def forget_names(self, number: int) -> None:
        """Take the names out of a job's payload: what it erased is not to be named by it."""
        self._update(number, payload={"names": []})

    def retry(self, number: int) -> None:
        """Put a failed job back in the queue.

        Raises:
            UsageError: there is no such job, or it did not fail.
        """
        job = self.job(number)
        if job.state != "failed":
            raise UsageError(
                f"La tâche n° {number} n’a pas échoué\u00a0: il n’y a rien à relancer."
            )
        self._update(
            number, state="waiting", message="En attente", attempts=0, done=0, total=0,
            failure=None, not_before=None,
        )  # fmt: skip

    def recover(self, *, excused: bool = False) -> int:
        """Put back the jobs that a dead worker left running; three times, then they fail.

        Args:
            excused: one of their files is known to be the cause, and is counted by itself.

        Returns:
            How many were put back.
        """
        with self._store.writing(alone=False) as connection:
            if excused:
                connection.execute(
                    update(jobs)
                    .where(jobs.c.state == "running")
                    .values(attempts=jobs.c.attempts - 1)
                )
            connection.execute(
                update(jobs)
                .where(jobs.c.state == "running", jobs.c.attempts >= MAX_ATTEMPTS)
                .values(
                    state="failed",
                    finished=_now(),
                    failure="permanent",
                    message=f"Interrompue {MAX_ATTEMPTS} fois\u00a0: tâche mise de côté. "
                    "Retirez le fichier en cause puis relancez-la.",
                )
            )
            return connection.execute(
                update(jobs)
                .where(jobs.c.state == "running")
                .values(state="waiting", message="En attente (reprise)")
            ).rowcount

    def _update(self, number: int, **values: Any) -> None:
        with self._store.writing(alone=False) as connection:
            connection.execute(update(jobs).where(jobs.c.id == number).values(**values))


def _oldest_waiting() -> Select[tuple[Any]]:
    due = jobs.c.not_before.is_(None) | (jobs.c.not_before <= _now())
    return select(jobs.c.id).where(jobs.c.state == "waiting", due).order_by(jobs.c.id).limit(1)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
