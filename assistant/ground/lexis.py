"""The word lists of ``lexis.toml`` and ``thesaurus.txt``, as term keys."""

from __future__ import annotations

import tomllib
from functools import cache, lru_cache
from importlib import resources
from typing import Any, NamedTuple

from assistant.meaning import related, traits
from corpus.french.words import is_stop_word, term_key

_DENYING = ("in", "im", "il", "ir", "mal", "non", "anti")  # beginnings that turn a word round
_PARTICIPLES = (
    ("uire", "uit"), ("crire", "crit"), ("mettre", "mis"), ("prendre", "pris"), ("ffrir", "ffert"),
    ("uvrir", "uvert"), ("ndre", "ndu"), ("tenir", "tenu"), ("venir", "venu"), ("cevoir", "çu"),
    ("ir", "i"), ("er", "é"),
)  # fmt: skip
_SHORTEST = 5  # letters of a word that one of them turns


@cache
def _table() -> dict[str, Any]:
    file = resources.files("assistant.ground").joinpath("lexis.toml")
    return tomllib.loads(file.read_text("utf-8"))


@cache
def listed(name: str) -> frozenset[str]:
    """The term keys of the words listed under ``name``."""
    return frozenset(term_key(word) for word in _table()[name].split())


@cache
def _contraries() -> dict[str, frozenset[tuple[int, int]]]:
    found: dict[str, set[tuple[int, int]]] = {}
    for number, line in enumerate(_table()["contraries"]):
        for side, words in zip((1, -1), line.split("|"), strict=True):
            for word in words.split():
                for key in _keys(word):
                    found.setdefault(key, set()).add((number, side))
    return {key: frozenset(places) for key, places in found.items()}


def _keys(word: str) -> set[str]:
    """The keys of a word, and of its participles where it is a verb: they are listed apart."""
    for ending, participle in _PARTICIPLES:
        if word.endswith(ending):
            stem = word[: -len(ending)] + participle
            return {term_key(word), term_key(stem), term_key(stem + "e")}
    return {term_key(word)}


def _thesaurus() -> list[str]:
    text = resources.files("assistant.ground").joinpath("thesaurus.txt").read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@cache
def _groups() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, group in enumerate([*_table()["groups"], *_thesaurus()]):
        for word in group.split():
            if not is_stop_word(word):
                for key in _keys(word):
                    found.setdefault(key, set()).add(number)
    return {key: frozenset(numbers) for key, numbers in found.items()}


@lru_cache(maxsize=524_288)
def opposite(one: str, other: str) -> bool:
    """Whether two term keys are contraries, listed or by their beginning (« insécurité »)."""
    if related(one, other) < 0:
        return True
    if related(one, other) > 0:
        return False
    sides = _contraries()
    if any((number, -side) in sides.get(other, ()) for number, side in sides.get(one, ())):
        return True
    short, long = sorted((one, other), key=len)
    return len(short) >= _SHORTEST and long in {f"{prefix}{short}" for prefix in _DENYING}


@lru_cache(maxsize=524_288)
def akin(one: str, other: str) -> float:
    """How surely two term keys stand for one another: 1 the same, 0.9 of one sense, 0.8 loosely.

    0 where they do not, or are contraries.
    """
    if one == other:
        return 1.0
    if opposite(one, other):
        return 0.0
    known = related(one, other)
    if known:
        return 0.9 if known > 0 else 0.0
    groups = _groups()
    return 0.8 if groups.get(one, frozenset()) & groups.get(other, frozenset()) else 0.0


@lru_cache(maxsize=65_536)
def _found_by(key: str) -> tuple[str, ...]:
    """Keys that are akin or contraries have one of these in common."""
    found = [*traits(key), *(f"sense {number}" for number in _groups().get(key, ()))]
    found += [f"sides {number}" for number, _ in _contraries().get(key, ())]
    found += [
        f"={key[len(prefix) :]}"
        for prefix in _DENYING
        if key.startswith(prefix) and len(key) >= len(prefix) + _SHORTEST
    ]
    return tuple(found)


@lru_cache(maxsize=2_048)
def _index(keys: frozenset[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key in keys:
        for trait in _found_by(key):
            found.setdefault(trait, []).append(key)
    return found


class Kin(NamedTuple):
    """Those of some keys that have to do with one: how surely akin (above 0), the contraries, and
    how surely the most alike is akin.
    """

    akin: dict[str, float]
    opposite: frozenset[str]
    surest: float


@lru_cache(maxsize=131_072)
def kin(key: str, keys: frozenset[str]) -> Kin:
    """The few of ``keys`` that are akin to ``key``, or contraries of it."""
    index = _index(keys)
    near = {other for trait in _found_by(key) for other in index.get(trait, ())}
    if not near:
        return Kin({}, frozenset(), 0.0)
    sure = {other: how for other in near if (how := akin(key, other)) > 0}
    against = frozenset(other for other in near if opposite(key, other))
    return Kin(sure, against, max(sure.values(), default=0.0))


def best_akin(key: str, keys: frozenset[str]) -> float:
    """How surely the most alike of ``keys`` stands for ``key``."""
    if key in keys:
        return 1.0
    return kin(key, keys).surest
