"""Families of near-duplicates in the vector index, and what its canaries make of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.records import IndexedPassage
from ingest.index.state import IndexState
from ingest.index.vector import VectorIndex, finds

_AROUND = 100  # copies of each text, all of them nearest to the text itself


def family(texts: int, seed: int = 5) -> list[IndexedPassage]:
    """Fictitious passages: texts in random directions, and copies at a cosine of 0.95 to each."""
    draw = np.random.default_rng(seed)
    made = []
    for text in range(texts):
        middle = _unit(draw.standard_normal(384))
        made.append(_passage(f"{text}-0", middle))
        for copy in range(1, _AROUND + 1):
            aside = draw.standard_normal(384)
            aside = _unit(aside - (aside @ middle) * middle)
            made.append(_passage(f"{text}-{copy}", 0.95 * middle + np.sqrt(1 - 0.95**2) * aside))
    return made


def test_every_one_of_a_hundred_near_duplicates_is_found(tmp_path: Path) -> None:
    passages = family(6)
    index = VectorIndex(tmp_path / "chroma")
    index.clear()
    index.write(passages, [])
    index.mark(IndexState("catalogue", "model", 1))
    for passage in passages[::7]:
        [(nearest, similarity), *_] = index.query(np.frombuffer(passage.vector, "<f4"), 10)
        assert nearest == passage.id
        assert similarity > 0.999
    assert index.holds(passages[::50])
    index.close()


def test_canaries_allow_for_a_passage_that_its_own_family_hides() -> None:
    passages = family(1)[:12]
    hidden, shown = passages[0], passages[1]
    others = [(one.id, 0.95) for one in passages[2:]]

    def query(vector: NDArray[np.float32], k: int) -> list[tuple[str, float]]:
        own = [(shown.id, 1.0)] if vector.tobytes() == shown.vector else []
        return [*own, *others][:k]

    assert finds(query, [hidden, shown])
    assert not finds(query, [hidden])
    assert finds(query, [])
    assert not finds(lambda _vector, _k: [], [shown])
    assert not finds(lambda _vector, k: [(one, 0.85) for one, _ in others][:k], [hidden])
    assert not finds(lambda _vector, _k: others[:9], [hidden, shown])


def _unit(vector: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(vector / np.linalg.norm(vector))


def _passage(name: str, vector: NDArray[np.float64]) -> IndexedPassage:
    return IndexedPassage(name, "Document de test.", (), "", vector.astype("<f4").tobytes())
