"""The word lists of ``lexis.toml``, as term keys."""

from __future__ import annotations

import tomllib
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from assistant.meaning import related
from corpus.french.words import is_stop_word, term_key


@cache
def _table() -> dict[str, Any]:
    file = resources.files("assistant.ground").joinpath("lexis.toml")
    return tomllib.loads(file.read_text("utf-8"))


@cache
def listed(name: str) -> frozenset[str]:
    """The term keys of the words listed under ``name``."""
    return frozenset(term_key(word) for word in _table()[name].split())


@cache
def _groups() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, group in enumerate(_table()["groups"]):
        for word in group.split():
            if not is_stop_word(word):
                found.setdefault(term_key(word), set()).add(number)
    return {key: frozenset(numbers) for key, numbers in found.items()}


@lru_cache(maxsize=65_536)
def akin(one: str, other: str) -> float:
    """How surely two term keys stand for one another: 1 the same, 0.9 of one sense, 0.8 loosely.

    0 where they do not, or are contraries.
    """
    if one == other:
        return 1.0
    known = related(one, other)
    if known:
        return 0.9 if known > 0 else 0.0
    groups = _groups()
    return 0.8 if groups.get(one, frozenset()) & groups.get(other, frozenset()) else 0.0


def best_akin(key: str, keys: frozenset[str]) -> float:
    """How surely the most alike of ``keys`` stands for ``key``."""
    if key in keys:
        return 1.0
    return max((akin(key, other) for other in keys), default=0.0)
