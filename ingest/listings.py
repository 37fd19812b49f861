"""The documents of several paths and addresses, one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from corpus.catalogue import Catalogue
from ingest.extract import sources
from ingest.extract.addresses import is_address
from ingest.extract.base import Source
from ingest.extract.fetch import Fetcher
from ingest.extract.listing import Listing
from ingest.extract.site import Followed, Site


class Listings:
    """The documents of several paths; those that are unchanged since last time are not read."""

    def __init__(
        self,
        paths: Sequence[str],
        catalogue: Catalogue,
        fetcher: Fetcher | None = None,
        *,
        follow: bool = False,
    ) -> None:
        """The documents at ``paths``.

        Args:
            paths: of files and folders, and addresses of pages.
            catalogue: knows what was read before.
            fetcher: reads pages; None: there are none to be read.
            follow: whether an address is that of a site to follow, rather than of one page.

        Raises:
            UsageError: there is nothing at a path, or an address leads to nothing to follow.
            TransientError: a site to follow does not answer.
        """
        known = catalogue.stamps()
        reader = fetcher or Fetcher([])
        self._found: list[Listing] = []
        for path in paths:
            if not is_address(path):
                self._found.append(sources(Path(path), known))
            elif follow:
                followed = Followed(catalogue.brought(path), catalogue.shunned)
                self._found.append(Site(path, reader).listing(known, followed))
            else:
                self._found.append(Listing(_fetched(reader, [path], known), 1))

    def __len__(self) -> int:
        return sum(map(len, self._found))

    def __iter__(self) -> Iterator[Source]:
        for listing in self._found:
            yield from listing


def _fetched(
    reader: Fetcher, addresses: Iterable[str], known: Mapping[str, str]
) -> Iterator[Source]:
    """Each asked for when its turn comes."""
    for address in addresses:
        yield reader.fetch(address, known.get(address, ""))
