"""What a site says that it has: feeds (RSS, Atom), sitemaps, and the links of a page to them.

Run in the child process: a feed is as untrusted as any file. Entities and document types are
refused, as in office files.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from corpus.errors import DocumentError
from ingest.extract.addresses import joined, tidied
from ingest.extract.base import LARGEST
from ingest.extract.encoding import decode
from ingest.extract.entries import Entry, Feed
from ingest.extract.html import parse
from ingest.extract.package import parse_xml
from ingest.extract.sniff import sniff

MOST_ENTRIES = 50_000  # what the protocol allows one sitemap
_GZIP = b"\x1f\x8b"
_FEEDS = frozenset({"application/rss+xml", "application/atom+xml"})
_LONGEST_TITLE = 300
_BASE = "{http://www.w3.org/XML/1998/namespace}base"


def read_feed(data: bytes, address: str) -> Feed:
    """What was found at ``address``.

    Raises:
        DocumentError: it is no feed, sitemap nor page, or is damaged.
    """
    if data.startswith(_GZIP):
        data = _unpacked(data, address)
    if sniff(data) == ".html":
        return _of_page(data, address)
    if not re.match(rb"(?:\xef\xbb\xbf)?\s*<", data):
        raise _no_feed(address)
    root = parse_xml(data.lstrip(b" \r\n\t"), address)
    name = _local(root)
    if name == "sitemapindex":
        return Feed("sitemap", (), _distinct(_text(one, "loc") for one in _all(root, "sitemap")))
    if name == "urlset":
        found = [Entry(_text(one, "loc"), _text(one, "lastmod")) for one in _all(root, "url")]
        return Feed("sitemap", _entries(found, address), ())
    if name in {"rss", "RDF"}:
        return Feed("feed", _entries([_of_item(one) for one in _all(root, "item")], address), ())
    if name == "feed":
        base = joined(address, root.get(_BASE) or "")
        return Feed("feed", _entries([_of_entry(one) for one in _all(root, "entry")], base), ())
    if name == "html":
        return _of_page(data, address)
    raise _no_feed(address)


def _unpacked(data: bytes, address: str) -> bytes:
    try:
        packed = zlib.decompressobj(wbits=31)
        found = packed.decompress(data, LARGEST + 1)
    except zlib.error:
        raise DocumentError(
            f"«\u00a0{address}\u00a0» est une archive GZIP abîmée\u00a0: le plan du site n’est pas "
            "lu."
        ) from None
    if len(found) > LARGEST:
        raise DocumentError(
            f"«\u00a0{address}\u00a0» se décompresse en plus de {LARGEST // 2**20} Mio\u00a0: il "
            "n’est pas lu."
        )
    return found


def _of_page(data: bytes, address: str) -> Feed:
    found = []
    for link in parse(decode(data, address), address).iter("link"):
        relations = (link.get("rel") or "").lower().split()
        kind = (link.get("type") or "").lower().strip()
        if "sitemap" in relations or ("alternate" in relations and kind in _FEEDS):
            found.append(joined(address, link.get("href") or ""))
    return Feed("page", (), _distinct(found))


def _of_item(item: Any) -> Entry:
    """An item of RSS, whose address may be its permanent identifier."""
    url = _text(item, "link")
    if not url:
        guid = next(_all(item, "guid"), None)
        if guid is not None and guid.get("isPermaLink", "true").lower() != "false":
            url = (guid.text or "").strip()
    # The date of publication says nothing of later changes.
    changed = _text(item, "updated") or _text(item, "modified")
    return Entry(url, changed, _day(_text(item, "pubDate") or _text(item, "date")), _title(item))


def _of_entry(entry: Any) -> Entry:
    """An entry of Atom: its link is the alternate one, or the one that says no relation."""
    links = list(_all(entry, "link"))
    fit = [one for one in links if (one.get("rel") or "alternate") == "alternate"]
    url = (fit[0].get("href") or "") if fit else ""
    base = entry.get(_BASE)
    published = _text(entry, "published") or _text(entry, "issued")
    address = joined(base, url) if base else url
    return Entry(address, _text(entry, "updated"), _day(published), _title(entry))


def _entries(found: list[Entry], base: str) -> tuple[Entry, ...]:
    if len(found) > MOST_ENTRIES:
        found = found[:MOST_ENTRIES]
    listed: dict[str, Entry] = {}
    for one in found:
        url = tidied(joined(base, one.url)) if one.url else ""
        if url:
            listed.setdefault(url, Entry(url, one.changed[:64], one.date, one.title))
    return tuple(listed.values())


def _distinct(addresses: Iterator[str] | list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(tidied, addresses))))


def _all(element: Any, name: str) -> Iterator[Any]:
    """The elements of that name below, whatever their namespace."""
    return (one for one in element.iter() if isinstance(one.tag, str) and _local(one) == name)


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _text(element: Any, name: str) -> str:
    """The text of the first child of that name."""
    for child in element:
        if isinstance(child.tag, str) and _local(child) == name:
            return "".join(child.itertext()).strip()
    return ""


def _title(element: Any) -> str:
    title = " ".join(re.sub(r"<[^<>]{0,200}>", " ", _text(element, "title")).split())
    return title if len(title) <= _LONGEST_TITLE else ""


def _day(said: str) -> str:
    """The day of a moment as feeds write it; empty where it is none."""
    try:
        return datetime.fromisoformat(said).date().isoformat()
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(said).date().isoformat()
    except (ValueError, TypeError, OverflowError):
        return ""


def _no_feed(address: str) -> DocumentError:
    return DocumentError(
        f"«\u00a0{address}\u00a0» n’est ni un flux (RSS, Atom), ni un plan de site (sitemap), ni "
        "une page qui en annonce un. Vérifiez l’adresse."
    )
