"""What the benchmarks run on: the training texts, as they are or repeated with variation.

Every document is fictitious (``assistant/training/data/README.md``). Encoding a hundred thousand
passages takes hours on two cores, so larger corpora repeat real passages: other figures and
other names in the text, vectors between those of real passages with noise.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.catalogue import Catalogue
from corpus.french.words import is_stop_word, terms
from corpus.records import Alignment, Metadata, NewPassage, NewVersion, Scope, StoredPassage
from ingest.encode.base import TERM_DIMENSIONS
from ingest.encode.unpack import prepare_default_model
from ingest.extract.base import Source
from ui.compose import Application, open_with
from ui.settings import Settings

_ROOT = Path(__file__).parent.parent
TRAINING = _ROOT / "assistant" / "training" / "data"
OWN_SET = _ROOT / "tests" / "data" / "own-set"
_PASSAGES_A_DOCUMENT = 20
_COSINE = 0.95  # of a repeated passage's vector to the point between real ones that it stands at
_TERM_NOISE = 3.0  # on each component of a term vector, whose length is 127: a cosine of 0.97
_FIGURE = re.compile(r"\d+")
_NAME = re.compile(r"(?<=[a-zéèê,] )[A-ZÉÈÀÎÔ][a-zéèêëàâîïôûç]{2,}\b")


def sources(limit: int | None = None) -> list[Source]:
    """The training documents, one of each set in turn, each name once."""
    sets = [_lines(path) for path in sorted(TRAINING.glob("*/documents.jsonl"))]
    turns = max(map(len, sets))
    found = [
        Source(f"{number}-{turn}-{one['name']}", one["text"].encode())
        for turn in range(turns)
        for number, documents in enumerate(sets)
        for one in documents[turn : turn + 1]
    ]
    return found[:limit]


def questions(count: int, seed: int = 1) -> list[str]:
    """Training questions of all kinds that come alone, drawn at random."""
    asked = [
        str(one["question"])
        for path in sorted(TRAINING.glob("*/questions*.jsonl"))
        for one in _lines(path)
        if not one.get("history")
    ]
    random.Random(seed).shuffle(asked)
    return asked[:count]


def own_questions() -> list[tuple[str, tuple[str, ...]]]:
    """The questions of the project's own set that come alone, and the documents that answer them.

    No weight was learned on them.
    """
    return [
        (str(one["question"]), tuple(one["documents"]))
        for one in _lines(OWN_SET / "questions.jsonl")
        if one["documents"] and not one.get("history")
    ]


def base_home(settings: Settings, limit: int | None = None) -> Path:
    """A data directory that holds the training texts, encoded once and kept in the cache."""
    with open_with(settings) as application:
        made_with = f"{application.fingerprint}|{limit}"
    named = hashlib.sha256(made_with.encode()).hexdigest()[:12]
    home = settings.cache / "benchmarks" / f"texts-{named}"
    with open_at(settings, home) as application, application.writing() as pipeline:
        pipeline.resume()
        pipeline.ingest(sources(limit))
    return home


def open_at(settings: Settings, home: Path) -> AbstractContextManager[Application]:
    """The application on another data directory."""
    own = settings.model_copy(update={"home": home, "database_url": None, "chroma_url": None})
    return open_with(own)


def stored(catalogue: Catalogue, limit: int = 1_000_000) -> list[StoredPassage]:
    """Passages as the catalogue keeps them, in document order."""
    scope = Scope("interne")
    return list(
        catalogue.stored_passages(catalogue.scope_passage_ids(scope, limit), scope).values()
    )


def fill(application: Application, base: list[StoredPassage], count: int, seed: int = 1) -> None:
    """Fill an empty corpus with ``count`` passages, and index them.

    The first ones are ``base`` as it is, the others ``base`` repeated with variation; the
    documents of the project's own set come on top, encoded.
    """
    catalogue = application.catalogue
    catalogue.set_fingerprint(application.fingerprint)
    passages = islice(varied(base, seed), count)
    number = 0
    while batch := list(islice(passages, _PASSAGES_A_DOCUMENT)):
        number += 1
        new = _version(f"recueil-{number:05}.txt", batch, application.fingerprint)
        catalogue.swap(catalogue.add_pending(new))
    add_own_set(application)


def add_own_set(application: Application) -> None:
    """Take in the documents of the project's own set, and index what is not yet."""
    own = [Source(one["name"], one["text"].encode()) for one in _lines(OWN_SET / "documents.jsonl")]
    with application.writing() as pipeline:
        pipeline.resume()
        pipeline.ingest(own)


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _version(name: str, made: list[NewPassage], fingerprint: str) -> NewVersion:
    placed, at = [], 0
    for one in made:
        placed.append(
            NewPassage(at, at + len(one.text), one.headings, one.text, one.vector, one.term_vectors)
        )
        at += len(one.text) + 2
    text = "\n\n".join(one.text for one in made)
    return NewVersion(
        name=name,
        source_hash=hashlib.sha256(text.encode()).hexdigest()[:32],
        text=text,
        raw=text,
        alignment=Alignment((0, len(text)), (0, len(text))),
        pages=(),
        metadata=Metadata(title=f"Document de test {name}", type="rapport"),
        fingerprint=fingerprint,
        passages=tuple(placed),
    )


def varied(base: list[StoredPassage], seed: int) -> Iterator[NewPassage]:
    for one in base:
        passage = one.passage
        yield NewPassage(0, 0, passage.headings, passage.text, one.vector, one.term_vectors)
    draw, noise = random.Random(seed), np.random.default_rng(seed)
    names = sorted({name for one in base for name in _NAME.findall(one.passage.text)})
    names = [name for name in names if not is_stop_word(name)]
    vectors = np.stack([np.frombuffer(one.vector, "<f4") for one in base])
    while True:
        for at, one in enumerate(base):
            text = _reworded(one.passage.text, names, draw)
            rows = _noisy_rows(one, text, noise)
            vector = _noisy(_between(vectors, at, noise), noise)
            headings = one.passage.headings
            yield NewPassage(0, 0, headings, text, vector.tobytes(), rows.tobytes())


def _reworded(text: str, names: list[str], draw: random.Random) -> str:
    """The text with other figures of as many digits, and with other names, each everywhere."""
    given: dict[str, str] = {}

    def renamed(match: re.Match[str]) -> str:
        return given.setdefault(match[0], draw.choice(names))

    def refigured(match: re.Match[str]) -> str:
        digits = match[0]
        return str(draw.randrange(1, 10)) + "".join(draw.choices("0123456789", k=len(digits) - 1))

    return _FIGURE.sub(refigured, _NAME.sub(renamed, text))


def _between(
    vectors: NDArray[np.float32], at: int, noise: np.random.Generator
) -> NDArray[np.float32]:
    """A unit vector somewhere between a real one and two others.

    Copies all around one original would be a star, which no graph of neighbours holds together;
    real texts are not so.
    """
    others = noise.integers(0, len(vectors), 2)
    mixed = noise.dirichlet((1.0, 1.0, 1.0)).astype(np.float32) @ vectors[[at, *others]]
    return np.asarray(mixed / np.linalg.norm(mixed), np.float32)


def _noisy(vector: NDArray[np.float32], noise: np.random.Generator) -> NDArray[np.float32]:
    """A unit vector at a cosine of about ``_COSINE`` to a unit vector, in a random direction."""
    aside = noise.standard_normal(len(vector)).astype(np.float32)
    aside -= (aside @ vector) * vector
    aside /= np.linalg.norm(aside)
    moved = _COSINE * vector + np.float32(np.sqrt(1 - _COSINE**2)) * aside
    return np.asarray(moved / np.linalg.norm(moved), "<f4")


def _noisy_rows(one: StoredPassage, text: str, noise: np.random.Generator) -> NDArray[np.int8]:
    """A row a term of the new text: the original's in order, with noise."""
    rows = np.frombuffer(one.term_vectors, np.int8).reshape(-1, TERM_DIMENSIONS)
    if not len(rows):
        return rows
    # Where other names make more terms or fewer, the last ones go round again.
    rows = rows[np.arange(len(terms(text))) % len(rows)]
    moved = rows + noise.standard_normal(rows.shape, np.float32) * _TERM_NOISE
    moved *= 127 / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-6)
    return np.rint(moved).clip(-127, 127).astype(np.int8)


def model_folder(settings: Settings) -> Path:
    """The folder of the default embedding model, as any sentence-transformers model."""
    return prepare_default_model(settings.cache, lambda _: None)
