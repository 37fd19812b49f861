"""What people's records hold of a document, and how it is taken out of them when that is erased.

Kept answers say which versions they quote. Readers' opinions and the questions that were asked hold
words alone: they are traces where they repeat a stretch of the text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, delete, select, update

from corpus.catalogue.desk_schema import conversations, exchanges, questions
from corpus.catalogue.schema import feedback
from corpus.french.frequency import fold

ERASED_ANSWER = (
    "Cette réponse citait un document qui a été effacé\u00a0: elle n’est plus conservée. Posez de "
    "nouveau la question."
)
ERASED_WORDS = "Texte effacé avec le document qu’il citait."
_RUN = 8  # words in a row that are taken for a quotation
_LEAST = 4  # words of a whole sentence that are
_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"[.!?…:;\n\[\]«»]+")


@dataclass(frozen=True)
class Traces:
    """How many records were taken out or rewritten."""

    answers: int = 0
    opinions: int = 0
    questions: int = 0


class Quoted:
    """Tells whether a text repeats a stretch of one of some texts, whatever the marks between."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._runs: dict[int, set[int]] = {}

    def is_in(self, said: str) -> bool:
        """Whether ``said`` holds eight words in a row of the texts, or a whole short sentence."""
        words = _words(said)
        known = self._known(_RUN)
        if any(_run(words, at, _RUN) in known for at in range(len(words) - _RUN + 1)):
            return True
        sentences = map(_words, _SENTENCE.split(said))
        return any(
            _LEAST <= len(one) < _RUN and _run(one, 0, len(one)) in self._known(len(one))
            for one in sentences
        )

    @cached_property
    def _said(self) -> list[list[str]]:
        return [_words(text) for text in self._texts]

    def _known(self, length: int) -> set[int]:
        if length not in self._runs:
            self._runs[length] = {
                _run(words, at, length)
                for words in self._said
                for at in range(len(words) - length + 1)
            }
        return self._runs[length]


def erase_traces(
    connection: Connection,
    name: str,
    hashes: Collection[str],
    texts: Sequence[str],
    kept_by: Sequence[str],
) -> Traces:
    """Take what was erased out of kept conversations, opinions and asked questions.

    Args:
        connection: within the transaction that erases.
        name: that is erased.
        hashes: of the versions that are erased.
        texts: theirs.
        kept_by: the names under which the same content stays; one takes the erased name's place.
    """
    quoted = Quoted(texts)
    answers = 0
    for row in connection.execute(select(exchanges)).all():
        if texts and (_cites(row.answer, name, hashes) or quoted.is_in(_said_in(row.answer))):
            question = ERASED_WORDS if quoted.is_in(row.question) else row.question
            values = {"question": question, "answer": _tombstone(question)}
        elif kept_by and _cites(row.answer, name, ()):
            values = {"answer": _renamed(row.answer, name, kept_by[0])}
        else:
            continue
        answers += 1
        connection.execute(update(exchanges).where(exchanges.c.id == row.id).values(**values))
    for row in connection.execute(select(conversations.c.id, conversations.c.title)).all():
        if quoted.is_in(row.title):
            connection.execute(
                update(conversations).where(conversations.c.id == row.id).values(title=ERASED_WORDS)
            )
    opinions = _erase_opinions(connection, quoted)
    return Traces(answers, opinions, _erase_questions(connection, quoted))


def _erase_opinions(connection: Connection, quoted: Quoted) -> int:
    count = 0
    for row in connection.execute(select(feedback)).all():
        values = {
            field: ERASED_WORDS
            for field in ("question", "answer", "comment")
            if quoted.is_in(getattr(row, field))
        }
        if values:
            count += 1
            connection.execute(update(feedback).where(feedback.c.id == row.id).values(**values))
    return count


def _erase_questions(connection: Connection, quoted: Quoted) -> int:
    rows = connection.execute(select(questions.c.id, questions.c.question)).all()
    gone = [row.id for row in rows if quoted.is_in(row.question)]
    for number in gone:
        connection.execute(delete(questions).where(questions.c.id == number))
    return len(gone)


def _cites(answer: dict[str, Any], name: str, hashes: Collection[str]) -> bool:
    """Whether a kept answer quotes or lists the document; it may be of an earlier version."""
    return any(
        one.get("document") == name or one.get("version") in hashes
        for key in ("citations", "passages")
        for one in answer.get(key) or []
        if isinstance(one, dict)
    )


def _said_in(answer: dict[str, Any]) -> str:
    return f"{answer.get('answer') or ''}\n{answer.get('standalone_question') or ''}"


def _tombstone(question: str) -> dict[str, Any]:
    return {
        "question": question,
        "standalone_question": question,
        "answer": ERASED_ANSWER,
        "abstained": True,
        "unanswered": [],
        "confidence": 0.0,
        "mode": "extractive",
        "citations": [],
        "passages": [],
        "timings_ms": {},
    }


def _renamed(answer: dict[str, Any], name: str, kept: str) -> dict[str, Any]:
    changed = {
        key: [
            one | {"document": kept}
            if isinstance(one, dict) and one.get("document") == name
            else one
            for one in answer.get(key) or []
        ]
        for key in ("citations", "passages")
    }
    return answer | changed


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text))


def _run(words: list[str], at: int, length: int) -> int:
    return hash(tuple(words[at : at + length]))
