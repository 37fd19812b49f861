"""The default model by its three engines, term vectors, and any other model."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ConfigurationError
from corpus.french.words import terms
from ingest.encode import PassageText, load_encoder
from ingest.encode.base import TERM_DIMENSIONS
from ingest.encode.onnx_encoder import OnnxEncoder
from ingest.encode.term_vectors import pool_terms, shipped_projection

pytestmark = pytest.mark.xdist_group("model")

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = np.load(ROOT / "tests" / "data" / "reference_vectors.npz")
PASSAGES = [str(text) for text in REFERENCE["passages"]]
QUESTIONS = [str(text) for text in REFERENCE["questions"]]
LONG = "La Région Fictive finance la prévention dans les lycées et les gares. " * 60


@pytest.fixture(scope="module")
def encoder(model_folder: Path) -> OnnxEncoder:
    return OnnxEncoder(model_folder)


def test_the_vectors_are_those_of_the_wheel_s_own_engine(encoder: OnnxEncoder) -> None:
    encoded = encoder.encode_passages([PassageText(text) for text in PASSAGES])
    for one, expected in zip(encoded, REFERENCE["passage_vectors"], strict=True):
        assert float(one.vector @ expected) >= 0.999
    for text, expected in zip(QUESTIONS, REFERENCE["question_vectors"], strict=True):
        assert float(encoder.encode_query(text).vector @ expected) >= 0.999


def test_the_graph_gives_the_vectors_of_sentence_transformers(
    encoder: OnnxEncoder, model_folder: Path
) -> None:
    from ingest.encode.torch_encoder import TorchEncoder

    torch_encoder = TorchEncoder(str(model_folder))
    passages = [
        *(PassageText(text) for text in PASSAGES),
        PassageText(PASSAGES[0], ("Plan régional", "Budget")),
        PassageText(LONG),
        PassageText("Région"),
    ]
    told: list[int] = []
    ours = encoder.encode_passages(passages, lambda _, done, total: told.append(total - done))
    theirs = torch_encoder.encode_passages(passages)
    assert told == [6, 5, 4, 3, 2, 1, 0]
    for one, other in zip(ours, theirs, strict=True):
        assert float(one.vector @ other.vector) >= 0.9999
        assert np.linalg.norm(one.vector) == pytest.approx(1.0, abs=1e-5)
        assert other.term_vectors.shape == (0, TERM_DIMENSIONS)
    for question in QUESTIONS:
        similarity = (
            encoder.encode_query(question).vector @ torch_encoder.encode_query(question).vector
        )
        assert float(similarity) >= 0.9999
    assert torch_encoder.dimensions == encoder.dimensions == 384
    assert torch_encoder.fingerprint != encoder.fingerprint


def test_headings_and_the_kind_of_text_change_the_vector(encoder: OnnxEncoder) -> None:
    bare, headed = encoder.encode_passages(
        [PassageText(PASSAGES[0]), PassageText(PASSAGES[0], ("Tourisme",))]
    )
    question = encoder.encode_query(PASSAGES[0])
    assert float(bare.vector @ headed.vector) < 0.9999
    assert float(bare.vector @ question.vector) < 0.9999


def test_there_is_a_term_vector_for_each_term(encoder: OnnxEncoder) -> None:
    passages = [PassageText(text, ("Un titre",)) for text in PASSAGES]
    for passage, encoded in zip(passages, encoder.encode_passages(passages), strict=True):
        rows = encoded.term_vectors.astype(np.float32) / 127
        assert rows.shape == (len(terms(passage.text)), TERM_DIMENSIONS)
        assert np.linalg.norm(rows, axis=1) == pytest.approx(1.0, abs=0.05)
    question = encoder.encode_query(QUESTIONS[0])
    assert question.term_vectors.shape == (len(terms(QUESTIONS[0])), TERM_DIMENSIONS)


def test_a_question_s_term_is_nearest_to_the_same_term_of_a_passage(encoder: OnnxEncoder) -> None:
    question = encoder.encode_query("Quel est le montant du plan de prévention ?")
    [passage] = encoder.encode_passages([PassageText(PASSAGES[0])])
    asked = [term.key for term in terms("Quel est le montant du plan de prévention ?")]
    held = [term.key for term in terms(PASSAGES[0])]
    near = question.term_vectors.astype(np.float32) @ passage.term_vectors.astype(np.float32).T
    for key in ("plan", "prevent"):
        assert held[int(near[asked.index(key)].argmax())] == key


def test_terms_past_the_longest_input_have_no_vector(encoder: OnnxEncoder) -> None:
    [encoded] = encoder.encode_passages([PassageText(LONG)])
    assert len(encoded.term_vectors) == len(terms(LONG))
    assert encoded.term_vectors[:100].any(axis=1).all()
    assert not encoded.term_vectors[-1].any()


@pytest.mark.parametrize("text", ["", " ", "…", "de la", "\u0000", "😀", "x" * 5000])
def test_odd_texts_have_unit_vectors(encoder: OnnxEncoder, text: str) -> None:
    encoded = encoder.encode_query(text)
    assert np.linalg.norm(encoded.vector) == pytest.approx(1.0, abs=1e-5)
    assert len(encoded.term_vectors) == len(terms(text))


def test_the_default_model_is_loaded_without_torch(model_folder: Path) -> None:
    cache = model_folder.parents[1]
    script = (
        "import sys; from pathlib import Path; from ingest.encode import load_encoder;"
        f"e = load_encoder(None, Path({str(cache)!r})); e.encode_query('Région Fictive');"
        "print(e.name, 'torch' in sys.modules, 'transformers' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [model_folder.name, "False", "False"]
    assert done.stderr == ""


def test_a_folder_may_be_given_by_name(encoder: OnnxEncoder, model_folder: Path) -> None:
    assert load_encoder(str(model_folder), Path("unused")).fingerprint == encoder.fingerprint


def test_a_model_that_is_not_there_is_said_in_french(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="VIGIE_EMBEDDING_MODEL"):
        load_encoder("region-fictive/modele-absent", tmp_path)


def test_a_damaged_folder_is_said_in_french(tmp_path: Path) -> None:
    (tmp_path / "onnx").mkdir()
    (tmp_path / "onnx" / "model.onnx").write_bytes(b"not a graph")
    (tmp_path / "ORIGIN.json").write_text("{}")
    with pytest.raises(ConfigurationError, match="endommagé"):
        load_encoder(str(tmp_path), tmp_path)


spans = st.lists(st.integers(0, 60), min_size=0, max_size=12).map(
    lambda cuts: [(a, b) for a, b in zip(sorted(cuts), sorted(cuts)[1:], strict=False) if b > a]
)


@given(tokens=spans, wanted=spans)
def test_a_span_pools_exactly_the_tokens_that_it_overlaps(
    tokens: list[tuple[int, int]], wanted: list[tuple[int, int]]
) -> None:
    offsets = [(0, 0), *tokens, (0, 0)]
    vectors = np.arange(len(offsets) * 3, dtype=np.float32).reshape(-1, 3) + 1
    pooled = pool_terms(vectors, offsets, wanted)
    for row, (start, end) in zip(pooled, wanted, strict=True):
        inside = [i for i, (a, b) in enumerate(offsets) if a < end and b > start and b > a]
        expected = vectors[inside].mean(axis=0) if inside else np.zeros(3)
        assert row == pytest.approx(expected)


def test_a_model_of_another_size_has_no_term_vectors() -> None:
    projected = shipped_projection().project(np.ones((4, 100), dtype=np.float32), query=True)
    assert projected.shape == (0, TERM_DIMENSIONS)


PREPARE = """
import sys
from pathlib import Path
from ingest.encode import unpack

def build(packed, folder):
    with open(sys.argv[1] + "/built", "a") as log:
        log.write("x")
    for n in range(200):
        (folder / str(n)).write_text("whole")

unpack.read_packed = lambda path: None
unpack._build_folder = build
sys.stdin.readline()
print(unpack.prepare_default_model(Path(sys.argv[1])))
"""


def test_two_processes_that_prepare_at_once_end_with_one_whole_folder(tmp_path: Path) -> None:
    both = [
        subprocess.Popen(
            [sys.executable, "-c", PREPARE, str(tmp_path)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    said = [process.communicate("go\n", timeout=120)[0].strip() for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert said[0] == said[1]
    assert len(list(Path(said[0]).iterdir())) == 200
    assert (tmp_path / "built").read_text() == "x"
    left = [path.name for path in (tmp_path / "models").iterdir()]
    assert [name for name in left if not name.endswith(".lock")] == [Path(said[0]).name]
