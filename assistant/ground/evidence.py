"""The sentences of the cited passages, each with what the reader of it knows already."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from assistant.ground.source import Source
from assistant.ground.statement import Statement, read_statement
from corpus.french.words import term_keys, terms
from ingest.encode.base import TERM_DIMENSIONS

_LEANS = re.compile(
    r"^\W*(?:(?:et|mais|enfin|ensuite|toutefois|cependant|en effet|selon lui|selon elle|parmi eux|au total)\W+)?"
    r"(?:il|elle|ils|elles|celui-ci|celle-ci|ceux-ci|celles-ci|ce|cet|cette|ces|leurs?|son|sa|ses|ce dernier|"
    r"cette derniere|le present|la presente|composee?|forte?|installee?|situee?|choisie?|creee?)\b|"
    r"[,;:] (?:il|elle|ils|elles|celui-ci|celle-ci)\b"
)
_BEFORE = 3  # sentences that a sentence may lean on


@dataclass(frozen=True)
class Evidence:
    """One sentence of a cited passage.

    Attributes:
        source: the passage.
        start: where the sentence stands in the passage's text; ``end`` likewise.
        said: the sentence, read.
        before: keys of the sentences just before it, the nearest first.
        about: keys of the document's title, issuer and headings.
        titled: keys of the title and the issuer alone.
        prior: the sentence before it, read.
    """

    source: Source
    start: int
    end: int
    said: Statement
    before: tuple[frozenset[str], ...]
    about: frozenset[str]
    titled: frozenset[str]
    prior: Statement | None

    @cached_property
    def around(self) -> frozenset[str]:
        """What may be taken as known when the sentence is read."""
        return self.about.union(*self.before)

    @cached_property
    def leans(self) -> bool:
        """Whether the sentence speaks of what was named before it (« Elle », « Cette instance »)."""
        return bool(_LEANS.search(self.said.folded))

    @cached_property
    def years(self) -> frozenset[int]:
        """The years that a date of the sentence may be of where it names none."""
        dated = self.source.stored.metadata.date or ""
        found = {int(dated[:4])} if dated[:4].isdigit() else set()
        for keys in (*self.before, self.about):
            found |= {int(key) for key in keys if len(key) == 4 and key.isdigit()}
        return frozenset(found)

    @cached_property
    def vectors(self) -> tuple[tuple[str, ...], NDArray[np.float32]]:
        """Keys and term vectors (unit length about) of its terms; none where there are none."""
        keys, rows = _rows(self.source.text, self.source.stored.term_vectors)
        inside = [at for at, term in enumerate(keys) if self.start <= term[1] < self.end]
        if not len(rows):
            return (), rows
        return tuple(keys[at][0] for at in inside), rows[inside]


def evidence_of(source: Source) -> tuple[Evidence, ...]:
    """The sentences of ``source`` that may support something."""
    metadata = source.stored.metadata
    titled = frozenset(term_keys(f"{metadata.title} {metadata.issuer}"))
    about = titled | frozenset(term_keys(" ".join(source.stored.passage.headings)))
    found: list[Evidence] = []
    prior: Statement | None = None
    for start, end in source.sentences:
        said = read_statement(source.text[start:end])
        before = tuple(one.said.keys for one in reversed(found[-_BEFORE:]))
        found.append(Evidence(source, start, end, said, before, about, titled, prior))
        prior = said
    return tuple(found)


@lru_cache(maxsize=256)
def _rows(text: str, blob: bytes) -> tuple[tuple[tuple[str, int], ...], NDArray[np.float32]]:
    keys = tuple((term.key, term.start) for term in terms(text))
    rows = np.frombuffer(blob, dtype=np.int8).reshape(-1, TERM_DIMENSIONS)
    if len(rows) != len(keys):
        rows = np.zeros((0, TERM_DIMENSIONS), np.int8)
    return keys, rows.astype(np.float32) / np.float32(127)


def soft_support(
    keys: Sequence[str], vectors: NDArray[np.float32], evidence: Evidence
) -> dict[str, float]:
    """For each of ``keys``, the best cosine with a term of the sentence that no key equals."""
    held, rows = evidence.vectors
    free = [at for at, key in enumerate(held) if key not in keys]
    if not free or len(vectors) != len(keys):
        return {}
    nearness = vectors @ rows[free].T
    return {key: float(best) for key, best in zip(keys, nearness.max(axis=1), strict=True)}
