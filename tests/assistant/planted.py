"""Sentences on the project's fictitious documents, right and with planted errors.

``tests/data/writing`` holds them: halves that the checks were tuned on, halves kept apart. Errors
that need no author (a changed figure, a date off by a day, a name for another, a wrong marker, an
invented one) are made from the right sentences here, always the same way.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.ground.source import Source
from corpus.french.words import MONTHS, term_keys
from corpus.records import Scope, StoredPassage
from tests.conftest import ROOT
from tests.ingest.conftest import Corpus

HALVES = {
    "dev": "mise-au-point.txt",
    "kept": "reserve.txt",
    "dev, reworded": "reformulations-mise-au-point.txt",
    "dev, reworded again": "reformulations-mise-au-point-2.txt",
    "dev, reworded last": "reformulations-mise-au-point-3.txt",
    "kept, reworded": "reformulations-reserve.txt",
    "dev, as a model": "modele-mise-au-point.txt",
    "kept, as a model": "modele-reserve.txt",
}
MADE = frozenset({"day", "number", "name", "marker"})  # errors that need no author
_DATE = re.compile(rf"\b(\d{{1,2}})(?:er)? ({'|'.join(MONTHS)})\b")
_FIGURE = re.compile(
    rf"(?<![\d,])\d{{1,3}}(?:[ \u00a0]\d{{3}})*(?:,\d+)?(?!\d|er\b| (?:{'|'.join(MONTHS)}))"
)
_FULL_NAME = re.compile(r"\b[A-ZÉ][\wé]+ (?:[A-ZÉ][\w’'é]+-?)+\b")


@dataclass(frozen=True)
class Claim:
    """A sentence that cites one passage or two; ``kind`` is ``right`` or the planted error's.

    ``right`` is the right sentence that an error was made from; empty where it has none.
    """

    kind: str
    document: str
    sentence: str
    right: str
    cites: int = 1


def claims(half: str) -> list[Claim]:
    """All claims of a half, made ones included."""
    written = list(_written(half))
    right = [claim for claim in written if claim.kind == "right"]
    return [*written, *_made(right)]


def _written(half: str) -> Iterator[Claim]:
    path = ROOT / "tests" / "data" / "writing" / HALVES[half]
    document = right = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("@ "):
            document = line[2:]
        elif line.startswith(("+ ", "* ")):
            right = line[2:]
            yield Claim("right", document, right, right, 2 if line.startswith("* ") else 1)
        elif line.startswith("- "):
            kind, sentence = line[2:].split(": ", 1)
            paired = not path.name.startswith(("reformulations", "modele"))
            yield Claim(kind, document, sentence, right if paired else "")


def _made(right: list[Claim]) -> Iterator[Claim]:
    chance = random.Random(7)
    names: dict[str, list[str]] = {}
    for claim in right:
        names.setdefault(claim.document, []).extend(_names(claim.sentence))
    every = sorted({name for found in names.values() for name in found})
    for claim in right:
        if date := _DATE.search(claim.sentence):
            day = int(date[1]) + (1 if int(date[1]) < 28 else -1)
            moved = f"{day} {date[2]}"
            sentence = claim.sentence[: date.start()] + moved + claim.sentence[date.end() :]
            yield Claim("day", claim.document, sentence, claim.right)
        if figure := _FIGURE.search(claim.sentence):
            value = re.sub(r"\d(?=\D*$)", lambda m: str((int(m[0]) + 3) % 10), figure[0])
            sentence = claim.sentence[: figure.start()] + value + claim.sentence[figure.end() :]
            yield Claim("number", claim.document, sentence, claim.right)
        if name := next(iter(_names(claim.sentence)), None):
            other = chance.choice([one for one in every if one != name])
            sentence = claim.sentence.replace(name, other)
            yield Claim("name", claim.document, sentence, claim.right)
        others = [one for one in right if one.document != claim.document]
        yield Claim("marker", chance.choice(others).document, claim.sentence, "")


def _names(sentence: str) -> list[str]:
    """People and places of two words or more."""
    return [
        name
        for name in _FULL_NAME.findall(sentence)
        if not name.startswith(("La ", "Le ", "Région ", "Selon "))
    ]


class Passages:
    """The passages of the project's own set, by document."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        ids = corpus.catalogue.scope_passage_ids(Scope("interne"), 5000)
        stored = corpus.catalogue.stored_passages(ids, Scope("interne"))
        self._of: dict[str, list[StoredPassage]] = {}
        for one in stored.values():
            self._of.setdefault(one.passage.document, []).append(one)
        self._sources: dict[tuple[int, str], Source] = {}

    def cited(self, claim: Claim) -> list[Source]:
        """The passages that the claim cites: of its document, the nearest to the right sentence."""
        wanted = set(term_keys(claim.right or claim.sentence))
        nearest = sorted(
            self._of[claim.document],
            key=lambda one: len(wanted & set(term_keys(one.passage.text))),
            reverse=True,
        )
        return [self._source(number, one) for number, one in enumerate(nearest[: claim.cites], 1)]

    def _source(self, number: int, stored: StoredPassage) -> Source:
        """The same for the same, as for the sentences of one answer."""
        return self._sources.setdefault((number, stored.passage.id), Source(number, stored))


def own_documents() -> dict[str, str]:
    """Name and text of each document of the project's own set."""
    return _documents(ROOT / "tests" / "data" / "own-set")


def cited_documents(*halves: str) -> dict[str, str]:
    """Name and text of each document that a sentence of these halves cites."""
    known = own_documents()
    for folder in sorted((ROOT / "assistant" / "training" / "data").iterdir()):
        if folder.is_dir():
            known |= _documents(folder)
    return {name: known[name] for half in halves for name in sorted(_cited(half))}


def _cited(half: str) -> set[str]:
    text = data_file(HALVES[half]).read_text(encoding="utf-8")
    return {line[2:] for line in text.splitlines() if line.startswith("@ ")}


def _documents(folder: Path) -> dict[str, str]:
    lines = (folder / "documents.jsonl").read_text(encoding="utf-8").split("\n")
    found = [json.loads(line) for line in lines if line.strip()]
    return {one["name"]: one["text"] for one in found}


def data_file(name: str) -> Path:
    """A file of ``tests/data/writing``."""
    return ROOT / "tests" / "data" / "writing" / name
