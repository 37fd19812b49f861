"""Sources on their way into the corpus, as far as they can be brought before their turn."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, replace

from corpus.catalogue import Catalogue
from corpus.catalogue.identity import version_hash
from corpus.records import NewPassage, NewVersion
from ingest.extract.base import Source

Make = Callable[[NewVersion], tuple[NewPassage, ...]]


@dataclass(frozen=True)
class Prepared:
    """A source as far as it can be read before its turn; ``new`` None: unchanged or failed.

    ``passages`` None: they are not made yet.
    """

    source: Source
    digest: str
    new: NewVersion | None = None
    problem: str = ""
    passages: tuple[NewPassage, ...] | None = None


def with_passages(
    prepared: Generator[Prepared], catalogue: Catalogue, make: Make
) -> Iterator[Prepared]:
    """The same sources, the passages of those whose text is new made by ``make``.

    A text that is the same as one before it, or as a current one, is left to its turn: by then
    it is known whether anything is to be made of it.
    """
    seen: set[str] = set()
    with closing(prepared):
        for one in prepared:
            made = None
            if one.new is not None:
                version = version_hash(one.new.text)
                state = catalogue.version_state(version)
                if version not in seen and (state is None or state[1] != "current"):
                    made = make(one.new)
                seen.add(version)
            yield replace(one, passages=made)
