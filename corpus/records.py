"""The nouns of the corpus, as plain frozen records.

All offsets (``start``, ``end``) count Unicode code points; ``end`` is exclusive. They refer to
a version's cleaned text, front matter left out, unless a name says ``raw``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

Progress: TypeAlias = Callable[[str, int, int], None]
"""Told of long work: what is being done (French), how much is done, how much there is."""

AUDIENCES = ("public", "interne")
DOCUMENT_TYPES = ("communique", "rapport", "deliberation", "loi", "article", "autre")

Audience = Literal["public", "interne"]


@dataclass(frozen=True)
class Metadata:
    """What is known of a document beyond its text; empty string or None: not known.

    ``date`` is ISO 8601 as precise as known (``2025``, ``2025-11``, ``2025-11-06``).
    ``replaces`` holds names or references of documents that this one supersedes.
    """

    title: str = ""
    issuer: str = ""
    type: str = "autre"
    date: str | None = None
    reference: str = ""
    url: str = ""
    replaces: tuple[str, ...] = ()
    audience: str = "public"
    found_in: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Alignment:
    """Maps offsets of a cleaned text to its raw text and back.

    ``clean`` and ``raw`` are equally long, non-decreasing lists of breakpoints, both starting
    at 0 and ending at the lengths of the two texts. Between two breakpoints either both sides
    advance by as many characters, one for one, or they are a replaced stretch as a whole.
    """

    clean: tuple[int, ...]
    raw: tuple[int, ...]

    def to_raw(self, start: int, end: int) -> tuple[int, int]:
        """The raw span that the cleaned span ``start..end`` was made from."""
        return _map_span(self.clean, self.raw, start, end)

    def to_clean(self, start: int, end: int) -> tuple[int, int]:
        """The cleaned span that the raw span ``start..end`` became."""
        return _map_span(self.raw, self.clean, start, end)


def _map_span(
    source: tuple[int, ...], target: tuple[int, ...], start: int, end: int
) -> tuple[int, int]:
    if not 0 <= start <= end <= source[-1]:
        raise ValueError(f"span {start!r}..{end!r} outside 0..{source[-1]!r}")
    first = _map_point(source, target, start, upper=False)
    last = first if start == end else _map_point(source, target, end - 1, upper=True)
    return first, max(first, last)


def _map_point(source: tuple[int, ...], target: tuple[int, ...], at: int, *, upper: bool) -> int:
    if at >= source[-1]:
        return target[-1]
    index = bisect_right(source, at) - 1
    one_for_one = source[index + 1] - source[index] == target[index + 1] - target[index]
    if one_for_one:
        return target[index] + at - source[index] + (1 if upper else 0)
    return target[index + 1] if upper else target[index]


@dataclass(frozen=True)
class Page:
    """A page of the original: its number, from 1, and its span in the cleaned text."""

    number: int
    start: int
    end: int


@dataclass(frozen=True)
class Passage:
    """A stretch of a version: the unit that is encoded, retrieved and quoted from.

    ``id`` is derived from the content it stands for, so that adding it twice is adding it once.
    ``page`` is where it begins; ``turns`` holds the offset and the number of each page that begins
    inside it.
    """

    id: str
    document: str
    version: str
    ordinal: int
    start: int
    end: int
    page: int | None
    headings: tuple[str, ...]
    text: str
    turns: tuple[tuple[int, int], ...] = ()

    def page_at(self, offset: int) -> int | None:
        """The number of the page that ``offset`` is on; None where there are no pages."""
        page = self.page
        for start, number in self.turns:
            if start <= offset:
                page = number
        return page


@dataclass(frozen=True)
class Version:
    """One state of a document's content; ``hash`` names it for ever.

    ``state`` is ``pending`` (not searchable yet), ``current``, ``former`` or ``removed`` (its
    document was taken out of the corpus). Of a former version, ``replaced_by`` is the hash of
    the one that took its place and ``replaced_at`` the moment, ISO 8601.
    """

    hash: str
    document: str
    text: str
    raw: str
    alignment: Alignment
    pages: tuple[Page, ...]
    state: str
    added: str
    replaced_by: str = ""
    replaced_at: str = ""


@dataclass(frozen=True)
class Original:
    """The file that a version was read from under one of its names.

    ``sha256`` (hexadecimal) names its bytes in ``corpus.originals``; ``size`` is in bytes.
    """

    version: str
    name: str
    sha256: str
    size: int
    media_type: str


@dataclass(frozen=True)
class VersionSummary:
    """One line of a document's history, without its text; fields as in ``Version``."""

    hash: str
    state: str
    added: str
    replaced_by: str
    replaced_at: str
    title: str
    date: str | None
    originals: tuple[Original, ...]


@dataclass(frozen=True)
class Erased:
    """What an erasure took out of the catalogue.

    ``files`` (sha256) are the originals that nothing refers to any more; ``kept_by`` the names
    under which the same content stays in the corpus. ``answers`` counts kept answers that quoted
    it, ``remarks`` the opinions and questions that repeated its words, ``logs`` the reports of
    errors that named it.
    """

    documents: int
    versions: int
    files: tuple[str, ...]
    kept_by: tuple[str, ...]
    answers: int = 0
    remarks: int = 0
    logs: int = 0


@dataclass(frozen=True)
class Document:
    """A document of the corpus as it is now. ``name`` is the first of ``names``."""

    id: int
    name: str
    names: tuple[str, ...]
    version: str
    metadata: Metadata
    replaced_by: tuple[str, ...]
    pages: int | None
    passages: int
    added: str


@dataclass(frozen=True)
class Change:
    """A step of the catalogue's change sequence, which every index applies in order.

    ``action`` is ``add`` or ``drop``; ``passages`` are passage ids.
    """

    sequence: int
    action: str
    passages: tuple[str, ...]


@dataclass(frozen=True)
class Scope:
    """Which passages a question may draw on. ``public`` sees public documents only,
    ``interne`` sees all. ``since`` and ``until`` are ISO 8601, inclusive, as precise as given;
    a document without a date is in no period. Empty ``types``, ``issuers`` or ``documents`` (their
    first names): all.
    """

    audience: str = "public"
    since: str | None = None
    until: str | None = None
    types: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()


@dataclass(frozen=True)
class StoredPassage:
    """A passage as the catalogue keeps it, with what retrieval needs of its document.

    ``vector`` is the embedding, fp32 little-endian, unit length; ``term_vectors`` int8, one row
    for each of ``corpus.french.words.terms(passage.text)`` (empty where the model yields none).
    """

    passage: Passage
    vector: bytes
    term_vectors: bytes
    metadata: Metadata
    replaced_by: tuple[str, ...]

    @property
    def heading(self) -> str:
        """Its document's title and the headings above it."""
        return " ".join((self.metadata.title, *self.passage.headings))


@dataclass(frozen=True)
class IndexedPassage:
    """What the indexes keep of a passage. ``vector`` is fp32 little-endian, unit length."""

    id: str
    text: str
    headings: tuple[str, ...]
    title: str
    vector: bytes


@dataclass(frozen=True)
class NewPassage:
    """A passage ready for the catalogue; offsets and blobs as in ``StoredPassage``."""

    start: int
    end: int
    headings: tuple[str, ...]
    text: str
    vector: bytes
    term_vectors: bytes


@dataclass(frozen=True)
class Origin:
    """The file that a version comes from: ``sha256``, ``size`` and ``media_type`` as in
    ``Original`` (an empty ``sha256``: not kept), and ``stamp``, the file as the system showed
    it when it was read (empty: not to be relied on).
    """

    sha256: str = ""
    size: int = 0
    media_type: str = ""
    stamp: str = ""


@dataclass(frozen=True)
class NewVersion:
    """A version ready for the catalogue.

    ``source_hash`` names the bytes that ``name`` was read from; ``fingerprint`` says with what
    model, splitter and cleaner the passages were made; ``signature`` is the text's MinHash;
    ``boxes`` are those of its words, packed (``corpus.word_boxes``), empty where it has none.
    """

    name: str
    source_hash: str
    text: str
    raw: str
    alignment: Alignment
    pages: tuple[Page, ...]
    metadata: Metadata
    fingerprint: str
    passages: tuple[NewPassage, ...]
    origin: Origin = Origin()
    signature: bytes | None = None
    boxes: bytes = b""


@dataclass(frozen=True)
class Job:
    """A piece of work in the queue.

    ``state`` is ``waiting``, ``running``, ``done`` or ``failed``; ``message`` (French) says
    what is being done or why it failed; ``result`` is what the finished work returned.
    ``failure`` is ``transient``, ``permanent`` or empty; ``not_before`` (ISO 8601) is when a job
    that failed for a passing reason is tried again.
    """

    id: int
    kind: str
    payload: dict[str, Any]
    state: str
    done: int
    total: int
    message: str
    result: list[Any] | None
    attempts: int
    created: str
    failure: str = ""
    not_before: str = ""
