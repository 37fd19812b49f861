"""Whether the corpus answers as it must, and how far its indexes have come."""

from __future__ import annotations

from collections.abc import Callable

from corpus.catalogue import Catalogue
from corpus.errors import VigieError
from ingest.encode.base import Encoder
from ingest.index.indexes import Indexes
from ingest.index.state import IndexState
from ui.watch import Canaries, Watch


class Health:
    """What is wrong with a corpus, its indexes and its model; usually nothing."""

    def __init__(
        self, catalogue: Catalogue, indexes: Indexes, encoder: Encoder, fingerprint: str
    ) -> None:
        """The health of these parts; ``fingerprint`` is that of the model in force."""
        self._catalogue = catalogue
        self._indexes = indexes
        self._encoder = encoder
        self._fingerprint = fingerprint

    def unsound_indexes(self) -> list[str]:
        """Which indexes are behind the catalogue or do not find what they must, in French."""
        behind = [
            index.label
            for index in (self._indexes.vector, self._indexes.lexical)
            if not self._is_current(index.state())
        ]
        return behind or self._indexes.verify()

    def watch(self) -> Watch:
        """What ``/readyz`` and ``/metrics`` look at."""
        parts: dict[str, Callable[[], object]] = {
            "catalogue": self._catalogue.last_sequence,
            "index": Canaries(self._indexes.verify).require_sound,
            "modele": Canaries(self._unsound_model).require_sound,
        }

        def ready() -> None:
            for look in parts.values():
                look()

        return Watch(ready, self._catalogue.jobs.counts, self._lag, self._counts, parts)

    def _is_current(self, state: IndexState | None) -> bool:
        return (
            state is not None
            and state.identity == self._catalogue.identity()
            and state.fingerprint == self._fingerprint
            and state.applied == self._catalogue.last_sequence()
        )

    def _unsound_model(self) -> list[str]:
        """What is wrong with the embedding model, which may be on a server; usually nothing."""
        try:
            self._encoder.encode_query("essai")
        except VigieError:
            return ["le modèle d’embedding"]
        return []

    def _lag(self) -> dict[str, float]:
        newest = self._catalogue.last_sequence()
        states = {
            "vectoriel": self._indexes.vector.state(),
            "lexical": self._indexes.lexical.state(),
        }
        return {
            name: newest - (state.applied if state is not None else 0)
            for name, state in states.items()
        }

    def _counts(self) -> dict[str, float]:
        documents = self._catalogue.documents("interne")
        passages = sum(document.passages for document in documents)
        return {"documents": len(documents), "passages": passages}
