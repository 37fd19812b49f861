"""An answer, its citations and the passages it was drawn from."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from corpus.records import Scope

Mode = Literal["extractive", "generated", "corpus"]


@dataclass(frozen=True)
class Turn:
    """An earlier exchange; ``answer`` is None where only the question is known."""

    question: str
    answer: str | None = None


@dataclass(frozen=True)
class Ask:
    """A question, the exchanges before it (oldest first) and what it may draw on.

    ``mode`` is ``extractive`` or ``generated`` as the reader chose; None: as the operator set it.
    """

    question: str
    history: tuple[Turn, ...] = ()
    scope: Scope = field(default_factory=Scope)
    mode: Mode | None = None


@dataclass(frozen=True)
class Citation:
    """The words that an answer rests on: ``quote`` is ``text[start:end]`` of the version."""

    n: int
    document: str
    version: str
    title: str
    date: str | None
    url: str
    page: int | None
    quote: str
    start: int
    end: int


@dataclass(frozen=True)
class ScoredPassage:
    """A retrieved passage. ``score`` is in 0..1, comparable between questions."""

    document: str
    passage: str
    score: float
    text: str
    page: int | None
    start: int
    end: int


@dataclass(frozen=True)
class ValidatedBy:
    """Who vouches for an answer, and since when (ISO 8601)."""

    author: str
    date: str


@dataclass(frozen=True)
class Answer:
    """What is said to a question.

    ``answer`` is plain text with three marks: ``**…**`` round the answering words, ``[n]`` for
    citation n, « - » at a line's start for a list item. Whatever in a quoted text looks like
    one of them is written otherwise there. When ``abstained``, ``citations`` is empty and
    ``passages`` holds what comes nearest. ``writing`` tells of the chat model that was asked:
    its name, what became of its sentences, tokens and times; None where none was. ``validated``
    says who of the staff wrote the answer, where one did.
    """

    question: str
    standalone_question: str
    answer: str
    abstained: bool
    confidence: float
    mode: Mode
    unanswered: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    passages: tuple[ScoredPassage, ...] = ()
    timings_ms: dict[str, float] = field(default_factory=dict)
    writing: dict[str, Any] | None = None
    validated: ValidatedBy | None = None

    def to_json(self) -> dict[str, Any]:
        """The answer as the JSON of the contract; ``writing`` where a model was asked to write,
        ``validated`` where a person did.
        """
        content = asdict(self)
        for rare in ("writing", "validated"):
            if content[rare] is None:
                del content[rare]
        return content
