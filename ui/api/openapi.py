"""The document that describes the programs’ interface: what FastAPI knows of it, and the rest."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from ui import texts_fr as t
from ui.api.admission import PREFIXES
from ui.api.schemas import Problem

_COUNTED = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")
_NUMBERS = {*_COUNTED, "Retry-After"}
_OF_STATUS = {"202": ("Location",), "401": ("WWW-Authenticate",), "429": ("Retry-After",)}


def described(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, made once."""
    if app.openapi_schema is None:
        schema = get_openapi(
            title=app.title,
            version="1",
            description=f"{t.DESCRIPTION}\n\n{t.API_NOTE}",
            routes=app.routes,
            tags=[{"name": name, "description": said} for name, said in t.API_TAGS.items()],
        )
        parts = schema["components"]
        parts["schemas"]["Problem"] = Problem.model_json_schema()
        for unused in ("HTTPValidationError", "ValidationError"):
            parts["schemas"].pop(unused, None)
        parts["securitySchemes"] = {
            "jeton": {"type": "http", "scheme": "bearer", "description": t.API_CREDENTIAL}
        }
        parts["headers"] = {name: _header(name, said) for name, said in t.API_HEADERS.items()}
        # Without a token too, where the operator leaves asking open.
        schema["security"] = [{}, {"jeton": []}]
        for path, operations in schema["paths"].items():
            for operation in operations.values():
                for status, response in operation["responses"].items():
                    _complete(path, status, response)
        app.openapi_schema = schema
    return app.openapi_schema


def _complete(path: str, status: str, response: dict[str, Any]) -> None:
    """Its headers, and in French what FastAPI says in English of a success."""
    if response["description"] == "Successful Response":
        response["description"] = t.API_DONE
    # A body that is too large or too slow is refused before it is known who sends it.
    counted = path.startswith(PREFIXES) and status not in {"403", "408", "413", "500"}
    names = ("X-Request-ID", *(_COUNTED if counted else ()), *_OF_STATUS.get(status, ()))
    response["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _header(name: str, said: str) -> dict[str, Any]:
    kind = "integer" if name in _NUMBERS else "string"
    return {"description": said, "schema": {"type": kind}}
