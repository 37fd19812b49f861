"""The Model Context Protocol, by its official client: over HTTP and over stdin and stdout."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client

from corpus.records import Metadata
from tests.ui.api_client import bearer
from tests.ui.doubles import QUOTE, SHIPPED, MemoryLibrary, ScriptedChain, small_library
from tests.ui.serving import served
from tests.ui.shell import Shell
from ui.settings import Settings
from ui.web import build_app

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def library() -> MemoryLibrary:
    library = small_library()[0]
    library.put("note.md", "Note interne.", Metadata("Note", audience="interne"))
    return library


@pytest.fixture(scope="module")
def address(library: MemoryLibrary) -> Iterator[str]:
    chain = ScriptedChain(library, library.documents()[0].name)
    with served(build_app(chain, library, Settings(), None)) as address:
        yield address


def said(result: Any) -> str:
    return "".join(part.text for part in result.content)


async def test_an_assistant_asks_searches_and_reads(address: str) -> None:
    async with Client(streamable_http_client(f"{address}/mcp")) as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools) == {"ask", "search", "get_document"}
        for tool in tools.values():
            assert tool.annotations is not None
            assert tool.annotations.read_only_hint is True
            assert tool.output_schema is not None
        answer = await client.call_tool("ask", {"question": "Qui préside\u00a0?"})
        assert "Camille Exemple" in said(answer)
        assert answer.structured_content is not None
        assert answer.structured_content["citations"][0]["quote"] == QUOTE
        found = await client.call_tool("search", {"query": "président", "top": 1})
        [passage] = (found.structured_content or {})["passages"]
        read = await client.call_tool("get_document", {"name": passage["document"]})
        assert (read.structured_content or {})["title"].startswith("Communiqué de test")


async def test_errors_are_said_in_french(address: str) -> None:
    async with Client(streamable_http_client(f"{address}/mcp")) as client:
        for name, arguments, words in (
            ("ask", {"question": "panne"}, "inattendue"),
            ("get_document", {"name": "note.md"}, "Aucun document"),
            ("get_document", {"name": "absent.md"}, "Aucun document"),
        ):
            failed = await client.call_tool(name, arguments)
            assert failed.is_error
            assert words in said(failed)
            assert "secret" not in said(failed)


async def test_a_token_is_asked_for_where_asking_is_closed(library: MemoryLibrary) -> None:
    _, secret = library.tokens.add("Assistant", ["questions"])
    chain = ScriptedChain(library, library.documents()[0].name)
    with served(build_app(chain, library, Settings(anonymous=False), None)) as address:
        async with httpx2.AsyncClient() as anyone:
            refused = await anyone.post(f"{address}/mcp", json={})
            assert refused.status_code == 401
            assert refused.headers["content-type"] == "application/problem+json"
        async with (
            httpx2.AsyncClient(headers=bearer(secret)) as known,
            Client(streamable_http_client(f"{address}/mcp", http_client=known)) as client,
        ):
            assert len((await client.list_tools()).tools) == 3


@pytest.mark.usefixtures("quick_start")
async def test_the_command_speaks_over_stdin_and_stdout(
    capsys: pytest.CaptureFixture[str], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIGIE_HOME", str(home))
    Shell(capsys)("ingest", str(SHIPPED))
    server = StdioServerParameters(
        command=sys.executable,
        args=["-c", "from ui.cli import main; main(['mcp'])"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=str(home),
    )
    async with Client(stdio_client(server)) as client:
        answer = await client.call_tool("ask", {"question": "Qui préside le groupe de travail ?"})
    assert "Durain" in said(answer)


def test_a_server_that_no_assistant_calls_does_not_load_the_library() -> None:
    code = (
        "import sys; from ui.lean import load_gradio; load_gradio(); import ui.web; "
        "assert 'mcp' not in sys.modules; import ui.mcp_server; assert 'mcp' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=60)
