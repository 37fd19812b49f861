"""The ``ollama:`` way, against a scripted server that speaks Ollama's ``/api/chat``."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from langchain_core.messages import HumanMessage, SystemMessage

from assistant.write.choice import ModelChoice
from assistant.write.failures import ModelError
from assistant.write.guard import RETRIES, Guard
from assistant.write.models import open_model
from tests.assistant.scripted_model import Exchange, ScriptedModel, says

ASKED = [SystemMessage("Des consignes."), HumanMessage("Une question ?")]
STALL_S = 0.5


def line(exchange: Exchange, text: str, *, done: bool = False, **more: object) -> None:
    """One line of a stream, as Ollama writes it."""
    content = {
        "model": "mistral:7b",
        "created_at": "2025-11-06T10:00:00.000000Z",
        "message": {"role": "assistant", "content": text},
        "done": done,
    }
    exchange.handler.wfile.write(json.dumps(content | more).encode() + b"\n")
    exchange.handler.wfile.flush()


def begin(exchange: Exchange) -> None:
    """The head of a stream."""
    exchange.handler.send_response(200)
    exchange.handler.send_header("content-type", "application/x-ndjson")
    exchange.handler.send_header("connection", "close")
    exchange.handler.end_headers()


def answers(exchange: Exchange) -> None:
    """A whole answer in three pieces."""
    begin(exchange)
    for text in ("Bonjour", ", ", "Vigie."):
        line(exchange, text)
    line(
        exchange,
        "",
        done=True,
        done_reason="stop",
        prompt_eval_count=12,
        eval_count=5,
        total_duration=10,
    )


@pytest.fixture
def model() -> Iterator[ScriptedModel]:
    """A scripted server."""
    with ScriptedModel(says("")).serving() as served:
        served.reply = answers
        yield served


def opened(model: ScriptedModel, stall_s: float) -> Guard:
    """A guard on the scripted Ollama."""
    choice = ModelChoice(
        "ollama:mistral:7b",
        model.url.removesuffix("/v1"),
        "cle-secrete",
        context=4096,
        stall_s=stall_s,
        longest_answer=77,
    )
    return Guard(open_model(choice), stall_s, 0.001)


@pytest.fixture
def guard(model: ScriptedModel) -> Iterator[Guard]:
    """A guard as patient as a busy machine needs."""
    patient = opened(model, 20.0)
    yield patient
    patient.close()


@pytest.fixture
def hasty(model: ScriptedModel) -> Iterator[Guard]:
    """A guard that waits half a second at most."""
    hasty = opened(model, STALL_S)
    yield hasty
    hasty.close()


def failure(guard: Guard) -> ModelError:
    """How a request fails."""
    with pytest.raises(ModelError) as raised:
        list(guard.open(ASKED))
    return raised.value


def test_an_answer_comes_through_with_its_tokens(guard: Guard, model: ScriptedModel) -> None:
    stream = guard.open(ASKED)
    assert "".join(stream) == "Bonjour, Vigie."
    assert (stream.usage.prompt_tokens, stream.usage.completion_tokens) == (12, 5)
    assert guard.pending() == 0
    (asked,) = model.requests
    assert asked.handler.path == "/api/chat"
    assert asked.request["model"] == "mistral:7b"
    assert asked.request["stream"] is True
    assert [message["role"] for message in asked.request["messages"]] == ["system", "user"]
    assert asked.request["options"]["num_ctx"] == 4096
    assert asked.request["options"]["num_predict"] == 77
    assert asked.headers["authorization"] == "Bearer cle-secrete"


@pytest.mark.parametrize(
    ("status", "kind", "tries"),
    [
        (401, "key", 1),
        (404, "missing", 1),
        (429, "busy", RETRIES + 1),
        (500, "broken", RETRIES + 1),
        (503, "broken", RETRIES + 1),
    ],
)
def test_a_status_says_why(
    status: int, kind: str, tries: int, guard: Guard, model: ScriptedModel
) -> None:
    model.reply = lambda exchange: exchange.status(status, '{"error": "model not found"}')
    assert failure(guard).kind == kind
    assert len(model.requests) == tries


def test_a_server_that_comes_back_is_asked_again(guard: Guard, model: ScriptedModel) -> None:
    def once(exchange: Exchange) -> None:
        if len(model.requests) == 1:
            exchange.status(503)
        else:
            answers(exchange)

    model.reply = once
    assert "".join(guard.open(ASKED)) == "Bonjour, Vigie."


def test_a_silent_server_is_given_up(hasty: Guard, model: ScriptedModel) -> None:
    def silent(exchange: Exchange) -> None:
        begin(exchange)
        exchange.left.wait(STALL_S * 6)

    model.reply = silent
    assert failure(hasty).kind == "silent"
    assert hasty.pending() == 0


def test_a_stream_that_is_cut_keeps_what_came(guard: Guard, model: ScriptedModel) -> None:
    def cut(exchange: Exchange) -> None:
        begin(exchange)
        line(exchange, "La brigade compte ")
        line(exchange, "48 agents")

    model.reply = cut
    stream = guard.open(ASKED)
    said: list[str] = []
    with pytest.raises(ModelError) as raised:
        said.extend(stream)
    assert "".join(said) == "La brigade compte 48 agents"
    assert raised.value.kind == "cut"


@pytest.mark.parametrize("written", [b"<html>Bonjour</html>\n", b'{"message": \n', b"\xff\xfe\n"])
def test_what_cannot_be_read(written: bytes, guard: Guard, model: ScriptedModel) -> None:
    def unreadable(exchange: Exchange) -> None:
        begin(exchange)
        exchange.handler.wfile.write(written)

    model.reply = unreadable
    assert failure(guard).kind == "malformed"


def test_an_error_in_the_stream_says_why(guard: Guard, model: ScriptedModel) -> None:
    def breaks(exchange: Exchange) -> None:
        begin(exchange)
        exchange.handler.wfile.write(b'{"error": "llama runner process has terminated"}\n')

    model.reply = breaks
    assert failure(guard).kind in {"malformed", "broken"}


def test_nobody_listens() -> None:
    guard = Guard(open_model(ModelChoice("ollama:m", "http://127.0.0.1:1")), 2.0, 0.001)
    assert failure(guard).kind == "refused"
    guard.close()
