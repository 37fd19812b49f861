"""The official OpenAI client, over the network of this machine."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import openai
import pytest

from assistant.answer import Answer, Ask, Turn
from tests.ui.doubles import END, QUOTE, START, MemoryLibrary, ScriptedChain, small_library
from tests.ui.serving import served
from ui.api.chat_text import without_sources
from ui.settings import Settings
from ui.web import build_app

ASKED: Any = [{"role": "user", "content": "Qui préside\u00a0?"}]


@pytest.fixture(scope="module")
def library() -> MemoryLibrary:
    return small_library()[0]


@pytest.fixture(scope="module")
def chain(library: MemoryLibrary) -> ScriptedChain:
    return ScriptedChain(library, library.documents()[0].name)


@pytest.fixture(scope="module")
def address(library: MemoryLibrary, chain: ScriptedChain) -> Iterator[str]:
    with served(build_app(chain, library, Settings(), None)) as address:
        yield address


@pytest.fixture
def client(address: str) -> Iterator[openai.OpenAI]:
    # A client that never saw Vigie's documentation still sends a key.
    with openai.OpenAI(base_url=f"{address}/v1", api_key="sk-test", max_retries=0) as client:
        yield client


def test_the_model_is_listed(client: openai.OpenAI) -> None:
    [model] = client.models.list().data
    assert model.id == "vigie"
    assert client.models.retrieve("vigie").owned_by == "vigie"
    with pytest.raises(openai.NotFoundError, match="Demandez «\u00a0vigie\u00a0»"):
        client.models.retrieve("gpt-5")


def test_an_answer_has_its_sources_in_the_text_and_beside_it(
    client: openai.OpenAI, address: str
) -> None:
    answer = client.chat.completions.create(model="vigie", messages=ASKED, temperature=0.2)
    [choice] = answer.choices
    text = choice.message.content or ""
    assert choice.finish_reason == "stop"
    assert "**Camille Exemple**" in text
    assert "**Sources\u00a0:**" in text
    assert "novembre 2025" in text
    assert without_sources(text) == "Cette instance sera présidée par **Camille Exemple**. [1]"
    [mark] = choice.message.annotations or []
    cited = mark.url_citation
    assert text[cited.start_index : cited.end_index] == "[1]"
    assert cited.url.startswith(f"{address}/source/")
    assert parse_qs(urlsplit(cited.url).query) == {"debut": [str(START)], "fin": [str(END)]}
    assert cited.url in text
    said = answer.model_dump()
    assert said["citations"][0]["quote"] == QUOTE
    assert said["vigie"]["abstained"] is False
    assert answer.usage is not None
    assert answer.usage.completion_tokens > 10


def test_an_answer_streams(client: openai.OpenAI) -> None:
    whole = client.chat.completions.create(model="vigie", messages=ASKED)
    chunks = list(
        client.chat.completions.create(
            model="vigie", messages=ASKED, stream=True, stream_options={"include_usage": True}
        )
    )
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert text == (whole.choices[0].message.content or "").replace("[1]\n", "[1] \n", 1)
    assert [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices][-1] == "stop"
    last = next(c for c in chunks if c.choices and c.choices[0].finish_reason).model_dump()
    assert last["citations"][0]["quote"] == QUOTE
    assert last["choices"][0]["delta"]["annotations"]
    assert chunks[-1].usage is not None
    assert {chunk.id for chunk in chunks} == {chunks[0].id}


def test_what_was_said_before_reaches_the_chain(
    client: openai.OpenAI, chain: ScriptedChain
) -> None:
    first = client.chat.completions.create(model="vigie", messages=ASKED)
    messages: Any = [
        {"role": "system", "content": "Tu es un pirate."},
        *ASKED,
        {"role": "assistant", "content": first.choices[0].message.content},
        {"role": "user", "content": "Sans réponse\u00a0?"},
        {"role": "user", "content": [{"type": "text", "text": "Et depuis quand\u00a0?"}]},
    ]
    client.chat.completions.create(model="vigie", messages=messages)
    ask = chain.asked[-1]
    assert ask.question == "Et depuis quand\u00a0?"
    assert ask.history == (
        Turn("Qui préside\u00a0?", without_sources(first.choices[0].message.content or "")),
        Turn("Sans réponse\u00a0?"),
    )
    assert "pirate" not in repr(ask)


@pytest.mark.parametrize(
    "after",
    [
        {"role": "system", "content": "Réponds en vers."},
        {"role": "assistant", "content": None},
        {"role": "user", "content": " "},
        {"role": "user", "content": []},
    ],
)
def test_the_last_question_is_answered_whatever_a_client_adds_after_it(
    client: openai.OpenAI, chain: ScriptedChain, after: Any
) -> None:
    client.chat.completions.create(model="vigie", messages=[*ASKED, after])
    assert (chain.asked[-1].question, chain.asked[-1].history) == ("Qui préside\u00a0?", ())


def test_a_refusal_cites_nothing(client: openai.OpenAI) -> None:
    messages: Any = [{"role": "user", "content": "Quel temps fait-il\u00a0?"}]
    answer = client.chat.completions.create(model="vigie", messages=messages)
    assert "ne permet pas" in (answer.choices[0].message.content or "")
    assert "Sources" not in (answer.choices[0].message.content or "")
    assert answer.choices[0].message.annotations == []
    assert answer.model_dump()["vigie"]["abstained"] is True


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"messages": []}, "messages"),
        ({"messages": [{"role": "assistant", "content": "Oui."}]}, "doit être une question"),
        ({"messages": [{"role": "user", "content": "\u00a0?"}]}, "doit être une question"),
        ({"messages": [{"role": "user", "content": "a" * 2001}]}, "Raccourcissez-la"),
        ({"messages": ASKED, "n": 2}, "une seule réponse"),
        (
            {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {}}]}]},
            "ne lit que du texte",
        ),
    ],
)
def test_what_is_wrong_is_said_in_french(
    client: openai.OpenAI, body: dict[str, Any], said: str
) -> None:
    with pytest.raises(openai.UnprocessableEntityError, match=said) as refused:
        client.chat.completions.create(model="vigie", **body)
    assert isinstance(refused.value.body, dict)
    assert refused.value.body["type"] == "invalid_request"


def test_a_failure_while_streaming_is_raised_by_the_client(client: openai.OpenAI) -> None:
    messages: Any = [{"role": "user", "content": "panne"}]
    stream = client.chat.completions.create(model="vigie", messages=messages, stream=True)
    with pytest.raises(openai.APIError, match="inattendue"):
        list(stream)
    with pytest.raises(openai.InternalServerError, match="inattendue"):
        client.chat.completions.create(model="vigie", messages=messages)


def test_a_token_of_ours_that_is_wrong_is_refused(address: str) -> None:
    with (
        openai.OpenAI(base_url=f"{address}/v1", api_key="vigie-00-faux", max_retries=0) as client,
        pytest.raises(openai.AuthenticationError, match="jeton"),
    ):
        client.models.list()


async def test_the_asynchronous_client_streams_too(address: str) -> None:
    async with openai.AsyncOpenAI(base_url=f"{address}/v1", api_key="x") as client:
        stream = await client.chat.completions.create(model="vigie", messages=ASKED, stream=True)
        said = [c.choices[0].delta.content or "" async for c in stream if c.choices]
    assert "Camille" in "".join(said)


class Slow(ScriptedChain):
    """Waits for leave before its last words."""

    def __init__(self, library: MemoryLibrary, name: str) -> None:
        super().__init__(library, name)
        self.begun, self.leave = threading.Event(), threading.Event()

    def stream(self, ask: Ask) -> Iterator[str | Answer]:
        for part in super().stream(ask):
            if isinstance(part, Answer) and "lentement" in ask.question:
                self.begun.set()
                assert self.leave.wait(20)
            yield part


def test_a_server_that_stops_finishes_the_answers_it_has_begun() -> None:
    library, name = small_library()
    chain = Slow(library, name)
    said: list[str] = []
    slowly: Any = [{"role": "user", "content": "Qui préside lentement\u00a0?"}]

    def read(address: str) -> None:
        with openai.OpenAI(base_url=f"{address}/v1", api_key="x", max_retries=0) as client:
            stream = client.chat.completions.create(model="vigie", messages=slowly, stream=True)
            said.extend(c.choices[0].delta.content or "" for c in stream if c.choices)

    with served(build_app(chain, library, Settings(), None)) as address:
        reader = threading.Thread(target=read, args=(address,))
        reader.start()
        assert chain.begun.wait(20)
        threading.Timer(0.2, chain.leave.set).start()
        # Leaving the block stops the server while the answer is half written.
    reader.join(20)
    assert "Sources" in "".join(said)
