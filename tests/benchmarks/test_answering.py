"""What the benchmark of answers counts as found, and what it asks."""

from __future__ import annotations

import json

import numpy as np
import pytest

from benchmarks import material
from benchmarks.answering import Measured, first_right
from corpus.records import Metadata, Passage, StoredPassage


def test_the_place_of_the_first_right_document_is_counted_from_nought() -> None:
    assert first_right(["b", "c"], ["a", "b", "c"]) == 1
    assert first_right(["d"], ["a", "b", "c"]) is None


def test_what_is_found_further_down_is_not_among_the_first() -> None:
    measured = Measured({}, 1.0, 0.0, [0, 3, None, 1])
    assert [measured.found(first) for first in (1, 2, 4)] == [0.25, 0.5, 0.75]
    assert Measured({}, 1.0, 0.0).found(4) == 0.0


def test_the_own_set_is_asked_what_its_documents_answer() -> None:
    asked = material.own_questions()
    names = {
        json.loads(line)["name"]
        for line in (material.OWN_SET / "documents.jsonl").read_text("utf-8").splitlines()
    }
    assert len(asked) >= 150
    assert all(right and set(right) <= names for _, right in asked)


def test_repeated_passages_have_other_figures_and_vectors_of_length_one() -> None:
    texts = [f"Jeanne Lormel a compté 1{n} lycées dans la ville d’Orvanne." for n in range(3)]
    vectors = np.eye(3, 8, dtype="<f4")
    base = [
        StoredPassage(
            Passage(f"p{n}", "d", "v", n, 0, len(text), None, (), text),
            vectors[n].tobytes(), np.full((4, 128), 11, np.int8).tobytes(), Metadata(), (),
        )
        for n, text in enumerate(texts)
    ]  # fmt: skip
    made = [one for one, _ in zip(material.varied(base, 1), range(9), strict=False)]
    assert [one.text for one in made[:3]] == texts
    assert not {one.text for one in made[3:]} & set(texts)
    for one in made:
        assert np.linalg.norm(np.frombuffer(one.vector, "<f4")) == pytest.approx(1.0, abs=1e-5)
