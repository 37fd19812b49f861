"""How the chain is asked for a page, and what is remembered of its answers."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from assistant.answer import Answer, Ask
from assistant.modes import WrittenMode
from corpus.errors import UnknownDocumentError, VigieError
from corpus.french.words import terms
from corpus.records import Document, Scope
from ui import texts_fr as t
from ui.api.problems import describe
from ui.drawer import Drawer
from ui.filters import described
from ui.gate import Gate
from ui.identity import audience_of
from ui.ports import Chain, Library
from ui.render import answer_html, body_html
from ui.session import Draft, Exchange, Session
from ui.suggestions import Suggestions
from ui.thread import error_html
from ui.threads import from_thread
from ui.views import answer_of

if TYPE_CHECKING:
    from corpus.catalogue import Catalogue
    from corpus.catalogue.accounts import Account

_log = logging.getLogger(__name__)
_REFRESH_S = 0.06


@dataclass(frozen=True)
class Reader:
    """Who asks, within what, whether the question may be remembered, how it is answered."""

    scope: Scope = field(default_factory=Scope)
    account: Account | None = None
    agrees: bool = False
    mode: WrittenMode | None = None


class Conversation:
    """Runs the chain for the page. All it knows of a reader comes in with the session."""

    def __init__(
        self,
        chain: Chain,
        library: Library,
        gate: Gate,
        *,
        desk: Catalogue | None = None,
        drawer: Drawer | None = None,
        suggestions: Suggestions | None = None,
        contact: str = "",
    ) -> None:
        self._chain = chain
        self._library = library
        self._gate = gate
        self._desk = desk
        self._drawer = drawer or Drawer()
        self._suggestions = suggestions
        self._contact = contact

    async def respond(
        self, question: str, session: Session, reader: Reader | None = None
    ) -> AsyncIterator[Session]:
        """The session as the answer is written; the last one has nothing pending.

        Nothing more comes, and nothing is kept, once the draft that is pending is ``stopped``.
        """
        reader = reader or Reader()
        question = question.strip()
        if session.replacing:
            session = session.before_last()
        if self._gate.full:
            yield session.settled(Exchange(question, error_html(t.BUSY)))
            return
        ahead = self._gate.ahead
        waiting = t.WAITING.format(n=ahead) if ahead else t.SEARCHING
        draft = Draft(question, f'<p class="attente">{waiting}</p>')
        writing = replace(session, pending=draft)
        yield writing
        text, shown_at = "", time.monotonic()
        try:
            async with self._gate.place():
                parts = self._chain.stream(
                    Ask(question, session.history(), reader.scope, reader.mode)
                )
                async for part in from_thread(parts):
                    if draft.stopped:
                        return
                    if isinstance(part, Answer):
                        answered = self._shown(question, part, reader)
                        settled = session.settled(answered)
                        yield await asyncio.to_thread(self._kept, settled, part, reader)
                        return
                    text += part
                    if text and time.monotonic() - shown_at >= _REFRESH_S:
                        shown_at = time.monotonic()
                        draft.html = body_html(text)
                        yield writing
        except Exception as error:  # noqa: BLE001 - shown in French, whatever it is
            if draft.stopped:
                return
            _, message = describe(error)
            yield session.settled(Exchange(question, body_html(text) + error_html(message)))

    def opened(self, account: Account, number: int) -> Session:
        """A kept conversation, to be gone on with.

        Raises:
            UsageError: the account has no such conversation.
        """
        if self._desk is None:
            return Session()
        _, said = self._desk.conversations.exchanges(account.id, number)
        reader = Reader(Scope(audience_of(account)), account)
        session = Session(kept=number, owner=account.id)
        for one in said:
            answer = answer_of(one.answer)
            session = session.settled(self._shown(one.question, answer, reader))
        self._put_away(session, account)
        return session

    def found_again(self, mark: str, account: Account | None) -> Session:
        """The conversation of a page whose session is no longer in this server's memory: from the
        catalogue where it is kept; else a new one, whose reader is told.
        """
        if account is not None and mark.isascii() and mark.isdigit():
            try:
                return self.opened(account, int(mark))
            except VigieError as error:
                _log.warning("Conversation non retrouvée\u00a0: %s", error)
        return Session(remark=t.CONVERSATION_EXPIRED)

    def forget(self, session: Session) -> None:
        """Let go of a conversation that is erased from its page."""
        if session.key:
            self._drawer.forget(session.key)

    def _shown(self, question: str, answer: Answer, reader: Reader) -> Exchange:
        def document_of(name: str) -> Document | None:
            try:
                return self._library.document(name, reader.scope.audience)
            except UnknownDocumentError:
                return None

        html = answer_html(answer, document_of, described(reader.scope), self._contact)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        return Exchange(question, html, answer.to_json(), now)

    def _kept(self, session: Session, answer: Answer, reader: Reader) -> Session:
        """What is remembered of an answer: by the page, and where the reader has it so, beyond."""
        asked = [exchange.question for exchange in session.done]
        if self._suggestions is not None:
            session = replace(session, following=self._suggestions.after(answer, asked))
        if self._desk is not None:
            last = session.done[-1]
            try:
                if reader.account is not None:
                    number = self._desk.conversations.add(
                        reader.account.id,
                        session.kept,
                        last.question,
                        {} if last.said is None else last.said.answer,
                    )
                    session = replace(session, kept=number, owner=reader.account.id)
                if (reader.account is not None or reader.agrees) and answer.mode != "corpus":
                    key = " ".join(sorted({term.key for term in terms(answer.standalone_question)}))
                    self._desk.conversations.note(
                        answer.standalone_question,
                        key,
                        abstained=answer.abstained,
                        confidence=answer.confidence,
                    )
            except VigieError as error:  # an answer is not lost for a record of it
                _log.warning("Conversation non conservée\u00a0: %s", error)
        self._put_away(session, reader.account)
        return session

    def _put_away(self, session: Session, account: Account | None) -> None:
        said = [one.said for one in session.done if one.said is not None]
        self._drawer.put(session.key, None if account is None else account.id, said)
