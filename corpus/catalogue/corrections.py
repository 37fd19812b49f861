"""What staff correct at once: answers that they vouch for, passages that they take away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, exists, insert, select, update
from sqlalchemy import delete as delete_

from corpus.catalogue.desk_schema import blocked_passages, validated_answers
from corpus.catalogue.schema import passages, versions
from corpus.catalogue.store import Store


@dataclass(frozen=True)
class ValidatedAnswer:
    """An answer that ``author`` vouches for, with the words of a version that it rests on.

    It stands while that version is its document's current one. ``audience`` is the version's.
    """

    id: int
    question: str
    paraphrases: tuple[str, ...]
    answer: str
    document: str
    version: str
    start: int
    end: int
    author: str
    created: str
    withdrawn_by: str
    stands: bool
    audience: str


@dataclass(frozen=True)
class BlockedPassage:
    """A stretch of a version that no answer may draw on."""

    id: int
    version: str
    start: int
    end: int
    reason: str
    author: str
    created: str


class Corrections:
    """Validated answers and blocked passages."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def validate(
        self,
        question: str,
        paraphrases: Sequence[str],
        answer: str,
        source: tuple[str, str, int, int],
        author: str,
    ) -> int:
        """Keep an answer. ``source``: document, version, start and end of the quoted words."""
        document, version, start, end = source
        with self._store.writing() as connection:
            number: int = connection.execute(
                insert(validated_answers)
                .values(
                    question=question, paraphrases=list(paraphrases), answer=answer,
                    document=document, version=version, start=start, end=end, author=author,
                    created=datetime.now(UTC).isoformat(), withdrawn_by="",
                )
                .returning(validated_answers.c.id)
            ).scalar_one()  # fmt: skip
        return number

    def withdraw(self, number: int, by: str) -> None:
        """Take a validated answer back."""
        with self._store.writing() as connection:
            connection.execute(
                update(validated_answers)
                .where(validated_answers.c.id == number)
                .values(withdrawn_by=by)
            )

    def validated(self, *, standing: bool = False) -> list[ValidatedAnswer]:
        """The validated answers, the newest first; ``standing``: those that hold today."""
        with self._store.reading() as connection:
            rows = connection.execute(
                select(validated_answers, versions.c.state, versions.c.audience)
                .outerjoin(versions, versions.c.hash == validated_answers.c.version)
                .order_by(validated_answers.c.id.desc())
            ).all()
        found = [_validated(row) for row in rows]
        return [one for one in found if one.stands] if standing else found

    def block(self, version: str, start: int, end: int, reason: str, author: str) -> None:
        """Keep answers from drawing on a stretch of a version."""
        with self._store.writing() as connection:
            connection.execute(
                insert(blocked_passages).values(
                    version=version, start=start, end=end, reason=reason, author=author,
                    created=datetime.now(UTC).isoformat(),
                )
            )  # fmt: skip

    def unblock(self, number: int) -> None:
        """Give a stretch back."""
        with self._store.writing() as connection:
            connection.execute(delete_(blocked_passages).where(blocked_passages.c.id == number))

    def blocked(self, version: str | None = None) -> list[BlockedPassage]:
        """The blocked stretches, of one version or of all, the newest first."""
        query = select(blocked_passages).order_by(blocked_passages.c.id.desc())
        if version is not None:
            query = query.where(blocked_passages.c.version == version)
        with self._store.reading() as connection:
            return [
                BlockedPassage(
                    row.id, row.version, row.start, row.end, row.reason, row.author, row.created
                )
                for row in connection.execute(query)
            ]


def is_blocked() -> ColumnElement[bool]:
    """Whether a row of ``passages`` meets a stretch that staff have blocked."""
    return exists().where(
        blocked_passages.c.version == passages.c.version,
        blocked_passages.c.start < passages.c.end,
        blocked_passages.c.end > passages.c.start,
    )


def blocked_stretches(connection: Connection) -> dict[str, list[tuple[int, int]]]:
    """Start and end of each stretch that staff have blocked, by version."""
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    rows = connection.execute(
        select(blocked_passages.c.version, blocked_passages.c.start, blocked_passages.c.end)
    )
    for row in rows:
        found[row.version].append((row.start, row.end))
    return found


def _validated(row: Any) -> ValidatedAnswer:
    return ValidatedAnswer(
        id=row.id,
        question=row.question,
        paraphrases=tuple(row.paraphrases),
        answer=row.answer,
        document=row.document,
        version=row.version,
        start=row.start,
        end=row.end,
        author=row.author,
        created=row.created,
        withdrawn_by=row.withdrawn_by,
        stands=row.state == "current" and not row.withdrawn_by,
        audience=row.audience or "interne",
    )
