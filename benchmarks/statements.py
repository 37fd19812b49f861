"""Statements on passages, right and wrong, by hands that knew nothing of the checks.

A set is a folder of ``passages.jsonl`` (``{"name", "text"}``) and ``statements.jsonl``
(``{"passage", "statement", "supported", "error", "pair"}``); ``pair`` numbers a right statement and
the wrong one made from it, as alike as can be. ``benchmarks.bench_grounding`` measures on them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.ground.source import Source
from corpus.records import Metadata, Passage, StoredPassage
from ingest.encode.base import Encoder, PassageText
from tests.conftest import ROOT

SETS = ROOT / "tests" / "data" / "statements"


@dataclass(frozen=True)
class Stated:
    """A statement and the passage that it cites; ``error`` is empty where it is right."""

    statement: str
    source: Source
    error: str

    @property
    def right(self) -> bool:
        """Whether the passage supports it."""
        return not self.error


def read_statements(folder: Path, encoder: Encoder | None = None) -> list[Stated]:
    """The statements of a set.

    Args:
        encoder: gives the passages vectors of their words.
    """
    sources = {
        one["name"]: plain_source(one["name"], one["text"], encoder)
        for one in _lines(folder / "passages.jsonl")
    }
    return [
        Stated(
            one["statement"],
            sources[one["passage"]],
            "" if one["supported"] else one["error"] or "other",
        )
        for one in _lines(folder / "statements.jsonl")
    ]


def plain_source(name: str, text: str, encoder: Encoder | None = None) -> Source:
    """A passage that is nothing but a text."""
    passage = Passage(name, name, name, 0, 0, len(text), None, (), text)
    if encoder is None:
        return Source(1, StoredPassage(passage, b"", b"", Metadata(), ()))
    encoded = encoder.encode_passages([PassageText(text)])[0]
    vector, terms = encoded.vector.tobytes(), encoded.term_vectors.tobytes()
    return Source(1, StoredPassage(passage, vector, terms, Metadata(), ()))


def _lines(path: Path) -> list[Any]:
    text = path.read_text(encoding="utf-8")
    return [json.loads(line) for line in text.split("\n") if line.strip()]
