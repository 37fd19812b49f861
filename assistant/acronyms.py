"""Acronyms and what they stand for, both ways."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cached_property
from importlib import resources
from pathlib import Path

from corpus.errors import ConfigurationError, system_reason
from corpus.french.words import term_keys

_CAPITALS = re.compile(r"\b[A-ZÀ-Þ]{2,8}\b")


class Acronyms:
    """A table of acronyms: the shipped one, with an operator's additions."""

    def __init__(self, additions: Path | None = None) -> None:
        """A table, read at first use.

        Args:
            additions: a TOML file with a table ``[acronyms]``: ACRONYM = ["words", …].
        """
        self._additions = additions

    def expand(self, question: str) -> str:
        """The question followed by what its acronyms stand for, or by the acronyms of its words.

        Raises:
            ConfigurationError: the operator's file cannot be read.
        """
        keys = term_keys(question)
        added: list[str] = []
        written = {match[0] for match in _CAPITALS.finditer(question)}
        upper = question.isupper()
        for acronym, meanings in self._table.items():
            if acronym in written or (upper and acronym in question.split()):
                added += [words for words, sequence in meanings if not _holds(keys, sequence)]
            elif any(_holds(keys, sequence) for _, sequence in meanings):
                added.append(acronym)
            elif len(acronym) >= 4 and acronym.lower() in question.lower().split():
                added += [words for words, _ in meanings]
        return f"{question} ({', '.join(added)})" if added else question

    @cached_property
    def _table(self) -> Mapping[str, list[tuple[str, list[str]]]]:
        shipped = resources.files("assistant").joinpath("acronyms.toml").read_text("utf-8")
        entries = dict(tomllib.loads(shipped)["acronyms"])
        if self._additions is not None:
            entries |= _read(self._additions)
        return {
            acronym: [(words, term_keys(words)) for words in meanings]
            for acronym, meanings in entries.items()
        }


def _read(path: Path) -> dict[str, list[str]]:
    try:
        table = tomllib.loads(path.read_text("utf-8"))["acronyms"]
    except OSError as error:
        raise ConfigurationError(
            f"La table des sigles « {path} » est illisible : {system_reason(error)}. "
            "Corrigez VIGIE_ACRONYMS."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError) as error:
        raise ConfigurationError(
            f"La table des sigles « {path} » n’est pas un fichier TOML avec une section "
            f"[acronyms] : {error}."
        ) from error
    for acronym, meanings in table.items():
        if not isinstance(meanings, list) or not all(isinstance(one, str) for one in meanings):
            raise ConfigurationError(
                f"Dans la table des sigles « {path} », « {acronym} » doit être une liste de "
                f"textes, et non {meanings!r}."
            )
    return dict(table)


def _holds(keys: list[str], sequence: list[str]) -> bool:
    width = len(sequence)
    return bool(width) and any(
        keys[at : at + width] == sequence for at in range(len(keys) - width + 1)
    )
