"""Passages made before their turn: those of new texts only, each once."""

from __future__ import annotations

from collections.abc import Generator

from corpus.records import Alignment, Metadata, NewPassage, NewVersion
from ingest.extract.base import Source
from ingest.prepared import Prepared, with_passages
from tests.ingest.conftest import Corpus

MADE = (NewPassage(0, 4, (), "test", b"", b""),)


def prepared(name: str, text: str | None) -> Prepared:
    new = None
    if text is not None:
        span = Alignment((0, len(text)), (0, len(text)))
        new = NewVersion(name, name, text, text, span, (), Metadata(), "f", ())
    return Prepared(Source(name, b""), name, new)


def test_what_is_new_is_made_ahead_and_what_is_known_is_left_to_its_turn(corpus: Corpus) -> None:
    corpus.ingest(known="Document de test. La Région Fictive finance les lycées.")
    [document] = corpus.catalogue.documents("interne")
    held = corpus.catalogue.version(document.version).text
    asked: list[str] = []

    def make(new: NewVersion) -> tuple[NewPassage, ...]:
        asked.append(new.name)
        return MADE

    closed: list[bool] = []

    def sources() -> Generator[Prepared]:
        try:
            yield prepared("unchanged.txt", None)
            yield prepared("held.txt", held)
            yield prepared("new.txt", "Document de test neuf.")
            yield prepared("twin.txt", "Document de test neuf.")
            yield prepared("other.txt", "Autre document de test.")
        finally:
            closed.append(True)

    made = with_passages(sources(), corpus.catalogue, make)
    assert [(one.source.name, one.passages) for one in made] == [
        ("unchanged.txt", None),
        ("held.txt", None),
        ("new.txt", MADE),
        ("twin.txt", None),
        ("other.txt", MADE),
    ]
    assert asked == ["new.txt", "other.txt"]
    assert closed == [True]


def test_leaving_off_ends_what_reads_ahead(corpus: Corpus) -> None:
    closed: list[bool] = []

    def sources() -> Generator[Prepared]:
        try:
            yield prepared("a.txt", "Document de test a.")
            yield prepared("b.txt", "Document de test b.")
        finally:
            closed.append(True)

    made = with_passages(sources(), corpus.catalogue, lambda _: MADE)
    assert next(iter(made)).passages == MADE
    made.close()  # type: ignore[attr-defined]
    assert closed == [True]
