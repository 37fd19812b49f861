"""Statements on passages, right and wrong, for the training of what checks written answers.

A set is a folder of ``passages.jsonl`` (``{"name", "text"}``) and ``statements.jsonl``
(``{"passage", "statement", "supported", "error", "pair"}``); ``pair`` numbers a right statement and
the wrong one made from it. ``examples`` gives each with the text that it is read beside, and some
of the right ones once more beside another passage of the set.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.ground.evidence import Evidence, evidence_of
from assistant.ground.source import Source
from assistant.ground.statement import read_statement
from assistant.ground.window import window
from corpus.records import Metadata, Passage, StoredPassage
from tests.conftest import ROOT

SETS = ROOT / "assistant" / "training" / "statements"
_ELSEWHERE = 0.1  # as many right statements, of all, are shown with a wrong passage too
_STRANGE = 0.7  # of what a statement tells, that the wrong passage may say at most


@dataclass(frozen=True)
class Stated:
    """A statement and the passage that it cites; ``error`` is empty where it is right."""

    statement: str
    source: Source
    error: str
    pair: int
    set: str

    @property
    def right(self) -> bool:
        """Whether the passage supports it."""
        return not self.error


@dataclass(frozen=True)
class Example:
    """What the cross-encoder is shown; fields as in ``Stated``."""

    statement: str
    window: str
    label: int
    set: str
    error: str
    pair: int


def read_statements(folder: Path) -> list[Stated]:
    """The statements of a set."""
    sources = {
        one["name"]: plain_source(one["name"], one["text"])
        for one in _lines(folder / "passages.jsonl")
    }
    return [
        Stated(
            one["statement"],
            sources[one["passage"]],
            "" if one["supported"] else one["error"] or "other",
            int(one["pair"]),
            folder.name,
        )
        for one in _lines(folder / "statements.jsonl")
    ]


def plain_source(name: str, text: str) -> Source:
    """A passage that is nothing but a text."""
    passage = Passage(name, name, name, 0, 0, len(text), None, (), text)
    return Source(1, StoredPassage(passage, b"", b"", Metadata(), ()))


def examples(stated: Sequence[Stated], *, elsewhere: bool = True) -> list[Example]:
    """What the cross-encoder is shown of a set.

    Args:
        elsewhere: whether right statements are shown with wrong passages too.
    """
    found = [example(one.statement, (one.source,), one) for one in stated]
    if elsewhere:
        found += _elsewhere(stated)
    return found


def example(statement: str, sources: Sequence[Source], one: Stated, error: str = "") -> Example:
    """A statement with its window on ``sources``."""
    error = error or one.error
    shown = window(read_statement(statement), _evidence(sources))
    return Example(statement, shown, int(not error), one.set, error, one.pair)


def _elsewhere(stated: Sequence[Stated]) -> Iterator[Example]:
    chance = random.Random(11)
    sources = list({one.source.stored.passage.id: one.source for one in stated}.values())
    right = [one for one in stated if one.right]
    for one in chance.sample(right, round(_ELSEWHERE * len(stated))):
        keys = read_statement(one.statement).keys
        others = [other for other in sources if other is not one.source]
        told = {id(other): _share(keys, _evidence((other,))) for other in others}
        near = [other for other in others if told[id(other)] <= _STRANGE]
        near = sorted(near, key=lambda other: -told[id(other)])[: max(1, len(near) // 3)]
        if near:  # among those that speak of like things
            yield example(one.statement, (chance.choice(near),), one, "marker")


def _share(keys: frozenset[str], evidence: Sequence[Evidence]) -> float:
    held = frozenset().union(*(one.said.keys for one in evidence))
    return len(keys & held) / max(1, len(keys))


def _evidence(sources: Sequence[Source]) -> list[Evidence]:
    return [one for source in sources for one in evidence_of(source)]


def _lines(path: Path) -> list[Any]:
    text = path.read_text(encoding="utf-8")
    return [json.loads(line) for line in text.split("\n") if line.strip()]
