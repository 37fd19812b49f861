"""A GGUF file run in this process by xllamacpp (the extra ``[local]``)."""

from __future__ import annotations

import asyncio
import importlib
import secrets
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr

from assistant.phrases import NB
from assistant.write.failures import ModelError, explain
from corpus.errors import ConfigurationError

_ROLES = {"human": "user", "ai": "assistant", "system": "system"}
_JOIN_S = 10.0


def library() -> Any:
    """The module xllamacpp.

    Raises:
        ConfigurationError: it is not installed.
    """
    try:
        return importlib.import_module("xllamacpp")
    except ImportError as error:
        raise ConfigurationError(
            "VIGIE_CHAT_MODEL demande un fichier GGUF, mais xllamacpp n’est pas installé. Tapez "
            f"«{NB}pip install -c constraints.txt -e '.[local]'{NB}»."
        ) from error


class GgufChat(BaseChatModel):
    """A chat model over one GGUF file, loaded at its first use; one answer at a time."""

    file: str
    context: int
    longest_answer: int
    _server: Any = PrivateAttr(default=None)
    _key: str = PrivateAttr(default_factory=lambda: secrets.token_urlsafe(32))
    _loading: threading.Lock = PrivateAttr(default_factory=threading.Lock)
    _working: set[threading.Thread] = PrivateAttr(default_factory=set)

    @property
    def _llm_type(self) -> str:
        return "gguf"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        raise NotImplementedError("asked by astream alone")

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,  # noqa: ARG002 - LangChain's signature
        run_manager: AsyncCallbackManagerForLLMRun | None = None,  # noqa: ARG002 - idem
        **kwargs: Any,  # noqa: ARG002 - idem
    ) -> AsyncIterator[ChatGenerationChunk]:
        request = {
            "messages": [
                {"role": _ROLES.get(message.type, "user"), "content": message.text}
                for message in messages
            ],
            "max_tokens": self.longest_answer,
            "temperature": 0,
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        loop = asyncio.get_running_loop()
        made: asyncio.Queue[Any] = asyncio.Queue()
        left = threading.Event()

        def put(piece: Any) -> bool:
            with suppress(RuntimeError):  # the loop is closed: nobody is there to read
                loop.call_soon_threadsafe(made.put_nowait, piece)
            return left.is_set()

        def work() -> None:
            try:
                if not left.is_set():
                    self._ready().handle_chat_completions(request, put)
                put(None)
            except Exception as error:  # noqa: BLE001 - raised where the pieces are read
                put(explain(error))
            finally:
                self._working.discard(threading.current_thread())

        thread = threading.Thread(target=work, name="gguf", daemon=True)
        self._working.add(thread)
        thread.start()
        try:
            while (piece := await made.get()) is not None:
                if isinstance(piece, ModelError):
                    raise piece
                for one in _chunks(piece):
                    yield one
        finally:
            left.set()

    def _ready(self) -> Any:
        with self._loading:
            if self._server is None:
                found = library()
                params = found.CommonParams()
                params.model.path = self.file
                params.n_ctx = self.context
                params.n_parallel = 1
                params.verbosity = 0
                params.fit_params = False
                # It listens on a loopback port in any case: nobody else has the key.
                params.api_keys = [self._key]
                self._server = found.Server(params)
            return self._server

    async def aclose(self) -> None:
        """Wait for the answers that were abandoned, then let the model go."""
        for thread in tuple(self._working):
            await asyncio.to_thread(thread.join, _JOIN_S)
        with self._loading:
            self._server = None


def _chunks(piece: Any) -> Iterator[ChatGenerationChunk]:
    """What one event of xllamacpp says; it hands over dictionaries, or lists of them.

    Raises:
        ModelError: it is an error.
    """
    for event in piece if isinstance(piece, list) else [piece]:
        if error := event.get("error"):
            too_long = error.get("type") == "exceed_context_size_error"
            raise ModelError("context" if too_long else "broken")
        usage = event.get("usage")
        choice = (event.get("choices") or [{}])[0]
        text = (choice.get("delta") or {}).get("content") or ""
        reason = choice.get("finish_reason")
        message = AIMessageChunk(content=text)
        if usage:
            message.usage_metadata = UsageMetadata(
                input_tokens=usage["prompt_tokens"],
                output_tokens=usage["completion_tokens"],
                total_tokens=usage["total_tokens"],
            )
        if reason:
            message.response_metadata = {"finish_reason": reason}
        yield ChatGenerationChunk(message=message)
