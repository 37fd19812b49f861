"""What goes in and comes out of ``/v1``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, field_validator

from assistant.answer import Ask, Turn
from ui import texts_fr as t
from ui.api.chat_text import without_sources
from ui.api.schemas import SAYS_SOMETHING, CitationOut, asked

_TURNS = 50
_WORDS: dict[str, JsonValue] = {"type": "string", "pattern": SAYS_SOMETHING}
_PART: dict[str, JsonValue] = {
    "type": "object",
    "required": ["text"],
    "properties": {"text": _WORDS},
}
_PARTS: dict[str, JsonValue] = {"type": "array", "contains": _PART}
_QUESTION: dict[str, JsonValue] = {
    "type": "object",
    "required": ["role", "content"],
    "properties": {
        "role": {"const": "user"},
        "content": {"anyOf": [_WORDS, _PARTS]},
    },
}
"""A message that is a question, as OpenAPI says it."""


class Part(BaseModel):
    """A part of a message; only text is read."""

    model_config = ConfigDict(strict=True)

    type: str = Field(json_schema_extra={"const": "text"})
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
    """A conversation: its last message of ``user`` is the question, what comes after it (a prompt
    that a client adds) has no effect, nor has what else clients send.
    """

    model_config = ConfigDict(strict=True)

    model: str
    messages: list[Message] = Field(
        min_length=1, max_length=500, json_schema_extra={"contains": _QUESTION}
    )
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    n: int | None = Field(default=None, json_schema_extra={"enum": [1, None]})

    @field_validator("n")
    @classmethod
    def _one_choice(cls, n: int | None) -> int | None:
        if n not in (None, 1):
            raise ValueError(t.ONE_CHOICE)
        return n

    @field_validator("messages")
    @classmethod
    def _with_a_question(cls, messages: list[Message]) -> list[Message]:
        place = _question_of(messages)
        if place is None:
            raise ValueError(t.NO_QUESTION)
        asked(messages[place].text())
        return messages

    def ask(self) -> Ask:
        """The question, and the messages before it as its history."""
        place = _question_of(self.messages)
        assert place is not None  # noqa: S101 - validated
        turns: list[Turn] = []
        for message in self.messages[:place]:
            if message.role == "user":
                turns.append(Turn(message.text()))
            elif message.role == "assistant" and turns and turns[-1].answer is None:
                turns[-1] = Turn(turns[-1].question, without_sources(message.text()))
        return Ask(self.messages[place].text(), tuple(turns[-_TURNS:]))

    def wants_usage(self) -> bool:
        """Whether a stream ends with what it cost."""
        return self.stream_options is not None and bool(self.stream_options.include_usage)


def _question_of(messages: Sequence[Message]) -> int | None:
    """The place of the last message of the reader that says something."""
    for place in range(len(messages) - 1, -1, -1):
        if messages[place].role == "user" and re.search(SAYS_SOMETHING, messages[place].text()):
            return place
    return None


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
