"""The pages of a site that is followed: what its feeds and sitemaps list, what of it is new."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from corpus.errors import DocumentError, TransientError, UsageError
from corpus.records import Metadata
from ingest.extract.base import Source
from ingest.extract.entries import Entry, Feed
from ingest.extract.fetch import Fetcher
from ingest.extract.listing import Listing
from ingest.extract.sandboxed import feed_in_sandbox

MOST_PAGES = 2000  # of one run
_MOST_MAPS = 200  # feeds and sitemaps of one run
_PAUSE = 0.3  # seconds between two requests, where the site asks for no more
_LONGEST_PAUSE = 10.0
_LARGEST_ROBOTS = 512 * 1024
_NAME = "Vigie"  # by which robots.txt knows this program


@dataclass(frozen=True)
class Followed:
    """What is known of a site before it is looked at again.

    Attributes:
        brought: names of the pages that following it brought.
        shunned: those of some names that a person took out of the corpus: they stay out.
    """

    brought: Collection[str] = frozenset()
    shunned: Callable[[Collection[str]], frozenset[str]] = lambda _: frozenset()


class Site:
    """Follows one address: a feed, a sitemap, or a page that leads to one."""

    def __init__(
        self, address: str, fetcher: Fetcher, pause: float | None = None, most: int = MOST_PAGES
    ) -> None:
        """The site that ``address`` speaks of.

        Args:
            address: of a feed, of a sitemap, or of a page.
            fetcher: reads everything, within its limits.
            pause: seconds between two requests; None: as is polite.
            most: pages that are asked for in one run.
        """
        self._address = address
        self._fetcher = fetcher
        self._pause = _PAUSE if pause is None else pause
        self._most = most
        self._robots: dict[str, RobotFileParser | None] = {}
        self._asked = 0.0

    def listing(self, known: Mapping[str, str], followed: Followed) -> Listing:
        """The pages of the site, each asked for when its turn comes.

        A page whose date of change is the one that was noted is not asked for; another is asked
        for only if it changed, where the site can tell. Those that were brought before and are
        not listed any more are asked for too, so that one that vanished is known.

        Args:
            known: the stamps of what was read before.
            followed: what this address brought before.

        Raises:
            UsageError: the address may not be read, or leads to nothing that can be followed.
            TransientError: the site does not answer.
        """
        entries = self._entries()
        listed = {one.url for one in entries}
        old = [Entry(name) for name in sorted(set(followed.brought) - listed)]
        shunned = followed.shunned(listed)
        kept = [one for one in [*entries, *old] if one.url not in shunned]
        # Where they are too many for one run, the next one goes on with what is new.
        kept.sort(key=lambda one: one.url in followed.brought)
        made = self._pages(kept, known, set(followed.brought))
        aside = [
            self._skipped(one.url, "retirée du corpus par une personne\u00a0: elle n’est pas "
                          "reprise")
            for one in entries if one.url in shunned
        ]  # fmt: skip

        def both() -> Iterator[Source]:
            yield from aside
            yield from made

        return Listing(both(), len(kept) + len(aside), self._address)

    def _entries(self) -> list[Entry]:
        """The pages that the address lists, or what it leads to; each once."""
        first = self._feed(self._address)
        if first.kind != "page":
            return self._gathered(first, "")
        if first.children:
            return self._gathered(first, "")
        maps = self._maps()
        below = urljoin(self._address, urlsplit(self._address).path.rpartition("/")[0] + "/")
        return self._gathered(Feed("page", (), tuple(maps)), below)

    def _gathered(self, first: Feed, below: str) -> list[Entry]:
        found = {one.url: one for one in first.entries}
        waiting, seen, read = list(first.children), {self._address}, 0
        problem = ""
        while waiting and len(seen) <= _MOST_MAPS:
            address = waiting.pop(0)
            if address in seen:
                continue
            seen.add(address)
            try:
                feed = self._feed(address)
            except (UsageError, TransientError) as error:
                problem = problem or str(error)
                continue
            if feed.kind == "page":
                continue
            read += 1
            for one in feed.entries:
                if one.url.startswith(below):
                    found.setdefault(one.url, one)
            if feed.kind == "sitemap":
                waiting += feed.children
        if first.children and not read:
            raise UsageError(
                problem
                or f"«\u00a0{self._address}\u00a0» n’annonce ni flux (RSS, Atom) ni plan de site "
                "(sitemap). Donnez l’adresse de l’un d’eux."
            )
        return list(found.values())

    def _feed(self, address: str) -> Feed:
        self._wait()
        answer = self._fetcher.get(address)
        if answer.gone:
            raise UsageError(answer.gone)
        try:
            return feed_in_sandbox(answer.data, address)
        except DocumentError as error:
            raise UsageError(str(error)) from None

    def _maps(self) -> list[str]:
        robots = self._rules(self._address)
        said = robots.site_maps() if robots is not None else None
        return list(said or [urljoin(self._address, "/sitemap.xml")])

    def _pages(
        self, entries: list[Entry], known: Mapping[str, str], brought: set[str]
    ) -> Iterator[Source]:
        asked = 0
        for one in entries:
            stamp = known.get(one.url, "")
            if one.changed and _changed(stamp) == one.changed:
                yield Source(one.url, b"", stamp=stamp, same=True)
            elif asked >= self._most:
                yield self._skipped(
                    one.url, f"au-delà des {self._most} pages d’une fois\u00a0: recommencez"
                )
            elif (reason := self._refused(one.url)) != "":
                yield self._skipped(one.url, reason)
            else:
                asked += 1
                yield self._page(one, stamp, one.url in brought)

    def _page(self, entry: Entry, stamp: str, brought: bool) -> Source:
        source = self._ask(entry.url, stamp)
        if source.gone and brought:
            return replace(
                source,
                problem=f"«\u00a0{entry.url}\u00a0» n’est plus sur le site\u00a0: le document "
                "reste dans le corpus. Pour le retirer, tapez "
                f"«\u00a0vigie remove {entry.url}\u00a0».",
            )
        if source.problem:
            return replace(source, gone=False)
        hint = Metadata(title=entry.title, date=entry.date or None)
        return replace(source, stamp=_stamped(source.stamp, entry.changed), hint=hint)

    def _refused(self, url: str) -> str:
        """Why a page that is listed is not asked for; empty: it is."""
        try:
            self._fetcher.require_allowed(url)
        except UsageError:
            return "elle est d’un site qui n’est pas permis (VIGIE_WEB_HOSTS)"
        robots = self._rules(url)
        if robots is not None and not robots.can_fetch(_NAME, url):
            return "le site demande qu’elle ne soit pas lue par un programme (robots.txt)"
        return ""

    def _rules(self, url: str) -> RobotFileParser | None:
        """What the host's robots.txt says; None where it says nothing."""
        host = urljoin(url, "/")
        if host not in self._robots:
            self._robots[host] = None
            answer = self._ask(urljoin(url, "/robots.txt"), "")
            if not answer.problem and len(answer.data) <= _LARGEST_ROBOTS:
                rules = RobotFileParser()
                rules.parse(answer.data.decode("utf-8", "replace").splitlines())
                self._robots[host] = rules
                wanted = rules.crawl_delay(_NAME)
                if wanted is not None:
                    self._pause = min(max(self._pause, float(wanted)), _LONGEST_PAUSE)
        return self._robots[host]

    def _ask(self, url: str, stamp: str) -> Source:
        self._wait()
        return self._fetcher.fetch(url, stamp)

    def _wait(self) -> None:
        """Leave the site some time between two requests."""
        wait = self._asked + self._pause - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        self._asked = time.monotonic()

    def _skipped(self, url: str, reason: str) -> Source:
        return Source(url, b"", problem=reason, skipped=True)


def _changed(stamp: str) -> str:
    """The date of change that a stamp holds, as the site wrote it."""
    try:
        said = json.loads(stamp) if stamp else {}
    except ValueError:
        return ""
    return str(said.get("changed", "")) if isinstance(said, dict) else ""


def _stamped(stamp: str, changed: str) -> str:
    """A stamp with the date of change that the site lists."""
    if not changed:
        return stamp
    return json.dumps((json.loads(stamp) if stamp else {}) | {"changed": changed})
