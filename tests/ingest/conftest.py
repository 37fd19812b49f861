"""A corpus of its own for every test, on the quick encoder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from corpus.catalogue import Catalogue
from corpus.originals import Originals
from corpus.records import Scope
from ingest.encode.base import Encoder
from ingest.extract.base import Source
from ingest.fingerprint import fingerprint_of
from ingest.index.indexes import Indexes
from ingest.pipeline import IngestReport, Pipeline
from tests.fakes import FakeEncoder

EVERYTHING = Scope(audience="interne")


@dataclass
class Corpus:
    """Everything that ``open_corpus`` builds over a home, and short ways to ask it."""

    catalogue: Catalogue
    indexes: Indexes
    encoder: Encoder
    pipeline: Pipeline
    originals: Originals

    def ingest(self, **texts: str) -> list[IngestReport]:
        """Ingest each ``name=text`` as ``name.txt``."""
        return self.pipeline.ingest(
            [Source(f"{name}.txt", text.encode()) for name, text in texts.items()]
        )

    def by_meaning(self, question: str, k: int = 10) -> list[str]:
        """Texts of the passages that the vector index finds and the catalogue shows."""
        found = self.indexes.vector.query(self.encoder.encode_query(question).vector, k)
        return self.shown([passage for passage, _ in found])

    def by_words(self, *keys: str) -> list[str]:
        """Texts of the passages that the lexical index finds and the catalogue shows."""
        found = self.indexes.lexical.search([(key, 1.0) for key in keys], 10)
        return self.shown([passage for passage, _ in found])

    def shown(self, ids: list[str]) -> list[str]:
        stored = self.catalogue.stored_passages(ids, EVERYTHING)
        return [stored[passage].passage.text for passage in ids if passage in stored]

    def indexed(self) -> tuple[int, int]:
        """How many passages the vector and the lexical index answer with, shown or not."""
        near = self.indexes.vector.query(self.encoder.encode_query("région").vector, 1000)
        return len(near), self.indexes.lexical.passages

    def close(self) -> None:
        self.indexes.close()
        self.catalogue.close()


def open_corpus(home: Path, encoder: Encoder | None = None, indexes_in: str = "index") -> Corpus:
    """The corpus of ``home``, as a process that starts opens it, not yet resumed."""
    encoder = encoder or FakeEncoder()
    catalogue = Catalogue(f"sqlite:///{home}/vigie.db")
    indexes = Indexes(home / indexes_in, catalogue, fingerprint_of(encoder))
    originals = Originals(home / "originals")
    pipeline = Pipeline(catalogue, indexes, encoder, originals, home / "logs")
    return Corpus(catalogue, indexes, encoder, pipeline, originals)


@pytest.fixture
def corpus(home: Path) -> Iterator[Corpus]:
    """An empty corpus, resumed."""
    opened = open_corpus(home)
    opened.pipeline.resume()
    yield opened
    opened.close()
