"""« Oui » and « Non » are said where the sentences say it, and nowhere else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.meaning import related
from assistant.polarity import polarity
from assistant.proposition import parse
from corpus.french.frequency import fold
from corpus.french.sentences import sentence_spans
from corpus.french.words import term_key
from tests.assistant.yes_no_cases import CASES

OWN_SET = Path(__file__).parents[1] / "data" / "own-set"


@pytest.mark.parametrize(("question", "sentences", "context", "expected"), CASES)
def test_polarity(
    question: str, sentences: tuple[str, ...], context: str, expected: str | None
) -> None:
    assert polarity(question, sentences, context) in (expected, None)


def test_most_settled_questions_are_answered() -> None:
    settled = [case for case in CASES if case[3] is not None]
    answered = [case for case in settled if polarity(*case[:3]) == case[3]]
    assert len(answered) >= 0.9 * len(settled)


def _level(text: str) -> str:
    return fold(text).replace("’", "'")


def test_own_set_with_the_sentences_that_hold_the_answers() -> None:
    texts = {
        document["name"]: document["text"].split("\n---\n", 1)[-1]
        for line in (OWN_SET / "documents.jsonl").read_text("utf-8").splitlines()
        if (document := json.loads(line))
    }
    right = given_ = asked = 0
    for line in (OWN_SET / "questions.jsonl").read_text("utf-8").splitlines():
        question = json.loads(line)
        if question["kind"] != "yesno":
            continue
        asked += 1
        text = texts[question["documents"][0]]
        start, end = next(
            span
            for span in sentence_spans(text)
            if any(_level(gold) in _level(text[slice(*span)]) for gold in question["answers"])
        )
        said = polarity(question["question"], [text[start:end]], text[max(0, start - 800) : end])
        given_ += said is not None
        right += said == question["polarity"]
    assert given_ >= 0.6 * asked
    assert right >= 0.95 * given_


def test_own_set_questions_without_an_answer_get_none_from_any_sentence() -> None:
    documents = [
        json.loads(line)["text"].split("\n---\n", 1)[-1]
        for line in (OWN_SET / "documents.jsonl").read_text("utf-8").splitlines()
    ]
    sentences = [
        (text[start:end], text[max(0, start - 800) : end])
        for text in documents[:6]
        for start, end in sentence_spans(text)
    ]
    asserted = [
        (question["question"], sentence)
        for line in (OWN_SET / "questions.jsonl").read_text("utf-8").splitlines()
        if (question := json.loads(line))["kind"] == "yesno_absent"
        for sentence, context in sentences
        if polarity(question["question"], [sentence], context)
    ]
    assert asserted == []


def test_a_later_sentence_says_who_the_first_is_about() -> None:
    question = "La brigade de Villefeinte est-elle armée ?"
    sentences = ["Elle ne sera pas armée.", "La brigade de Villefeinte naît en mai."]
    assert polarity(question, sentences) == "non"
    assert polarity(question, sentences[:1]) is None


def test_no_sentence_says_nothing() -> None:
    assert polarity("Le comité est-il dissous ?", []) is None
    assert polarity("Villefeinte", ["Villefeinte est une commune."]) is None


@pytest.mark.parametrize(
    ("one", "other", "relation"),
    [
        ("présider", "président", 1),
        ("investissement", "investir", 1),
        ("ouvert", "fermeture", -1),
        ("adopté", "rejet", -1),
        ("police", "politique", 0),
        ("commune", "communiqué", 0),
        ("région", "régional", 1),
    ],
)
def test_related(one: str, other: str, relation: int) -> None:
    assert related(term_key(one), term_key(other)) == relation
    assert related(term_key(other), term_key(one)) == relation


def test_frames_and_tags_are_taken_off() -> None:
    plain = parse("Le tribunal a annulé l’arrêté.")
    tagged = parse("Est-il vrai que le tribunal a annulé l’arrêté, n’est-ce pas ?")
    assert plain is not None
    assert tagged is not None
    assert [mark.key for mark in plain.predicate] == [mark.key for mark in tagged.predicate]


@given(st.text(max_size=120), st.text(max_size=200))
def test_any_text_is_taken(question: str, sentence: str) -> None:
    assert polarity(question, [sentence], sentence) in ("oui", "non", None)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        (
            "La chanteuse Oona Fictive chantera-t-elle à Testville ?",
            "La chanteuse Oona Fictive, qui devait chanter à Testville, a annulé son concert.",
        ),
        (
            "Est-ce l’hiver le plus doux de Testonie ?",
            "C’est le troisième plus doux hiver de Testonie.",
        ),
        (
            "L’ingénieure Odile Test a-t-elle construit d’autres ponts ?",
            "L’ingénieure Odile Test a construit le pont fictif.",
        ),
    ],
)
def test_nothing_is_said_where_a_word_of_one_side_turns_the_other_round(
    question: str, sentence: str
) -> None:
    assert polarity(question, [sentence]) is None
