"""The child process of ``ingest.extract.sandbox``: reads one file after the other, within limits.

It says on its standard output what it found, or why it found nothing, and nothing else.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
from typing import IO, Any

from corpus.errors import DocumentError
from ingest.extract.base import Extracted, Source
from ingest.extract.entries import Feed
from ingest.extract.limits import MEMORY, SECONDS, SECONDS_A_SCAN
from ingest.extract.sandbox import as_dict, send

_GRACE = 15  # seconds after which a child ends by itself, whose parent is gone


def main() -> None:
    """Serve the parent until it closes the pipe."""
    _limit()
    # What libraries print must not mix with the messages.
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    incoming = sys.stdin.buffer
    while True:
        found = _receive(incoming)
        if found is None:
            return
        task, parts = found
        try:
            head, answered = _do(task, parts, out)
        except DocumentError as error:
            send(out, {"problem": str(error)})
        except (MemoryError, RecursionError) as error:
            reason = (
                "il demande plus de mémoire que permis"
                if isinstance(error, MemoryError)
                else "ses éléments sont imbriqués trop profondément"
            )
            send(
                out,
                {
                    "problem": f"«\u00a0{task['name']}\u00a0» n’est pas lu\u00a0: {reason}. "
                    "Enregistrez-le de nouveau, ou divisez-le."
                },
            )
        else:
            send(out, head, answered)
        signal.alarm(0)


def _do(
    task: dict[str, Any], parts: list[bytes], out: IO[bytes]
) -> tuple[dict[str, Any], tuple[bytes, ...]]:
    signal.alarm(SECONDS + _GRACE)
    if task["task"] == "page":
        from ingest.extract.pdf.render import page_png

        return {}, (page_png(parts[0], task["name"], task["page"], task["width"]),)
    if task["task"] == "attached":
        from ingest.extract.eml import attached

        files = attached(parts[0], task["name"])
        return {"names": [name for name, _ in files]}, tuple(data for _, data in files)
    if task["task"] == "feed":
        from ingest.extract.feeds import read_feed

        feed = read_feed(parts[0], task["name"])
        return {}, (json.dumps(_listed(feed)).encode(),)
    from ingest.extract.formats import read_format

    sidecar = parts[1] if task["sidecar"] else None
    source = Source(task["name"], parts[0], sidecar)

    def scanned() -> None:
        signal.alarm(signal.alarm(0) + SECONDS_A_SCAN)
        send(out, {"scan": 1})

    found: Extracted = read_format(source, scanned)
    head = {
        "metadata": as_dict(found.metadata),
        "found": as_dict(found.found),
        "pages": [[page.number, page.start, page.end] for page in found.pages],
    }
    return head, (found.raw.encode("utf-8", "surrogatepass"), found.boxes)


def _listed(feed: Feed) -> dict[str, Any]:
    entries = [(one.url, one.changed, one.date, one.title) for one in feed.entries]
    return {"kind": feed.kind, "entries": entries, "children": feed.children}


def _receive(pipe: IO[bytes]) -> tuple[dict[str, Any], list[bytes]] | None:
    length = pipe.read(4)
    if len(length) < 4:
        return None
    head = json.loads(pipe.read(int.from_bytes(length, "big")))
    return head, [pipe.read(size) for size in head.pop("sizes")]


def _limit() -> None:
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 256),
    ):
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(
            kind, (most, most if hard == resource.RLIM_INFINITY else min(most, hard))
        )
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    sys.setrecursionlimit(2000)
