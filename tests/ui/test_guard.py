"""What stands before the pages, layer by layer."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import Message, Receive, Scope, Send

from tests.ui.api_client import client_of
from ui.guard import BodyLimit

PATHS = ("/", "/a-propos", "/healthz", "/inconnu", "/ressources/vigie.js", "/api/v1/documents")


async def reads_all(scope: Scope, receive: Receive, send: Send) -> None:
    body = await Request(scope, receive).body()
    await JSONResponse({"size": len(body)})(scope, receive, send)


async def answered(app: BodyLimit, messages: list[Message]) -> list[Message]:
    """What is sent back to a client that sends these messages, then nothing for ever."""
    sent: list[Message] = []
    pending = iter(messages)

    async def receive() -> Message:
        try:
            return next(pending)
        except StopIteration:
            await asyncio.Event().wait()
            raise AssertionError("nothing comes") from None

    async def send(message: Message) -> None:
        sent.append(message)

    scope: dict[str, Any] = {
        "type": "http", "method": "POST", "path": "/api/v1/ask", "headers": [],
    }  # fmt: skip
    await asyncio.wait_for(app(scope, receive, send), 5)
    return sent


async def test_a_body_that_dawdles_is_given_up() -> None:
    app = BodyLimit(reads_all, seconds=0.05)
    sent = await answered(app, [{"type": "http.request", "body": b"{", "more_body": True}])
    assert sent[0]["status"] == 408
    assert "pas arrivée en entier" in json.loads(sent[1]["body"])["detail"]


async def test_a_body_that_is_there_in_time_is_not_hurried() -> None:
    app = BodyLimit(reads_all, seconds=5)
    sent = await answered(app, [{"type": "http.request", "body": b"{}", "more_body": False}])
    assert (sent[0]["status"], json.loads(sent[1]["body"])) == (200, {"size": 2})


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_tells_the_browser_what_the_page_may_do(path: str) -> None:
    with client_of() as client:
        headers = client.get(path).headers
    policy = dict(
        part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";")
    )
    assert policy["default-src"] == "'self'"
    assert policy["img-src"] == "'self' data:"
    assert policy["connect-src"] == "'self'"
    assert policy["object-src"] == policy["frame-ancestors"] == "'none'"
    assert policy["base-uri"] == "'self'"
    assert "unsafe-eval" not in policy["script-src"]
    assert "unsafe-inline" not in policy["script-src"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["strict-transport-security"] == "max-age=31536000"
    assert "server" not in headers
