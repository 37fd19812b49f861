"""Documents that are nearly the same: reported, never dropped.

Texts are compared by the runs of four words that they share (Jaccard similarity of their sets).
MinHash signatures (Broder, 1997) find candidates; the texts themselves decide. The threshold is
measured in ``tests/ingest/test_near.py``.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

import numpy as np

from corpus.catalogue import Catalogue
from corpus.french.frequency import fold

THRESHOLD = 0.6
"""Similarity from which two documents are reported as nearly the same."""

_RUN = 4  # words
_LEAST = 12  # runs: shorter texts share theirs by chance
_PERMUTATIONS = 128
_MARGIN = 0.2  # a signature of 128 is right within 0.13, 99 times in 100
_ROOM = 1024  # signatures at first
_PRIME = (1 << 31) - 1
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Near:
    """A document that is nearly the same: its name, and the share of runs in common (0..1)."""

    name: str
    similarity: float


class NearDuplicates:
    """The signatures of the corpus's documents, for one run of ingestion."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Read the signatures that ``catalogue`` keeps."""
        self._catalogue = catalogue
        self._versions: list[str] = []
        self._signatures = np.zeros((_ROOM, _PERMUTATIONS), "<u4")  # a row each, then room
        for version, signature in catalogue.signatures():
            self.add(version, signature)

    def add(self, version: str, signature: bytes) -> None:
        """Know of one version more."""
        if not signature:
            return
        if len(self._versions) == len(self._signatures):
            self._signatures = np.concatenate([self._signatures, np.zeros_like(self._signatures)])
        self._signatures[len(self._versions)] = np.frombuffer(signature, "<u4")
        self._versions.append(version)

    def of(self, text: str, signature: bytes, but: frozenset[str]) -> list[Near]:
        """The current documents that are nearly the same as a text, the nearest first.

        Args:
            text: cleaned.
            signature: its own.
            but: names of documents that do not count: the one that it replaces, say.
        """
        if not signature or not self._versions:
            return []
        known = self._signatures[: len(self._versions)]
        alike = (known == np.frombuffer(signature, "<u4")).mean(axis=1)
        near = np.flatnonzero(alike >= THRESHOLD - _MARGIN)
        candidates = list(dict.fromkeys(self._versions[int(at)] for at in near))
        runs = runs_of(text)
        found = []
        for name, other in self._catalogue.current_texts(candidates):
            similarity = jaccard(runs, runs_of(other))
            if similarity >= THRESHOLD and name not in but:
                found.append(Near(name, similarity))
        return sorted(found, key=lambda near: (-near.similarity, near.name))


def runs_of(text: str) -> frozenset[int]:
    """The runs of four words of a text, without case and accents, each as a number."""
    words = _WORD.findall(fold(text))
    joined = (" ".join(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1))
    return frozenset(zlib.crc32(run.encode()) for run in joined)


def jaccard(one: frozenset[int], other: frozenset[int]) -> float:
    """The share of what is in either that is in both."""
    return len(one & other) / len(one | other) if one or other else 1.0


def signature_of(text: str) -> bytes:
    """The MinHash of a text, little-endian 32-bit; empty where it is too short to compare."""
    runs = runs_of(text)
    if len(runs) < _LEAST:
        return b""
    values = np.fromiter(runs, dtype=np.uint64, count=len(runs)) % np.uint64(_PRIME)
    chance = np.random.default_rng(1997)
    factors = chance.integers(1, _PRIME, _PERMUTATIONS, dtype=np.uint64)
    terms = chance.integers(0, _PRIME, _PERMUTATIONS, dtype=np.uint64)
    least = np.empty(_PERMUTATIONS, dtype="<u4")
    for at, (factor, term) in enumerate(zip(factors, terms, strict=True)):
        least[at] = ((values * factor + term) % np.uint64(_PRIME)).min()
    return least.tobytes()
