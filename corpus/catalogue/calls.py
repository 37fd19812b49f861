"""How often callers have called, counted for all processes that share the catalogue."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import Connection, delete, select, text

from corpus.catalogue.schema import calls
from corpus.catalogue.store import Store


@dataclass(frozen=True)
class Counted:
    """A caller's requests: those of the last period, those of this one, seconds until the next."""

    former: int
    current: int
    ends_in: float


class CallCounter:
    """Counts requests by caller and period; a caller is kept as a digest only."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def shared(self) -> bool:
        """Whether there may be other processes to count with."""
        return self._store.shared

    def add(self, caller: str, seconds: int, limit: int) -> tuple[bool, Counted]:
        """Count a request over a window that slides: of the last period, what it still covers.

        Args:
            caller: who calls.
            seconds: of a period.
            limit: requests in one window; one that is too many is not counted.

        Returns:
            Whether it is within the limit, and where the caller stands now.
        """
        key = hashlib.sha256(f"{seconds}\0{caller}".encode()).hexdigest()
        with self._store.writing(alone=False) as connection:
            if self._store.shared:
                # A count that a crash of the database loses is no harm; waiting for its disk is.
                connection.execute(text("SET LOCAL synchronous_commit TO off"))
            moment = self._store.clock(connection).timestamp()
            period, passed = divmod(moment, seconds)
            current = self._count(connection, key, int(period), seconds)
            former = (
                connection.execute(
                    select(calls.c.count).where(
                        calls.c.caller == key, calls.c.period == int(period) - 1
                    )
                ).scalar()
                or 0
            )
            allowed = former * (1 - passed / seconds) + current <= limit
            if not allowed:
                connection.execute(
                    calls.update()
                    .where(calls.c.caller == key, calls.c.period == int(period))
                    .values(count=current - 1)
                )
                current -= 1
            return allowed, Counted(former, current, seconds - passed)

    def _count(self, connection: Connection, key: str, period: int, seconds: int) -> int:
        ends = (period + 2) * seconds
        count: int = connection.execute(
            text(
                "INSERT INTO calls (caller, period, count, ends) VALUES (:key, :period, 1, :ends) "
                "ON CONFLICT (caller, period) DO UPDATE SET count = calls.count + 1 "
                "RETURNING count"
            ),
            {"key": key, "period": period, "ends": ends},
        ).scalar_one()
        if count == 1:  # a caller's first request of a period: what is over is forgotten
            connection.execute(delete(calls).where(calls.c.ends < period * seconds))
        return count
