"""Conversations that signed-in staff keep, and the questions that were asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Integer, cast, delete, func, insert, or_, select, update

from corpus.catalogue.desk_schema import conversations, exchanges, questions
from corpus.catalogue.store import Store
from corpus.errors import UsageError

_TITLE = 120  # characters of the first question that name a conversation


@dataclass(frozen=True)
class KeptConversation:
    """A conversation in a list. ``length`` counts its exchanges."""

    id: int
    title: str
    created: str
    updated: str
    length: int


@dataclass(frozen=True)
class KeptExchange:
    """A question and its answer, as the JSON of the contract."""

    question: str
    answer: dict[str, Any]


@dataclass(frozen=True)
class AskedQuestion:
    """A question and how often it was asked; ``refused`` counts the times without an answer."""

    question: str
    count: int
    refused: int
    last: str


class Conversations:
    """Each account's own; no method reaches another's."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(
        self, account: int, conversation: int | None, question: str, answer: dict[str, Any]
    ) -> int:
        """Keep an exchange at the end of a conversation, of a new one where there is none.

        Returns:
            The conversation's number.
        """
        now = datetime.now(UTC).isoformat()
        with self._store.writing() as connection:
            number = connection.execute(
                update(conversations)
                .where(conversations.c.id == conversation, conversations.c.account_id == account)
                .values(updated=now)
                .returning(conversations.c.id)
            ).scalar()
            if number is None:
                number = connection.execute(
                    insert(conversations)
                    .values(account_id=account, title=question[:_TITLE], created=now, updated=now)
                    .returning(conversations.c.id)
                ).scalar_one()
            connection.execute(
                insert(exchanges).values(
                    conversation_id=number, question=question, answer=answer, created=now
                )
            )
        return int(number)

    def of(self, account: int, words: str = "", limit: int = 200) -> list[KeptConversation]:
        """The account's conversations, the newest first; those that hold ``words``."""
        query = (
            select(
                conversations,
                select(func.count())
                .where(exchanges.c.conversation_id == conversations.c.id)
                .scalar_subquery()
                .label("length"),
            )
            .where(conversations.c.account_id == account)
            .order_by(conversations.c.updated.desc())
            .limit(limit)
        )
        for word in words.split()[:10]:
            found = select(exchanges.c.conversation_id).where(
                or_(
                    exchanges.c.question.icontains(word, autoescape=True),
                    exchanges.c.answer["answer"].as_string().icontains(word, autoescape=True),
                )
            )
            query = query.where(
                or_(
                    conversations.c.title.icontains(word, autoescape=True),
                    conversations.c.id.in_(found),
                )
            )
        with self._store.reading() as connection:
            return [
                KeptConversation(row.id, row.title, row.created, row.updated, row.length)
                for row in connection.execute(query)
            ]

    def exchanges(self, account: int, conversation: int) -> tuple[str, list[KeptExchange]]:
        """A conversation's title and its exchanges, the oldest first.

        Raises:
            UsageError: the account has no such conversation.
        """
        with self._store.reading() as connection:
            title = connection.execute(
                select(conversations.c.title).where(_own(account, conversation))
            ).scalar()
            if title is None:
                raise UsageError("Cette conversation n’existe pas, ou n’existe plus.")
            rows = connection.execute(
                select(exchanges)
                .where(exchanges.c.conversation_id == conversation)
                .order_by(exchanges.c.id)
            ).all()
        return title, [KeptExchange(row.question, dict(row.answer)) for row in rows]

    def rename(self, account: int, conversation: int, title: str) -> None:
        """Give a conversation another title; an empty one changes nothing."""
        if title.strip():
            with self._store.writing() as connection:
                connection.execute(
                    update(conversations)
                    .where(_own(account, conversation))
                    .values(title=title.strip()[:_TITLE])
                )

    def delete(self, account: int, conversation: int | None = None) -> int:
        """Erase a conversation of the account, or all of them.

        Returns:
            How many were erased.
        """
        where = conversations.c.account_id == account
        if conversation is not None:
            where = _own(account, conversation)
        return self._erase(select(conversations.c.id).where(where))

    def purge(self, older_than: timedelta) -> int:
        """Erase the conversations and the asked questions that nobody touched for so long.

        Returns:
            How many conversations were erased.
        """
        limit = (datetime.now(UTC) - older_than).isoformat()
        with self._store.writing() as connection:
            connection.execute(delete(questions).where(questions.c.asked < limit))
        return self._erase(select(conversations.c.id).where(conversations.c.updated < limit))

    def note(self, question: str, key: str, *, abstained: bool, confidence: float) -> None:
        """Remember that a question was asked, not by whom. ``key`` makes it one with its like."""
        with self._store.writing() as connection:
            connection.execute(
                insert(questions).values(
                    asked=datetime.now(UTC).isoformat(), question=question, key=key,
                    abstained=abstained, confidence=confidence,
                )
            )  # fmt: skip

    def asked(self, *, refused: bool = False, limit: int = 20) -> list[AskedQuestion]:
        """The questions asked most, or refused most, the most frequent first."""
        failures = func.sum(cast(questions.c.abstained, Integer))
        count = func.count()
        query = (
            select(
                func.max(questions.c.question).label("question"),
                count.label("times"),
                failures.label("refused"),
                func.max(questions.c.asked).label("last"),
            )
            .group_by(questions.c.key)
            .limit(limit)
        )
        if refused:
            query = query.having(failures > 0).order_by(failures.desc(), count.desc())
        else:
            query = query.order_by(count.desc())
        with self._store.reading() as connection:
            return [
                AskedQuestion(row.question, row.times, int(row.refused or 0), row.last)
                for row in connection.execute(query.order_by(func.max(questions.c.asked).desc()))
            ]

    def _erase(self, which: Any) -> int:
        with self._store.writing() as connection:
            numbers: Sequence[int] = list(connection.execute(which).scalars())
            connection.execute(delete(exchanges).where(exchanges.c.conversation_id.in_(which)))
            connection.execute(delete(conversations).where(conversations.c.id.in_(which)))
        return len(numbers)


def _own(account: int, conversation: int) -> Any:
    return (conversations.c.id == conversation) & (conversations.c.account_id == account)
