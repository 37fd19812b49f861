"""The queue of work that the owner of the data directory does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, select, update

from corpus.actor import current_actor
from corpus.catalogue.rows import job_of
from corpus.catalogue.schema import jobs, suspects
from corpus.catalogue.store import Store
from corpus.errors import UsageError
from corpus.records import Job

MAX_ATTEMPTS = 3
LEASE_SECONDS = 30.0
"""A worker that has not renewed its lease for so long is dead to the others."""


class JobQueue:
    """Jobs in the order in which they were asked for; any process may enqueue and follow.

    Whoever runs a job holds a lease on it, renewed while the work lasts. Once the lease is over
    another worker may take the job, and what the former one then says of it is not heard.
    """

    def __init__(self, store: Store, owner: str) -> None:
        """The queue of a catalogue; ``owner`` names this process among its workers."""
        self._store = store
        self._owner = owner

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
                    message="En cours", failure=None, not_before=None, owner=self._owner,
                    lease=self._lease(connection),
                )
                .returning(jobs)
            ).first()  # fmt: skip
        return None if row is None else job_of(row)

    def renew(self, number: int) -> bool:
        """Keep a job for as long again.

        Returns:
            False where it is another worker's by now.
        """
        with self._store.writing(alone=False) as connection:
            return bool(
                connection.execute(
                    update(jobs)
                    .where(jobs.c.id == number, jobs.c.owner == self._owner)
                    .where(jobs.c.state == "running")
                    .values(lease=self._lease(connection))
                ).rowcount
            )

    def progress(self, number: int, message: str, done: int, total: int) -> None:
        """Say how far a running job is."""
        self._say(number, message=message, done=done, total=total)

    def finish(self, number: int, result: list[Any], message: str = "Terminé") -> None:
        """Close a job that succeeded, with what it returned."""
        self._say(number, state="done", result=result, message=message, finished=_now())

    def fail(self, number: int, message: str, failure: str = "permanent") -> None:
        """Close a job that failed, with the reason in French; ``failure`` as in ``Job``."""
        self._say(number, state="failed", message=message, finished=_now(), failure=failure)

    def postpone(self, number: int, message: str, seconds: float) -> None:
        """Put a job back that failed for a passing reason, to be tried again after a while."""
        later = datetime.now(UTC) + timedelta(seconds=seconds)
        self._say(
            number,
            state="waiting",
            message=f"Nouvel essai dans {seconds:.0f} s\u00a0: {message}",
            failure="transient",
            not_before=_iso(later),
        )

    def forget_names(self, number: int) -> None:
        """Take the names out of a job's payload: what it erased is not to be named by it."""
        self._say(number, payload={"names": []})

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

    def recover(self, *, starting: bool = False) -> int:
        """Put back the jobs that a dead worker left running; three times, then they fail.

        One that died reading a file is excused: the file is counted by itself.

        Args:
            starting: no worker of this data directory is at work, this one included. Where
                others share the queue, a worker is dead once its lease is over.

        Returns:
            How many were put back.
        """
        with self._store.reading() as connection:
            if connection.execute(self._dead(connection, starting)).first() is None:
                return 0
        with self._store.writing(alone=False) as connection:
            found = self._dead(connection, starting).with_for_update(skip_locked=True)
            dead = connection.execute(found).all()
            return sum(_put_back(connection, row) for row in dead)

    def unfinished(self, kind: str) -> list[dict[str, Any]]:
        """The payloads of the jobs of that kind that are not done, the failed ones included."""
        with self._store.reading() as connection:
            return list(
                connection.execute(
                    select(jobs.c.payload).where(jobs.c.kind == kind, jobs.c.state != "done")
                ).scalars()
            )

    def move_paths(self, moved: Callable[[str], str]) -> None:
        """Have what is not done yet read its files elsewhere: another machine has other folders."""
        with self._store.writing() as connection:
            waiting = jobs.c.kind == "ingest", jobs.c.state != "done"
            for number, payload in connection.execute(
                select(jobs.c.id, jobs.c.payload).where(*waiting)
            ).all():
                paths = [moved(path) for path in payload["paths"]]
                change = update(jobs).values(payload={**payload, "paths": paths})
                connection.execute(change.where(jobs.c.id == number))

    def _dead(self, connection: Connection, starting: bool) -> Select[tuple[int, str, int]]:
        found = select(jobs.c.id, jobs.c.owner, jobs.c.attempts).where(jobs.c.state == "running")
        if starting and not self._store.shared:
            return found
        return found.where(
            jobs.c.lease.is_(None) | (jobs.c.lease <= _iso(self._store.clock(connection)))
        )

    def _lease(self, connection: Connection) -> str:
        # By the clock of the database: those of the workers' machines may differ.
        return _iso(self._store.clock(connection) + timedelta(seconds=LEASE_SECONDS))

    def _say(self, number: int, **values: Any) -> None:
        with self._store.writing(alone=False) as connection:
            mine = update(jobs).where(jobs.c.id == number, jobs.c.owner == self._owner)
            connection.execute(mine.values(**values))

    def _update(self, number: int, **values: Any) -> None:
        with self._store.writing(alone=False) as connection:
            connection.execute(update(jobs).where(jobs.c.id == number).values(**values))


def _oldest_waiting() -> Select[tuple[Any]]:
    due = jobs.c.not_before.is_(None) | (jobs.c.not_before <= _now())
    return select(jobs.c.id).where(jobs.c.state == "waiting", due).order_by(jobs.c.id).limit(1)


def _put_back(connection: Connection, row: Row[tuple[int, str, int]]) -> int:
    number, owner, attempts = row.id, row.owner, row.attempts
    reading = suspects.c.reading & suspects.c.owner.is_not_distinct_from(owner)
    if connection.execute(update(suspects).where(reading).values(reading=False)).rowcount:
        attempts -= 1
    if attempts < MAX_ATTEMPTS:
        values = {"state": "waiting", "message": "En attente (reprise)", "attempts": attempts}
    else:
        values = {
            "state": "failed",
            "finished": _now(),
            "failure": "permanent",
            "message": f"Interrompue {MAX_ATTEMPTS} fois\u00a0: tâche mise de côté. "
            "Retirez le fichier en cause puis relancez-la.",
        }
    connection.execute(update(jobs).where(jobs.c.id == number).values(**values))
    return int(values["state"] == "waiting")


def _now() -> str:
    return _iso(datetime.now(UTC))


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")
