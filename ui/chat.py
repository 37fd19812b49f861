"""The chat, in Gradio Blocks: one conversation a page, kept in this session's memory only.

The conversation is drawn by ``ui.thread`` into two Markdown components (what is done, what is
being answered) rather than by ``gr.Chatbot`` or ``gr.HTML``: the first speaks English to screen
readers, the second needs ``unsafe-eval``.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import gradio as gr

from assistant.modes import WrittenMode
from corpus.errors import VigieError
from ui import texts_fr as t
from ui.chat_page import ChatPage, Updates
from ui.composer import build_composer, raw_html
from ui.conversation import Conversation, Reader
from ui.filters import MOST_ISSUERS, choices_in, issuers_said, scope_of
from ui.identity import Identity, audience_of
from ui.lean_blocks import LeanBlocks, lean_queue
from ui.ports import Library
from ui.session import Draft, Session
from ui.suggestions import Suggestions
from ui.thread import error_html, note_html, pending_html, welcome_html

CONCURRENT_ANSWERS = 4
WAITING_QUESTIONS = 64
SESSION_SECONDS = 3600
RESUMED_COOKIE = "vigie_suite"
_EXAMPLES = 4
_FOLLOWING = 2


def build_chat(
    conversation: Conversation,
    library: Library,
    suggestions: Suggestions,
    identity: Identity,
    *,
    remembers: bool = False,
    mode: str | None = None,
) -> gr.Blocks:
    """The page's components and what they do.

    Args:
        remembers: whether a reader may agree to it.
        mode: how questions are answered at first where the reader may choose; None: no choice.
    """
    blocks = LeanBlocks(title=t.PAGE_TITLE, analytics_enabled=False, fill_width=True)
    with blocks:
        page = _lay_out(remembers, mode)
        _behave(blocks, page, _Actions(page, conversation, library, suggestions, identity))
    blocks.queue(default_concurrency_limit=None, api_open=False)
    lean_queue(blocks)
    return blocks


def _lay_out(remembers: bool, mode: str | None) -> ChatPage:
    session = gr.State(Session(), time_to_live=SESSION_SECONDS)
    mark = gr.Textbox("", visible="hidden", show_label=False)
    with gr.Column(elem_id="vigie-zone"):
        done = raw_html(welcome_html(), "vigie-fil")
        pending = raw_html("", "vigie-en-cours")
        examples, choices = _questions("vigie-exemples", t.EXAMPLES, _EXAMPLES)
        following, next_ones = _questions("vigie-suites", t.FOLLOWING, _FOLLOWING)
    composer = build_composer(remembers, mode)
    return ChatPage(session, mark, done, pending, examples, choices, following, next_ones, composer)


def _questions(name: str, title: str, count: int) -> tuple[gr.Column, tuple[gr.Button, ...]]:
    with gr.Column(elem_id=name, elem_classes="questions", visible=False) as column:
        raw_html(f'<h2 class="intertitre">{title}</h2>', f"{name}-titre")
        buttons = tuple(
            gr.Button("", visible=False, size="md", elem_classes="exemple") for _ in range(count)
        )
    return column, buttons


class _Actions:
    """What the page does when its reader acts."""

    def __init__(
        self,
        page: ChatPage,
        conversation: Conversation,
        library: Library,
        suggestions: Suggestions,
        identity: Identity,
    ) -> None:
        self._page = page
        self._conversation = conversation
        self._library = library
        self._suggestions = suggestions
        self._identity = identity
        # What each page is being answered. Gradio's own guard (« once ») would let a question fall
        # without a word between an answer's last words and the message that no more comes.
        self._writing: dict[str, Draft] = {}

    async def answer(
        self,
        question: str,
        state: Session,
        since: str,
        until: str,
        kinds: list[str],
        issuers: list[str],
        agrees: bool,
        mode: WrittenMode | None,
        mark: str,
        request: gr.Request,
    ) -> AsyncIterator[Updates]:
        """Answer a question as it is written."""
        page = self._page
        if not question.strip():
            yield {page.pending: error_html(t.EMPTY_QUESTION)}
            return
        try:
            # Who asks is looked up at each question: a sign-in ends while a page is open.
            account = self._identity.account(request.cookies)
            scope = scope_of(
                audience_of(account), since or "", until or "", kinds or (), issuers or ()
            )
        except VigieError as error:
            yield {page.pending: error_html(str(error))}
            return
        if mark and state == Session():
            state = self._conversation.found_again(mark, account)
        if state.owner is not None and (account is None or account.id != state.owner):
            state = Session()  # somebody else's, in a page that stayed open
        asking = request.session_hash or ""
        if (writing := self._writing.get(asking)) is not None and not writing.stopped:
            return  # the same gesture, twice
        draft: Draft | None = None
        try:
            async for new in self._conversation.respond(
                question, state, Reader(scope, account, agrees, mode)
            ):
                if new.pending is None:
                    self._over(asking, draft)
                    yield page.draw(new, box="") if draft is None else page.draw(new)
                elif draft is None:
                    draft = self._writing[asking] = new.pending
                    yield page.draw(new, box="")
                else:
                    yield {page.pending: pending_html(new)}
        finally:
            self._over(asking, draft)

    def _over(self, asking: str, draft: Draft | None) -> None:
        if self._writing.get(asking) is draft:
            self._writing.pop(asking, None)

    async def again(
        self,
        state: Session,
        since: str,
        until: str,
        kinds: list[str],
        issuers: list[str],
        agrees: bool,
        mode: WrittenMode | None,
        mark: str,
        request: gr.Request,
    ) -> AsyncIterator[Updates]:
        """Ask the last question once more."""
        if not state.done:
            return
        question, before = state.done[-1].question, state.before_last()
        given = (since, until, kinds, issuers, agrees, mode, mark)
        async for updates in self.answer(question, before, *given, request):
            yield updates

    def interrupt(self, state: Session) -> Updates:
        """Leave the answer as it stands."""
        return self._page.draw(state.stopped())

    def edit(self, state: Session) -> Updates:
        """Bring the last question back, to be asked otherwise."""
        if not state.done:
            return {}
        return self._page.draw(replace(state, replacing=True), box=state.done[-1].question)

    def keep(self, state: Session) -> Updates:
        """Leave the last question as it is after all."""
        return self._page.draw(replace(state, replacing=False), box="")

    def wipe(self, state: Session) -> Updates:
        """Forget the conversation."""
        self._conversation.forget(state.stopped())
        page = self._page
        return {**page.draw(Session(), box=""), page.examples: gr.update(visible=True)}

    def opened(self, request: gr.Request) -> Updates:
        """What depends on the corpus as it is now, and on who comes."""
        page, account = self._page, self._identity.account(request.cookies)
        documents = self._library.documents(audience_of(account))
        choices = choices_in(documents)
        c = page.composer
        kept = self._suggestions.current()[:_EXAMPLES]
        updates: Updates = {
            c.kinds: gr.update(choices=list(choices.kinds), visible=len(choices.kinds) > 1),
            c.seek: gr.update(visible=choices.known > MOST_ISSUERS),
            c.sought: note_html(issuers_said(choices, "")),
            c.issuers: gr.update(choices=list(choices.issuers), visible=choices.known > 1),
            c.agrees: gr.update(visible=c.remembers and account is None),
            page.examples: gr.update(visible=bool(kept)),
        }
        for button, question in zip(page.choices, (*kept, *[""] * _EXAMPLES), strict=False):
            updates[button] = gr.update(value=question, visible=bool(question))
        number = request.cookies.get(RESUMED_COOKIE, "")
        if account is not None and number.isdigit():
            try:
                updates |= page.draw(self._conversation.opened(account, int(number)))
            except VigieError as error:
                updates[page.pending] = error_html(str(error))
        return updates

    def seek(self, words: str, chosen: list[str], request: gr.Request) -> Updates:
        """Show the issuers that hold some words, and those that are chosen."""
        account = self._identity.account(request.cookies)
        documents = self._library.documents(audience_of(account))
        choices = choices_in(documents, words or "", chosen or ())
        c = self._page.composer
        return {
            c.issuers: gr.update(choices=list(choices.issuers), value=chosen),
            c.sought: note_html(issuers_said(choices, words or "")),
        }


def _behave(blocks: gr.Blocks, page: ChatPage, actions: _Actions) -> None:
    c, outputs = page.composer, page.all()
    # Admission is the gate's; Gradio's queue lets everything through to it.
    quiet: dict[str, Any] = {
        "show_progress": "hidden", "api_visibility": "private", "concurrency_limit": None,
    }  # fmt: skip
    asking: dict[str, Any] = {"trigger_mode": "multiple", **quiet}
    given = [page.session, *c.settings, page.mark]
    running = [
        gr.on([c.box.submit, c.send.click], actions.answer, [c.box, *given], outputs, **asking)
    ]
    running += [
        button.click(actions.answer, [button, *given], outputs, **asking)
        for button in (*page.choices, *page.next_ones)
    ]
    running.append(c.retry.click(actions.again, given, outputs, **asking))
    c.stop.click(actions.interrupt, [page.session], outputs, cancels=running, **quiet)
    c.edit.click(actions.edit, [page.session], outputs, **quiet)
    c.cancel.click(actions.keep, [page.session], outputs, **quiet)
    c.clear.click(actions.wipe, [page.session], outputs, cancels=running, **quiet)
    found = [c.issuers, c.sought]
    c.seek.change(actions.seek, [c.seek, c.issuers], found, trigger_mode="always_last", **quiet)
    shown = [*outputs, *page.choices, c.kinds, c.seek, *found, c.agrees]
    blocks.load(actions.opened, None, shown, **quiet)
