"""What Chroma's files hold, where their bytes change by themselves."""

from __future__ import annotations

import hashlib
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from types import MappingProxyType

from ingest.index.proof import bytes_digest

_GRAPH_KEPT = "index_metadata.pickle"
_READ = (
    "SELECT id, config_json_str FROM collections ORDER BY id",
    "SELECT id, type, scope, collection FROM segments ORDER BY id",
    "SELECT segment_id, seq_id FROM max_seq_id ORDER BY segment_id",
    "SELECT id, embedding_id, seq_id FROM embeddings ORDER BY id",
    # What each vector segment has not taken from the log yet; the rest is purged at will.
    """SELECT q.seq_id, q.operation, q.id, q.vector FROM embeddings_queue q WHERE q.seq_id > (
           SELECT coalesce(max(m.seq_id), 0) FROM max_seq_id m
           JOIN segments s ON s.id = m.segment_id
           WHERE s.scope = 'VECTOR' AND q.topic LIKE '%/' || s.collection
       ) ORDER BY q.seq_id""",
)
_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_ERROR", "SQLITE_FORMAT")
_TRIES = 20
_PAUSE = 0.1  # seconds


def database_digest(path: Path) -> str:
    """A name of what answers depend on: opening the database purges its log and moves pages.

    Raises:
        ValueError: it is damaged, or not such a database.
    """
    for left in reversed(range(_TRIES)):
        try:
            return _read_once(path)
        except sqlite3.Error as error:
            damaged = getattr(error, "sqlite_errorname", "").startswith(_DAMAGED)
            # Else another process is about to write, or has not quite ended: look again.
            if damaged or not left or not path.exists():
                raise ValueError(str(error)) from error
        time.sleep(_PAUSE)
    raise AssertionError


def graph_digest(path: Path) -> str:
    """A name of a file of the vector graph; the same for all until the graph is first kept.

    Until then each process that opens the index writes these files anew, with whatever its
    memory held, and fills its graph from the database.
    """
    if (path.parent / _GRAPH_KEPT).exists():
        return bytes_digest(path)
    path.stat()
    return "-"


def _read_once(path: Path) -> str:
    digest = hashlib.blake2b(digest_size=16)
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=5)) as opened:
        [sound] = opened.execute("PRAGMA quick_check(1)").fetchone()
        if sound != "ok":
            raise ValueError(sound)
        for query in _READ:
            for row in opened.execute(query):
                digest.update(repr(row).encode())
    return digest.hexdigest()


DIGESTS = MappingProxyType(
    {
        "chroma.sqlite3": database_digest,
        **dict.fromkeys(
            ("data_level0.bin", "header.bin", "length.bin", "link_lists.bin"), graph_digest
        ),
    }
)
"""How to name what Chroma's files hold, by file name."""
