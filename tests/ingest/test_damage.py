"""Damage to the indexes' files: found, never served as « no result », mended from the catalogue."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.errors import TransientError, VigieError
from corpus.records import Progress
from ingest.worker import Worker
from tests.fakes import FakeEncoder
from tests.ingest.conftest import Corpus, open_corpus

TEXTS = [f"Région Fictive numéro {n} : rapport sur le thème {n * 7}." for n in range(9)]
UNIMPORTANT = ("proof.json", "writing", ".lock")


def filled(home: Path) -> Corpus:
    corpus = open_corpus(home)
    corpus.pipeline.resume()
    corpus.ingest(**{f"d{n}": text for n, text in enumerate(TEXTS)})
    return corpus


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def garble(path: Path) -> None:
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle] ^= 0xFF
    path.write_bytes(bytes(data))


DAMAGES: tuple[Callable[[Path], None], ...] = (Path.unlink, truncate, garble)


def files(home: Path) -> list[Path]:
    """Every file of both indexes that holds something an answer depends on."""
    found = [path for path in (home / "index").rglob("*") if path.is_file()]
    return sorted(
        path for path in found if not path.name.endswith(UNIMPORTANT) and path.stat().st_size
    )


def everything(corpus: Corpus) -> list[str]:
    return corpus.by_words("rapport")


def mended(home: Path) -> None:
    """Open the corpus as a process that starts does, and find all that must be found."""
    encoder = FakeEncoder()
    again = open_corpus(home, encoder)
    try:
        again.pipeline.resume()
        assert encoder.encoded == 0
        assert again.indexed() == (len(TEXTS), len(TEXTS))
        assert sorted(again.by_meaning("rapport", 50)) == sorted(TEXTS)
        for number in range(9):
            assert TEXTS[number] in again.by_words(str(number * 7))
    finally:
        again.close()


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda one: one.__name__)
def test_damage_to_any_file_is_mended_at_the_next_start(
    home: Path, damage: Callable[[Path], None]
) -> None:
    filled(home).close()
    whole = home.with_name("whole")
    shutil.copytree(home, whole)
    names = [path.relative_to(home) for path in files(home)]
    assert len(names) > 12
    for name in names:
        shutil.rmtree(home)
        shutil.copytree(whole, home)
        damage(home / name)
        mended(home)


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda one: one.__name__)
@pytest.mark.parametrize("which", ["chroma", "tantivy"])
def test_damage_while_serving_is_found_and_never_served_as_no_result(
    home: Path, which: str, damage: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.index.proof._LOOK_AGAIN", 0.0)
    corpus = filled(home)
    assert corpus.by_meaning("rapport")
    assert corpus.by_words("rapport")
    index = corpus.indexes.vector if which == "chroma" else corpus.indexes.lexical
    for suffix in (".json", ".bin", ".sqlite3", ".term", ".idx"):
        # Searching does not depend on what it has applied; a file cut short under a memory map
        # ends the process, which is for the next start.
        victims = [
            path
            for path in files(home)
            if which in path.parts
            and path.suffix == suffix
            and path.name != "applied.json"
            and not (damage is truncate and suffix in {".term", ".idx"})
        ]
        if not victims:
            continue
        # Most bytes of a database are of no consequence: that one is cut short.
        (truncate if suffix == ".sqlite3" and damage is garble else damage)(victims[0])
        try:
            found = corpus.by_meaning("rapport", 50) if which == "chroma" else everything(corpus)
        except TransientError:
            assert corpus.indexes.verify() == [index.label]
            assert corpus.pipeline.resume() == [index.label]
        else:
            # Chroma does not read its graph's files before there are 1,000 passages.
            assert (which, suffix) == ("chroma", ".bin")
            assert len(found) == len(TEXTS)
        assert corpus.indexes.verify() == []
        assert len(corpus.by_meaning("rapport", 50)) == len(TEXTS)
        assert corpus.by_words("rapport")
    corpus.close()


def test_an_index_that_is_gone_while_serving_is_said_to_be(home: Path) -> None:
    corpus = filled(home)
    assert corpus.by_words("rapport")
    (home / "index" / "tantivy" / "applied.json").unlink()
    with pytest.raises(TransientError, match="reconstruction"):
        corpus.by_words("rapport")
    shutil.rmtree(home / "index")
    for ask in (corpus.by_meaning, corpus.by_words):
        with pytest.raises(VigieError):
            ask("rapport")
    corpus.pipeline.resume()
    assert corpus.by_meaning("rapport")
    assert corpus.by_words("rapport")
    corpus.close()


def test_damage_under_a_writer_is_mended_as_it_writes(home: Path) -> None:
    corpus = filled(home)
    for path in (home / "index" / "tantivy").iterdir():
        if path.suffix in {".term", ".idx", ".store"} or path.name == "meta.json":
            path.unlink()
    corpus.ingest(autre="Document de test : des bateaux fictifs.")
    corpus.close()
    again = open_corpus(home)
    again.pipeline.resume()
    assert len(again.by_meaning("rapport", 50)) == len(TEXTS) + 1
    assert again.by_words("bateau") == ["Document de test : des bateaux fictifs."]
    assert again.by_words("56")[0] == TEXTS[8]
    again.close()


def test_another_process_that_reads_does_not_look_like_damage(home: Path) -> None:
    corpus = open_corpus(home)
    corpus.pipeline.resume()
    corpus.ingest(**{f"d{n}": f"Document de test {n} : thème {n * 3}." for n in range(300)})
    for _ in range(2):
        beside = open_corpus(home)
        assert beside.by_meaning("thème")
        assert beside.indexes.verify() == []
        beside.close()
        assert corpus.indexes.verify() == []
        assert corpus.by_meaning("thème")
    corpus.close()
    again = open_corpus(home)
    assert again.pipeline.resume() == []
    again.close()


def test_a_server_mends_damage_by_itself(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.worker._MEND_SECONDS", 0.0)
    corpus = filled(home)
    assert corpus.by_words("rapport")
    worker = Worker(corpus.pipeline, corpus.catalogue)
    mended = threading.Event()
    real = corpus.indexes.start

    def start(progress: Progress | None = None) -> list[str]:
        rebuilt = real(progress)
        mended.set()
        return rebuilt

    monkeypatch.setattr(corpus.indexes, "start", start)
    worker.start()
    try:
        garble(next(path for path in files(home) if path.suffix == ".term"))
        assert mended.wait(30)
    finally:
        worker.stop(30)
    assert corpus.indexes.verify() == []
    assert len(corpus.by_words("rapport")) == len(TEXTS)
    corpus.close()
