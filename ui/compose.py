"""The one place where objects are built, each at its first use.

``vigie list`` needs the catalogue and loads no model; ``vigie ask`` needs the chain and loads no
web server. Heavy imports stand inside the functions that need them for that reason.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from corpus.errors import CorpusError, LockedError
from corpus.records import Scope
from ui.process import keep_to_this_machine, leave_in_peace
from ui.settings import Settings, load_settings

if TYPE_CHECKING:
    from fastapi import FastAPI
    from mcp.server import MCPServer

    from assistant.chain import VigieChain
    from assistant.rerank import Reranker
    from assistant.write.writer import Writer
    from corpus.catalogue import Catalogue
    from corpus.originals import Originals
    from ingest.encode.base import Encoder
    from ingest.encode.pair_encoder import PairEncoder
    from ingest.extract.fetch import Fetcher
    from ingest.index.indexes import Indexes
    from ingest.pipeline import Pipeline
    from ui.health import Health
    from ui.page_images import PageImages

HOW_TO_FILL = (
    "Le corpus est vide. Ajoutez des documents\u00a0: «\u00a0vigie ingest corpus/documents\u00a0»."
)
_CATALOGUE_FILE = "vigie.db"
_INDEXES_FOLDER = "indexes"
_ORIGINALS_FOLDER = "originals"
_LOGS_FOLDER = "logs"
# For a thread that works to let another: the one that speaks to all pages waits for each in turn.
_SWITCH_SECONDS = 0.001


class Display(Protocol):
    """Where long work is shown."""

    def __call__(self, step: str, done: int, total: int) -> None:
        """As ``corpus.records.Progress``."""
        ...

    def say(self, message: str) -> None:
        """A message of its own."""
        ...


class Application:
    """The objects of one data directory, built when they are first asked for."""

    def __init__(self, settings: Settings, display: Display, closing: ExitStack) -> None:
        self.settings = settings
        self.display = display
        self._closing = closing

    @cached_property
    def catalogue(self) -> Catalogue:
        """The system of record, migrated."""
        catalogue = self.at(self.database_url)
        self._closing.callback(catalogue.close)
        return catalogue

    @property
    def database_url(self) -> str:
        """The catalogue's address; it may hold a password."""
        url = self.settings.database_url
        place = self.settings.home / _CATALOGUE_FILE
        return url.get_secret_value() if url else f"sqlite:///{place}"

    @cached_property
    def encoder(self) -> Encoder:
        """The embedding model, made ready at first use."""
        from ingest.encode.load import load_encoder

        settings = self.settings
        if not settings.embedding_base_url:
            return load_encoder(settings.embedding_model, settings.cache, self.display.say)
        from ingest.encode.remote_encoder import EmbeddingServer

        key = settings.embedding_api_key
        server = EmbeddingServer(
            settings.embedding_base_url, key.get_secret_value() if key else None
        )
        return load_encoder(settings.embedding_model, settings.cache, self.display.say, server)

    @cached_property
    def pairs(self) -> PairEncoder:
        """The cross-encoder that reads the best sentences, made ready at first use."""
        from ingest.encode.pair_encoder import PairEncoder
        from ingest.encode.unpack import prepare_default_model

        return PairEncoder(prepare_default_model(self.settings.cache, self.display.say))

    @cached_property
    def fingerprint(self) -> str:
        """Of the model, splitter and cleaner in force."""
        from ingest.fingerprint import fingerprint_of

        return fingerprint_of(self.encoder)

    @cached_property
    def indexes(self) -> Indexes:
        """Both indexes, as they are on disk."""
        from ingest.index.indexes import Indexes
        from ingest.index.remote_vector import ChromaServer

        server = None
        if self.settings.chroma_url:
            token = self.settings.chroma_token
            secret = token.get_secret_value() if token else None
            server = ChromaServer(self.settings.chroma_url, secret)
        folder = self.settings.home / _INDEXES_FOLDER
        indexes = Indexes(folder, self.catalogue, self.fingerprint, server)
        self._closing.callback(indexes.close)
        return indexes

    @cached_property
    def fetcher(self) -> Fetcher:
        """Reads pages of the hosts that the settings allow."""
        from ingest.extract.fetch import Fetcher

        return Fetcher(self.settings.web_hosts.split(","))

    @cached_property
    def originals(self) -> Originals:
        """The files that documents were read from."""
        from corpus.originals import Originals

        return Originals(self.settings.home / _ORIGINALS_FOLDER)

    @cached_property
    def chain(self) -> VigieChain:
        """The assistant, over a corpus that is not empty and indexes that are sound.

        Raises:
            FingerprintError: the corpus was made with another model.
            CorpusError: the corpus is empty, or an index is damaged and cannot be mended now.
        """
        if self.is_empty():
            raise CorpusError(HOW_TO_FILL)
        self._require_sound_indexes()
        chain = self._build_chain()
        leave_in_peace()
        return chain

    def forget(self) -> None:
        """Close what is open, for it to be opened anew: the files under it were changed."""
        for name in ("chain", "_pipeline", "indexes", "catalogue"):
            part = self.__dict__.pop(name, None)
            if name in {"indexes", "catalogue"} and part is not None:
                part.close()

    @cached_property
    def page_images(self) -> PageImages:
        """Pages of PDF files as images, made in a process of their own."""
        from ingest.extract.sandbox import Sandbox
        from ui.page_images import PageImages

        sandbox = Sandbox()
        self._closing.callback(sandbox.close)
        return PageImages(self.catalogue, self.originals, sandbox)

    @contextmanager
    def writing(self) -> Iterator[Pipeline]:
        """The pipeline, with the data directory owned by this process.

        Raises:
            LockedError: another process owns it.
        """
        with self.owning():
            yield self._pipeline

    @contextmanager
    def owning(self) -> Iterator[None]:
        """The data directory owned by this process, and nothing built.

        Raises:
            LockedError: another process owns it.
        """
        from ingest.ownership import Ownership

        with Ownership(self.settings.home):
            yield

    def mcp(self, audience: str) -> MCPServer:
        """The corpus for an assistant on this machine, over stdin and stdout."""
        from ui.api.asking import Asker
        from ui.gate import Gate
        from ui.mcp_server import build_mcp

        asker = Asker(self.chain, Gate(1, 16), self.settings.answer_seconds)
        return build_mcp(asker, self.chain, self.catalogue, audience)

    @contextmanager
    def serving(self) -> Iterator[FastAPI]:
        """The web application, its worker at work on the queue until the context ends.

        Raises:
            LockedError: another process owns the data directory.
            FingerprintError: the corpus was made with another model.
        """
        from ui.lean import load_gradio
        from ui.memory import keep_few_arenas

        keep_few_arenas()
        sys.setswitchinterval(_SWITCH_SECONDS)
        load_gradio()
        from ingest.worker import Worker
        from ui.staff.desk import Desk
        from ui.web import build_app

        with self.writing() as pipeline:
            pipeline.resume(self.display)
            worker = Worker(pipeline, self.catalogue, fetcher=self.fetcher)
            app = build_app(
                self._build_chain(),
                self.catalogue,
                self.settings,
                worker,
                Desk(self.catalogue, self.originals, worker.wake, self.page_images),
                self.health.watch(),
            )
            worker.start()
            leave_in_peace()
            try:
                yield app
            finally:
                worker.stop()

    def at(self, url: str) -> Catalogue:
        """The catalogue at another address, for the caller to close."""
        from corpus.catalogue import Catalogue

        return Catalogue(url)

    def is_empty(self) -> bool:
        """Whether there is nothing to search."""
        return not self.catalogue.newest_passages(1)

    def search(self, query: str, scope: Scope, top: int) -> list[dict[str, Any]]:
        """The passages nearest to a query as ``vigie search`` gives them, best first."""
        from dataclasses import asdict

        found = [asdict(passage) for passage in self.chain.search(query, scope, top)]
        names = {
            name: list(self.catalogue.document(name).names)
            for name in {str(passage["document"]) for passage in found}
        }
        return [passage | {"names": names[passage["document"]]} for passage in found]

    @property
    def health(self) -> Health:
        """Whether the corpus answers as it must."""
        from ui.health import Health

        return Health(self.catalogue, self.indexes, self.encoder, self.fingerprint)

    @cached_property
    def writer(self) -> Writer | None:
        """Writes answers with the chat model; None where none is set.

        Raises:
            ConfigurationError: the model's file, or the library that reads it, is not there.
        """
        settings = self.settings
        if settings.chat_model is None:
            return None
        from assistant.acronyms import Acronyms
        from assistant.ground.grounder import Grounder
        from assistant.write.choice import ModelChoice
        from assistant.write.guard import Guard
        from assistant.write.models import open_model
        from assistant.write.writer import Writer

        key = settings.chat_api_key
        choice = ModelChoice(
            settings.chat_model,
            settings.chat_base_url,
            key.get_secret_value() if key else None,
            settings.chat_context,
            settings.chat_stall_seconds,
        )
        guard = Guard(open_model(choice), choice.stall_s)
        self._closing.callback(guard.close)
        return Writer(choice, guard, Grounder(self.encoder, Acronyms(settings.acronyms)))

    @cached_property
    def _pipeline(self) -> Pipeline:
        from ingest.pipeline import Pipeline

        logs = self.settings.home / _LOGS_FOLDER
        return Pipeline(self.catalogue, self.indexes, self.encoder, self.originals, logs)

    def _build_chain(self) -> VigieChain:
        from assistant.acronyms import Acronyms
        from assistant.chain import VigieChain
        from assistant.confidence import REFUSAL_THRESHOLD
        from assistant.modes import Modes
        from assistant.validated import ValidatedAnswers

        threshold = self.settings.refusal_threshold
        return VigieChain(
            catalogue=self.catalogue,
            vectors=self.indexes.vector,
            lexicon=self.indexes.lexical,
            encoder=self.encoder,
            pairs=self.pairs,
            threshold=REFUSAL_THRESHOLD if threshold is None else threshold,
            acronyms=Acronyms(self.settings.acronyms),
            writer=self.writer,
            modes=Modes(self.settings.mode, self.settings.mode_choice),
            validated=ValidatedAnswers(self.catalogue),
            reranker=self._build_reranker(),
        )

    def _build_reranker(self) -> Reranker | None:
        from assistant.rerank import Reranker

        name = self.settings.reranker
        if not name:
            return None
        self.display(f"Chargement du cross-encoder {name}", 0, 1)
        return Reranker(name)

    def _require_sound_indexes(self) -> None:
        from ingest.fingerprint import require_fingerprint

        require_fingerprint(self.catalogue, self.encoder)
        wrong = self.health.unsound_indexes()
        if not wrong:
            return
        try:
            with self.writing() as pipeline:
                pipeline.resume(self.display)
        except LockedError:
            # The owner is writing and catches up by itself; what is damaged it mends too.
            if wrong := self.indexes.verify():
                raise CorpusError(
                    f"En défaut\u00a0: {', '.join(wrong)}. Le processus qui tient le dossier de "
                    "données doit le refaire\u00a0: relancez-le, puis «\u00a0vigie doctor\u00a0»."
                ) from None


@contextmanager
def open_application(display: Display | None = None, **given: object) -> Iterator[Application]:
    """The application on the settings in force; ``given`` come before the environment's.

    Raises:
        ConfigurationError: a setting is unknown or wrong.
    """
    settings = load_settings(**given)
    with open_with(settings, display) as application:
        yield application


@contextmanager
def open_with(settings: Settings, display: Display | None = None) -> Iterator[Application]:
    """The application on given settings."""
    keep_to_this_machine(settings.embedding_model)
    shown = display or _Silence()
    with ExitStack() as closing:
        yield Application(settings, shown, closing)


class _Silence:
    def __call__(self, step: str, done: int, total: int) -> None:
        """Show nothing."""

    def say(self, message: str) -> None:
        """Show nothing."""
