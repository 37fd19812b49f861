"""Asking, searching and listing for programs; public documents only."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from assistant.answer import Answer, Ask, Turn
from corpus.errors import VigieError
from corpus.records import DOCUMENT_TYPES
from corpus.records import Scope as AskScope
from ui import texts_fr as t
from ui.api.problems import describe, problem
from ui.ports import Chain, Library
from ui.views import document_json

_DATE = r"^\d{4}(-\d{2}(-\d{2})?)?$"
_TYPE = Literal["communique", "rapport", "deliberation", "loi", "article", "autre"]
_PROBLEM: dict[int | str, dict[str, Any]] = {
    status: {"description": t.PROBLEM_TITLES[status], "content": {"application/problem+json": {}}}
    for status in (413, 422, 500, 503)
}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class TurnIn(_Strict):
    """An earlier exchange."""

    question: str = Field(min_length=1)
    answer: str | None = None


class FiltersIn(_Strict):
    """Which public documents a question may draw on. Dates: ISO 8601, inclusive."""

    since: str | None = Field(default=None, pattern=_DATE)
    until: str | None = Field(default=None, pattern=_DATE)
    types: list[_TYPE] = Field(default_factory=list, max_length=len(DOCUMENT_TYPES))
    issuers: list[str] = Field(default_factory=list, max_length=50)

    def scope(self) -> AskScope:
        """As the chain takes it; the audience is not for a caller to choose."""
        return AskScope("public", self.since, self.until, tuple(self.types), tuple(self.issuers))


class AskIn(_Strict):
    """A question, what was said before it (oldest first) and how to answer."""

    question: str
    history: list[str | TurnIn] = Field(default_factory=list, max_length=50)
    filters: FiltersIn = FiltersIn()
    stream: bool = False

    def ask(self) -> Ask:
        """As the chain takes it."""
        turns = (
            Turn(said) if isinstance(said, str) else Turn(said.question, said.answer)
            for said in self.history
        )
        return Ask(self.question, tuple(turns), self.filters.scope())


def api_router(chain: Chain, catalogue: Library) -> APIRouter:
    """The routes under ``/api/v1``, ``/healthz`` and ``/readyz``."""
    router = APIRouter()

    @router.post("/api/v1/ask", response_model=None, responses=_PROBLEM, tags=["questions"])
    def ask(body: AskIn) -> Response:
        """Answers a question, as JSON or (``stream``) as server-sent events."""
        if body.stream:
            events = _events(chain, body.ask())
            headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
            return StreamingResponse(events, media_type="text/event-stream", headers=headers)
        return JSONResponse(chain.invoke(body.ask()).to_json())

    @router.get("/api/v1/search", response_model=None, responses=_PROBLEM, tags=["documents"])
    def search(
        q: Annotated[str, Query(min_length=1, max_length=2000)],
        top: Annotated[int, Query(ge=1, le=100)] = 10,
    ) -> Response:
        """The passages nearest to a query, best first."""
        found = chain.search(q, AskScope("public"), top)
        names = {d.name: list(d.names) for d in catalogue.documents("public")}
        return JSONResponse(
            [asdict(passage) | {"names": names.get(passage.document, [])} for passage in found]
        )

    @router.get("/api/v1/documents", response_model=None, responses=_PROBLEM, tags=["documents"])
    def documents() -> Response:
        """The public documents."""
        return JSONResponse([document_json(d) for d in catalogue.documents("public")])

    @router.get("/healthz", include_in_schema=False)
    async def alive() -> Response:
        return JSONResponse({"status": "ok"})

    @router.get("/readyz", include_in_schema=False)
    def ready() -> Response:
        try:
            catalogue.documents("public")
        except VigieError:
            return problem(503, t.NOT_READY)
        return JSONResponse({"status": "ok"})

    return router


def _events(chain: Chain, ask: Ask) -> Iterator[str]:
    try:
        for part in chain.stream(ask):
            if isinstance(part, Answer):
                content = part.to_json()
                yield _event("citations", content["citations"])
                yield _event("done", content)
            else:
                yield _event("delta", {"text": part})
    except Exception as error:  # noqa: BLE001 - the status is sent: the stream says it instead
        status, detail = describe(error)
        title = t.PROBLEM_TITLES.get(status, t.ERROR_TITLE)
        content = {"type": "about:blank", "title": title, "status": status, "detail": detail}
        yield _event("error", content)


def _event(name: str, data: Any) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
