"""A scripted chain and a corpus in memory, where a page's own behaviour is what is tested."""

from __future__ import annotations

import shutil
import weakref
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from tempfile import mkdtemp

from assistant.answer import Answer, Ask, Citation, ScoredPassage
from assistant.chain import checked
from corpus.catalogue import Catalogue
from corpus.catalogue.audit import AuditTrail
from corpus.catalogue.calls import CallCounter
from corpus.catalogue.feedback import FeedbackBook
from corpus.catalogue.tokens import TokenBook
from corpus.errors import QuestionError, UnknownDocumentError
from corpus.records import Alignment, Document, Metadata, Passage, Scope, Version

TEXT = (
    "Communiqué de test de la Région Fictive.\n\n"
    "Le conseil de la Région Fictive a créé un groupe de travail. Cette instance sera présidée "
    "par Camille Exemple.\n\n"
    "Le texte se poursuit avec un dernier paragraphe de test."
)
QUOTE = "Cette instance sera présidée par Camille Exemple."
START = TEXT.index(QUOTE)
END = START + len(QUOTE)
REFUSAL = "Le corpus ne permet pas de répondre à cette question."


def version(text: str, name: str, number: int, state: str = "current") -> Version:
    """A version whose cleaned text is its raw text."""
    whole = Alignment((0, len(text)), (0, len(text)))
    return Version(f"{number:064x}", name, text, text, whole, (), state, "2025-11-06T00:00:00Z")


class MemoryLibrary:
    """Documents and their versions, in memory; its registers are a real catalogue's."""

    def __init__(self) -> None:
        self._documents: dict[str, Document] = {}
        self._versions: dict[str, Version] = {}
        self._metadata: dict[str, Metadata] = {}

    @cached_property
    def registers(self) -> Catalogue:
        folder = mkdtemp(prefix="vigie-test-")
        opened = Catalogue(f"sqlite:///{folder}/vigie.db")
        weakref.finalize(self, _forget, opened, folder)
        return opened

    @property
    def tokens(self) -> TokenBook:
        return self.registers.tokens

    @property
    def calls(self) -> CallCounter:
        return self.registers.calls

    @property
    def audit(self) -> AuditTrail:
        return self.registers.audit

    @property
    def feedback(self) -> FeedbackBook:
        return self.registers.feedback

    def put(
        self, name: str, text: str, metadata: Metadata, replaced_by: tuple[str, ...] = ()
    ) -> Version:
        """Add a document, or a new version of it."""
        former = self._documents.get(name)
        if former is not None:
            old = self._versions[former.version]
            self._versions[old.hash] = Version(**{**vars(old), "state": "former"})
        new = version(text, name, len(self._versions) + 1)
        self._versions[new.hash] = new
        self._metadata[new.hash] = metadata
        self._documents[name] = Document(
            len(self._documents) + 1, name, (name,), new.hash, metadata, replaced_by, None, 1, ""
        )
        return new

    def documents(self, audience: str = "public") -> Sequence[Document]:
        return [d for d in self._documents.values() if self._seen(d, audience)]

    def document(self, name: str, audience: str = "interne") -> Document:
        found = self._documents.get(name)
        if found is None or not self._seen(found, audience):
            raise UnknownDocumentError(f"Aucun document ne s’appelle «\u00a0{name}\u00a0».")
        return found

    def version(self, hash: str, audience: str = "interne") -> Version:  # noqa: A002
        found = self._versions.get(hash)
        if found is None:
            raise UnknownDocumentError(f"Aucune version «\u00a0{hash}\u00a0».")
        self.document(found.document, audience)
        return found

    def version_metadata(self, hash: str) -> Metadata:  # noqa: A002
        return self._metadata[hash]

    def passages(self, version: str) -> list[Passage]:
        text = self._versions[version].text
        name = self._versions[version].document
        return [Passage("p1", name, version, 0, START, len(text), None, (), text[START:])]

    @staticmethod
    def _seen(document: Document, audience: str) -> bool:
        return audience == "interne" or document.metadata.audience == "public"


def _forget(registers: Catalogue, folder: str) -> None:
    registers.close()
    shutil.rmtree(folder)


class ScriptedChain:
    """Answers about the president, refuses the rest, fails where it is told to."""

    def __init__(self, library: MemoryLibrary, name: str) -> None:
        self._library = library
        self._name = name
        self.asked: list[Ask] = []

    def invoke(self, ask: Ask) -> Answer:
        *_, last = self.stream(ask)
        assert isinstance(last, Answer)
        return last

    def stream(self, ask: Ask) -> Iterator[str | Answer]:
        self.asked.append(ask)
        if len(ask.question) > 4000:
            raise QuestionError("La question est trop longue\u00a0: posez-la en moins de mots.")
        if "panne" in ask.question:
            raise RuntimeError(f"secret {ask.question}")
        if "préside" not in ask.question and "depuis" not in ask.question:
            yield REFUSAL
            yield self._answer(ask, REFUSAL, abstained=True)
            return
        text = "Cette instance sera présidée par **Camille Exemple**. [1]"
        for word in text.split(" "):
            yield word + " "
        yield self._answer(ask, text, abstained=False)

    def search(self, query: str, scope: Scope, top: int) -> list[ScoredPassage]:
        del scope
        checked(query)
        return [self._passage()][:top]

    def _passage(self) -> ScoredPassage:
        return ScoredPassage(self._name, "p1", 0.42, TEXT[START:], None, START, len(TEXT))

    def _answer(self, ask: Ask, text: str, *, abstained: bool) -> Answer:
        document = self._library.document(self._name)
        known = document.metadata
        citation = Citation(
            1, self._name, document.version, known.title, known.date, "", None, QUOTE, START, END
        )
        return Answer(
            ask.question,
            ask.question,
            text,
            abstained,
            0.1 if abstained else 0.9,
            "extractive",
            citations=() if abstained else (citation,),
            passages=(self._passage(),),
        )


def small_library() -> tuple[MemoryLibrary, str]:
    """One public document; its name."""
    library = MemoryLibrary()
    name = "communique-de-test.md"
    title = "Communiqué de test\u00a0: un groupe de travail"
    library.put(name, TEXT, Metadata(title, "Région Fictive", "communique", "2025-11"))
    return library, name


SHIPPED = Path(__file__).resolve().parents[2] / "corpus" / "documents"
