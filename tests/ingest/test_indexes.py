"""Both indexes: right scores, damage found, rebuilt without encoding, read by others."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import CorpusError, TransientError
from corpus.records import Change, IndexedPassage
from ingest.index.lexical import LexicalIndex
from ingest.index.state import IndexState, net_effect
from ingest.index.vector import VectorIndex
from tests.fakes import FakeEncoder
from tests.ingest.conftest import Corpus, open_corpus

STATE = IndexState("catalogue fictif", "empreinte fictive", 1)
TEXTS = [
    f"Région Fictive numéro {n} : rapport sur le thème {n * 7} et la sécurité." for n in range(9)
]


def passage(number: int, text: str, vector: np.ndarray | None = None) -> IndexedPassage:
    if vector is None:
        vector = FakeEncoder().encode_query(text).vector
    return IndexedPassage(f"{number:032x}", text, (), "", vector.astype("<f4").tobytes())


def test_the_vector_index_finds_what_exact_search_finds(tmp_path: Path) -> None:
    rng = np.random.default_rng(7)
    vectors = rng.standard_normal((1500, 96)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    index = VectorIndex(tmp_path)
    index.write([passage(n, "", vector) for n, vector in enumerate(vectors)], [])
    index.mark(STATE)
    queries = rng.standard_normal((40, 96)).astype(np.float32)
    queries /= np.linalg.norm(queries, axis=1, keepdims=True)
    found = 0
    for query in queries:
        similarities = vectors @ query
        exact = np.argsort(-similarities)[:10]
        got = index.query(query, 10)
        assert [score for _, score in got] == sorted((s for _, s in got), reverse=True)
        assert got[0][1] == pytest.approx(similarities[exact[0]], abs=1e-5)
        found += len({f"{n:032x}" for n in exact} & {one for one, _ in got})
    assert found / 400 >= 0.98
    index.close()


def test_the_lexical_score_is_weight_times_saturation(tmp_path: Path) -> None:
    index = LexicalIndex(tmp_path)
    texts = ["budget budget lycée", "budget police", "police fictive", "lycée fictif portique"]
    index.write([passage(n, text) for n, text in enumerate(texts)], [])
    index.mark(STATE)
    lengths = [len(text.split()) for text in texts]
    mean = sum(lengths) / len(lengths)

    def saturation(count: int, length: int) -> float:
        return 2.2 * count / (count + 1.2 * (0.25 + 0.75 * length / mean))

    found = dict(index.search([("budget", 2.0), ("polic", 0.5), ("inconnu", 9.0)], 10))
    expected = {
        f"{0:032x}": 2.0 * saturation(2, 3),
        f"{1:032x}": 2.0 * saturation(1, 2) + 0.5 * saturation(1, 2),
        f"{2:032x}": 0.5 * saturation(1, 2),
    }
    assert found == pytest.approx(expected, rel=1e-4)
    ids = [f"{n:032x}" for n in (0, 1, 3)]
    scored = index.score(ids, [("budget", 2.0), ("polic", 0.5)])
    assert scored == pytest.approx({**{i: expected.get(i, 0.0) for i in ids}}, rel=1e-4)
    assert index.document_frequency("budget") == 2
    assert index.passages == 4
    assert {"budget", "lycee", "portique"} <= index.vocabulary()


def test_scores_stay_right_when_passages_are_dropped(tmp_path: Path) -> None:
    fresh, used = LexicalIndex(tmp_path / "fresh"), LexicalIndex(tmp_path / "used")
    keep = [passage(n, text) for n, text in enumerate(TEXTS)]
    used.write([*keep, passage(99, "sécurité sécurité sécurité")], [])
    used.write(keep[:2], [f"{99:032x}", f"{77:032x}"])
    fresh.write(keep, [])
    for index in (fresh, used):
        index.mark(STATE)
    terms = [("secur", 1.0), ("rapport", 0.3), ("7", 2.0)]
    assert dict(used.search(terms, 20)) == pytest.approx(dict(fresh.search(terms, 20)))
    assert used.passages == len(TEXTS)


def test_adding_twice_is_adding_once(tmp_path: Path) -> None:
    vector, lexical = VectorIndex(tmp_path / "v"), LexicalIndex(tmp_path / "l")
    for index in (vector, lexical):
        for _ in range(2):
            index.write([passage(n, text) for n, text in enumerate(TEXTS)], ["f" * 32])
        index.mark(STATE)
    assert len(vector.query(FakeEncoder().encode_query(TEXTS[0]).vector, 50)) == len(TEXTS)
    assert lexical.passages == len(TEXTS)
    vector.close()


def test_of_several_changes_the_last_one_counts() -> None:
    changes = [
        Change(1, "add", ("a", "b")),
        Change(2, "drop", ("a", "c")),
        Change(3, "add", ("c",)),
    ]
    assert net_effect(changes) == (["b", "c"], ["a"])


def test_an_index_that_does_not_exist_yet_finds_nothing(tmp_path: Path) -> None:
    vector, lexical = VectorIndex(tmp_path / "v"), LexicalIndex(tmp_path / "l")
    assert vector.query(np.ones(8, dtype=np.float32), 5) == []
    assert lexical.search([("budget", 1.0)], 5) == []
    assert (lexical.passages, lexical.vocabulary()) == (0, frozenset())
    assert not (tmp_path / "v").exists()


def delete_folder(folder: Path) -> None:
    shutil.rmtree(folder)


def delete_data(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file() and path.name != "applied.json":
            path.unlink()


def truncate_data(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file() and path.name != "applied.json":
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])


def garble_data(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file() and path.name != "applied.json":
            path.write_bytes(bytes(255 - byte for byte in path.read_bytes()))


@pytest.mark.parametrize("damage", [delete_folder, delete_data, truncate_data, garble_data])
@pytest.mark.parametrize("which", ["chroma", "tantivy"])
def test_damage_is_found_and_mended_without_encoding(
    home: Path, which: str, damage: object
) -> None:
    corpus = open_corpus(home)
    corpus.pipeline.resume()
    corpus.ingest(**{f"d{n}": text for n, text in enumerate(TEXTS)})
    corpus.close()
    damage(home / "index" / which)  # type: ignore[operator]
    encoder = FakeEncoder()
    again = open_corpus(home, encoder)
    rebuilt = again.pipeline.resume()
    label = again.indexes.vector.label if which == "chroma" else again.indexes.lexical.label
    assert rebuilt == [label]
    assert again.indexes.verify() == []
    assert again.indexed() == (len(TEXTS), len(TEXTS))
    assert encoder.encoded == 0
    again.close()


def test_an_index_of_another_catalogue_is_made_anew(home: Path) -> None:
    corpus = open_corpus(home)
    corpus.ingest(plan=TEXTS[0])
    corpus.close()
    (home / "vigie.db").unlink()
    for rest in home.glob("vigie.db-*"):
        rest.unlink()
    other = open_corpus(home)
    other.pipeline.resume()
    assert other.indexed() == (0, 0)
    other.close()


def test_passages_that_went_missing_are_noticed_while_serving(corpus: Corpus) -> None:
    corpus.ingest(**{f"d{n}": text for n, text in enumerate(TEXTS[:4])})
    assert corpus.indexes.verify() == []
    ids = [one for one, _ in corpus.catalogue.embeddings()]
    corpus.indexes.vector.write([], ids)
    assert corpus.indexes.verify() == [corpus.indexes.vector.label]
    corpus.indexes.lexical.write([], ids)
    assert len(corpus.indexes.verify()) == 2
    corpus.indexes.rebuild()
    assert corpus.indexes.verify() == []


READER = """
import sys
from pathlib import Path
from tests.ingest.conftest import open_corpus

corpus = open_corpus(Path(sys.argv[1]))
for line in sys.stdin:
    print(len(corpus.by_meaning("région", 50)), len(corpus.by_words("secur")), flush=True)
"""


def test_a_reader_beside_the_writer_sees_what_it_writes(home: Path, corpus: Corpus) -> None:
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", READER, str(home)],
        cwd=root,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as reader:
        assert reader.stdin is not None
        assert reader.stdout is not None

        def counts() -> str:
            assert reader.stdin is not None
            assert reader.stdout is not None
            print("?", file=reader.stdin, flush=True)
            return reader.stdout.readline().strip()

        corpus.ingest(a=TEXTS[0])
        assert counts() == "1 1"
        corpus.ingest(b=TEXTS[1], c=TEXTS[2])
        assert counts() == "3 3"
        corpus.pipeline.remove("a.txt")
        assert counts() == "2 2"
        corpus.indexes.rebuild()
        assert counts() == "2 2"
        reader.stdin.close()


@pytest.mark.parametrize("kind", [VectorIndex, LexicalIndex])
def test_a_place_that_cannot_be_written_is_said_in_french(
    tmp_path: Path, kind: type[VectorIndex] | type[LexicalIndex]
) -> None:
    (tmp_path / "file").write_text("")
    index = kind(tmp_path / "file" / "index")
    with pytest.raises((TransientError, CorpusError), match="L’index"):
        index.write([passage(1, TEXTS[0])], [])
