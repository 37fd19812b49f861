"""What every reader of a format gives, and the contract that it keeps.

A format is a function from a ``Source`` to an ``Extracted``, listed in ``ingest.extract`` by the
endings of the files that it reads. It reads nothing but the source's bytes, keeps the text in
reading order, and raises ``DocumentError`` for whatever it cannot read whole: half a document
is never returned.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from corpus.records import Metadata, Page

LARGEST = 50 * 1024 * 1024  # bytes of a document
LARGEST_SIDECAR = 64 * 1024  # bytes of a sidecar or of front matter
LONGEST_TEXT = 20_000_000  # code points of a document's raw text
MOST_PAGES = 3000  # of a document


@dataclass(frozen=True)
class Source:
    """A document as it came: its name, its bytes and those of its ``NAME.EXT.yaml``.

    ``problem``, in French, says why the bytes could not be read; ``extract`` raises it, so that
    one unreadable file of a folder does not stop the others. ``stamp`` is the file as the system
    showed it when it was read (empty: not to be relied on); ``same`` says that the stamp is the
    one that was asked about, so that nothing was read. ``root`` is the folder or the address that
    was followed to it (empty: none), ``within`` is « interne » where the e-mail that it is
    attached to is; ``gone`` says that the ``problem`` is that a page which was
    there is no more, ``skipped`` that it was left out on purpose. ``hint`` is what the feed that
    lists a page says of it.
    """

    name: str
    data: bytes
    sidecar: bytes | None = None
    problem: str = ""
    stamp: str = ""
    same: bool = False
    root: str = ""
    within: str = ""
    gone: bool = False
    skipped: bool = False
    hint: Metadata = field(default_factory=Metadata)


@dataclass(frozen=True)
class Extracted:
    """A document's text before cleaning, front matter left out, and what it says of itself.

    The spans of ``pages`` are code points of ``raw``; empty for formats without pages. ``boxes``
    holds the place of each word on its page (``corpus.word_boxes``), empty where it is not known.

    ``metadata`` is what a person wrote of the document (front matter, sidecar) and binds;
    ``found`` is what the file's own properties say, for ``describe`` to weigh, ``found_in``
    naming the property.
    """

    raw: str
    metadata: Metadata
    pages: tuple[Page, ...] = ()
    boxes: bytes = b""
    found: Metadata = field(default_factory=Metadata)


Reader: TypeAlias = Callable[[Source], Extracted]
"""Reads one family of formats; raises ``DocumentError``."""
