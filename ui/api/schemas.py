"""What goes in and comes out of the programs' interface, as OpenAPI shows it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from assistant.answer import Ask, Turn
from assistant.chain import checked
from corpus.errors import QuestionError
from corpus.records import DOCUMENT_TYPES
from corpus.records import Scope as AskScope
from ui import texts_fr as t

DATE = r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
DocumentType = Literal["communique", "rapport", "deliberation", "loi", "article", "autre"]
Audience = Literal["public", "interne"]


SAYS_SOMETHING = r"\w"
"""What a question holds at least: a letter or a digit."""


def asked(question: str) -> str:
    """The question, once it is known to be one: before a status is sent.

    Raises:
        ValueError: it is empty or too long, as the chain says it.
    """
    try:
        checked(question)
    except QuestionError as error:
        raise ValueError(str(error)) from None
    return question


class Strict(BaseModel):
    """A body of which every key and type must be as said."""

    model_config = ConfigDict(extra="forbid", strict=True)


class TurnIn(Strict):
    """An earlier exchange."""

    question: str = Field(min_length=1)
    answer: str | None = None


class FiltersIn(Strict):
    """Which documents a question may draw on. Dates: ISO 8601, inclusive."""

    audience: Audience = "public"
    since: str | None = Field(default=None, pattern=DATE)
    until: str | None = Field(default=None, pattern=DATE)
    types: list[DocumentType] = Field(default_factory=list, max_length=len(DOCUMENT_TYPES))
    issuers: list[str] = Field(default_factory=list, max_length=50)

    def scope(self) -> AskScope:
        """As the chain takes it."""
        return AskScope(
            self.audience, self.since, self.until, tuple(self.types), tuple(self.issuers)
        )


class AskIn(Strict):
    """A question, what was said before it (oldest first) and how to answer."""

    question: str = Field(description=t.API_QUESTION, json_schema_extra={"pattern": SAYS_SOMETHING})
    history: list[str | TurnIn] = Field(default_factory=list, max_length=50)
    filters: FiltersIn = FiltersIn()
    stream: bool = False
    mode: Literal["extractive", "generated"] | None = Field(
        default=None,
        description=(
            "extractive\u00a0: citations exactes\u00a0; generated\u00a0: réponse rédigée par un "
            "modèle"
        ),
    )

    @field_validator("question")
    @classmethod
    def _can_be_asked(cls, question: str) -> str:
        return asked(question)

    def ask(self) -> Ask:
        """As the chain takes it."""
        turns = (
            Turn(said) if isinstance(said, str) else Turn(said.question, said.answer)
            for said in self.history
        )
        return Ask(self.question, tuple(turns), self.filters.scope(), self.mode)


class FeedbackIn(Strict):
    """A reader's word on an answer; what is sent is kept, so send nothing personal."""

    question: str = Field(min_length=1, max_length=2000)
    useful: bool
    answer: str = Field(default="", max_length=20_000)
    reason: Literal["", "faux", "incomplet", "hors-sujet", "source", "refus", "perime", "autre"] = (
        ""
    )
    comment: str = Field(default="", max_length=2000)


class FeedbackOut(BaseModel):
    """The opinion's number, and thanks."""

    id: int
    message: str


class CitationOut(BaseModel):
    """The words that an answer rests on: ``quote`` is ``text[start:end]`` of the version."""

    n: int = Field(description="the number in brackets in the answer")
    document: str
    version: str = Field(description="names the content quoted; /source/{version} opens it")
    title: str
    date: str | None
    url: str
    page: int | None
    quote: str
    start: int
    end: int


class PassageOut(BaseModel):
    """A retrieved passage. ``score`` is in 0..1, comparable between questions."""

    document: str
    passage: str
    score: float
    text: str
    page: int | None
    start: int
    end: int


class FoundOut(PassageOut):
    """A passage that was searched for, with all names of its document."""

    names: list[str]


class AnswerOut(BaseModel):
    """An answer. ``answer`` is text with ``**…**`` round the answering words and ``[n]``."""

    question: str
    standalone_question: str
    answer: str
    abstained: bool
    unanswered: list[str] = Field(description="parts of the question left without answer")
    confidence: Annotated[float, Field(ge=0, le=1)]
    mode: Literal["extractive", "generated", "corpus"]
    citations: list[CitationOut]
    passages: list[PassageOut]
    timings_ms: dict[str, float]
    writing: dict[str, Any] | None = Field(
        default=None, description="what a chat model cost and what became of its sentences"
    )


class DocumentOut(BaseModel):
    """A document of the corpus as it is now."""

    document: str
    names: list[str]
    version: str
    title: str
    issuer: str
    type: str
    date: str | None
    audience: Audience
    url: str
    replaces: list[str]
    replaced_by: list[str]
    pages: int | None


class DocumentPassage(BaseModel):
    """A passage of a document."""

    document: str
    passage: str
    text: str
    page: int | None
    start: int
    end: int


class DocumentWithPassages(DocumentOut):
    """A document with its passages in order."""

    passages: list[DocumentPassage]


class Problem(BaseModel):
    """What went wrong, in French (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    request_id: str | None = None


class HealthOut(BaseModel):
    """Whether the process is alive."""

    status: Literal["ok"]


class ReadyOut(HealthOut):
    """Whether it is ready, and each part that answers rest on."""

    checks: dict[str, Literal["ok", "en-defaut"]]


class ActOut(BaseModel):
    """A line of the trail of who changed what."""

    id: int
    moment: str
    actor: str
    action: str
    subject: str
    details: dict[str, Any]


TOKEN_NEEDED: dict[str, Any] = {"security": [{"jeton": []}]}
"""For the OpenAPI entry of what is never open to callers without a token."""


def events(*names: str) -> dict[str, Any]:
    """The entry of a stream of server-sent events, each with its name and JSON as its data."""
    event: dict[str, Any] = {
        "type": "object",
        "properties": {"data": {"type": "string"}},
        "required": ["data"],
    }
    if names:
        event["properties"]["event"] = {"type": "string", "enum": list(names)}
        event["required"].append("event")
    return {"text/event-stream": {"schema": event}}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problems that an address may answer with, for its OpenAPI entry."""
    return {
        status: {
            "description": t.PROBLEM_TITLES[status],
            "content": {
                "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
            },
        }
        for status in statuses
    }
