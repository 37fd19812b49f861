"""Whether two words of an official text say the same, or the contrary."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from corpus.french.words import term_key

_SUFFIX = re.compile(
    r"(?:atrice|ateur|ation|ition|ution|ement|ments?|ance|ence|euse|iste|isme|ique|eur|age|ite|"
    r"ion|ag|if|iv|al|el|er|ir|i)$"
)
_SHORTEST_ROOT = 4
_SHORTEST_PREFIX = 5
_LONGEST_ENDING = 4
# Beginnings that words of different families share.
_NO_FAMILY = frozenset({"commun", "parti", "contr", "offic", "mission", "servic", "public"})


@cache
def _table() -> dict[str, Any]:
    file = resources.files("assistant").joinpath("synonyms_fr.toml")
    return tomllib.loads(file.read_text("utf-8"))


@cache
def _groups() -> dict[str, dict[int, int]]:
    """For each term key, the groups it stands in, +1 or -1."""
    groups: dict[str, dict[int, int]] = {}
    for number, group in enumerate(_table()["group"]):
        for side, sign in (("same", 1), ("opposite", -1)):
            for word in group.get(side, ()):
                groups.setdefault(term_key(word), {})[number] = sign
    return groups


@cache
def _phrases() -> tuple[tuple[re.Pattern[str], str], ...]:
    phrases = sorted(_table()["phrases"].items(), key=lambda item: -len(item[0]))
    return tuple(
        (re.compile(rf"\b{re.escape(said)}\b", re.IGNORECASE), meant) for said, meant in phrases
    )


def plain(text: str) -> str:
    """``text`` with typographic signs levelled and set phrases said in one word."""
    text = re.sub(r"[\u00a0\u202f\s]+", " ", text.replace("’", "'").replace("‑", "-"))
    for pattern, meant in _phrases():
        text = pattern.sub(meant, text)
    return text


@lru_cache(maxsize=65_536)
def related(one: str, other: str) -> int:
    """+1 where two term keys mean the same or are of one family, -1 contraries, 0 otherwise."""
    if one == other:
        return 1
    groups = _groups()
    if one in groups and other in groups:
        shared = groups[one].keys() & groups[other].keys()
        if shared:
            number = min(shared)
            return groups[one][number] * groups[other][number]
    return 1 if _one_family(one, other) else 0


@lru_cache(maxsize=65_536)
def traits(key: str) -> tuple[str, ...]:
    """What a term key is found by: keys that ``related`` tells from 0 have one in common."""
    found = [f"={key}", *(f"group {number}" for number in _groups().get(key, ()))]
    if key.isalpha():
        root = _SUFFIX.sub("", key)
        found += [f"root {root}"] if len(root) >= _SHORTEST_ROOT else []
        found += [f"start {key[:_SHORTEST_PREFIX]}"] if len(key) >= _SHORTEST_PREFIX else []
    return tuple(found)


def complementary(one: str, other: str) -> bool:
    """Whether two contrary terms leave no third: what is not the one is the other."""
    groups = _groups()
    shared = groups.get(one, {}).keys() & groups.get(other, {}).keys()
    return any(_table()["group"][number].get("complementary", False) for number in shared)


def _one_family(one: str, other: str) -> bool:
    if not (one.isalpha() and other.isalpha()):
        return False
    short, long = sorted((one, other), key=len)
    if short in _NO_FAMILY:
        return False
    if (
        len(short) >= _SHORTEST_PREFIX
        and long.startswith(short)
        and len(long) - len(short) <= _LONGEST_ENDING
    ):
        return True
    roots = (_SUFFIX.sub("", one), _SUFFIX.sub("", other))
    return roots[0] == roots[1] and len(roots[0]) >= _SHORTEST_ROOT


@cache
def family(name: str) -> frozenset[str]:
    """Term keys of the words listed under ``name``: refusals, bans, light or one_holder."""
    return frozenset(term_key(word) for word in _table()["words"][name])
