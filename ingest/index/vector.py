"""The vector index: Chroma in this process, over one folder that one process writes.

Passages stand in several collections, shards, each a graph small enough to be searched whole and
fast; a search asks them all at once, on as many cores as there are.
"""

from __future__ import annotations

import os
import shutil
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from heapq import nlargest
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import CorpusError, TransientError, VigieError, system_reason
from corpus.records import IndexedPassage
from ingest.index.chroma_files import DIGESTS
from ingest.index.proof import Proof
from ingest.index.residue import leave_no_residue
from ingest.index.state import IndexState, read_state, require_whole, state_stamp, write_state

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

_SHARD = "passages"  # the first one's name; the others' ends with their number, from 2
_SHARD_SIZE = 125_000  # passages
_DATA = "data"
# Chroma’s defaults miss 2 to 10 % of the ten nearest; these miss less than 2 % at 100,000. Links
# are many for the sake of families of near-duplicates: all are nearest to the one in their midst,
# which links back to twice ``max_neighbors`` of them; no path leads to the others.
HNSW: dict[str, Any] = {
    "space": "cosine",
    "ef_construction": 200,
    "ef_search": 600,
    "max_neighbors": 64,
}
# Each of several shards holds few of the nearest of all, which a shallower search finds.
_ONE_OF_MANY = HNSW | {"ef_search": 400}
_NO_ROOM = ("full", "space left", "disk i/o", "too large")
_SAME = 0.9999  # similarity of a vector to itself, rounding aside
_FAMILY = 0.9  # similarity of passages that differ by names and figures


class VectorIndex:
    """Passages by the direction of their embeddings.

    Raises, from any method: ``TransientError`` (disk full, being rebuilt) or ``CorpusError``
    (damaged: ``Indexes`` rebuilds it).
    """

    label = "l’index vectoriel"
    _batch = 2048  # passages in one request; Chroma takes 5,461 at most

    def __init__(self, folder: Path) -> None:
        """An index in ``folder``, opened at first use."""
        self._folder = folder
        self._name: Callable[[], str] = lambda: _SHARD
        self._lock = threading.RLock()
        self._client: ClientAPI | None = None
        self._shards: list[Collection] = []
        self._pool: ThreadPoolExecutor | None = None
        self._stamp: tuple[int, int] | None = None
        self._proof = Proof(folder, DIGESTS)

    def query(self, vector: NDArray[np.float32], k: int) -> list[tuple[str, float]]:
        """The ``k`` nearest passages as (id, cosine similarity), the nearest first."""
        with self._lock, self._mapped():
            shards = self._fresh()
            if len(shards) <= 1:
                return _nearest(shards[0], vector, k) if shards else []
            if self._pool is None:
                self._pool = ThreadPoolExecutor(os.cpu_count(), "vigie-vectors")
            found = self._pool.map(lambda shard: _nearest(shard, vector, k), shards)
            return nlargest(k, (one for near in found for one in near), key=itemgetter(1))

    def state(self) -> IndexState | None:
        """What is applied; None where there is no index or it was left unfinished."""
        return read_state(self._folder)

    def clear(self) -> None:
        """Start anew, empty and without a state."""
        with self._lock:
            self.close()
            with self._mapped():
                if self._folder.exists():
                    shutil.rmtree(self._folder)
                self._proof.begin()
                self._open(create=True)

    def write(self, add: Sequence[IndexedPassage], drop: Sequence[str]) -> None:
        """Make changes durable; adding what is there or dropping what is not changes nothing."""
        with self._lock, self._mapped():
            self._proof.begin()
            self._put(add, drop)

    def mark(self, state: IndexState) -> None:
        """Record what is applied, once it is durable."""
        with self._lock, self._mapped():
            write_state(self._folder, state)
            self._proof.end()
            self._stamp = state_stamp(self._folder)

    def is_intact(self, *, fully: bool) -> bool:
        """Whether the files are what was written; ``fully`` reads them all."""
        with self._lock:
            return not self._proof.is_damaged(fully=fully)

    def holds(self, canaries: Sequence[IndexedPassage]) -> bool:
        """Whether queries find passages that must be there."""
        return finds(self.query, canaries)

    def close(self) -> None:
        """Release the index's files."""
        with self._lock:
            client, self._client, self._shards = self._client, None, []
            pool, self._pool = self._pool, None
            if pool is not None:
                pool.shutdown()
            if client is not None:
                client.close()  # type: ignore[attr-defined]

    def _put(self, add: Sequence[IndexedPassage], drop: Sequence[str]) -> None:
        shards = self._shards or self._open(create=True)
        for first in range(0, len(drop), self._batch):
            for shard in shards:
                if held := _held(shard, drop[first : first + self._batch]):
                    shard.delete(ids=held)
        for first in range(0, len(add), self._batch):
            new = {one.id: one for one in add[first : first + self._batch]}
            for shard in shards:
                _upsert(shard, [new.pop(one) for one in _held(shard, list(new))])
            rest = list(new.values())
            while rest:
                shard, room = self._with_room()
                _upsert(shard, rest[:room])
                rest = rest[room:]

    def _with_room(self) -> tuple[Collection, int]:
        """The first shard that is not full, made if need be, and how many passages it takes."""
        for shard in self._shards:
            if (room := _SHARD_SIZE - shard.count()) > 0:
                return shard, room
        self._shards.append(self._made(len(self._shards) + 1, _ONE_OF_MANY))
        return self._shards[-1], _SHARD_SIZE

    def _fresh(self) -> Sequence[Collection]:
        stamp = state_stamp(self._folder)
        require_whole(self._folder, self.label, stamp, self._proof, opened=self._stamp is not None)
        if not self._shards or stamp != self._stamp:
            # Another process wrote: this one's copy would go on answering from before.
            self.close()
            if stamp is None:
                return []
            self._open(create=False)
            self._stamp = stamp
        return self._shards

    def _open(self, *, create: bool) -> list[Collection]:
        # Chroma takes most of a second to import; commands that do not search do without.
        import chromadb
        from chromadb.config import Settings

        leave_no_residue()
        data = next(self._folder.glob(f"{_DATA}-*"), None)
        if data is None:
            # Chroma remembers a path that it failed to open, so each index has one of its own.
            data = self._folder / f"{_DATA}-{uuid.uuid4().hex[:12]}"
            data.mkdir(parents=True)
        self._client = client = chromadb.PersistentClient(
            str(data), settings=Settings(anonymized_telemetry=False)
        )
        first = self._made(1, HNSW) if create else self._shard(1)
        others = range(2, client.count_collections() + 1)
        self._shards = [first, *(self._shard(number) for number in others)]
        return self._shards

    def _shard_name(self, number: int) -> str:
        return self._name() if number == 1 else f"{self._name()}-{number}"

    def _shard(self, number: int) -> Collection:
        client: Any = self._client
        found: Collection = client.get_collection(self._shard_name(number), embedding_function=None)
        return found

    def _made(self, number: int, graph: dict[str, Any]) -> Collection:
        client: Any = self._client
        made: Collection = client.get_or_create_collection(
            self._shard_name(number), embedding_function=None, configuration={"hnsw": graph}
        )
        return made

    @contextmanager
    def _mapped(self) -> Iterator[None]:
        try:
            yield
        except VigieError:
            raise
        except OSError as error:
            raise TransientError(
                f"L’index vectoriel {self._folder} ne peut pas être écrit\u00a0: "
                f"{system_reason(error)}. Libérez de la place puis recommencez."
            ) from error
        # Chroma's engine lets panics through as exceptions that derive from no usual class.
        except BaseException as error:
            if isinstance(error, (KeyboardInterrupt, SystemExit, GeneratorExit)):
                raise
            said = str(error).lower()
            if any(sign in said for sign in _NO_ROOM):
                raise TransientError(
                    f"Le disque est plein\u00a0: l’index vectoriel {self._folder} est resté en "
                    "arrière. Libérez de la place puis recommencez."
                ) from error
            raise CorpusError(
                f"L’index vectoriel {self._folder} est endommagé ({error}). Lancez "
                "«\u00a0vigie doctor --repair\u00a0»."
            ) from error


def _nearest(shard: Collection, vector: NDArray[np.float32], k: int) -> list[tuple[str, float]]:
    found = shard.query(query_embeddings=[vector.tolist()], n_results=k, include=["distances"])
    distances = found["distances"] or [[]]
    return [
        (passage, 1.0 - distance)
        for passage, distance in zip(found["ids"][0], distances[0], strict=True)
    ]


def _held(shard: Collection, ids: Sequence[str]) -> list[str]:
    """Which of ``ids`` are in ``shard``."""
    return shard.get(ids=list(ids), include=[])["ids"] if ids else []


def _upsert(shard: Collection, passages: Sequence[IndexedPassage]) -> None:
    if passages:
        vectors = np.stack([np.frombuffer(one.vector, "<f4") for one in passages])
        shard.upsert(ids=[one.id for one in passages], embeddings=vectors)


Query = Callable[[NDArray[np.float32], int], list[tuple[str, float]]]


def finds(query: Query, canaries: Sequence[IndexedPassage]) -> bool:
    """Whether nearest neighbours of passages that must be there are right.

    A passage that is not found itself may be one of a large family of near-duplicates, of which
    the graph leaves some without a path: then ten others of the family are found in its place.
    Where the graph is lost, nothing is found or nothing that near.
    """
    found = 0
    try:
        for canary in canaries:
            near = query(np.frombuffer(canary.vector, "<f4"), 10)
            least = min(similarity for _, similarity in near) if len(near) == 10 else -1.0
            # Where more than ten passages are the same, any of them will do.
            if least >= _SAME or canary.id in {passage for passage, _ in near}:
                found += 1
            elif least < _FAMILY:
                return False
    except (CorpusError, TransientError):
        return False
    return found > 0 or not canaries
