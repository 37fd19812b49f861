"""What goes in and comes out of ``/v1``."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from assistant.answer import Ask, Turn
from ui import texts_fr as t
from ui.api.chat_text import without_sources
from ui.api.schemas import CitationOut

_TURNS = 50


class Part(BaseModel):
    """A part of a message; only text is read."""

    model_config = ConfigDict(strict=True)

    type: str
    text: str = ""


class Message(BaseModel):
    """A message of the conversation; those of ``user`` and ``assistant`` are read."""

    model_config = ConfigDict(strict=True)

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[Part] | None = None

    @field_validator("content")
    @classmethod
    def _text_only(cls, content: str | list[Part] | None) -> str | list[Part] | None:
        if isinstance(content, list) and any(part.type != "text" for part in content):
            raise ValueError(t.TEXT_ONLY)
        return content

    def text(self) -> str:
        """What the message says."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content)
        return self.content or ""


class StreamOptions(BaseModel):
    """How to stream."""

    model_config = ConfigDict(strict=True)

    include_usage: bool | None = None


class CompletionIn(BaseModel):
    """A conversation whose last message is a question. What else clients send has no effect."""

    model_config = ConfigDict(strict=True)

    model: str
    messages: list[Message] = Field(min_length=1, max_length=500)
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    n: int | None = None

    @field_validator("n")
    @classmethod
    def _one_choice(cls, n: int | None) -> int | None:
        if n not in (None, 1):
            raise ValueError(t.ONE_CHOICE)
        return n

    @model_validator(mode="after")
    def _ends_with_a_question(self) -> CompletionIn:
        if self.messages[-1].role != "user":
            raise ValueError(t.LAST_IS_NOT_A_QUESTION)
        return self

    def ask(self) -> Ask:
        """The last message as the question, those before it as its history."""
        turns: list[Turn] = []
        for message in self.messages[:-1]:
            if message.role == "user":
                turns.append(Turn(message.text()))
            elif message.role == "assistant" and turns and turns[-1].answer is None:
                turns[-1] = Turn(turns[-1].question, without_sources(message.text()))
        return Ask(self.messages[-1].text(), tuple(turns[-_TURNS:]))

    def wants_usage(self) -> bool:
        """Whether a stream ends with what it cost."""
        return self.stream_options is not None and bool(self.stream_options.include_usage)


class UrlCitation(BaseModel):
    """The mark of a citation in the text: ``content[start_index:end_index]``."""

    start_index: int
    end_index: int
    title: str
    url: str


class Annotation(BaseModel):
    """A mark of a citation."""

    type: Literal["url_citation"]
    url_citation: UrlCitation


class MessageOut(BaseModel):
    """The answer: text with its sources, and where its marks are."""

    role: Literal["assistant"]
    content: str
    refusal: None
    annotations: list[Annotation]


class ChoiceOut(BaseModel):
    """The one choice."""

    index: int
    message: MessageOut
    finish_reason: Literal["stop"]
    logprobs: None


class UsageOut(BaseModel):
    """Words and marks, where no chat model counts tokens."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class CompletionOut(BaseModel):
    """A completion, with the citations and what else is known of the answer."""

    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    choices: list[ChoiceOut]
    usage: UsageOut
    citations: list[CitationOut]
    vigie: dict[str, Any]


class ModelOut(BaseModel):
    """A model."""

    id: str
    object: Literal["model"]
    created: int
    owned_by: str


class ModelsOut(BaseModel):
    """The models."""

    object: Literal["list"]
    data: list[ModelOut]
