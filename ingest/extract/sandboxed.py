"""What the child process is asked: to read a file, what a site lists, what is attached, a page."""

from __future__ import annotations

import atexit
import json
from functools import cache
from typing import Any

from corpus.records import Metadata, Page
from ingest.extract.base import Extracted, Source
from ingest.extract.entries import Entry, Feed
from ingest.extract.sandbox import Sandbox


def read_in_sandbox(source: Source) -> Extracted:
    """Read ``source``, of any format that is not plain text, in the child process.

    Raises:
        DocumentError: it cannot be read, or reached a limit of time, memory, pages or size.
    """
    head, parts = shared().ask(
        {"task": "read", "name": source.name, "sidecar": source.sidecar is not None},
        source.data,
        source.sidecar or b"",
    )
    raw, boxes = parts
    return Extracted(
        raw.decode("utf-8", "surrogatepass"),
        _metadata(head["metadata"]),
        tuple(Page(*page) for page in head["pages"]),
        boxes,
        _metadata(head["found"]),
    )


def feed_in_sandbox(data: bytes, address: str) -> Feed:
    """What a site lists at ``address``: ``ingest.extract.feeds.read_feed`` in the child process.

    Raises:
        DocumentError: it is no feed, sitemap nor page, or reached a limit.
    """
    _, (found,) = shared().ask({"task": "feed", "name": address}, data)
    said = json.loads(found)
    entries = tuple(Entry(*one) for one in said["entries"])
    return Feed(said["kind"], entries, tuple(said["children"]))


def attached_in_sandbox(mail: Source) -> list[tuple[str, bytes]]:
    """The documents attached to an e-mail, by name, read from it in the child process.

    Raises:
        DocumentError: it is no e-mail, is damaged, or reached a limit.
    """
    head, parts = shared().ask({"task": "attached", "name": mail.name}, mail.data)
    return list(zip(map(str, head["names"]), parts, strict=True))


def render_page(data: bytes, name: str, page: int, width: int = 1000) -> bytes:
    """A page of a PDF as a PNG.

    Args:
        data: the PDF, as it came.
        name: for messages.
        page: from 1.
        width: pixels; the height follows.

    Raises:
        DocumentError: it is no PDF, has no such page, or reached a limit.
    """
    _, (image,) = shared().ask({"task": "page", "name": name, "page": page, "width": width}, data)
    return image


@cache
def shared() -> Sandbox:
    """The process's own sandbox."""
    sandbox = Sandbox()
    atexit.register(sandbox.close)
    return sandbox


def _metadata(values: dict[str, Any]) -> Metadata:
    return Metadata(**values | {"replaces": tuple(values["replaces"])})
