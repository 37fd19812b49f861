"""Looks for a chat model's server on this machine, and says what to type to use it."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from typing import Any, Literal

_TIMEOUT_S = 0.5
_MOST_BYTES = 1_000_000
_MOST_MODELS = 3
OLLAMA_PORT = 11434
# llama.cpp (8080), vLLM (8000), LM Studio (1234): all speak OpenAI's protocol.
OPENAI_PORTS = (8080, 8000, 1234)


def found_servers(
    ollama: int = OLLAMA_PORT, compatible: tuple[int, ...] = OPENAI_PORTS
) -> list[str]:
    """The lines to type to use each model that a server on loopback offers; often none.

    Args:
        ollama: the port that Ollama listens on.
        compatible: ports of servers that speak OpenAI's protocol.
    """
    looks: list[tuple[Literal["ollama", "openai"], int]] = [("ollama", ollama)]
    looks += [("openai", port) for port in compatible]
    with ThreadPoolExecutor(len(looks)) as pool:
        found = pool.map(lambda look: _lines(*look), looks)
        return [line for lines in found for line in lines]


def _lines(kind: Literal["ollama", "openai"], port: int) -> list[str]:
    content = _get(port, "/api/tags" if kind == "ollama" else "/v1/models")
    if not isinstance(content, dict):
        return []
    listed = content.get("models" if kind == "ollama" else "data")
    key = "name" if kind == "ollama" else "id"
    names = [
        one[key] for one in listed or () if isinstance(one, dict) and isinstance(one.get(key), str)
    ][:_MOST_MODELS]
    address = f"http://127.0.0.1:{port}" + ("" if kind == "ollama" else "/v1")
    return [f"VIGIE_CHAT_MODEL='{kind}:{name}' VIGIE_CHAT_BASE_URL={address}" for name in names]


def _get(port: int, path: str) -> Any:
    connection = HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT_S)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return json.loads(response.read(_MOST_BYTES)) if response.status == 200 else None
    except (OSError, HTTPException, ValueError):
        return None
    finally:
        connection.close()
