"""What readers remember of the catalogue, as long as no change has a new number."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.records import Metadata, StoredPassage

_REMEMBERED = 2_048  # passages, of some 11 kB each


@dataclass(frozen=True)
class KnownVersion:
    """A version: whether answers may draw on it, and its document."""

    current: bool
    name: str
    metadata: Metadata
    replaced_by: tuple[str, ...]


@dataclass
class Remembered:
    """What was read of one state of the catalogue.

    Attributes:
        sequence: the state's last change.
        versions: by their hash.
        links: as ``documents.replacements`` gives them; None: not read yet.
        passages: of current versions, by their id, the one used last at the end.
    """

    sequence: int
    versions: dict[str, KnownVersion] = field(default_factory=dict)
    links: dict[str, tuple[str, ...]] | None = None
    passages: OrderedDict[str, StoredPassage] = field(default_factory=OrderedDict)


class Memory:
    """What is remembered of the newest state that was read; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._newest = Remembered(-1)

    def of(self, sequence: int) -> Remembered:
        """What is remembered of the state after this change; of another state, nothing."""
        with self._lock:
            if sequence != self._newest.sequence:
                self._newest = Remembered(sequence)
            return self._newest

    def recall(self, known: Remembered, ids: Sequence[str]) -> dict[str, StoredPassage]:
        """Those of these passages that are remembered."""
        with self._lock:
            found = {one: known.passages[one] for one in ids if one in known.passages}
            for one in found:
                known.passages.move_to_end(one)
        return found

    def keep(self, known: Remembered, found: dict[str, StoredPassage]) -> None:
        """Remember passages, in the place of those that were not used for longest."""
        with self._lock:
            known.passages.update(found)
            while len(known.passages) > _REMEMBERED:
                known.passages.popitem(last=False)
