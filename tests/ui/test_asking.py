"""The chain as programs ask it: so many at once, and not for ever."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest
from starlette.exceptions import HTTPException

from assistant.answer import Answer, Ask
from tests.ui.doubles import MemoryLibrary, ScriptedChain, small_library
from ui.api.asking import Asker
from ui.gate import Gate

ASK = Ask("Qui préside\u00a0?")


class Held(ScriptedChain):
    """Answers when it is let go."""

    def __init__(self, library: MemoryLibrary, name: str) -> None:
        super().__init__(library, name)
        self.let_go = threading.Event()

    def stream(self, ask: Ask) -> Iterator[str | Answer]:
        assert self.let_go.wait(20)
        yield from super().stream(ask)


@pytest.fixture
def chain() -> Iterator[Held]:
    library, name = small_library()
    held = Held(library, name)
    yield held
    held.let_go.set()


async def test_beyond_what_may_wait_one_is_told_to_come_back(chain: Held) -> None:
    gate = Gate(1, 1)
    asker = Asker(chain, gate, 20)
    waiting = [asyncio.create_task(asker.answer(ASK)) for _ in range(2)]
    while not gate.full:  # noqa: ASYNC110 - the gate tells nobody when it fills
        await asyncio.sleep(0)
    assert gate.counts() == {"en-cours": 1, "en-attente": 1}
    with pytest.raises(HTTPException) as refused:
        await asker.answer(ASK)
    assert refused.value.status_code == 429
    assert (refused.value.headers or {})["retry-after"]
    chain.let_go.set()
    assert [answer.abstained for answer in await asyncio.gather(*waiting)] == [False, False]
    assert gate.counts() == {"en-cours": 0, "en-attente": 0}


async def test_an_answer_that_does_not_come_is_given_up(chain: Held) -> None:
    gate = Gate(1, 1)
    asker = Asker(chain, gate, 0.05)
    with pytest.raises(HTTPException) as late:
        await asker.answer(ASK)
    assert late.value.status_code == 504
    with pytest.raises(HTTPException):
        _ = [part async for part in asker.stream(ASK)]
    assert gate.counts() == {"en-cours": 0, "en-attente": 0}
