"""Reading question and passage together, with a real cross-encoder, small and untrained."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from transformers import BertConfig, BertForSequenceClassification, BertTokenizer, set_seed

from assistant.rerank import Reranker
from corpus.errors import ConfigurationError
from corpus.records import Scope
from ingest.encode.base import Encoder
from tests.assistant.fictitious import open_library, retriever_of

QUESTION = "Combien d’agents compte la brigade des trains ?"


def small_model(folder: Path, labels: int) -> str:
    """A folder with an untrained cross-encoder that gives ``labels`` scores a pair."""
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"abcdefghijklmnopqrstuvwxyz0123456789"]
    words += [f"##{letter}" for letter in "abcdefghijklmnopqrstuvwxyz0123456789"]
    (folder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    set_seed(7)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        initializer_range=1.0,
    )
    config.num_labels = labels
    BertForSequenceClassification(config).save_pretrained(folder)
    BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder)
    return str(folder)


def test_each_text_gets_its_log_odds(tmp_path: Path) -> None:
    reranker = Reranker(small_model(tmp_path, 1))
    texts = ["La brigade compte 48 agents.", "Un marché a lieu le lundi.", "La gare est fermée."]
    together = reranker.log_odds(QUESTION, texts)
    assert together.dtype == np.float32
    assert together.shape == (3,)
    alone = [float(reranker.log_odds(QUESTION, [text])[0]) for text in texts]
    assert together == pytest.approx(alone, abs=1e-4)
    assert len(set(alone)) == 3


def test_a_cross_encoder_reorders_what_is_retrieved(
    tmp_path: Path, loaded_encoder: Encoder
) -> None:
    (tmp_path / "model").mkdir()
    corpus = open_library(tmp_path / "home", loaded_encoder)
    plain = retriever_of(corpus)
    before = plain.retrieve(QUESTION, Scope())
    reranker = Reranker(small_model(tmp_path / "model", 1))
    after = plain.model_copy(update={"reranker": reranker}).retrieve(QUESTION, Scope())
    texts = [one.passage.text for one in before.passages[:20]]
    expected = before.scores[:20] + reranker.log_odds(QUESTION, texts)
    assert after.scores[: len(texts)] == pytest.approx(np.sort(expected)[::-1], abs=1e-3)
    best = before.passages[int(expected.argmax())]
    assert after.passages[0].passage.id == best.passage.id
    assert {one.passage.id for one in after.passages} == {one.passage.id for one in before.passages}


def test_a_model_that_is_not_there_says_so() -> None:
    with pytest.raises(ConfigurationError, match="VIGIE_RERANKER"):
        Reranker("/modele/absent")


def test_a_model_that_gives_several_scores_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="2 notes"):
        Reranker(small_model(tmp_path, 2))
