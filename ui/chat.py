"""The chat, in Gradio Blocks: one conversation a page, kept in this session's memory only.

The conversation is drawn by ``ui.render`` into two Markdown components (what is done, what is
being answered) rather than by ``gr.Chatbot`` or ``gr.HTML``: the first speaks English to screen
readers, the second needs ``unsafe-eval``.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from assistant.answer import Answer, Ask, Turn
from corpus.errors import UnknownDocumentError, VigieError
from ui import texts_fr as t
from ui.api.problems import describe
from ui.ports import Chain, Library
from ui.render import answer_html, body_html, escape
from ui.suggestions import Suggestions

CONCURRENT_ANSWERS = 4
WAITING_QUESTIONS = 64
SESSION_SECONDS = 3600
_EXAMPLES = 4
_REMEMBERED = 10
_SHOWN = 50
_REFRESH_S = 0.06

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Exchange:
    """A question and what is shown for it: HTML that is safe. ``answer`` is plain text."""

    question: str
    html: str
    answer: str | None = None


@dataclass(frozen=True)
class Session:
    """One page's conversation. ``pending`` is being answered."""

    done: tuple[Exchange, ...] = ()
    pending: Exchange | None = None

    def history(self) -> tuple[Turn, ...]:
        """What the chain is told of the conversation, oldest first."""
        known = [Turn(e.question, e.answer) for e in self.done if e.answer is not None]
        return tuple(known[-_REMEMBERED:])

    def settled(self, exchange: Exchange) -> Session:
        """With ``exchange`` done and nothing pending."""
        return Session((*self.done, exchange)[-_SHOWN:])


class Conversation:
    """Runs the chain for the page. Stateless: all it knows comes in with the session."""

    def __init__(self, chain: Chain, library: Library) -> None:
        self._chain = chain
        self._library = library

    def respond(self, question: str, session: Session) -> Iterator[Session]:
        """The session as the answer is written; the last one has nothing pending."""
        question = question.strip()
        ask = Ask(question, session.history())
        waiting = f'<p class="attente">{t.SEARCHING}</p>'
        current = replace(session, pending=Exchange(question, waiting))
        yield current
        text, shown_at = "", time.monotonic()
        try:
            for part in self._chain.stream(ask):
                if isinstance(part, Answer):
                    html = answer_html(part, self.version_of)
                    yield session.settled(Exchange(question, html, part.answer))
                    return
                text += part
                if time.monotonic() - shown_at >= _REFRESH_S:
                    shown_at = time.monotonic()
                    pending = Exchange(question, body_html(text))
                    yield replace(session, pending=pending)
        except Exception as error:  # noqa: BLE001 - shown in French, whatever it is
            message = str(error) if isinstance(error, VigieError) else t.INTERNAL_ERROR
            describe(error)
            html = f'<p class="erreur">{escape(message)}</p>'
            yield session.settled(Exchange(question, body_html(text) + html))

    def version_of(self, name: str) -> str | None:
        """The current version of a public document, for links."""
        try:
            return self._library.document(name, "public").version
        except UnknownDocumentError:
            return None


def stopped(session: Session) -> Session:
    """The session with the pending answer left as it stands."""
    if session.pending is None:
        return session
    partial = session.pending
    html = "" if 'class="attente"' in partial.html else partial.html
    html += f'<p class="erreur">{t.STOPPED}</p>'
    return session.settled(Exchange(partial.question, html))


def welcome_html() -> str:
    """What stands before the first message: what this is, and that it is a machine."""
    return (
        f'<section class="accueil"><h1>{t.WELCOME_TITLE}</h1><p>{t.WELCOME}</p>'
        f'<div class="avis-ia" role="note"><p><strong>{t.AI_NOTICE_TITLE}</strong> '
        f"{t.AI_NOTICE}</p></div></section>"
    )


def done_html(session: Session) -> str:
    """The exchanges that are done."""
    if not session.done and session.pending is None:
        return welcome_html()
    turns = "".join(_exchange_html(exchange, "fini") for exchange in session.done)
    return f'<section class="fil" aria-label="{t.CONVERSATION}"><h1 class="cache">{t.CONVERSATION}</h1>{turns}</section>'


def pending_html(session: Session) -> str:
    """The exchange that is being answered."""
    return _exchange_html(session.pending, "en-cours") if session.pending else ""


def _exchange_html(exchange: Exchange, state: str) -> str:
    busy = ' aria-busy="true"' if state == "en-cours" else ""
    return (
        f'<article class="echange {state}"{busy}>'
        f'<div class="question"><h2 class="cache">{t.YOU}</h2><p>{escape(exchange.question)}</p></div>'
        f'<div class="reponse"><h2 class="cache">{t.NAME}</h2>{exchange.html}</div></article>'
    )


def theme() -> gr.themes.Base:
    """Gradio's variables tied to those of ``assets/vigie.css``, which knows light and dark."""
    base = gr.themes.Base(
        font=["system-ui", "-apple-system", "Segoe UI", "Roboto", "Liberation Sans", "sans-serif"],
        font_mono=["ui-monospace", "Consolas", "Liberation Mono", "monospace"],
        text_size=gr.themes.sizes.text_md,
        radius_size=gr.themes.sizes.radius_md,
    )
    colours = {
        "body_background_fill": "fond",
        "body_text_color": "texte",
        "body_text_color_subdued": "texte-doux",
        "background_fill_primary": "fond",
        "background_fill_secondary": "fond-doux",
        "block_background_fill": "fond",
        "block_label_text_color": "texte",
        "block_title_text_color": "texte",
        "border_color_primary": "trait",
        "border_color_accent": "accent",
        "color_accent": "accent",
        "link_text_color": "accent",
        "link_text_color_hover": "accent-fort",
        "link_text_color_visited": "accent",
        "link_text_color_active": "accent-fort",
        "input_background_fill": "champ",
        "input_border_color": "trait-fort",
        "input_border_color_focus": "accent",
        "input_placeholder_color": "texte-doux",
        "button_primary_background_fill": "accent",
        "button_primary_background_fill_hover": "accent-fort",
        "button_primary_text_color": "sur-accent",
        "button_primary_text_color_hover": "sur-accent",
        "button_secondary_background_fill": "fond",
        "button_secondary_background_fill_hover": "fond-doux",
        "button_secondary_text_color": "texte",
        "button_secondary_text_color_hover": "texte",
        "button_secondary_border_color": "trait-fort",
        "button_secondary_border_color_hover": "accent",
    }
    values = {name: f"var(--v-{colour})" for name, colour in colours.items()}
    light_only = {"color_accent"}
    dark = {f"{name}_dark": value for name, value in values.items() if name not in light_only}
    return base.set(**values, **dark)


def build_chat(chain: Chain, library: Library, suggestions: Suggestions) -> gr.Blocks:
    """The page's components and what they do."""
    conversation = Conversation(chain, library)
    with gr.Blocks(title=t.PAGE_TITLE, analytics_enabled=False, fill_width=True) as blocks:
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

        def answer(question: str, state: Session) -> Iterator[dict[Any, Any]]:
            if not question.strip():
                note = f'<p class="erreur">{t.EMPTY_QUESTION}</p>'
                yield {pending: note}
                return
            for number, new in enumerate(conversation.respond(question, state)):
                if number == 0:
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
        asking: dict[str, Any] = {
            "concurrency_limit": CONCURRENT_ANSWERS,
            "concurrency_id": "reponses",
            "trigger_mode": "once",
            **quiet,
        }
        running = [gr.on([box.submit, send.click], answer, [box, session], outputs, **asking)]
        running += [
            choice.click(answer, [choice, session], outputs, **asking) for choice in choices
        ]
        # Through the queue, unlimited: what goes round it needs a route that stays closed.
        at_once: dict[str, Any] = {"concurrency_limit": None, **quiet}
        stop.click(interrupt, [session], outputs, cancels=running, **at_once)
        clear.click(wipe, None, outputs, cancels=running, **at_once)
        blocks.load(opened, None, [examples, *choices], **at_once)

    blocks.queue(
        default_concurrency_limit=CONCURRENT_ANSWERS, max_size=WAITING_QUESTIONS, api_open=False
    )
    return blocks


def _raw_html(value: str, elem_id: str) -> gr.Markdown:
    return gr.Markdown(value, elem_id=elem_id, latex_delimiters=[], container=False)
