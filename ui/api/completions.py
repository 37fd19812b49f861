"""``/v1/chat/completions`` and ``/v1/models``, for clients made for OpenAI."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, StreamingResponse
from starlette.exceptions import HTTPException
from starlette.responses import Response

from assistant.answer import Answer
from ui import texts_fr as t
from ui.access import ASK, require
from ui.api.asking import Asker
from ui.api.chat_text import citation_marks, counted, sources_text
from ui.api.completion_schemas import CompletionIn, CompletionOut, ModelOut, ModelsOut
from ui.api.problems import describe, problem_content
from ui.api.routes import STREAM_HEADERS
from ui.api.schemas import events, problems

MODEL = "vigie"
_ANY = (400, 401, 403, 404, 408, 413, 422, 429, 500, 503, 504)


def completions_router(asker: Asker, started: int, public_url: str | None) -> APIRouter:
    """The routes under ``/v1``; ``started`` (seconds since 1970) dates the model, ``public_url``
    is where readers open sources; None: where the request came to.
    """
    router = APIRouter(prefix="/v1", tags=["openai"])
    model = {"id": MODEL, "object": "model", "created": started, "owned_by": "vigie"}

    @router.get(
        "/models",
        response_model=None,
        responses={200: {"model": ModelsOut}, **problems(*_ANY)},
        summary="Lister les modèles",
    )
    def models(request: Request) -> Response:
        """Le seul modèle est « vigie »."""
        require(request, ASK)
        return JSONResponse({"object": "list", "data": [model]})

    @router.get(
        "/models/{name}",
        response_model=None,
        responses={200: {"model": ModelOut}, **problems(*_ANY)},
        summary="Décrire un modèle",
    )
    def one_model(name: str, request: Request) -> Response:
        """Ce que l’on sait du modèle."""
        require(request, ASK)
        _require_model(name)
        return JSONResponse(model)

    @router.post(
        "/chat/completions",
        response_model=None,
        responses={
            200: {"model": CompletionOut, "content": events()},
            **problems(*_ANY),
        },
        summary="Converser",
    )
    async def complete(body: CompletionIn, request: Request) -> Response:
        """Répond au dernier message de « user » ; les précédents disent de quoi il est question.

        Les consignes (rôle « system ») et les réglages d’un modèle (température…) sont sans effet.
        """
        require(request, ASK)
        _require_model(body.model)
        ask = body.ask()
        base = f"{public_url.rstrip('/')}/" if public_url else str(request.base_url)
        head = {
            "id": f"chatcmpl-{uuid.uuid4().hex}",
            "created": int(time.time()),
            "model": MODEL,
        }
        if body.stream:
            asker.admit()
            chunks = _chunks(asker, body, head, base)
            return StreamingResponse(chunks, media_type="text/event-stream", headers=STREAM_HEADERS)
        answer = await asker.answer(ask)
        text = answer.answer + sources_text(answer, base)
        message = {
            "role": "assistant",
            "content": text,
            "refusal": None,
            "annotations": citation_marks(answer, base),
        }
        return JSONResponse(
            head
            | {
                "object": "chat.completion",
                "choices": [
                    {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
                ],
                "usage": _usage(body, text),
                **_more(answer),
            }
        )

    return router


def _require_model(name: str) -> None:
    if name != MODEL:
        raise HTTPException(404, t.MODEL_UNKNOWN.format(model=name))


async def _chunks(
    asker: Asker, body: CompletionIn, head: dict[str, Any], base: str
) -> AsyncIterator[str]:
    def chunk(delta: dict[str, Any], finish: str | None = None, **more: Any) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return _data(head | {"object": "chat.completion.chunk", "choices": [choice], **more})

    said = ""
    try:
        yield chunk({"role": "assistant", "content": ""})
        async for part in asker.stream(body.ask()):
            if isinstance(part, str):
                said += part
                if part:
                    yield chunk({"content": part})
                continue
            if sources := sources_text(part, base):
                said += sources
                yield chunk({"content": sources})
            yield chunk({"annotations": citation_marks(part, base)}, "stop", **_more(part))
        if body.wants_usage():
            usage = {"choices": [], "usage": _usage(body, said)}
            yield _data(head | {"object": "chat.completion.chunk", **usage})
    except Exception as error:  # noqa: BLE001 - the status is sent: the stream says it instead
        yield _data(problem_content(*describe(error)))
    yield "data: [DONE]\n\n"


def _more(answer: Answer) -> dict[str, Any]:
    """What the contract's JSON says beyond the text."""
    content = answer.to_json()
    keys = ("standalone_question", "abstained", "unanswered", "confidence", "mode", "timings_ms")
    return {"citations": content["citations"], "vigie": {key: content[key] for key in keys}}


def _usage(body: CompletionIn, text: str) -> dict[str, int]:
    asked, said = sum(counted(one.text()) for one in body.messages), counted(text)
    return {"prompt_tokens": asked, "completion_tokens": said, "total_tokens": asked + said}


def _data(content: dict[str, Any]) -> str:
    return f"data: {json.dumps(content, ensure_ascii=False)}\n\n"
