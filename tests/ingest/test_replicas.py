"""Several processes on one PostgreSQL catalogue and one Chroma server, each with its own home."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from chromadb.api.models.Collection import Collection

from corpus.catalogue import Catalogue
from corpus.errors import TransientError
from corpus.originals import Originals
from corpus.records import IndexedPassage
from ingest.fingerprint import fingerprint_of
from ingest.index.indexes import Indexes
from ingest.index.remote_vector import ChromaServer, RemoteVectorIndex
from ingest.index.state import IndexState
from ingest.pipeline import Pipeline
from ingest.worker import Worker
from tests.chroma_server import ChromaProcess, running_chroma
from tests.fakes import FakeEncoder
from tests.ingest.conftest import Corpus
from tests.postgresql import PostgreSQL, running_postgresql

pytestmark = pytest.mark.xdist_group("postgresql")
BOATS = "Document de test. La Région Fictive possède quatre bateaux."
LAMPS = "Document de test. La Région Fictive compte douze lampadaires."
Replica = Callable[[], Corpus]


@pytest.fixture(scope="module")
def postgresql() -> Iterator[PostgreSQL]:
    with running_postgresql() as server:
        yield server


@pytest.fixture
def chroma(tmp_path: Path) -> Iterator[ChromaProcess]:
    with running_chroma(tmp_path / "chroma") as server:
        yield server


@pytest.fixture
def replica(postgresql: PostgreSQL, chroma: ChromaProcess, tmp_path: Path) -> Iterator[Replica]:
    """Makes one process's view of the common corpus."""
    url, opened = postgresql.catalogue(), ExitStack()
    numbers = iter(range(100))

    def make() -> Corpus:
        home = tmp_path / f"replique-{next(numbers)}"
        home.mkdir()
        encoder = FakeEncoder()
        catalogue = Catalogue(url)
        server = ChromaServer(chroma.url)
        indexes = Indexes(home / "index", catalogue, fingerprint_of(encoder), server)
        originals = Originals(tmp_path / "originals")
        corpus = Corpus(
            catalogue, indexes, encoder, Pipeline(catalogue, indexes, encoder, originals), originals
        )
        opened.callback(corpus.close)
        corpus.pipeline.resume()
        return corpus

    with opened:
        yield make


def test_what_one_adds_or_removes_the_others_follow(replica: Replica) -> None:
    first, second, third = replica(), replica(), replica()
    first.ingest(bateaux=BOATS)
    for other in (second, third):
        other.pipeline.follow()
        assert other.by_meaning("bateaux") == [BOATS]
        assert other.by_words("bateau") == [BOATS]
        assert other.indexes.verify() == []
    second.ingest(lampes=LAMPS)
    second.pipeline.remove("bateaux.txt")
    for other in (first, third):
        other.pipeline.follow()
        assert other.by_meaning("bateaux") == [LAMPS]
        assert other.by_words("bateau") == []
        assert other.indexes.verify() == []


def test_a_new_replica_makes_its_own_lexical_index_and_encodes_nothing(replica: Replica) -> None:
    replica().ingest(bateaux=BOATS, lampes=LAMPS)
    late = replica()
    assert sorted(late.by_meaning("bateaux")) == sorted([BOATS, LAMPS])
    assert late.by_words("bateau") == [BOATS]
    assert isinstance(late.encoder, FakeEncoder)
    assert late.encoder.encoded == 0


def test_two_workers_do_each_job_once(replica: Replica, tmp_path: Path) -> None:
    folder = tmp_path / "depot"
    folder.mkdir()
    corpora = [replica(), replica()]
    for number in range(6):
        file = folder / f"{number}.txt"
        file.write_text(f"Document de test n° {number}. Bateau {number}.", encoding="utf-8")
        corpora[0].catalogue.jobs.enqueue("ingest", {"paths": [str(file)]})
    workers = [Worker(one.pipeline, one.catalogue) for one in corpora]
    assert sum(worker.run_waiting() for worker in workers) == 6
    assert [job.state for job in corpora[0].catalogue.jobs.jobs()] == ["done"] * 6
    for corpus in corpora:
        corpus.pipeline.follow()
        assert len(corpus.by_words("bateau")) == 6
    assert len(corpora[0].catalogue.documents()) == 6


def test_a_server_that_dies_is_said_and_service_resumes_with_it(
    replica: Replica, chroma: ChromaProcess
) -> None:
    corpus = replica()
    corpus.ingest(bateaux=BOATS)
    chroma.stop()
    with pytest.raises(TransientError, match="VIGIE_CHROMA_URL"):
        corpus.by_meaning("bateaux")
    with pytest.raises(TransientError):
        corpus.indexes.verify()
    chroma.start()
    assert corpus.by_meaning("bateaux") == [BOATS]
    assert corpus.indexes.verify() == []


def test_a_graph_that_another_process_began_is_asked_too(
    replica: Replica, chroma: ChromaProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.index.vector._SHARD_SIZE", 1)
    corpus, other = replica(), replica()
    corpus.ingest(bateaux=BOATS)
    other.pipeline.follow()
    assert other.by_meaning("bateaux") == [BOATS]
    corpus.ingest(lampadaires=LAMPS)
    other.pipeline.follow()
    assert set(other.by_meaning("lampadaires")) == {BOATS, LAMPS}
    base = f"vigie-{corpus.catalogue.identity()}"
    assert chroma.collections() == {base, f"{base}-2"}
    corpus.pipeline.remove("bateaux.txt")
    other.pipeline.follow()
    assert other.by_meaning("lampadaires") == [LAMPS]
    corpus.indexes.rebuild()
    assert corpus.by_meaning("lampadaires") == other.by_meaning("lampadaires") == [LAMPS]
    assert chroma.collections() == {base}
    assert other.indexes.verify() == []


def test_a_database_of_a_tenant_is_named_by_the_address(chroma: ChromaProcess) -> None:
    chroma.add_database("region-fictive", "vigie")
    index = RemoteVectorIndex(ChromaServer(f"{chroma.url}/region-fictive/vigie"), lambda: "essai")
    index.clear()
    index.write(_passages(3), [])
    index.mark(IndexState("catalogue", "model", 1))
    assert len(index.query(np.ones(8, np.float32), 10)) == 3
    assert chroma.collections("region-fictive", "vigie") == {"essai"}
    assert chroma.collections() == set()
    index.close()


def test_no_request_is_larger_than_chroma_cloud_allows(
    chroma: ChromaProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = RemoteVectorIndex(ChromaServer(chroma.url), lambda: "essai")
    index.clear()
    sizes: list[int] = []
    for name in ("get", "upsert", "delete"):
        monkeypatch.setattr(Collection, name, _counted(getattr(Collection, name), sizes))
    passages = _passages(650)
    index.write(passages, [])
    index.write(passages[:10], [one.id for one in passages[20:]])
    index.mark(IndexState("catalogue", "model", 1))
    assert len(index.query(np.ones(8, np.float32), 50)) == 20
    assert max(sizes) == 300
    index.close()


def _passages(number: int) -> list[IndexedPassage]:
    """Fictitious passages in random directions."""
    vectors = np.random.default_rng(3).standard_normal((number, 8)).astype("<f4")
    return [
        IndexedPassage(f"{at:032x}", "Document de test.", (), "", vector.tobytes())
        for at, vector in enumerate(vectors)
    ]


def _counted(method: Callable[..., Any], sizes: list[int]) -> Callable[..., Any]:
    def counting(collection: Collection, *, ids: list[str], **given: Any) -> Any:
        sizes.append(len(ids))
        return method(collection, ids=ids, **given)

    return counting


def test_a_collection_that_is_lost_is_found_out_and_made_anew(replica: Replica) -> None:
    corpus, other = replica(), replica()
    corpus.ingest(bateaux=BOATS)
    other.pipeline.follow()
    other.indexes.vector._connected().delete_collection(  # type: ignore[attr-defined]
        f"vigie-{corpus.catalogue.identity()}"
    )
    with pytest.raises(TransientError, match="en reconstruction"):
        corpus.by_meaning("bateaux")
    assert corpus.pipeline.resume() == ["l’index vectoriel"]
    assert corpus.by_meaning("bateaux") == other.by_meaning("bateaux") == [BOATS]
