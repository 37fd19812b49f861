"""The conversation behind the page: history, refusals, failures, waiting, suggestions."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from types import SimpleNamespace

import gradio as gr
import pytest

from assistant.answer import Answer, Ask, Turn
from corpus.records import Metadata, Scope
from tests.ui.doubles import MemoryLibrary, ScriptedChain, small_library
from ui.chat import _Actions, _lay_out
from ui.chat_page import Updates
from ui.conversation import Conversation, Reader
from ui.drawer import Drawer, Said
from ui.gate import Gate
from ui.identity import Identity
from ui.session import Draft, Exchange, Session
from ui.suggestions import Suggestions
from ui.thread import done_html, pending_html, welcome_html


async def said(conversation: Conversation, question: str, session: Session) -> list[Session]:
    return [step async for step in conversation.respond(question, session)]


@pytest.fixture
def chain() -> ScriptedChain:
    library, name = small_library()
    return ScriptedChain(library, name)


@pytest.fixture
def conversation(chain: ScriptedChain) -> Conversation:
    return Conversation(chain, chain._library, Gate(1, 1))


def test_before_the_first_message_one_is_told_of_the_machine() -> None:
    assert "intelligence artificielle" in done_html(Session())
    assert done_html(Session()) == welcome_html()
    assert pending_html(Session()) == ""


async def test_an_answer_is_kept_for_the_next_question(
    conversation: Conversation, chain: ScriptedChain
) -> None:
    *steps, last = await said(conversation, "  Qui préside\u00a0? ", Session())
    assert "Recherche" in pending_html(steps[0])
    assert last.pending is None
    assert "Camille Exemple" in done_html(last)
    await said(conversation, "Et depuis quand\u00a0?", last)
    text = "Cette instance sera présidée par **Camille Exemple**. [1]"
    assert chain.asked[-1].history == (Turn("Qui préside\u00a0?", text),)


async def test_a_refusal_offers_the_nearest_passages(conversation: Conversation) -> None:
    *_, last = await said(conversation, "Quel est le budget\u00a0?", Session())
    html = done_html(last)
    assert "ne permet pas de répondre" in html
    assert "Passages les plus proches" in html
    assert 'class="sources"' not in html


async def test_errors_are_said_in_french_and_forgotten(
    conversation: Conversation, chain: ScriptedChain
) -> None:
    *_, last = await said(conversation, "é" * 5000, Session())
    assert "trop longue" in done_html(last)
    *_, last = await said(conversation, "panne", last)
    assert "inattendue" in done_html(last)
    assert "secret" not in done_html(last)
    await said(conversation, "Qui préside\u00a0?", last)
    assert chain.asked[-1].history == ()


def test_a_stopped_answer_stays_and_is_not_history() -> None:
    draft = Draft("Qui\u00a0?", "<p>Cette instance</p>")
    session = Session(pending=draft).stopped()
    assert draft.stopped
    assert session.pending is None
    assert "<p>Cette instance</p>" in done_html(session)
    assert "interrompue" in done_html(session)
    assert session.history() == ()
    assert session.stopped() == session


class SlowChain(ScriptedChain):
    """Waits to be let go before it answers."""

    def __init__(self, library: MemoryLibrary, name: str) -> None:
        super().__init__(library, name)
        self.go = threading.Event()
        self.closed = threading.Event()

    def stream(self, ask: Ask) -> Iterator[str | Answer]:
        try:
            yield "Cette "
            assert self.go.wait(10)
            yield from super().stream(ask)
        finally:
            self.closed.set()


async def test_one_answers_one_waits_and_the_third_is_told_to_come_back() -> None:
    library, name = small_library()
    chain = SlowChain(library, name)
    conversation = Conversation(chain, library, Gate(1, 1))
    first = conversation.respond("Qui préside\u00a0?", Session())
    await anext(first)
    running = asyncio.ensure_future(anext(first))
    await asyncio.sleep(0)
    second = conversation.respond("Qui préside\u00a0?", Session())
    assert "de la file" in pending_html(await anext(second))
    waiting = asyncio.ensure_future(anext(second))
    await asyncio.sleep(0)
    (refused,) = await said(conversation, "Qui préside\u00a0?", Session())
    assert "Beaucoup de questions" in done_html(refused)
    chain.go.set()
    await running
    async for _ in first:
        pass
    await waiting
    async for last in second:
        if last.pending is None:
            assert "Camille Exemple" in done_html(last)


async def test_nothing_comes_nor_is_kept_of_an_answer_once_it_is_stopped() -> None:
    library, name = small_library()
    chain = SlowChain(library, name)
    put: list[str] = []

    class Noting(Drawer):
        def put(self, key: str, owner: int | None, said: Sequence[Said]) -> None:
            put.append(key)
            super().put(key, owner, said)

    drawer = Noting()
    answering = Conversation(chain, library, Gate(1, 0), drawer=drawer).respond(
        "Qui préside\u00a0?", Session()
    )
    writing = await anext(answering)
    chain_runs = asyncio.ensure_future(anext(answering, None))
    await asyncio.sleep(0)
    session = writing.stopped()
    chain.go.set()
    assert await chain_runs is None
    assert [e.answer for e in session.done] == [None]
    assert put == []


async def test_stopping_lets_the_next_one_in_and_closes_the_chain() -> None:
    library, name = small_library()
    chain = SlowChain(library, name)
    gate = Gate(1, 0)
    conversation = Conversation(chain, library, gate)
    answering = conversation.respond("Qui préside\u00a0?", Session())
    await anext(answering)
    task = asyncio.ensure_future(anext(answering))
    await asyncio.sleep(0)
    assert gate.full
    task.cancel()
    chain.go.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    await answering.aclose()  # type: ignore[attr-defined]
    assert chain.closed.wait(5)
    assert not gate.full


PEOPLE = (
    "Communiqué de test de la Région Fictive. Le groupe est présidé par Camille Exemple. "
    "Il travaille avec Dominique Essai sur la lutte contre la pluie et la prévention des orages."
)


def with_people() -> tuple[MemoryLibrary, ScriptedChain]:
    library = MemoryLibrary()
    library.put("gens.md", PEOPLE, Metadata("Gens"))
    return library, AboutCamille(library, "gens.md")


class AboutCamille(ScriptedChain):
    """Answers on one of those whom the document names."""

    def stream(self, ask: Ask) -> Iterator[str | Answer]:
        named = "préside" if "Camille" in ask.question else "budget"
        yield from super().stream(replace(ask, question=named))


def test_suggestions_are_those_that_are_answered_on_the_corpus_as_it_is() -> None:
    library, chain = with_people()
    suggestions = Suggestions(chain, library)
    assert suggestions.wait(10) == ("Qui est Camille Exemple\u00a0?",)
    asked = len(chain.asked)
    assert asked > 1, "others were tried, and refused"
    assert suggestions.wait(10) == ("Qui est Camille Exemple\u00a0?",)
    assert len(chain.asked) == asked, "nothing changed: nothing is tried again"
    library.put("gens.md", PEOPLE.replace("Camille", "Maxime"), Metadata("Gens"))
    assert suggestions.wait(10) == ()


def test_what_follows_an_answer_was_not_asked_yet() -> None:
    library, chain = with_people()
    suggestions = Suggestions(chain, library)
    suggestions.wait(10)
    answer = chain.invoke(Ask("Camille"))
    assert suggestions.after(answer, ["Autre\u00a0?"]) == ("Qui est Camille Exemple\u00a0?",)
    assert suggestions.after(answer, ["qui est camille exemple ?"]) == ()


def test_without_documents_nothing_is_suggested() -> None:
    library = MemoryLibrary()
    chain = ScriptedChain(library, "absent.md")
    assert Suggestions(chain, library).wait(10) == ()
    assert chain.asked == []


async def test_editing_puts_the_new_question_in_the_place_of_the_last(
    conversation: Conversation, chain: ScriptedChain
) -> None:
    *_, last = await said(conversation, "Quel budget\u00a0?", Session())
    *_, edited = await said(conversation, "Qui préside\u00a0?", replace(last, replacing=True))
    assert [exchange.question for exchange in edited.done] == ["Qui préside\u00a0?"]
    assert chain.asked[-1].history == ()
    assert not edited.replacing


async def test_a_refusal_says_what_was_looked_for_and_whom_to_ask(chain: ScriptedChain) -> None:
    aide = "aide@region-fictive.example"
    conversation = Conversation(chain, chain._library, Gate(1, 1), contact=aide)
    scope = Scope(since="2025", types=("rapport",), issuers=("Région Fictive",))
    *_, last = [
        step async for step in conversation.respond("Quel budget\u00a0?", Session(), Reader(scope))
    ]
    html = done_html(last)
    assert "depuis 2025" in html
    assert "rapport" in html
    assert "Élargissez" in html
    assert f'href="mailto:{aide}"' in html
    assert chain.asked[-1].scope == scope


async def test_a_question_is_taken_once_and_the_next_one_as_soon_as_the_last_words_came() -> None:
    library, name = small_library()
    chain = SlowChain(library, name)
    conversation = Conversation(chain, library, Gate(2, 2))
    suggestions, identity = Suggestions(chain, library), Identity(None)
    with gr.Blocks():
        page = _lay_out(remembers=False, mode=None)
    actions = _Actions(page, conversation, library, suggestions, identity)
    request = SimpleNamespace(session_hash="une-page", cookies={})

    def asked(question: str, state: Session) -> AsyncIterator[Updates]:
        return actions.answer(question, state, "", "", [], [], False, None, "", request)  # type: ignore[arg-type]

    first = asked("Qui préside\u00a0?", Session())
    pending = (await anext(first))[page.session]
    assert [step async for step in asked("Qui préside\u00a0?", Session())] == []
    chain.go.set()
    steps = [await anext(first)]
    while page.session not in steps[-1]:
        steps.append(await anext(first))
    last = steps[-1][page.session]
    assert len(last.done) == 1
    *_, then = [step async for step in asked("Et depuis quand\u00a0?", last)]
    assert len(then[page.session].done) == 2
    assert [step async for step in first] == []

    stopped = asked("Qui préside\u00a0?", Session())
    pending = (await anext(stopped))[page.session]
    after = pending.stopped()
    *_, then = [step async for step in asked("Qui préside\u00a0?", after)]
    assert len(then[page.session].done) == 2
    await stopped.aclose()  # type: ignore[attr-defined]


def test_a_conversation_that_expired_is_said_to_have_and_a_kept_one_comes_back() -> None:
    library, name = small_library()
    chain = ScriptedChain(library, name)
    desk = library.registers
    conversation = Conversation(chain, library, Gate(1, 1), desk=desk)
    lost = conversation.found_again("un-secret", None)
    assert "n’en tiennent pas compte" in done_html(lost.settled(Exchange("Qui\u00a0?", "")))
    assert lost.history() == ()
    account = desk.accounts.add("agathe", "Agathe Exemple", "agent", "x")
    number = desk.conversations.add(
        account.id, None, "Qui préside\u00a0?", chain.invoke(Ask("Qui préside\u00a0?")).to_json()
    )
    back = conversation.found_again(str(number), account)
    assert (back.kept, back.owner, len(back.done), back.remark) == (number, account.id, 1, "")
    assert back.mark == str(number)
    assert conversation.found_again(str(number + 1), account).remark
    assert conversation.found_again(str(number), None).remark
