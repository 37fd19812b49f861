"""Asking, searching and reading for programs."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, StreamingResponse
from starlette.responses import Response

from assistant.answer import Answer, Ask
from corpus.records import Scope
from ui.access import ADMINISTER, ASK, readable, require
from ui.api.asking import Asker
from ui.api.problems import describe, problem_content
from ui.api.schemas import (
    SAYS_SOMETHING,
    TOKEN_NEEDED,
    ActOut,
    AnswerOut,
    AskIn,
    Audience,
    DocumentOut,
    DocumentWithPassages,
    FeedbackIn,
    FeedbackOut,
    FoundOut,
    events,
    problems,
)
from ui.ports import Chain, Library
from ui.texts_fr import FEEDBACK_KEPT
from ui.views import document_json, passage_json

STREAM_HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}
_ANY = (400, 401, 403, 408, 413, 422, 429, 500, 503, 504)
_READING = (401, 403, 404, 422, 429, 500, 503)
_STREAM_SAID = (
    "La réponse, ou ses événements «\u00a0delta\u00a0», «\u00a0citations\u00a0», "
    "«\u00a0done\u00a0», «\u00a0error\u00a0»"
)


def api_router(asker: Asker, chain: Chain, catalogue: Library) -> APIRouter:
    """The routes under ``/api/v1``."""
    router = APIRouter(prefix="/api/v1")
    answers = {
        "model": AnswerOut,
        "description": _STREAM_SAID,
        "content": events("delta", "citations", "done", "error"),
    }

    @router.post(
        "/ask",
        response_model=None,
        responses={200: answers, **problems(*_ANY)},
        tags=["questions"],
        summary="Poser une question",
    )
    async def ask(body: AskIn, request: Request) -> Response:
        """Répond à une question, en JSON ou (« stream ») par événements."""
        require(request, ASK)
        readable(request, body.filters.audience)
        if not body.stream:
            return JSONResponse((await asker.answer(body.ask())).to_json())
        asker.admit()
        events = _events(asker, body.ask())
        return StreamingResponse(events, media_type="text/event-stream", headers=STREAM_HEADERS)

    @router.get(
        "/search",
        response_model=None,
        responses={200: {"model": list[FoundOut]}, **problems(*_ANY)},
        tags=["documents"],
        summary="Chercher des passages",
    )
    def search(
        request: Request,
        q: Annotated[
            str, Query(min_length=1, max_length=2000, json_schema_extra={"pattern": SAYS_SOMETHING})
        ],
        top: Annotated[int, Query(ge=1, le=100)] = 10,
        audience: Audience = "public",
    ) -> Response:
        """Les passages les plus proches de ce qui est cherché, le meilleur d’abord."""
        require(request, ASK)
        found = chain.search(q, Scope(readable(request, audience)), top)
        names = {d.name: list(d.names) for d in catalogue.documents(audience)}
        return JSONResponse(
            [asdict(passage) | {"names": names.get(passage.document, [])} for passage in found]
        )

    @router.get(
        "/documents",
        response_model=None,
        responses={200: {"model": list[DocumentOut]}, **problems(*_READING)},
        tags=["documents"],
        summary="Lister les documents",
    )
    def documents(request: Request, audience: Audience = "public") -> Response:
        """Les documents du corpus, sans leurs passages."""
        require(request, ASK)
        readable(request, audience)
        return JSONResponse([document_json(d) for d in catalogue.documents(audience)])

    @router.get(
        "/documents/{name:path}",
        response_model=None,
        responses={200: {"model": DocumentWithPassages}, **problems(*_READING)},
        tags=["documents"],
        summary="Lire un document",
    )
    def document(name: str, request: Request, audience: Audience = "public") -> Response:
        """Un document et ses passages, dans l’ordre."""
        require(request, ASK)
        found = catalogue.document(name, readable(request, audience))
        passages = [passage_json(one) for one in catalogue.passages(found.version)]
        return JSONResponse(document_json(found) | {"passages": passages})

    @router.post(
        "/feedback",
        response_model=None,
        status_code=201,
        responses={201: {"model": FeedbackOut}, **problems(*_ANY)},
        tags=["questions"],
        summary="Donner son avis sur une réponse",
    )
    def feedback(body: FeedbackIn, request: Request) -> Response:
        """Enregistre un avis, pour ceux qui tiennent le corpus."""
        require(request, ASK)
        number = catalogue.feedback.add(**body.model_dump(), origin="api")
        return JSONResponse({"id": number, "message": FEEDBACK_KEPT}, 201)

    @router.get(
        "/audit",
        response_model=None,
        responses={200: {"model": list[ActOut]}, **problems(*_READING)},
        tags=["administration"],
        summary="Lire le journal des modifications",
        openapi_extra=TOKEN_NEEDED,
    )
    def audit(
        request: Request,
        limit: Annotated[int, Query(ge=1, le=1000)] = 100,
        before: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    ) -> Response:
        """Qui a ajouté, changé ou retiré quoi, le plus récent d’abord."""
        require(request, ADMINISTER)
        return JSONResponse([asdict(act) for act in catalogue.audit.acts(limit, before)])

    return router


async def _events(asker: Asker, ask: Ask) -> AsyncIterator[str]:
    try:
        async for part in asker.stream(ask):
            if isinstance(part, Answer):
                content = part.to_json()
                yield _event("citations", content["citations"])
                yield _event("done", content)
            elif part:
                yield _event("delta", {"text": part})
            else:
                yield ": en attente du modèle\n\n"  # a reader who left is noticed
    except Exception as error:  # noqa: BLE001 - the status is sent: the stream says it instead
        yield _event("error", problem_content(*describe(error)))


def _event(name: str, data: Any) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
