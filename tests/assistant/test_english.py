"""English questions are recognised and put into French that finds the answer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.english import is_english, to_french
from assistant.question import expected_kind
from corpus.french.words import term_keys

ROOT = Path(__file__).parents[2]
SETS = [
    ROOT / "tests" / "data" / "own-set" / "questions.jsonl",
    *sorted((ROOT / "assistant" / "training" / "data").glob("*/questions*.jsonl")),
]

# The question, the kind of its answer, French words that its translation must find.
QUESTIONS = [
    ("Who chairs the working group?", "person", "préside groupe travail"),
    (
        "Who will chair the security and prevention working group?",
        "person",
        "préside sécurité prévention groupe",
    ),
    ("Who is Jeanne Modèle?", "person", "Jeanne Modèle"),
    ("When was the working group created?", "date", "groupe travail créé"),
    (
        "Since when has Jeanne Modèle been president of the Fictive Region?",
        "date",
        "président région",
    ),
    ("How many agents patrol the trains?", "number", "agents patrouille trains"),
    ("How long are the images stored?", "duration", "images conservées"),
    ("How much does a connected vest cost?", "number", "gilet coût"),
    (
        "What share of the people polled want the Regions to invest in security?",
        "share",
        "part personnes interrogées régions investir sécurité",
    ),
    (
        "What percentage of respondents find security a priority?",
        "share",
        "pourcentage sécurité prioritaire",
    ),
    ("Which law did Jeanne Modèle help adopt?", "thing", "loi contribue adopte"),
    ("Which institute conducted the survey?", "thing", "institut réalisé sondage"),
    ("Where was the agreement signed?", "place", "convention signé"),
    ("Why is the historic centre not concerned?", "reason", "centre"),
    ("What is the budget of the mission?", "amount", "budget mission"),
    ("By whom was the working group decided?", "person", "groupe travail décidé"),
    ("On what occasion was the working group set up?", "thing", "occasion groupe travail créé"),
    ("With whom will the Regions fight drug trafficking?", "person", "régions lutte narcotrafic"),
    (
        "Do the Regions have an explicit competence for security?",
        "yesno",
        "régions compétence explicite sécurité",
    ),
    ("Are the agents armed?", "yesno", "agents armé"),
    ("Did the council reject the budget?", "yesno", "conseil rejette budget"),
    ("Is there a high school in the plan?", "yesno", "lycée plan"),
    ("Can you tell me who heads the observatory?", "person", "dirige observatoire"),
    ("What does the Île-de-France region do for security?", "thing", "Île France région sécurité"),
    ("Which region runs railway security?", "thing", "région dirige sécurité ferroviaire"),
    (
        "How often does the observatory publish its report?",
        "thing",
        "fréquence observatoire publie rapport",
    ),
    ("Who ordered the poll for the 21st congress?", "person", "commandé sondage 21 congrès"),
    ("What kind of dog units does the region have?", "thing", "brigades cynophiles région"),
    ("When does the law of 13 June 2025 come into force?", "date", "loi 13 juin 2025 vigueur"),
    ("How are the mediators trained?", "manner", "médiateurs formé"),
]


@pytest.mark.parametrize(("question", "kind", "words"), QUESTIONS)
def test_to_french(question: str, kind: str, words: str) -> None:
    french = to_french(question)
    assert is_english(question)
    assert kind == "thing" or expected_kind(french) == kind
    assert set(term_keys(words)) <= set(term_keys(french))


@pytest.mark.parametrize(
    "question",
    [
        "Qui préside le groupe de travail ?",
        "Who's Who",
        "Qui a créé « The Voice » ?",
        "Budget 2025 ?",
        "C'est quoi le Fab Lab « In the City » de Villefeinte ?",
        "jerome durain president depuis qd ?",
        "La société Do It Now est-elle partenaire ?",
        "Bonjour",
        "Test",
        "",
    ],
)
def test_french_is_not_english(question: str) -> None:
    assert not is_english(question)


@pytest.mark.parametrize("path", SETS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_no_french_question_of_the_sets_is_taken_for_english(path: Path) -> None:
    questions = [json.loads(line)["question"] for line in path.read_text("utf-8").splitlines()]
    assert [question for question in questions if is_english(question)] == []


def test_names_and_figures_stay() -> None:
    french = to_french("When did Odile Marchefer join the Fab Lab in 2019?")
    assert "Odile Marchefer" in french
    assert "Fab Lab" in french
    assert "2019" in french


@given(st.text(max_size=150))
def test_any_text_is_taken(text: str) -> None:
    assert is_english(text) in (True, False)
    assert to_french(text).endswith("\u00a0?")
