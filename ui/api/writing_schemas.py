"""What changes the corpus, in and out, as OpenAPI shows it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from corpus.records import Job
from ui import texts_fr as t
from ui.api.schemas import DATE, DocumentType, Strict

FRENCH_KEYS = {
    "title": "titre", "issuer": "emetteur", "type": "type", "date": "date",
    "reference": "reference", "url": "url", "replaces": "remplace", "audience": "audience",
}  # fmt: skip
"""From the interface's names of a document's fields to those of front matter."""

_TEXT: dict[str, Any] = {"type": "string"}
# Empty: unknown.
_DATE: dict[str, Any] = {"pattern": f"^$|{DATE}"}
_ADDRESS: dict[str, Any] = {"pattern": r"^$|^https?://\S+$"}
FORM: dict[str, Any] = {
    "type": "object",
    "required": ["file"],
    "additionalProperties": False,
    "properties": {
        "file": {
            "type": "array",
            "minItems": 1,
            "maxItems": 200,
            "items": {"type": "string", "format": "binary"},
            "description": t.API_FILES,
        },
        "audience": {
            "type": "string", "enum": ["public", "interne"], "description": t.API_AUDIENCE,
        },
        "name": {"type": "string", "maxLength": 200, "description": t.API_NAME},
        "title": _TEXT,
        "issuer": _TEXT,
        "type": {
            "type": "string",
            "enum": ["communique", "rapport", "deliberation", "loi", "article", "autre"],
        },
        "date": {"type": "string", "description": "AAAA, AAAA-MM ou AAAA-MM-JJ", **_DATE},
        "reference": _TEXT,
        "url": {**_TEXT, **_ADDRESS},
        "replaces": {"type": "array", "items": _TEXT, "description": t.API_REPLACES},
    },
}  # fmt: skip
"""The form that documents are sent in."""


class DescriptionIn(Strict):
    """What is to be said of a document; null takes a correction back: as the source says."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    title: str | None = Field(default=None, max_length=1000)
    issuer: str | None = Field(default=None, max_length=1000)
    type: DocumentType | None = None
    date: str | None = Field(
        default=None, description="AAAA, AAAA-MM ou AAAA-MM-JJ", json_schema_extra=_DATE
    )
    reference: str | None = Field(default=None, max_length=1000)
    url: str | None = Field(default=None, max_length=1000, json_schema_extra=_ADDRESS)
    replaces: list[str] | None = Field(default=None, max_length=50)
    audience: Literal["public", "interne"] | None = None

    @model_validator(mode="after")
    def _says_something(self) -> DescriptionIn:
        if not self.model_fields_set:
            raise ValueError(t.API_NOTHING_TO_CHANGE)
        return self

    def values(self) -> dict[str, Any]:
        """What was given, by French key."""
        return {FRENCH_KEYS[name]: getattr(self, name) for name in sorted(self.model_fields_set)}


class JobOut(BaseModel):
    """A piece of work in the queue. ``result`` is what it returned, once ``state`` is done."""

    job: int
    address: str = Field(description="where to ask how far it is")
    kind: str
    state: Literal["waiting", "running", "done", "failed"]
    message: str
    failure: Literal["", "transient", "permanent"]
    done: int
    total: int
    created: str
    result: list[Any] | None


def job_json(job: Job, prefix: str) -> dict[str, Any]:
    """A job as ``JobOut``; ``prefix`` is what stands before its number in its address."""
    return {
        "job": job.id,
        "address": f"{prefix}{job.id}",
        "kind": job.kind,
        "state": job.state,
        "message": job.message,
        "failure": job.failure,
        "done": job.done,
        "total": job.total,
        "created": job.created,
        "result": job.result,
    }
