"""The components of the chat that change as a conversation goes on, and how a session is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from ui import texts_fr as t
from ui.composer import Composer
from ui.session import Session
from ui.thread import done_html, pending_html

Updates = dict[Any, Any]
"""What of the page changes, by component."""


@dataclass(frozen=True)
class ChatPage:
    """The components that change as a conversation goes on."""

    session: gr.State
    mark: gr.Textbox
    done: gr.Markdown
    pending: gr.Markdown
    examples: gr.Column
    choices: tuple[gr.Button, ...]
    following: gr.Column
    next_ones: tuple[gr.Button, ...]
    composer: Composer

    def all(self) -> list[Any]:
        """What drawing a session may change."""
        c = self.composer
        return [
            self.session, self.mark, self.done, self.pending, self.examples, self.following,
            *self.next_ones,
            c.box, c.send, c.stop, c.retry, c.edit, c.cancel, c.clear,
        ]  # fmt: skip

    def draw(self, state: Session, *, box: str | None = None) -> Updates:
        """The page as ``state`` has it; ``box`` is what stands in the field, None: as it is."""
        busy = state.pending is not None
        again = bool(state.done) and not busy
        c = self.composer
        label = t.EDITING if state.replacing else t.QUESTION_LABEL
        updates: Updates = {
            self.session: state,
            self.mark: state.mark,
            self.done: done_html(state),
            self.pending: pending_html(state),
            c.box: gr.update(label=label) if box is None else gr.update(value=box, label=label),
            c.send: gr.update(visible=not busy),
            c.stop: gr.update(visible=busy),
            c.retry: gr.update(visible=again and not state.replacing),
            c.edit: gr.update(visible=again and not state.replacing),
            c.cancel: gr.update(visible=again and state.replacing),
            c.clear: gr.update(visible=again),
            self.examples: gr.skip() if state == Session() else gr.update(visible=False),
            self.following: gr.update(visible=again and bool(state.following)),
        }
        for button, question in zip(self.next_ones, (*state.following, "", ""), strict=False):
            updates[button] = gr.update(value=question, visible=bool(question))
        return updates
