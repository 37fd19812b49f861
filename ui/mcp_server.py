"""Vigie for assistants that speak the Model Context Protocol: ask, search, read a document."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Annotated, Any

from mcp.server import MCPServer
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import CallToolResult, TextContent, ToolAnnotations
from pydantic import BaseModel
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool

from assistant.answer import Ask, Turn
from corpus.records import Scope
from ui import texts_fr as t
from ui.api.asking import Asker
from ui.api.mcp_route import PATH
from ui.api.problems import describe
from ui.api.schemas import AnswerOut, DocumentWithPassages, PassageOut
from ui.ports import Chain, Library
from ui.views import document_json, passage_json

_TOP = 50


class FoundPassages(BaseModel):
    """Passages, best first."""

    passages: list[PassageOut]


def build_mcp(asker: Asker, chain: Chain, catalogue: Library, audience: str) -> MCPServer:
    """The server; its tools read, and change nothing.

    Args:
        audience: whose documents its callers may read.
    """
    server = MCPServer(t.NAME, title=t.NAME, instructions=t.MCP_INSTRUCTIONS)
    reads = ToolAnnotations(read_only_hint=True, open_world_hint=False)

    @server.tool(title=t.MCP_ASK_TITLE, description=t.MCP_ASK, annotations=reads)
    async def ask(
        question: str, history: list[str] | None = None
    ) -> Annotated[CallToolResult, AnswerOut]:
        turns = tuple(Turn(earlier) for earlier in history or [])

        async def answer() -> tuple[str, dict[str, Any]]:
            said = await asker.answer(Ask(question, turns, Scope(audience)))
            return said.answer, said.to_json()

        return await _result(answer)

    @server.tool(title=t.MCP_SEARCH_TITLE, description=t.MCP_SEARCH, annotations=reads)
    async def search(query: str, top: int = 10) -> Annotated[CallToolResult, FoundPassages]:
        async def find() -> tuple[str, dict[str, Any]]:
            most = max(1, min(top, _TOP))
            found = await run_in_threadpool(chain.search, query, Scope(audience), most)
            content = {"passages": [asdict(one) for one in found]}
            return json.dumps(content, ensure_ascii=False), content

        return await _result(find)

    @server.tool(title=t.MCP_DOCUMENT_TITLE, description=t.MCP_DOCUMENT, annotations=reads)
    async def get_document(name: str) -> Annotated[CallToolResult, DocumentWithPassages]:
        def read() -> dict[str, Any]:
            found = catalogue.document(name, audience)
            passages = [passage_json(one) for one in catalogue.passages(found.version)]
            return document_json(found) | {"passages": passages}

        async def show() -> tuple[str, dict[str, Any]]:
            content = await run_in_threadpool(read)
            return json.dumps(content, ensure_ascii=False), content

        return await _result(show)

    return server


def mcp_app(server: MCPServer) -> Starlette:
    """The server over HTTP, without sessions: any replica may answer any request.

    Its own look at ``Host`` and ``Origin`` is left out: ``ui.api.origins`` does it for every
    address.
    """
    return server.streamable_http_app(
        streamable_http_path=PATH,
        stateless_http=True,
        json_response=True,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
    )


async def _result(make: Callable[[], Awaitable[tuple[str, dict[str, Any]]]]) -> CallToolResult:
    try:
        text, content = await make()
    except Exception as error:  # noqa: BLE001 - said to the caller in French, whatever it is
        _, detail = describe(error)
        return CallToolResult(content=[TextContent(type="text", text=detail)], is_error=True)
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=content)
