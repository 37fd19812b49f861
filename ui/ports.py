"""What the pages need of the assistant and of the corpus, so that they depend on no more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from assistant.answer import Answer, Ask, ScoredPassage
from corpus.catalogue.audit import AuditTrail
from corpus.catalogue.calls import CallCounter
from corpus.catalogue.feedback import FeedbackBook
from corpus.catalogue.tokens import TokenBook
from corpus.records import Document, Metadata, Passage, Scope, Version


class Chain(Protocol):
    """A question in, an answer out."""

    def invoke(self, input: Ask, /) -> Answer:  # noqa: A002 - LangChain's name for it
        """The whole answer."""
        ...

    def search(self, query: str, scope: Scope, top: int) -> Sequence[ScoredPassage]:
        """The passages nearest to a query, best first."""
        ...

    def stream(self, input: Ask, /) -> Iterator[str | Answer]:  # noqa: A002 - idem
        """Text deltas, then the answer."""
        ...


class Library(Protocol):
    """The documents that may be shown.

    All but ``documents`` raise ``UnknownDocumentError`` where the audience may see none.
    """

    def documents(self, audience: str = "public") -> Sequence[Document]:
        """The current documents that this audience may see."""
        ...

    def document(self, name: str, audience: str = "interne") -> Document:
        """The document of that name (any of its names)."""
        ...

    def version(self, hash: str, audience: str = "interne") -> Version:  # noqa: A002 - catalogue's
        """A version, current or former."""
        ...

    def version_metadata(self, hash: str) -> Metadata:  # noqa: A002 - catalogue's
        """What was known of the document as of that version."""
        ...

    def passages(self, version: str) -> Sequence[Passage]:
        """The passages of a version, in order."""
        ...

    @property
    def tokens(self) -> TokenBook:
        """What programs call with."""
        ...

    @property
    def calls(self) -> CallCounter:
        """How often callers have called."""
        ...

    @property
    def audit(self) -> AuditTrail:
        """Who changed what."""
        ...

    @property
    def feedback(self) -> FeedbackBook:
        """What readers say of answers."""
        ...
