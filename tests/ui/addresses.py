"""Every address that an application answers, as it was put together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute
from starlette.types import ASGIApp


def addresses(app: ASGIApp, method: str) -> list[str]:
    """The paths that take a method, their parameters in braces."""
    assert isinstance(app, FastAPI)
    return [route.path for route in _flat(app.routes) if method in (route.methods or ())]


def _flat(routes: Sequence[BaseRoute]) -> Iterator[APIRoute]:
    for route in routes:
        if isinstance(route, APIRoute):
            yield route
        # FastAPI keeps a router that was included as one route, its own prefix in its paths.
        elif (included := getattr(route, "original_router", None)) is not None:
            yield from _flat(included.routes)
