"""Both indexes together: brought up to date from the catalogue, proved, rebuilt."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.catalogue import Catalogue
from corpus.errors import CorpusError
from corpus.records import IndexedPassage, Progress
from ingest.index.lexical import LexicalIndex
from ingest.index.remote_vector import ChromaServer, RemoteVectorIndex
from ingest.index.state import Index, IndexState, net_effect
from ingest.index.vector import VectorIndex

_CHANGES = 64  # changes applied in one write
_CANARIES = 12
_KEPT_CHANGES = 512  # for the indexes of other processes, which catch up by themselves
_FETCH = 2048


class Indexes:
    """The vector and the lexical index of a catalogue.

    Attributes:
        vector: by meaning.
        lexical: by words.
    """

    def __init__(
        self,
        folder: Path,
        catalogue: Catalogue,
        fingerprint: str,
        server: ChromaServer | None = None,
    ) -> None:
        """The indexes in ``folder``, opened at first use.

        Args:
            folder: holds both, a folder each.
            catalogue: what they derive from.
            fingerprint: of the encoder, splitter and cleaner; an index of another is rebuilt.
            server: holds the vector index for every process; None: it is in ``folder``.
        """
        self.vector = (
            VectorIndex(folder / "chroma")
            if server is None
            else RemoteVectorIndex(server, lambda: f"vigie-{catalogue.identity()}")
        )
        self.lexical = LexicalIndex(folder / "tantivy")
        self._catalogue = catalogue
        self._fingerprint = fingerprint

    def start(self, progress: Progress | None = None) -> list[str]:
        """Catch up, prove both indexes and rebuild those that fail. For the owner alone.

        Returns:
            What was rebuilt, in French.

        Raises:
            CorpusError: an index fails even when new.
            TransientError: the disk is full.
        """
        rebuilt = []
        for index in (self.vector, self.lexical):
            with self._turn(index):
                if not self._sound(index):
                    self._rebuild(index, progress)
                    rebuilt.append(index.label)
        return rebuilt

    def follow(self) -> None:
        """Apply what other processes have recorded, if they have. For the owner alone."""
        if self._applied() < self._catalogue.last_sequence():
            self.start()

    def catch_up(self) -> None:
        """Apply what the catalogue has recorded since. For the owner alone."""
        for index in (self.vector, self.lexical):
            with self._turn(index):
                try:
                    if index.state() is not None and not index.is_intact(fully=False):
                        raise CorpusError(index.label)
                    self._catch_up(index)
                except CorpusError:
                    # Damaged under a process that is at work: the catalogue has all it takes.
                    self._rebuild(index, None)
        applied = self._applied()
        if applied - self._catalogue.pruned() > 2 * _KEPT_CHANGES:
            self._catalogue.prune_changes(applied, _KEPT_CHANGES)

    def forget_changes(self) -> None:
        """Forget every change that both have applied. For the owner alone."""
        self._catalogue.prune_changes(self._applied())

    def verify(self) -> list[str]:
        """Which of the indexes, in French, do not find what they must; usually none."""
        canaries = self._canaries()
        return [
            index.label
            for index in (self.vector, self.lexical)
            if not (index.is_intact(fully=False) and index.holds(canaries))
        ]

    def rebuild(self, progress: Progress | None = None) -> None:
        """Make both anew from the catalogue; nothing is encoded. For the owner alone."""
        for index in (self.vector, self.lexical):
            with self._turn(index):
                self._rebuild(index, progress)

    def close(self) -> None:
        """Release the files of both."""
        self.vector.close()
        self.lexical.close()

    @contextmanager
    def _turn(self, index: Index) -> Iterator[None]:
        """Of those who share an index, one at a time applies changes: each starts from what the
        others have applied, and none takes back what a later change has put there.
        """
        if isinstance(index, RemoteVectorIndex):
            with self._catalogue.turn("vector-index"):
                yield
        else:
            yield

    def _applied(self) -> int:
        states = [index.state() for index in (self.vector, self.lexical)]
        return min(0 if state is None else state.applied for state in states)

    def _sound(self, index: Index) -> bool:
        state = index.state()
        if (
            state is None
            or state.identity != self._catalogue.identity()
            or state.fingerprint != self._fingerprint
            # A catalogue restored from a backup knows less than its indexes.
            or state.applied > self._catalogue.last_sequence()
            # What it has missed is forgotten: it was away for long.
            or state.applied < self._catalogue.pruned()
        ):
            return False
        if not index.is_intact(fully=True):
            return False
        try:
            self._catch_up(index)
        except CorpusError:
            return False
        if not index.holds(self._canaries()):
            return False
        # After a crash, or in an index of before there were proofs, nothing is noted yet.
        index.mark(index.state() or state)
        return True

    def _catch_up(self, index: Index) -> None:
        state = index.state() or IndexState(self._catalogue.identity(), self._fingerprint, 0)
        while changes := self._catalogue.changes_since(state.applied, _CHANGES):
            add, drop = net_effect(changes)
            for first in range(0, len(add), _FETCH):
                index.write(self._catalogue.indexed_passages(add[first : first + _FETCH]), [])
            if drop:
                index.write([], drop)
            state = IndexState(state.identity, state.fingerprint, changes[-1].sequence)
            index.mark(state)

    def _rebuild(self, index: Index, progress: Progress | None) -> None:
        index.clear()
        sequence = self._catalogue.last_sequence()
        done = 0
        for batch in self._catalogue.all_indexed_passages(_FETCH):
            index.write(batch, [])
            done += len(batch)
            if progress is not None:
                progress(f"Reconstruction\u00a0: {index.label}", done, done)
        index.mark(IndexState(self._catalogue.identity(), self._fingerprint, sequence))
        self._catch_up(index)
        if not index.holds(self._canaries()):
            raise CorpusError(
                f"À peine reconstruit, {index.label} ne retrouve pas ses passages. Vérifiez le "
                "disque, puis relancez «\u00a0vigie doctor --repair\u00a0»."
            )

    def _canaries(self) -> list[IndexedPassage]:
        """Passages that both indexes must find: some anywhere, and the newest."""
        chosen: list[str] = []
        for _ in range(_CANARIES // 2):
            after = f"{random.getrandbits(128):032x}"
            near = self._catalogue.embeddings(after, 1) or self._catalogue.embeddings("", 1)
            chosen += [passage for passage, _ in near]
        chosen += self._catalogue.newest_passages(_CANARIES // 2)
        return self._catalogue.indexed_passages(list(dict.fromkeys(chosen)))
