"""One page's conversation: what was said, what is being answered, and how the chain is asked."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from assistant.answer import Answer, Ask, Turn
from corpus.errors import UnknownDocumentError
from corpus.records import Document
from ui import texts_fr as t
from ui.api.problems import describe
from ui.gate import Gate
from ui.ports import Chain, Library
from ui.render import answer_html, body_html, escape
from ui.threads import from_thread

_REMEMBERED = 10
_SHOWN = 50
_REFRESH_S = 0.06


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
    """Runs the chain for the page. All it knows of a reader comes in with the session."""

    def __init__(self, chain: Chain, library: Library, gate: Gate) -> None:
        self._chain = chain
        self._library = library
        self._gate = gate

    async def respond(self, question: str, session: Session) -> AsyncIterator[Session]:
        """The session as the answer is written; the last one has nothing pending."""
        question = question.strip()
        if self._gate.full:
            yield session.settled(Exchange(question, error_html(t.BUSY)))
            return
        ahead = self._gate.ahead
        waiting = t.WAITING.format(n=ahead) if ahead else t.SEARCHING
        yield replace(session, pending=Exchange(question, f'<p class="attente">{waiting}</p>'))
        text, shown_at = "", time.monotonic()
        try:
            async with self._gate.place():
                parts = self._chain.stream(Ask(question, session.history()))
                async for part in from_thread(parts):
                    if isinstance(part, Answer):
                        html = answer_html(part, self.document_of)
                        yield session.settled(Exchange(question, html, part.answer))
                        return
                    text += part
                    if time.monotonic() - shown_at >= _REFRESH_S:
                        shown_at = time.monotonic()
                        yield replace(session, pending=Exchange(question, body_html(text)))
        except Exception as error:  # noqa: BLE001 - shown in French, whatever it is
            _, message = describe(error)
            yield session.settled(Exchange(question, body_html(text) + error_html(message)))

    def document_of(self, name: str) -> Document | None:
        """The public document of that name, for links."""
        try:
            return self._library.document(name, "public")
        except UnknownDocumentError:
            return None


def error_html(message: str) -> str:
    """A message for the reader, in the place of an answer."""
    return f'<p class="erreur">{escape(message)}</p>'


def stopped(session: Session) -> Session:
    """The session with the pending answer left as it stands."""
    if session.pending is None:
        return session
    partial = session.pending
    html = "" if 'class="attente"' in partial.html else partial.html
    html += error_html(t.STOPPED)
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
    return f'<section class="fil"><h1 class="cache">{t.CONVERSATION}</h1>{turns}</section>'


def pending_html(session: Session) -> str:
    """The exchange that is being answered."""
    return _exchange_html(session.pending, "en-cours") if session.pending else ""


def _exchange_html(exchange: Exchange, state: str) -> str:
    busy = ' aria-busy="true"' if state == "en-cours" else ""
    return (
        f'<article class="echange {state}"{busy}>'
        f'<div class="question"><h2 class="cache">{t.YOU}</h2>'
        f"<p>{escape(exchange.question)}</p></div>"
        f'<div class="reponse"><h2 class="cache">{t.NAME}</h2>{exchange.html}</div></article>'
    )
