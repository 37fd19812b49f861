"""A vector index in several graphs: filled one after the other, asked together."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from corpus.records import IndexedPassage
from ingest.index.state import IndexState
from ingest.index.vector import VectorIndex

_SIZE = 8  # passages a shard
_DRAWN = np.random.default_rng(11).standard_normal((60, 24)).astype("<f4")
_VECTORS: NDArray[np.float32] = _DRAWN / np.linalg.norm(_DRAWN, axis=1, keepdims=True)


@pytest.fixture(autouse=True)
def _small_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.index.vector._SHARD_SIZE", _SIZE)


def passage(number: int, vector: int | None = None) -> IndexedPassage:
    """A fictitious passage, whose vector is its number's unless another is named."""
    row = _VECTORS[number if vector is None else vector]
    return IndexedPassage(f"{number:04}", "Document de test.", (), "", row.tobytes())


def elsewhere(folder: Path, commands: str) -> str:
    """What ``commands`` print, given Chroma’s own client over the index in another process."""
    opened = (
        "import chromadb, glob, sys; client = chromadb.PersistentClient(glob.glob(sys.argv[1])[0])"
    )
    return subprocess.run(
        [sys.executable, "-c", f"{opened}\n{commands}", str(folder / "data-*")],
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def shards(folder: Path) -> dict[str, list[str]]:
    """Ids by shard, as Chroma itself tells them."""
    told = elsewhere(
        folder,
        "for one in client.list_collections():\n"
        "    print(one.name, *sorted(one.get(include=[])['ids']))",
    )
    return {line.split()[0]: line.split()[1:] for line in told.splitlines()}


def nearest(index: VectorIndex, held: dict[str, int], asked: NDArray[np.float32], k: int) -> None:
    """Assert that ``index`` finds the ``k`` nearest of ``held`` (vectors by id), best first."""
    exact = sorted(((float(_VECTORS[row] @ asked), one) for one, row in held.items()), reverse=True)
    found = index.query(asked, k)
    assert [one for one, _ in found] == [one for _, one in exact[:k]]
    assert [score for _, score in found] == pytest.approx([s for s, _ in exact[:k]], abs=1e-5)


def test_all_shards_answer_as_one(tmp_path: Path) -> None:
    index = VectorIndex(tmp_path)
    index.clear()
    index.write([passage(n) for n in range(3 * _SIZE + 2)], [])
    index.mark(IndexState("catalogue", "model", 1))
    held = {f"{n:04}": n for n in range(3 * _SIZE + 2)}
    for asked in _VECTORS[30:50]:
        nearest(index, held, asked, 10)
    index.close()
    again = VectorIndex(tmp_path)
    nearest(again, held, _VECTORS[59], 26)
    assert again.holds([passage(n) for n in held.values()])
    again.close()
    assert shards(tmp_path).keys() == {"passages", "passages-2", "passages-3", "passages-4"}


def test_what_is_there_stays_where_it_is_and_room_is_filled_again(tmp_path: Path) -> None:
    index = VectorIndex(tmp_path)
    index.clear()
    index.write([passage(n) for n in range(2 * _SIZE)], [])
    # Two that are there, one of them with another vector, and one new.
    index.write([passage(1), passage(2, 40), passage(16)], [])
    index.write([passage(17)], ["0005", "0099"])
    index.mark(IndexState("catalogue", "model", 1))
    held = {f"{n:04}": n for n in range(18) if n != 5} | {"0002": 40}
    nearest(index, held, _VECTORS[40], 17)
    index.close()
    assert shards(tmp_path) == {
        "passages": [f"{n:04}" for n in (0, 1, 2, 3, 4, 6, 7, 17)],
        "passages-2": [f"{n:04}" for n in range(8, 16)],
        "passages-3": ["0016"],
    }


def test_a_change_to_any_shard_leaves_the_index_intact(tmp_path: Path) -> None:
    index = VectorIndex(tmp_path)
    index.clear()
    index.write([passage(n) for n in range(2 * _SIZE + 1)], [])
    index.mark(IndexState("catalogue", "model", 1))
    index.write([passage(0, 41)], ["0009"])
    index.mark(IndexState("catalogue", "model", 2))
    index.close()
    again = VectorIndex(tmp_path)
    assert again.query(_VECTORS[41], 1)[0][0] == "0000"
    again.close()
    assert VectorIndex(tmp_path).is_intact(fully=True)


def test_a_change_made_behind_its_back_in_any_shard_is_damage(tmp_path: Path) -> None:
    index = VectorIndex(tmp_path)
    index.clear()
    index.write([passage(n) for n in range(2 * _SIZE + 1)], [])
    index.mark(IndexState("catalogue", "model", 1))
    index.close()
    elsewhere(
        tmp_path,
        "client.get_collection('passages').update('0003', embeddings=[[1.0] * 24])",
    )
    assert not VectorIndex(tmp_path).is_intact(fully=True)


_NUMBERS = range(60)
_SOME = st.sets(st.sampled_from(_NUMBERS), max_size=12)


@settings(max_examples=25)
@given(st.lists(st.tuples(_SOME, _SOME | st.just(set(_NUMBERS))), min_size=1, max_size=6))
def test_any_changes_leave_what_one_graph_would_hold(
    changes: list[tuple[set[int], set[int]]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        index = VectorIndex(Path(folder))
        index.clear()
        held: dict[str, int] = {}
        for add, drop in changes:
            index.write([passage(n) for n in sorted(add)], [f"{n:04}" for n in sorted(drop)])
            held = {one: n for one, n in held.items() if n not in drop}
            held |= {f"{n:04}": n for n in add}
        index.mark(IndexState("catalogue", "model", 1))
        nearest(index, held, _VECTORS[0], 60)
        index.close()
        again = VectorIndex(Path(folder))
        nearest(again, held, _VECTORS[1], 60)
        again.close()
