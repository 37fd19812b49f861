"""Opens the chat model that the operator chose, through LangChain's ``init_chat_model``."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from langchain_core.language_models import BaseChatModel

from assistant.phrases import NB
from assistant.write.choice import GGUF, OLLAMA, ModelChoice
from assistant.write.failures import ModelError
from corpus.errors import ConfigurationError

_CONNECT_S = 5.0
_MOST_BYTES = 4_000_000  # of one response; an answer of 600 tokens takes some 150 kB of events
_AT_ONCE = 4  # requests to one server


@dataclass(frozen=True)
class OpenModel:
    """A model ready to be asked; ``at_once`` requests at most."""

    model: BaseChatModel
    at_once: int
    close: Callable[[], Awaitable[None]]


def open_model(choice: ModelChoice) -> OpenModel:
    """The model of ``choice``; nothing is sent anywhere yet.

    Raises:
        ConfigurationError: the file is not there, or the library that reads it.
    """
    if choice.provider == GGUF:
        return _open_gguf(choice)
    if choice.provider == OLLAMA:
        return _open_ollama(choice)
    return _open_openai(choice)


def _open_openai(choice: ModelChoice) -> OpenModel:
    import httpx2
    from langchain.chat_models import init_chat_model

    # Redirects are not followed: they would carry the question to a host that nobody chose.
    client = httpx2.AsyncClient(
        timeout=httpx2.Timeout(choice.stall_s, connect=_CONNECT_S),
        follow_redirects=False,
        event_hooks={"response": [_limit(httpx2.AsyncByteStream)]},
    )
    model = init_chat_model(
        choice.model,
        model_provider="openai",
        base_url=choice.base_url,
        api_key=choice.api_key or "aucune",
        temperature=0,
        max_retries=0,
        stream_usage=True,
        stream_chunk_timeout=None,
        use_responses_api=False,
        http_async_client=client,
        http_socket_options=(),
        # Under this name every compatible server knows it; « max_completion_tokens » is newer.
        extra_body={"max_tokens": choice.longest_answer},
    )
    return OpenModel(model, _AT_ONCE, client.aclose)


def _open_ollama(choice: ModelChoice) -> OpenModel:
    import httpx
    from langchain.chat_models import init_chat_model

    headers = {"Authorization": f"Bearer {choice.api_key}"} if choice.api_key else {}
    model = init_chat_model(
        choice.model,
        model_provider="ollama",
        base_url=choice.base_url or "http://127.0.0.1:11434",
        temperature=0,
        num_ctx=choice.tokens,
        num_predict=choice.longest_answer,
        client_kwargs={"timeout": choice.stall_s, "headers": headers, "follow_redirects": False},
        async_client_kwargs={"event_hooks": {"response": [_limit(httpx.AsyncByteStream)]}},
    )

    async def close() -> None:
        inner = getattr(getattr(model, "_async_client", None), "_client", None)
        if inner is not None:
            await inner.aclose()

    return OpenModel(model, _AT_ONCE, close)


def _open_gguf(choice: ModelChoice) -> OpenModel:
    from assistant.write.gguf import GgufChat, library

    file = Path(choice.model).expanduser()
    if not file.is_file():
        raise ConfigurationError(
            f"VIGIE_CHAT_MODEL{NB}: le fichier «{NB}{file}{NB}» n’existe pas. Donnez le chemin "
            "d’un fichier GGUF."
        )
    library()
    chat = GgufChat(file=str(file), context=choice.tokens, longest_answer=choice.longest_answer)
    return OpenModel(chat, 1, chat.aclose)


def _limit(stream_class: type) -> Callable[[Any], Awaitable[None]]:
    """A hook of an HTTP client that stops a response past a number of bytes.

    A server that never stops fills no memory.

    Args:
        stream_class: the client's own class of streams, which it insists on.
    """

    class Limited(stream_class):  # type: ignore[misc]  # a class of another library
        def __init__(self, stream: Any) -> None:
            self._stream = stream

        async def __aiter__(self) -> AsyncIterator[bytes]:
            read = 0
            async for chunk in self._stream:
                read += len(chunk)
                if read > _MOST_BYTES:
                    raise ModelError("long")
                yield chunk

        async def aclose(self) -> None:
            await self._stream.aclose()

    async def limit(response: Any) -> None:
        response.stream = Limited(response.stream)

    return limit
