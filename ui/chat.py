"""The chat, in Gradio Blocks: one conversation a page, kept in this session's memory only.

The conversation is drawn by ``ui.render`` into two Markdown components (what is done, what is
being answered) rather than by ``gr.Chatbot`` or ``gr.HTML``: the first speaks English to screen
readers, the second needs ``unsafe-eval``.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import gradio as gr

from ui import texts_fr as t
from ui.conversation import (
    Conversation,
    Session,
    done_html,
    error_html,
    pending_html,
    stopped,
    welcome_html,
)
from ui.gate import Gate
from ui.ports import Chain, Library
from ui.suggestions import Suggestions

CONCURRENT_ANSWERS = 4
WAITING_QUESTIONS = 64
SESSION_SECONDS = 3600
_EXAMPLES = 4


def build_chat(
    chain: Chain, library: Library, suggestions: Suggestions, gate: Gate | None = None
) -> gr.Blocks:
    """The page's components and what they do; ``gate`` is shared with the API."""
    gate = gate or Gate(CONCURRENT_ANSWERS, WAITING_QUESTIONS)
    conversation = Conversation(chain, library, gate)
    blocks = gr.Blocks(title=t.PAGE_TITLE, analytics_enabled=False, fill_width=True)
    with blocks:
        session = gr.State(Session(), time_to_live=SESSION_SECONDS)
        with gr.Column(elem_id="vigie-zone"):
            done = _raw_html(welcome_html(), "vigie-fil")
            pending = _raw_html("", "vigie-en-cours")
            with gr.Column(elem_id="vigie-exemples", visible=False) as examples:
                _raw_html(f'<h2 class="intertitre">{t.EXAMPLES}</h2>', "vigie-exemples-titre")
                choices = [
                    gr.Button("", visible=False, size="md", elem_classes="exemple")
                    for _ in range(_EXAMPLES)
                ]
        with gr.Column(elem_id="vigie-saisie"):
            with gr.Row(elem_id="vigie-ligne"):
                box = gr.Textbox(
                    label=t.QUESTION_LABEL,
                    placeholder=t.QUESTION_PLACEHOLDER,
                    lines=1,
                    max_lines=6,
                    elem_id="vigie-question",
                    autofocus=True,
                    html_attributes=gr.InputHTMLAttributes(
                        lang="fr", autocomplete="off", enterkeyhint="send"
                    ),
                    scale=1,
                )
                send = gr.Button(t.SEND, variant="primary", elem_id="vigie-envoyer", scale=0)
                stop = gr.Button(t.STOP, visible=False, elem_id="vigie-arreter", scale=0)
            clear = gr.Button(t.CLEAR, visible=False, size="sm", elem_id="vigie-effacer")

        outputs = [session, done, pending, box, send, stop, clear, examples]

        def draw(state: Session, *, keep_box: bool = False) -> dict[Any, Any]:
            busy = state.pending is not None
            return {
                session: state,
                done: done_html(state),
                pending: pending_html(state),
                box: gr.skip() if keep_box else "",
                send: gr.update(visible=not busy),
                stop: gr.update(visible=busy),
                clear: gr.update(visible=bool(state.done) and not busy),
                examples: gr.skip() if state == Session() else gr.update(visible=False),
            }

        async def answer(question: str, state: Session) -> AsyncIterator[dict[Any, Any]]:
            if not question.strip():
                yield {pending: error_html(t.EMPTY_QUESTION)}
                return
            first = True
            async for new in conversation.respond(question, state):
                if first:
                    first = False
                    yield draw(new)
                elif new.pending is not None:
                    yield {session: new, pending: pending_html(new)}
                else:
                    yield draw(new, keep_box=True)

        def interrupt(state: Session) -> dict[Any, Any]:
            return draw(stopped(state), keep_box=True)

        def wipe() -> dict[Any, Any]:
            return {**draw(Session()), examples: gr.update(visible=True)}

        def opened() -> dict[Any, Any]:
            kept = suggestions.current()[:_EXAMPLES]
            updates: dict[Any, Any] = {examples: gr.update(visible=bool(kept))}
            for button, question in zip(choices, (*kept, *[""] * _EXAMPLES), strict=False):
                updates[button] = gr.update(value=question, visible=bool(question))
            return updates

        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        # Admission is the gate's; Gradio's queue lets everything through to it.
        quiet["concurrency_limit"] = None
        asking: dict[str, Any] = {"trigger_mode": "once", **quiet}
        running = [gr.on([box.submit, send.click], answer, [box, session], outputs, **asking)]
        running += [
            choice.click(answer, [choice, session], outputs, **asking) for choice in choices
        ]
        stop.click(interrupt, [session], outputs, cancels=running, **quiet)
        clear.click(wipe, None, outputs, cancels=running, **quiet)
        blocks.load(opened, None, [examples, *choices], **quiet)

    blocks.queue(default_concurrency_limit=None, api_open=False)
    return blocks


def _raw_html(value: str, elem_id: str) -> gr.Markdown:
    return gr.Markdown(value, elem_id=elem_id, latex_delimiters=[], container=False)
