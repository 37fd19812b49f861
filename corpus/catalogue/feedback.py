"""What readers say of answers, for those who keep the corpus to treat."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, insert, select, update

from corpus.actor import current_actor
from corpus.catalogue.schema import feedback
from corpus.catalogue.steps import now
from corpus.catalogue.store import Store
from corpus.errors import UsageError

REASONS = ("", "faux", "incomplet", "hors-sujet", "source", "refus", "perime", "autre")


@dataclass(frozen=True)
class Opinion:
    """A reader's word on an answer.

    Attributes:
        origin: where it was given: ``api`` or ``chat``.
        reason: one of ``REASONS``.
        question, answer: as the reader sent them; nothing is added to them.
        treated: when it was treated (ISO 8601), and by whom; None: still to treat.
    """

    id: int
    moment: str
    origin: str
    useful: bool
    reason: str
    comment: str
    question: str
    answer: str
    treated: str | None
    treated_by: str | None


class FeedbackBook:
    """The opinions kept in one catalogue."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(
        self,
        *,
        question: str,
        useful: bool,
        answer: str = "",
        reason: str = "",
        comment: str = "",
        origin: str = "api",
    ) -> int:
        """Keep an opinion.

        Returns:
            Its number.

        Raises:
            UsageError: the reason is not one of ``REASONS``.
        """
        if reason not in REASONS:
            raise UsageError(
                f"Le motif «\u00a0{reason}\u00a0» n’existe pas. "
                f"Les motifs sont {', '.join(filter(None, REASONS))}."
            )
        with self._store.writing() as connection:
            number: int = connection.execute(
                insert(feedback)
                .values(
                    moment=now(), origin=origin, useful=useful, reason=reason, comment=comment,
                    question=question, answer=answer,
                )
                .returning(feedback.c.id)
            ).scalar_one()  # fmt: skip
        return number

    def opinions(self, *, untreated: bool = False, limit: int = 100) -> list[Opinion]:
        """The newest first; with ``untreated``, those that are still to treat."""
        query = select(feedback).order_by(feedback.c.id.desc()).limit(limit)
        if untreated:
            query = query.where(feedback.c.treated.is_(None))
        with self._store.reading() as connection:
            return [Opinion(**row._asdict()) for row in connection.execute(query)]

    def treat(self, number: int) -> None:
        """Mark an opinion as treated by whoever is acting.

        Raises:
            UsageError: there is none of that number.
        """
        with self._store.writing() as connection:
            changed = connection.execute(
                update(feedback)
                .where(feedback.c.id == number)
                .values(treated=now(), treated_by=current_actor())
            ).rowcount
        if not changed:
            raise UsageError(f"L’avis n° {number} n’existe pas.")

    def forget_before(self, moment: str) -> int:
        """Erase the opinions given before a moment (ISO 8601, UTC).

        Returns:
            How many were erased.
        """
        with self._store.writing() as connection:
            return connection.execute(delete(feedback).where(feedback.c.moment < moment)).rowcount
