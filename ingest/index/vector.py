"""The vector index: Chroma in this process, over one folder that one process writes."""

from __future__ import annotations

import shutil
import threading
import uuid
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

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

_COLLECTION = "passages"
_DATA = "data"
_BATCH = 2048  # Chroma takes 5,461 at most
# Chroma’s defaults miss 2 to 10 % of the ten nearest; these miss less than 2 % at 100,000. Links
# are many for the sake of families of near-duplicates: all are nearest to the one in their midst,
# which links back to twice ``max_neighbors`` of them; no path leads to the others.
HNSW = {"space": "cosine", "ef_construction": 200, "ef_search": 600, "max_neighbors": 64}
# A search that looks at so many passages misses more of the nearest as the corpus grows: beyond
# 100,000 it looks at one in so many or somewhat more, up to a limit of time.
_ONE_IN, _DEEPEST, _STEP = 180, 4_096, 1.25
_NO_ROOM = ("full", "space left", "disk i/o", "too large")
_SAME = 0.9999  # similarity of a vector to itself, rounding aside
_FAMILY = 0.9  # similarity of passages that differ by names and figures


class VectorIndex:
    """Passages by the direction of their embeddings.

    Raises, from any method: ``TransientError`` (disk full, being rebuilt) or ``CorpusError``
    (damaged: ``Indexes`` rebuilds it).
    """

    label = "l’index vectoriel"

    def __init__(self, folder: Path) -> None:
        """An index in ``folder``, opened at first use."""
        self._folder = folder
        self._lock = threading.RLock()
        self._client: ClientAPI | None = None
        self._collection: Collection | None = None
        self._stamp: tuple[int, int] | None = None
        self._proof = Proof(folder, DIGESTS)

    def query(self, vector: NDArray[np.float32], k: int) -> list[tuple[str, float]]:
        """The ``k`` nearest passages as (id, cosine similarity), the nearest first."""
        with self._lock, self._mapped():
            collection = self._fresh()
            if collection is None:
                return []
            found = collection.query(
                query_embeddings=[vector.tolist()],
                n_results=k,
                include=["distances"],
            )
        distances = found["distances"] or [[]]
        return [
            (passage, 1.0 - distance)
            for passage, distance in zip(found["ids"][0], distances[0], strict=True)
        ]

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
            self._deepen()
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
            client, self._client, self._collection = self._client, None, None
            if client is not None:
                client.close()  # type: ignore[attr-defined]

    def _deepen(self) -> None:
        """Have searches look at as many passages as the corpus has grown to need."""
        collection = self._collection
        if collection is None:
            return
        depth = search_depth(collection.count())
        if depth != collection.configuration_json["hnsw"]["ef_search"]:
            with warnings.catch_warnings():
                # Chroma calls a collection whose vectors are made elsewhere one of an older form.
                warnings.simplefilter("ignore", DeprecationWarning)
                collection.modify(configuration={"hnsw": {"ef_search": depth}})
            # What is open goes on searching as before.
            self.close()
            self._open(create=False)

    def _put(self, add: Sequence[IndexedPassage], drop: Sequence[str]) -> None:
        collection = self._collection or self._open(create=True)
        for first in range(0, len(drop), _BATCH):
            collection.delete(ids=list(drop[first : first + _BATCH]))
        for first in range(0, len(add), _BATCH):
            batch = add[first : first + _BATCH]
            vectors = np.stack([np.frombuffer(one.vector, "<f4") for one in batch])
            collection.upsert(ids=[one.id for one in batch], embeddings=vectors)

    def _fresh(self) -> Collection | None:
        stamp = state_stamp(self._folder)
        require_whole(self._folder, self.label, stamp, self._proof, opened=self._stamp is not None)
        if self._collection is None or stamp != self._stamp:
            # Another process wrote: this one's copy would go on answering from before.
            self.close()
            if stamp is None:
                return None
            self._open(create=False)
            self._stamp = stamp
        return self._collection

    def _open(self, *, create: bool) -> Collection:
        # Chroma takes most of a second to import; commands that do not search do without.
        import chromadb
        from chromadb.config import Settings

        leave_no_residue()
        data = next(self._folder.glob(f"{_DATA}-*"), None)
        if data is None:
            # Chroma remembers a path that it failed to open, so each index has one of its own.
            data = self._folder / f"{_DATA}-{uuid.uuid4().hex[:12]}"
            data.mkdir(parents=True)
        self._client = chromadb.PersistentClient(
            str(data), settings=Settings(anonymized_telemetry=False)
        )
        if create:
            self._collection = self._client.get_or_create_collection(
                _COLLECTION,
                embedding_function=None,
                configuration={"hnsw": HNSW},  # type: ignore[arg-type]
            )
        else:
            self._collection = self._client.get_collection(_COLLECTION, embedding_function=None)
        return self._collection

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


def search_depth(passages: int) -> int:
    """How many of so many passages a search looks at (``ef_search``), by steps."""
    depth = cast(float, HNSW["ef_search"])
    while depth < min(passages / _ONE_IN, _DEEPEST):
        depth = min(depth * _STEP, _DEEPEST)
    return round(depth)


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
