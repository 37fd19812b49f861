"""Runs that are kept: found again whole, and refused where they are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.evaluate.compare import compare, scores_of
from assistant.evaluate.evaluation import Evaluation
from assistant.evaluate.run import keep, named, read_run
from corpus.errors import UsageError
from tests.assistant.evaluation_samples import answer, outcome, passage, question

OUTCOMES = tuple(
    outcome(question(), answer(passages=(passage("un.txt", "48 agents", 0.8),), confidence=c))
    for c in (0.2, 0.9)
)


def test_a_kept_run_is_read_as_it_was(tmp_path: Path) -> None:
    evaluation = Evaluation("jeu de test", OUTCOMES)
    run = read_run(keep(evaluation, "Avant l’été", tmp_path / "evaluations"))
    assert (run.name, run.questions) == ("Avant l’été", "jeu de test")
    assert run.figures["mrr@10"] == evaluation.figures["mrr@10"]
    assert all(found.difference == 0 for found in compare(run.scores, scores_of(OUTCOMES)))


@pytest.mark.parametrize("name", ["", "../ailleurs", "a/b", ".cachée", "fin.", "x" * 81, "a\nb"])
def test_a_name_that_is_no_files_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="ne peut pas nommer"):
        named(name)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"figures": {"extra": 1}}', "\udcff"])
def test_what_is_no_run_is_named(tmp_path: Path, content: str) -> None:
    file = tmp_path / "essai.json"
    file.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(UsageError, match=r"essai\.json.*pas une évaluation"):
        read_run(file)


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "evaluations").write_text("un fichier", encoding="utf-8")
    with pytest.raises(UsageError, match="ne peut pas être gardée"):
        keep(Evaluation("jeu", OUTCOMES), "essai", tmp_path / "evaluations")
