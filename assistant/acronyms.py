"""Acronyms and what they stand for, both ways."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cached_property, lru_cache
from importlib import resources
from pathlib import Path

from corpus.errors import ConfigurationError, system_reason
from corpus.french.frequency import zipf
from corpus.french.words import term_keys, terms

_COMMON = 4.0  # Zipf value from which letters are rather a word than an acronym in lower case


class Acronyms:
    """A table of acronyms: the shipped one, with an operator's additions."""

    def __init__(self, additions: Path | None = None) -> None:
        """A table, read at first use.

        Args:
            additions: a TOML file with a table ``[acronyms]``: ACRONYM = ["words", …].
        """
        self._additions = additions

    def variants(self, question: str, is_held: Callable[[str], bool]) -> tuple[str, ...]:
        """The question, and again with its acronyms spelled out or its words made acronyms.

        Args:
            is_held: whether the corpus holds a term, given its key: what it does not hold is
                not worth looking for.

        Raises:
            ConfigurationError: the operator's file cannot be read.
        """
        other = question
        for acronym, meanings in self._table.items():
            written = _as_word(acronym).search(other)
            if written:
                held = [words for words, keys in meanings if keys and all(map(is_held, keys))]
                if held:
                    other = other[: written.start()] + held[0] + other[written.end() :]
                continue
            shorter = self._shortened(other, acronym, meanings)
            if shorter != other and all(map(is_held, term_keys(acronym))):
                other = shorter
        return (question,) if other == question else (question, other)

    def _shortened(self, question: str, acronym: str, meanings: list[tuple[str, list[str]]]) -> str:
        found = terms(question)
        asked = [term.key for term in found]
        for _, keys in meanings:
            if not keys or keys[0] not in asked:
                continue
            for at in range(len(found) - len(keys) + 1):
                if asked[at : at + len(keys)] == keys:
                    last = found[at + len(keys) - 1].end
                    return question[: found[at].start] + acronym + question[last:]
        return question

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
            f"La table des sigles «\u00a0{path}\u00a0» est illisible\u00a0: "
            f"{system_reason(error)}. Corrigez VIGIE_ACRONYMS."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError) as error:
        raise ConfigurationError(
            f"La table des sigles «\u00a0{path}\u00a0» n’est pas un fichier TOML avec une section "
            f"[acronyms]\u00a0: {error}."
        ) from error
    if not isinstance(table, dict):
        raise ConfigurationError(
            f"Dans la table des sigles «\u00a0{path}\u00a0», «\u00a0acronyms\u00a0» doit "
            f"être une section, et non {table!r}."
        )
    for acronym, meanings in table.items():
        if not isinstance(meanings, list) or not all(isinstance(one, str) for one in meanings):
            raise ConfigurationError(
                f"Dans la table des sigles «\u00a0{path}\u00a0», «\u00a0{acronym}\u00a0» doit "
                f"être une liste de textes, et non {meanings!r}."
            )
    return dict(table)


@lru_cache(maxsize=1024)
def _as_word(acronym: str) -> re.Pattern[str]:
    """The acronym as a word: in capitals, or in any case where no common word looks like it."""
    flags = re.IGNORECASE if zipf(acronym.lower()) < _COMMON else re.RegexFlag(0)
    return re.compile(rf"\b{re.escape(acronym)}\b", flags)
