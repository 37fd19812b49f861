"""Many readers at once: all are answered, and nobody sees another's messages."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from assistant.answer import Answer, Ask
from tests.ui.crowd import crowd
from tests.ui.doubles import ScriptedChain, small_library
from ui.conversation import Conversation
from ui.drawer import Drawer
from ui.gate import Gate
from ui.session import Session
from ui.thread import done_html, pending_html

MARK = re.compile(r"marque-\d+-\d+")
READERS = 200


class Echo(ScriptedChain):
    """Says back the mark of the question and of all that was said before."""

    def stream(self, ask: Ask) -> Iterator[str | Answer]:
        said = " ".join([*(turn.question for turn in ask.history), ask.question])
        yield said[: len(said) // 2]
        yield replace(self._answer(ask, said, abstained=False), citations=())


async def _talk(conversation: Conversation, drawer: Drawer, reader: int, messages: int) -> int:
    session, seen = Session(), 0
    own = f"marque-{reader}-"
    for message in range(messages):
        async for step in conversation.respond(f"{own}{message}", session):
            shown = done_html(step) + pending_html(step)
            found = MARK.findall(shown)
            seen += len(found)
            assert all(mark.startswith(own) for mark in found)
            session = step
        kept = drawer.get(session.key, None)
        assert all(one.question.startswith(own) for one in kept)
    return seen


async def _nobody_sees_anothers(messages: int) -> None:
    library, name = small_library()
    drawer = Drawer()
    conversation = Conversation(Echo(library, name), library, Gate(8, READERS), drawer=drawer)
    seen = await asyncio.gather(
        *(_talk(conversation, drawer, reader, messages) for reader in range(READERS))
    )
    assert sum(seen) >= READERS * messages


async def test_nobody_sees_anothers_messages() -> None:
    await _nobody_sees_anothers(5)


@pytest.mark.drill(minutes=30)
async def test_nobody_sees_anothers_among_a_hundred_thousand() -> None:
    await _nobody_sees_anothers(500)


@pytest.mark.slow
@pytest.mark.xdist_group("browser")
async def test_two_hundred_pages_open_and_twenty_asking(served: str) -> None:
    async with crowd(served, READERS) as readers:
        asking = readers[:20]
        answers = await asyncio.gather(
            *(
                reader.ask(f"Qui préside le groupe de travail\u00a0? marque-{number}-0")
                for number, reader in enumerate(asking)
            )
        )
        for number, (reader, last) in enumerate(zip(asking, answers, strict=True)):
            assert f"marque-{number}-0" in last
            assert {mark for line in reader.received for mark in MARK.findall(line)} == {
                f"marque-{number}-0"
            }
        assert all(not reader.received for reader in readers[20:])
