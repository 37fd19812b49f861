"""Everything that may go wrong with a chat model, played by a scripted server."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from langchain_core.messages import HumanMessage

from assistant.write.breaker import Breaker
from assistant.write.choice import ModelChoice
from assistant.write.failures import MESSAGES, REMEDIES, ModelError, explain
from assistant.write.guard import RETRIES, Guard
from assistant.write.models import open_model
from corpus.errors import ConfigurationError
from tests.assistant.scripted_model import Exchange, ScriptedModel, says

ASKED = [HumanMessage("Une question ?")]
ABORTED = 1_000


@pytest.fixture
def model() -> Iterator[ScriptedModel]:
    """A scripted model, serving."""
    with ScriptedModel(says("Bonjour.")).serving() as served:
        yield served


@pytest.fixture
def guard(model: ScriptedModel) -> Iterator[Guard]:
    """A guard on the scripted model, as patient as a busy machine needs."""
    opened = Guard(open_model(ModelChoice("openai:m", model.url)), 20.0, 0.001)
    yield opened
    opened.close()


@pytest.fixture
def hasty(model: ScriptedModel) -> Iterator[Guard]:
    """A guard on the scripted model that waits half a second at most."""
    opened = Guard(open_model(ModelChoice("openai:m", model.url, stall_s=0.5)), 0.5, 0.001)
    yield opened
    opened.close()


def failure(guard: Guard) -> ModelError:
    """How a request fails."""
    with pytest.raises(ModelError) as raised:
        list(guard.open(ASKED))
    return raised.value


def test_what_a_model_says_comes_through(guard: Guard) -> None:
    stream = guard.open(ASKED)
    assert "".join(stream) == "Bonjour."
    assert stream.usage.completion_tokens == 2
    assert guard.pending() == 0


@pytest.mark.parametrize(
    ("status", "kind", "tries"),
    [
        (401, "key", 1),
        (403, "key", 1),
        (404, "missing", 1),
        (307, "missing", 1),
        (429, "busy", RETRIES + 1),
        (500, "broken", RETRIES + 1),
        (503, "broken", RETRIES + 1),
    ],
)
def test_a_status_says_why(
    status: int, kind: str, tries: int, guard: Guard, model: ScriptedModel
) -> None:
    model.reply = lambda exchange: exchange.status(status, headers={"location": "http://ailleurs/"})
    assert failure(guard).kind == kind
    assert len(model.requests) == tries


def test_too_long_a_prompt_is_told_from_another_refusal(guard: Guard, model: ScriptedModel) -> None:
    said = '{"error": {"message": "request exceeds the available context size"}}'
    model.reply = lambda exchange: exchange.status(400, said)
    assert failure(guard).kind == "context"


def test_a_server_that_knows_no_usage_is_asked_without(guard: Guard, model: ScriptedModel) -> None:
    def strict(exchange: Exchange) -> None:
        if "stream_options" in exchange.request:
            exchange.status(422, '{"error": {"message": "extra field"}}')
        else:
            exchange.say("Bonjour.")

    model.reply = strict
    assert "".join(guard.open(ASKED)) == "Bonjour."


def test_a_server_that_comes_back_is_asked_again(guard: Guard, model: ScriptedModel) -> None:
    statuses = iter((500, 429))

    def recover(exchange: Exchange) -> None:
        if status := next(statuses, None):
            exchange.status(status)
        else:
            exchange.say("Bonjour.")

    model.reply = recover
    assert "".join(guard.open(ASKED)) == "Bonjour."


def test_nobody_listens() -> None:
    guard = Guard(open_model(ModelChoice("openai:m", "http://127.0.0.1:9/v1")), 5.0, 0.001)
    assert failure(guard).kind == "refused"
    guard.close()


def test_a_silent_server_is_given_up(hasty: Guard, model: ScriptedModel) -> None:
    model.reply = _wait
    assert failure(hasty).kind == "silent"
    assert len(model.requests) == 1


def _wait(exchange: Exchange) -> None:
    """Say nothing until the client leaves."""
    exchange.handler.connection.settimeout(10)
    exchange.handler.rfile.read(1)


def test_keep_alive_comments_are_no_text(hasty: Guard, model: ScriptedModel) -> None:
    def chatter(exchange: Exchange) -> None:
        exchange.start()
        pause = threading.Event()
        for _ in range(200):
            exchange.raw(": encore là")
            pause.wait(0.01)

    model.reply = chatter
    assert failure(hasty).kind == "silent"


def test_a_model_that_trickles_is_given_up(hasty: Guard, model: ScriptedModel) -> None:
    def trickle(exchange: Exchange) -> None:
        exchange.start()
        pause = threading.Event()
        for _ in range(100):
            exchange.piece("a ")
            pause.wait(0.05)

    model.reply = trickle
    assert failure(hasty).kind == "slow"


def test_a_stream_that_is_cut_keeps_what_came(guard: Guard, model: ScriptedModel) -> None:
    def cut(exchange: Exchange) -> None:
        exchange.start()
        exchange.piece("Une phrase entière [1]. Une autre que")

    model.reply = cut
    stream = guard.open(ASKED)
    said: list[str] = []
    with pytest.raises(ModelError) as raised:
        said.extend(stream)
    assert raised.value.kind == "cut"
    assert "".join(said) == "Une phrase entière [1]. Une autre que"
    assert len(model.requests) == 1


@pytest.mark.parametrize(
    "line",
    [
        "data: {pas du json",
        "data: []",
        'data: {"choices": 3}',
        "data: null",
        'data: {"error": "x"}',
    ],
)
def test_what_cannot_be_read(line: str, guard: Guard, model: ScriptedModel) -> None:
    def garble(exchange: Exchange) -> None:
        exchange.start()
        exchange.raw(line)

    model.reply = garble
    assert failure(guard).kind in {"malformed", "cut"}


def test_a_page_in_the_place_of_an_answer(guard: Guard, model: ScriptedModel) -> None:
    model.reply = lambda exchange: exchange.status(
        200, "<html>Identifiez-vous</html>", {"content-type": "text/html"}
    )
    assert failure(guard).kind == "malformed"


@pytest.mark.parametrize("pieces", [1, 1_000])
def test_ten_megabytes_are_not_read(pieces: int, guard: Guard, model: ScriptedModel) -> None:
    def flood(exchange: Exchange) -> None:
        exchange.start()
        for number in range(pieces):
            exchange.piece(f"{number} {'x' * (10_000_000 // pieces)}")

    model.reply = flood
    assert failure(guard).kind in {"long", "loop"}


def test_a_loop_is_stopped(guard: Guard, model: ScriptedModel) -> None:
    model.reply = says(
        "La brigade compte quarante-huit agents qui patrouillent le soir [1]. " * 500
    )
    assert failure(guard).kind == "loop"


def test_aborted_requests_leave_nothing_behind(guard: Guard, model: ScriptedModel) -> None:
    def endless(exchange: Exchange) -> None:
        exchange.start()
        exchange.piece("Un début de phrase ")
        exchange.handler.connection.settimeout(10)
        exchange.handler.rfile.read(1)

    model.reply = endless
    for number in range(ABORTED):
        stream = guard.open(ASKED)
        if number % 10 == 0:
            while not next(stream):
                pass
        stream.close()
    with model.idle:
        assert model.idle.wait_for(lambda: model.open == 0, timeout=20)
    assert guard.pending() == 0
    model.reply = says("Bonjour.")
    assert "".join(guard.open(ASKED)) == "Bonjour."


def test_a_guard_that_closes_ends_what_is_under_way(model: ScriptedModel) -> None:
    model.reply = _wait
    guard = Guard(open_model(ModelChoice("openai:m", model.url)), 20.0)
    guard.open(ASKED)
    guard.close()
    with model.idle:
        assert model.idle.wait_for(lambda: model.open == 0, timeout=5)


def test_a_missing_file_is_a_setting_to_correct() -> None:
    with pytest.raises(ConfigurationError, match="n’existe pas"):
        open_model(ModelChoice("gguf:/nulle/part.gguf"))


def test_every_failure_has_its_words() -> None:
    assert MESSAGES.keys() == REMEDIES.keys()
    for kind in MESSAGES:
        assert str(ModelError(kind)).endswith(".")


def test_no_library_error_is_left_unmapped() -> None:
    for error in (OSError(), ValueError("x"), KeyError("x"), RuntimeError(), TimeoutError()):
        assert explain(error).kind in MESSAGES


class Clock:
    """A clock that is set by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_breaker_opens_rests_and_tries_once() -> None:
    clock = Clock()
    breaker = Breaker(failures=3, rest_s=30, clock=clock)
    for _ in range(3):
        assert breaker.admit()
        breaker.failed()
    assert not breaker.admit()
    clock.now = 31
    assert breaker.admit()
    assert not breaker.admit()
    breaker.failed()
    assert not breaker.admit()
    clock.now = 62
    assert breaker.admit()
    breaker.abandoned()
    assert breaker.admit()
    breaker.succeeded()
    assert breaker.admit()
