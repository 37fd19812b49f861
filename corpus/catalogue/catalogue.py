"""The catalogue as a whole."""

from __future__ import annotations

import secrets
from types import TracebackType
from typing import Self

from corpus.catalogue.accounts import Accounts
from corpus.catalogue.audit import AuditTrail
from corpus.catalogue.calls import CallCounter
from corpus.catalogue.changes import ChangeReader
from corpus.catalogue.conversations import Conversations
from corpus.catalogue.corrections import Corrections
from corpus.catalogue.describing import Describer
from corpus.catalogue.documents import DocumentReader
from corpus.catalogue.feedback import FeedbackBook
from corpus.catalogue.history import HistoryReader
from corpus.catalogue.jobs import JobQueue
from corpus.catalogue.passages import PassageReader
from corpus.catalogue.places import PlaceReader
from corpus.catalogue.remaking import Remaker
from corpus.catalogue.removal import Remover
from corpus.catalogue.roots import RootBook
from corpus.catalogue.store import Store
from corpus.catalogue.suspects import Suspects
from corpus.catalogue.tokens import TokenBook
from corpus.catalogue.writer import DocumentWriter


class Catalogue(
    DocumentReader,
    PassageReader,
    PlaceReader,
    HistoryReader,
    RootBook,
    ChangeReader,
    DocumentWriter,
    Remaker,
    Describer,
    Remover,
):
    """Documents, versions, passages with their embeddings, changes and jobs.

    Safe to use from several threads; any number of processes may read while one writes.

    Attributes:
        jobs: the queue of work.
        suspects: files that a process died reading.
        tokens: what programs call with.
        calls: how often they do.
        audit: who changed what.
        feedback: what readers say of answers.
        accounts: staff, and who is signed in.
        conversations: those that staff keep, and what was asked.
        corrections: validated answers and blocked passages.
    """

    def __init__(self, url: str) -> None:
        """Open the catalogue at a database address, created or migrated where needed.

        Raises:
            ConfigurationError: the address is not valid.
            TransientError: the database cannot be reached or written.
            CorpusError: the database is damaged, or of a newer version of Vigie.
        """
        super().__init__()
        self._store = Store(url)
        process = secrets.token_hex(8)
        self.jobs = JobQueue(self._store, process)
        self.suspects = Suspects(self._store, process)
        self.tokens = TokenBook(self._store)
        self.calls = CallCounter(self._store)
        self.audit = AuditTrail(self._store)
        self.feedback = FeedbackBook(self._store)
        self.accounts = Accounts(self._store)
        self.conversations = Conversations(self._store)
        self.corrections = Corrections(self._store)

    def close(self) -> None:
        """Release the database."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
