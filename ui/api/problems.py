"""Errors in French: ``application/problem+json`` (RFC 9457) for programs, a page for people."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse, Response

from corpus.errors import TransientError, UnknownDocumentError, UsageError, VigieError
from ui import texts_fr as t
from ui.request_context import current_request
from ui.shell import message_page

_log = logging.getLogger(__name__)
_OPENAI_TYPES = {
    401: "authentication_error", 403: "permission_error", 404: "not_found_error",
    429: "rate_limit_error",
}  # fmt: skip


def problem(status: int, detail: str, **more: Any) -> Response:
    """A problem document: ``problem_content`` as a response; a page, where a person reads it."""
    request = current_request()
    if request is not None and request.in_page:
        said = f"{detail} {t.REQUEST_NUMBER.format(id=request.id)}" if status >= 500 else detail
        title = t.NOT_FOUND_TITLE if status == 404 else t.PROBLEM_TITLES.get(status, t.ERROR_TITLE)
        return HTMLResponse(message_page(title, said), status)
    content = problem_content(status, detail, **more)
    return JSONResponse(content, status, media_type="application/problem+json")


def problem_content(status: int, detail: str, **more: Any) -> dict[str, Any]:
    """``type``, ``title``, ``status``, ``detail``, the request's identifier and what is added.

    Under ``/v1/`` it says the same again as the clients made for OpenAI read it.
    """
    content: dict[str, Any] = {
        "type": "about:blank",
        "title": t.PROBLEM_TITLES.get(status, t.ERROR_TITLE),
        "status": status,
        "detail": detail,
        **more,
    }
    request = current_request()
    if request is not None:
        content["request_id"] = request.id
        if request.path.startswith("/v1/"):
            kind = _OPENAI_TYPES.get(status, "server_error" if status >= 500 else "invalid_request")
            content["error"] = {"message": detail, "type": kind, "param": None, "code": status}
    return content


def describe(error: Exception) -> tuple[int, str]:
    """The status and the French sentence for an error; an unknown one is logged."""
    if isinstance(error, HTTPException):
        return error.status_code, str(error.detail)
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
    # Another one in its place, without its words; many kinds cannot be made without any.
    return type(error), Exception(), error.__traceback__


def add_handlers(app: FastAPI) -> None:
    """Errors as problem documents; those unforeseen are left to ``ui.request_layer``."""

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
            # Of 400 there is one: what FastAPI says, in English, of a body that is not UTF-8.
            ours = error.status_code != 400 and error.detail != HTTPStatus(error.status_code).phrase
            unknown = t.BODY_UNREADABLE if error.status_code == 400 else t.NOT_FOUND
            detail = str(error.detail) if ours else unknown
        response = problem(error.status_code, detail)
        response.headers.update(error.headers or {})
        return response


def _validation(errors: Sequence[Any]) -> str:
    said = []
    for error in errors:
        if error["type"] == "value_error":  # a validator's own French sentence
            said.append(str(error["ctx"]["error"]))
            continue
        if error["type"] == "json_invalid" or len(error["loc"]) < 2:
            return t.BODY_UNREADABLE
        field = ".".join(str(part) for part in error["loc"][1:])
        reason = t.FIELD_REASONS.get(error["type"], t.FIELD_REASON_OTHER)
        said.append(t.FIELD_WRONG.format(field=field, reason=reason))
    return " ".join(said)
