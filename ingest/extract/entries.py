"""What a feed or a sitemap says: plain records, for both sides of the child process."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """A page that a site lists.

    Attributes:
        url: its address.
        changed: when it last changed, in whatever words; empty: not said.
        date: when it was published, ISO 8601, a day; empty: not said.
        title: empty: not said.
    """

    url: str
    changed: str = ""
    date: str = ""
    title: str = ""


@dataclass(frozen=True)
class Feed:
    """What one address gave.

    Attributes:
        kind: ``feed``, ``sitemap`` (an index of sitemaps too) or ``page``.
        entries: the pages that it lists, each once.
        children: other addresses to look at: the sitemaps of an index, the feeds of a page.
    """

    kind: str
    entries: tuple[Entry, ...]
    children: tuple[str, ...]
