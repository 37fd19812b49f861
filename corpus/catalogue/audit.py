"""Who added, changed or removed what: written in the transaction that does it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select

from corpus.actor import current_actor
from corpus.catalogue.schema import audit
from corpus.catalogue.steps import now
from corpus.catalogue.store import Store


@dataclass(frozen=True)
class Act:
    """One line of the trail.

    Attributes:
        moment: ISO 8601, UTC.
        actor: who did it: ``commande:LOGIN``, ``jeton:ID``, ``compte:LOGIN``, else
            ``corpus.actor.UNKNOWN_ACTOR``.
        action: what was done, a short French word.
        subject: to what: a document's name, a token's.
        details: what else is known; never content of a document or of a conversation.
    """

    id: int
    moment: str
    actor: str
    action: str
    subject: str
    details: dict[str, Any]


class AuditTrail:
    """The trail of one catalogue: lines are added and read, never changed."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def record(self, action: str, subject: str, details: dict[str, Any] | None = None) -> None:
        """Add a line of its own, for what changes no table of the catalogue."""
        with self._store.writing() as connection:
            record_act(connection, action, subject, details)

    def acts(self, limit: int = 100, before: int | None = None) -> list[Act]:
        """The newest lines first; ``before`` (an id) pages on."""
        query = select(audit).order_by(audit.c.id.desc()).limit(limit)
        if before is not None:
            query = query.where(audit.c.id < before)
        with self._store.reading() as connection:
            rows = connection.execute(query).all()
        return [
            Act(row.id, row.moment, row.actor, row.action, row.subject, dict(row.details))
            for row in rows
        ]


def record_act(
    connection: Connection, action: str, subject: str, details: dict[str, Any] | None = None
) -> None:
    """Add a line to the trail within a transaction."""
    connection.execute(
        insert(audit).values(
            moment=now(),
            actor=current_actor(),
            action=action,
            subject=subject,
            details=details or {},
        )
    )
