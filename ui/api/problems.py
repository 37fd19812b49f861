"""Errors as ``application/problem+json`` (RFC 9457), in French."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from corpus.errors import TransientError, UnknownDocumentError, UsageError, VigieError
from ui import texts_fr as t

_log = logging.getLogger(__name__)


def problem(status: int, detail: str, **more: Any) -> JSONResponse:
    """A problem document: ``type``, ``title``, ``status``, ``detail`` and what is added."""
    content = {
        "type": "about:blank",
        "title": t.PROBLEM_TITLES.get(status, t.ERROR_TITLE),
        "status": status,
        "detail": detail,
        **more,
    }
    return JSONResponse(content, status, media_type="application/problem+json")


def describe(error: Exception) -> tuple[int, str]:
    """The status and the French sentence for an error; an unknown one is logged."""
    if isinstance(error, UnknownDocumentError):
        return 404, str(error)
    if isinstance(error, UsageError):
        return 422, str(error)
    if isinstance(error, TransientError):
        return 503, str(error)
    if isinstance(error, VigieError):
        return 500, str(error)
    # The exception's text may hold a question: its kind and place are logged, not its words.
    _log.error("Erreur inattendue\u00a0: %s", type(error).__name__, exc_info=_frames(error))
    return 500, t.INTERNAL


def _frames(error: Exception) -> tuple[type[BaseException], BaseException, Any]:
    return type(error), type(error)(), error.__traceback__


def add_handlers(app: FastAPI) -> None:
    """Every error of the application as a problem document."""

    @app.exception_handler(RequestValidationError)
    async def _(request: Request, error: RequestValidationError) -> Response:
        del request
        return problem(422, _validation(error.errors()))

    @app.exception_handler(VigieError)
    async def _(request: Request, error: VigieError) -> Response:
        del request
        return problem(*describe(error))

    @app.exception_handler(HTTPException)
    async def _(request: Request, error: HTTPException) -> Response:
        if error.status_code == 405:
            detail = t.METHOD_REFUSED.format(method=request.method)
        else:
            detail = t.NOT_FOUND if error.status_code == 404 else str(error.detail)
        response = problem(error.status_code, detail)
        response.headers.update(error.headers or {})
        return response

    @app.exception_handler(Exception)
    async def _(request: Request, error: Exception) -> Response:
        del request
        return problem(*describe(error))


def _validation(errors: Sequence[Any]) -> str:
    said = []
    for error in errors:
        if error["type"] == "json_invalid" or len(error["loc"]) < 2:
            return t.BODY_UNREADABLE
        field = ".".join(str(part) for part in error["loc"][1:])
        reason = t.FIELD_REASONS.get(error["type"], t.FIELD_REASON_OTHER)
        said.append(t.FIELD_WRONG.format(field=field, reason=reason))
    return " ".join(said)
