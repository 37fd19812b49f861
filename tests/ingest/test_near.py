"""Near-duplicates: reported with a precision that is measured, never dropped."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ingest.near import THRESHOLD, jaccard, runs_of, signature_of
from tests.ingest.conftest import Corpus

SET = Path(__file__).resolve().parents[1] / "data" / "own-set" / "documents.jsonl"
SENTENCE = re.compile(r"(?<=[.!?]) ")


def distinct() -> list[str]:
    """The fictitious documents of the project's own set that are long enough to be edited."""
    lines = SET.read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines]
    return [text for text in texts if len(text) > 800]


def edited(text: str, chance: random.Random) -> Iterator[str]:
    """What people make of a document: other words, mistakes, figures, cuts, an addition."""
    words = text.split(" ")
    for at in chance.sample(range(len(words)), len(words) // 20):
        words[at] = chance.choice(words)
    yield " ".join(words)
    words = text.split(" ")
    for at in chance.sample(range(len(words)), len(words) // 33):
        words[at] = words[at][:-1] + "x"
    yield " ".join(words)
    yield re.sub(r"\d", lambda _: str(chance.randrange(10)), text)
    sentences = SENTENCE.split(text)
    cut, at = max(1, len(sentences) // 8), chance.randrange(len(sentences) // 2)
    yield " ".join(sentences[:at] + sentences[at + cut :])
    yield " ".join(sentences[at:] + sentences[:at])
    yield f"{text}\n\nMise à jour de la Région Fictive : la mesure est prolongée d’un an."


def test_precision_and_recall_on_pairs_made_by_editing() -> None:
    texts, chance = distinct(), random.Random(7)
    runs = [runs_of(text) for text in texts]
    right = [jaccard(one, runs_of(other)) for one, text in zip(runs, texts, strict=True)
             for other in edited(text, chance)]  # fmt: skip
    wrong = [jaccard(one, other) for at, one in enumerate(runs) for other in runs[:at]]
    # The same letterhead and half of the sentences: another document.
    for _ in range(200):
        one, other = chance.sample(texts, 2)
        first, second = SENTENCE.split(one), SENTENCE.split(other)
        half = len(first) // 2
        wrong.append(jaccard(runs_of(one), runs_of(" ".join(first[:half] + second))))
    found = sum(value >= THRESHOLD for value in right)
    mistaken = sum(value >= THRESHOLD for value in wrong)
    assert len(right) > 100
    assert found / (found + mistaken) >= 0.95
    assert found / len(right) >= 0.9


@given(st.lists(st.sampled_from(["lycée", "plan", "région", "bus", "parc"]), max_size=60))
def test_a_signature_estimates_the_similarity(words: list[str]) -> None:
    base = [f"mot{n}" for n in range(120)]
    one, other = " ".join(base), " ".join([*base, *words])
    signatures = [np.frombuffer(signature_of(text), "<u4") for text in (one, other)]
    estimate = float((signatures[0] == signatures[1]).mean())
    assert abs(estimate - jaccard(runs_of(one), runs_of(other))) < 0.2


def test_a_near_duplicate_is_taken_in_and_said_to_be(corpus: Corpus) -> None:
    text = distinct()[0]
    corpus.ingest(original=text, autre="Document de test : des bateaux fictifs au port.")
    [report] = corpus.ingest(copie=f"{text}\n\nMis à jour par la Région Fictive.")
    assert report.outcome == "added"
    assert report.near == ("original.txt",)
    assert "presque identique à «\u00a0original.txt\u00a0» (9" in report.message
    assert len(corpus.catalogue.documents()) == 3
    [again] = corpus.ingest(original=f"{text}\n\nAutre fin.")
    assert again.near == ("copie.txt",)
