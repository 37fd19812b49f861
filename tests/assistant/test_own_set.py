"""The project's own evaluation set, and the sets to train on, are what they say they are."""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from assistant.evaluate.matching import normalise, position
from assistant.evaluate.questions import Question, QuestionSet, read_set
from ingest.clean import clean

ROOT = Path(__file__).resolve().parents[2]
OWN = ROOT / "tests" / "data" / "own-set"
TRAINING = sorted(
    path.parent for path in (ROOT / "assistant/training/data").glob("*/questions.jsonl")
)
ALL = [OWN, *TRAINING]
COMMUNIQUE = "communique-groupe-de-travail-securite-prevention.txt"


@cache
def loaded(folder: Path) -> QuestionSet:
    return read_set(folder)


@cache
def cleaned(folder: Path) -> dict[str, str]:
    return {d.name: clean(d.text).text for d in loaded(folder).documents}


def identity(question: Question) -> str:
    turns = [turn.question for turn in question.history]
    return "|".join(normalise(text) for text in [*turns, question.question])


by_set = pytest.mark.parametrize("folder", ALL, ids=lambda folder: folder.name)


@by_set
def test_every_answer_stands_in_a_listed_document(folder: Path) -> None:
    texts = cleaned(folder)
    for question in loaded(folder).questions:
        for answer in question.answers:
            found = [position(texts[name], answer) for name in question.documents]
            assert any(at is not None for at in found), (question.question, answer)


@by_set
def test_no_question_stands_twice(folder: Path) -> None:
    counts = Counter(identity(question) for question in loaded(folder).questions)
    assert [asked for asked, count in counts.items() if count > 1] == []


@by_set
def test_what_is_not_answerable_names_no_answer(folder: Path) -> None:
    for question in loaded(folder).questions:
        assert question.answerable or not question.answers, question.question


@by_set
def test_documents_are_visibly_fictitious(folder: Path) -> None:
    for document in loaded(folder).documents:
        if document.name != COMMUNIQUE:
            assert "Document de test, fictif." in document.text, document.name


@pytest.mark.parametrize("folder", TRAINING, ids=lambda folder: folder.name)
def test_nothing_to_train_on_is_in_the_own_set(folder: Path) -> None:
    own = {identity(question) for question in loaded(OWN).questions}
    shared = [q.question for q in loaded(folder).questions if identity(q) in own]
    assert shared == []
    texts = set(cleaned(OWN).values())
    assert not texts & set(cleaned(folder).values())


def test_own_set_has_enough_of_each_kind() -> None:
    questions = loaded(OWN).questions
    counts = Counter(question.kind for question in questions)
    assert len(questions) >= 150
    for kind in ("answerable", "absent", "outside", "false_premise", "instruction", "dated"):
        assert counts[kind] >= 15, kind
    assert counts["dialogue"] >= 40
    assert sum(counts[f"pair_{kind}"] for kind in ("agree", "disagree", "superseded")) >= 30
    assert sum(len(question.history) >= 4 for question in questions) >= 3


def test_yes_no_questions_call_for_both_with_negations() -> None:
    asked = [question for question in loaded(OWN).questions if question.kind == "yesno"]
    polarities = Counter(question.polarity for question in asked)
    assert len(asked) >= 40
    assert min(polarities["oui"], polarities["non"]) >= 15
    assert set(polarities) == {"oui", "non"}
    negated = [question for question in asked if " ne " in normalise(question.question)]
    assert any(question.polarity == "oui" for question in negated)


def test_pairs_give_the_value_of_each_document() -> None:
    for question in loaded(OWN).questions:
        if question.kind.startswith("pair_"):
            assert len(question.values) == 2, question.question
            same = question.kind == "pair_agree"
            for first, second in combinations(question.values, 2):
                assert same or normalise(first) != normalise(second), question.question
        if question.kind == "pair_superseded":
            assert question.answers == question.values[-1:]


def test_the_communique_is_the_one_that_ships() -> None:
    shipped = [
        normalise(path.read_text(encoding="utf-8"))
        for path in (ROOT / "corpus" / "documents").iterdir()
        if path.suffix in (".md", ".txt")
    ]
    ours = next(d.text for d in loaded(OWN).documents if d.name == COMMUNIQUE)
    body = normalise(ours.split("\n---\n", 1)[1])
    assert any(body in text for text in shipped)
