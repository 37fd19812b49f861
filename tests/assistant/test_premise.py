"""Requests for confirmation become questions; events nobody speaks of are noticed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.polarity import polarity
from assistant.premise import claim_question, presupposes_unstated
from corpus.french.frequency import fold

ROOT = Path(__file__).parents[2]
OWN_SET = ROOT / "tests" / "data" / "own-set"
TRAINING = ROOT / "assistant" / "training" / "data"


@pytest.mark.parametrize(
    ("request_", "claim"),
    [
        ("Confirme que le comité a démissionné.", "Est-il vrai que le comité a démissionné ?"),
        ("Confirmez-moi que l'arrêté est annulé", "Est-il vrai que l’arrêté est annulé ?"),
        ("Peux-tu confirmer que l’accueil ferme ?", "Est-il vrai que l’accueil ferme ?"),
        ("Pouvez-vous me confirmer qu'une gare ferme ?", "Est-il vrai qu’une gare ferme ?"),
        ("Est-il vrai que la gare ferme ?", "Est-il vrai que la gare ferme ?"),
        ("Est-il faux que la gare ferme ?", "Est-il faux que la gare ferme ?"),
        ("On m'a dit que la gare ferme.", "Est-il vrai que la gare ferme ?"),
        ("La gare ferme, n'est-ce pas ?", "Est-il vrai que la gare ferme ?"),
    ],
)
def test_claim_question(request_: str, claim: str) -> None:
    assert claim_question(request_) == claim.replace(" ?", "\u00a0?")


@pytest.mark.parametrize(
    "question",
    ["Qui préside le comité ?", "La gare ferme-t-elle ?", "Confirme", "", "Liste les documents"],
)
def test_other_requests_are_no_claims(question: str) -> None:
    assert claim_question(question) is None


def test_a_claim_is_settled_like_a_question() -> None:
    sentences = ["La gare de Villefeinte ne ferme pas."]
    claim = claim_question("Confirmez que la gare de Villefeinte ferme.")
    assert claim is not None
    assert polarity(claim, sentences) == "non"
    assert polarity(claim, ["La gare de Villefeinte est belle."]) is None


@pytest.mark.parametrize(
    ("question", "text", "unstated"),
    [
        ("Pourquoi le préfet a-t-il dissous le comité ?", "Le préfet crée un comité.", True),
        ("Pourquoi le préfet a-t-il dissous le comité ?", "La dissolution du comité date.", False),
        ("Quand le maire a-t-il démissionné ?", "Le maire préside le comité.", True),
        ("Quand le maire a-t-il démissionné ?", "Le maire a quitté ses fonctions en mai.", False),
        ("Qui préside le comité ?", "Le comité siège à Villefeinte.", False),
        ("Quand le comité a-t-il été créé ?", "La création du comité remonte à mai.", False),
    ],
)
def test_presupposes_unstated(question: str, text: str, unstated: bool) -> None:
    assert presupposes_unstated(question, [text]) is unstated


def test_without_sentences_nothing_is_alleged() -> None:
    assert not presupposes_unstated("Pourquoi le comité est-il dissous ?", [])


def _questions(folder: Path) -> list[tuple[str, list[str]]]:
    texts = {
        document["name"]: document["text"]
        for line in (folder / "documents.jsonl").read_text("utf-8").splitlines()
        if (document := json.loads(line))
    }
    found = []
    for line in (folder / "questions.jsonl").read_text("utf-8").splitlines():
        question = json.loads(line)
        if question["kind"] == "answerable" and question["answers"]:
            found.append(
                (question["question"], [_near(texts[n], question) for n in question["documents"]])
            )
    return found


def _near(text: str, question: dict[str, list[str]]) -> str:
    at = max(fold(text).find(fold(answer)) for answer in question["answers"])
    return text[max(0, at - 500) : at + 500]


def test_answerable_questions_are_hardly_ever_refused() -> None:
    folders = [OWN_SET, *sorted(path for path in TRAINING.iterdir() if path.is_dir())]
    questions = [pair for folder in folders for pair in _questions(folder)]
    refused = [question for question, texts in questions if presupposes_unstated(question, texts)]
    assert len(questions) > 700
    assert len(refused) <= 0.035 * len(questions)


def test_own_set_is_not_refused() -> None:
    pairs = _questions(OWN_SET)
    assert [question for question, texts in pairs if presupposes_unstated(question, texts)] == []


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Quand la Région Fictive a-t-elle versé la rançon ?", "Aucune rançon n’a été versée."),
        ("Qui a dirigé les travaux du canal ?", "Elle refuse de diriger les travaux du canal."),
        ("À quel prix a-t-il vendu la grève ?", "Il n’a jamais vendu la grève."),
    ],
)
def test_what_is_denied_wherever_it_is_spoken_of_is_no_premise(
    question: str, sentence: str
) -> None:
    assert presupposes_unstated(question, [sentence])


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Quand la Région Fictive a-t-elle versé l’aide ?", "L’aide a été versée en mars."),
        ("Qui n’a pas versé l’aide ?", "La Région Fictive n’a pas versé l’aide."),
        ("Pourquoi a-t-il refusé le poste ?", "Il a refusé le poste, faute de temps."),
    ],
)
def test_what_is_said_is_a_premise(question: str, sentence: str) -> None:
    assert not presupposes_unstated(question, [sentence])
