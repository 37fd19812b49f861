"""A question and a sentence, read together."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import ConfigurationError
from ingest.encode.onnx_encoder import open_tokenizer
from ingest.encode.pair_encoder import (
    BEFORE_TOKENS,
    HEADING_TOKENS,
    QUESTION_TOKENS,
    SENTENCE_TOKENS,
    PairEncoder,
    Window,
    pair_tokens,
)
from tests.conftest import loaded_pairs

HEADING = "Document de test\u00a0: la brigade de la Région Fictive"
COUNTED = Window(HEADING, "", "La brigade de nuit compte quarante-huit agents.")
LED = Window(HEADING, COUNTED.sentence, "Elle est placée sous les ordres d’Odile Marchefer.")
PAID = Window(HEADING, LED.sentence, "Son financement est assuré par une taxe sur le tabac.")
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)


@pytest.mark.parametrize(
    ("question", "answering"),
    [
        ("Combien de personnes travaillent dans la brigade ?", COUNTED),
        ("Qui commande la brigade ?", LED),
        ("Comment la brigade est-elle financée ?", PAID),
    ],
)
def test_the_sentence_that_answers_is_judged_best(question: str, answering: Window) -> None:
    windows = [COUNTED, LED, PAID]
    odds = loaded_pairs().log_odds(question, windows)
    assert odds.shape == (3,)
    assert odds.dtype == np.float32
    assert windows[int(odds.argmax())] == answering


def test_what_nothing_answers_is_judged_lower_than_what_is_answered() -> None:
    pairs = loaded_pairs()
    absent = pairs.log_odds("Quelle est la couleur de l’uniforme ?", [COUNTED, LED, PAID])
    assert absent.max() < pairs.log_odds("Qui commande la brigade ?", [LED])[0]


def test_nothing_to_judge() -> None:
    assert loaded_pairs().log_odds("Qui ?", []).shape == (0,)


def test_a_sentence_is_judged_by_itself_whatever_stands_beside_it() -> None:
    pairs = loaded_pairs()
    question = "Qui dirige cette brigade fictive ?"
    together = pairs.log_odds(question, [PAID, COUNTED, LED])
    alone = [pairs.log_odds(question, [one])[0] for one in (PAID, COUNTED, LED)]
    assert np.allclose(together, alone, atol=1e-5)


def test_many_threads_are_given_the_same() -> None:
    pairs = loaded_pairs()
    questions = [f"Qui commande la brigade numéro {number} ?" for number in range(8)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda one: pairs.log_odds(one, [COUNTED, LED]), questions * 2))
    for first, again in zip(found[:8], found[8:], strict=True):
        assert np.array_equal(first, again)


@given(question=TEXT, heading=TEXT, before=TEXT, sentence=TEXT)
@settings(max_examples=60, deadline=None)
def test_any_text_is_cut_to_what_the_model_reads(
    model_folder: Path, question: str, heading: str, before: str, sentence: str
) -> None:
    ids, types = pair_tokens(
        open_tokenizer(model_folder), question, Window(heading, before, sentence)
    )
    longest = QUESTION_TOKENS + HEADING_TOKENS + BEFORE_TOKENS + SENTENCE_TOKENS + 5
    assert len(ids) == len(types) <= longest
    assert types == sorted(types)
    assert 1 <= sum(types) <= SENTENCE_TOKENS + 1
    assert ids[0] == 0
    assert ids[-1] == 2


def test_a_damaged_folder_is_said_to_be(tmp_path: Path, model_folder: Path) -> None:
    folder = tmp_path / "abime"
    (folder / "onnx").mkdir(parents=True)
    shutil.copy(model_folder / "tokenizer.json", folder)
    (folder / "onnx" / "pairs.onnx").write_bytes(b"rien")
    with pytest.raises(ConfigurationError, match="endommagé"):
        PairEncoder(folder)
