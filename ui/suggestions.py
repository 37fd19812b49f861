"""Example questions, kept only when the chain answers them on the corpus as it is now."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from random import Random

from assistant.answer import Answer, Ask
from corpus.errors import UnknownDocumentError, VigieError
from corpus.records import Document
from ui.api.problems import describe
from ui.candidates import candidates
from ui.ports import Chain, Library

_log = logging.getLogger(__name__)
_LARGEST = 60_000  # characters of a document that are read for candidates
_NEWEST = 6  # documents that questions for the start are made from


class Suggestions:
    """Tries questions made from public documents in the background.

    What was tried on a version is kept as long as that version is the current one, so that a
    question asked costs nothing more.
    """

    def __init__(self, chain: Chain, library: Library, limit: int = 4) -> None:
        self._chain = chain
        self._library = library
        self._limit = limit
        self._lock = threading.Lock()
        self._answered: dict[str, tuple[str, ...]] = {}
        self._due: list[Document] = []
        self._thread: threading.Thread | None = None

    def current(self) -> tuple[str, ...]:
        """What is known to be answered now, a question of each document in turn; never waits."""
        try:
            documents = list(self._library.documents("public"))
        except VigieError as error:
            _log.warning("Questions d’exemple non calculées\u00a0: %s", error)
            return ()
        documents.sort(key=lambda d: (d.metadata.date or "", d.id), reverse=True)
        newest = documents[:_NEWEST]
        self._try_those_due(newest, {d.version for d in documents})
        with self._lock:
            lists = [self._answered.get(document.version, ()) for document in newest]
        longest = max(map(len, lists), default=0)
        turns = [one[at] for at in range(longest) for one in lists if at < len(one)]
        return tuple(dict.fromkeys(turns))[: self._limit]

    def after(self, answer: Answer, asked: Sequence[str]) -> tuple[str, ...]:
        """What else the cited documents are known to answer, not ``asked`` yet; never waits."""
        documents = []
        for name in dict.fromkeys(citation.document for citation in answer.citations):
            try:
                documents.append(self._library.document(name, "public"))
            except UnknownDocumentError:
                continue
        self._try_those_due(documents, None)
        said = {_plain(question) for question in asked}
        with self._lock:
            found = [
                question
                for document in documents
                for question in self._answered.get(document.version, ())
                if _plain(question) not in said
            ]
        # Otherwise the same two would be offered after every answer.
        Random(len(asked)).shuffle(found)  # noqa: S311 - no secret
        return tuple(dict.fromkeys(found))[:2]

    def wait(self, timeout: float) -> tuple[str, ...]:
        """What is kept once the trial that runs has ended, or after ``timeout`` seconds."""
        self.current()
        thread = self._thread
        if thread is not None:
            thread.join(timeout)
        return self.current()

    def _try_those_due(self, documents: Sequence[Document], existing: set[str] | None) -> None:
        with self._lock:
            if existing is not None:
                for gone in self._answered.keys() - existing:
                    del self._answered[gone]
            waiting = {document.version for document in self._due}
            self._due += [
                document
                for document in documents
                if document.version not in self._answered and document.version not in waiting
            ]
            running = self._thread is not None and self._thread.is_alive()
            if self._due and not running:
                self._thread = threading.Thread(target=self._try, name="suggestions", daemon=True)
                self._thread.start()

    def _try(self) -> None:
        while True:
            with self._lock:
                if not self._due:
                    self._thread = None
                    return
                document = self._due[0]
            kept = tuple(self._answered_by(document))
            with self._lock:
                self._due.remove(document)
                self._answered[document.version] = kept

    def _answered_by(self, document: Document) -> list[str]:
        try:
            text = self._library.version(document.version, "public").text[:_LARGEST]
        except VigieError:
            return []
        kept: list[str] = []
        for question in candidates(text):
            if len(kept) == self._limit:
                break
            try:
                answer = self._chain.invoke(Ask(question))
            except Exception as error:  # noqa: BLE001 - an example is never worth a failure
                _log.warning("Question d’exemple écartée\u00a0: %s", describe(error)[1])
                continue
            cited = any(citation.document == document.name for citation in answer.citations)
            if cited and not answer.abstained and not answer.unanswered:
                kept.append(question)
        return kept


def _plain(question: str) -> str:
    return "".join(character for character in question.casefold() if character.isalnum())
