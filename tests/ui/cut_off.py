"""A whole service with its network cut, run by ``test_network_cut`` where there is but loopback."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import openai
import pytest
from mcp.client import Client
from mcp.client.streamable_http import streamable_http_client

from tests.chroma_server import running_chroma
from tests.ports import free_port
from tests.postgresql import running_postgresql
from tests.ui.depositor import QUESTION, Depositor
from tests.ui.replicas import Replica
from tests.ui.test_mcp import said

ELSEWHERE = "192.0.2.7"  # of a network kept for examples: nobody's
ASKED = "Qui préside le groupe de travail\u00a0?"
SHIPPED = "corpus/documents"


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as held:
        yield held


def test_the_network_is_cut(socket_enabled: None) -> None:
    del socket_enabled
    with socket.socket() as sock, pytest.raises(OSError, match="unreachable"):
        sock.connect((ELSEWHERE, 80))
    with pytest.raises(OSError, match=r"resolution|known|associated"):
        socket.getaddrinfo("www.region.exemple", 443)


@pytest.mark.parametrize("engines", ["local", "servers"])
def test_a_service_of_this_machine_needs_nothing_else(
    engines: str, stack: ExitStack, tmp_path: Path
) -> None:
    places = {}
    if engines == "servers":
        places["database"] = stack.enter_context(running_postgresql()).empty()
        places["chroma"] = stack.enter_context(running_chroma(tmp_path / "chroma")).url
    service = Replica(tmp_path / "ici", free_port(), shared=None, **places)
    service.run("ingest", SHIPPED)
    secret = service.run("token", "add", "Essai", "--scope", "ecriture").split()[-1]
    service.run("doctor")
    service.start()
    stack.callback(service.kill)
    service.await_ready()

    answered = httpx.post(f"{service.url}/api/v1/ask", json={"question": ASKED}, timeout=60).json()
    assert "Jérôme Durain" in answered["answer"]
    with openai.OpenAI(base_url=f"{service.url}/v1", api_key="aucune") as client:
        reply = client.chat.completions.create(
            model="vigie", messages=[{"role": "user", "content": ASKED}]
        )
    assert "Jérôme Durain" in (reply.choices[0].message.content or "")
    assert "Jérôme Durain" in asyncio.run(asked_by_an_assistant(service.url))
    for page in ("/", "/sources", "/a-propos", f"/source/{answered['citations'][0]['version']}"):
        assert httpx.get(f"{service.url}{page}", timeout=60).status_code == 200

    depositor = Depositor([service], secret)
    town, count, job = depositor.send()
    depositor.await_done(job)
    question = {"question": QUESTION.format(town=town)}
    answered = httpx.post(f"{service.url}/api/v1/ask", json=question, timeout=60).json()
    assert str(count) in answered["answer"]

    saved = tmp_path / "sauvegarde.tar"
    service.run("backup", str(saved))
    restored = Replica(tmp_path / "ailleurs", free_port())
    restored.run("restore", str(saved))
    restored.run("doctor", "--repair")
    assert f"{town}.txt" in restored.run("search", f"budget {town}", "--top", "1", "--json")
    assert service.stop() == 0


async def asked_by_an_assistant(url: str) -> str:
    async with Client(streamable_http_client(f"{url}/mcp")) as assistant:
        return said(await assistant.call_tool("ask", {"question": ASKED}))


def test_what_is_elsewhere_fails_alone(stack: ExitStack, tmp_path: Path) -> None:
    service = Replica(
        tmp_path / "ici",
        free_port(),
        VIGIE_CHAT_MODEL="openai:modele",
        VIGIE_CHAT_BASE_URL=f"http://{ELSEWHERE}:8000/v1",
        VIGIE_CHAT_API_KEY="cle-de-test",
        VIGIE_OTEL_ENDPOINT=f"http://{ELSEWHERE}:4317",
        VIGIE_WEB_HOSTS="www.region.exemple",
    )
    service.run("ingest", SHIPPED)
    told = service.run("ingest", "https://www.region.exemple/page.html", status=1)
    assert "www.region.exemple" in told
    assert "Traceback" not in told
    assert "injoignable" in service.run("doctor", status=1)
    service.start()
    stack.callback(service.kill)
    service.await_ready()
    answer = httpx.post(f"{service.url}/api/v1/ask", json={"question": ASKED}, timeout=60)
    answered = answer.json()
    assert "Jérôme Durain" in answered["answer"]
    assert answered["mode"] == "extractive"
    assert answered["writing"]["failure"] == "refused"
    assert len(json.loads(service.run("list", "--json"))) == 1
    assert service.stop() == 0


def test_an_embedding_server_that_is_elsewhere_is_named(stack: ExitStack, tmp_path: Path) -> None:
    service = Replica(
        tmp_path / "ici",
        free_port(),
        VIGIE_EMBEDDING_BASE_URL=f"http://{ELSEWHERE}:8080/v1",
        VIGIE_EMBEDDING_MODEL="intfloat/multilingual-e5-small",
    )
    del stack
    told = service.run("ingest", SHIPPED, status=1)
    assert ELSEWHERE in told
    assert "Traceback" not in told
    assert json.loads(service.run("list", "--json")) == []
