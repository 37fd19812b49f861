"""The word lists of ``lexis.toml``, as term keys."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

from corpus.french.words import term_key


@cache
def listed(name: str) -> frozenset[str]:
    """The term keys of the words listed under ``name``."""
    file = resources.files("assistant.ground").joinpath("lexis.toml")
    table = tomllib.loads(file.read_text("utf-8"))
    return frozenset(term_key(word) for word in table[name].split())
