"""What staff correct at once, what they keep, and for how long."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from assistant.evaluate.evaluation import Evaluation
from assistant.evaluate.run import keep
from corpus.catalogue import Catalogue
from tests.assistant import evaluation_samples as samples
from tests.ui.staff.conftest import PUBLIC, drop, settle, sign_in
from tests.ui.staff.test_library import NAME, QUESTION, ask
from ui.compose import Application
from ui.staff.desk import Desk, purge


@pytest.fixture
def source(client: TestClient, desk: Catalogue) -> str:
    sign_in(client, "elise")
    drop(client, desk, one=(NAME, PUBLIC))
    version = desk.document(NAME).version
    start = desk.version(version).text.index("Le budget")
    return f"{version}:{start}:{start + 40}"


def validate(client: TestClient, source: str, answer: str = "340 000 euros de test.") -> None:
    form = {
        "question": "Combien coûtent les brigades cynophiles\u00a0?",
        "paraphrases": "Quel prix pour les chiens de la Région\u00a0?",
        "reponse": answer,
        "source": source,
    }
    answered = client.post("/pilotage/reponse", data=form, follow_redirects=False)
    assert answered.status_code == 303, answered.text


def test_a_validated_answer_is_given_to_its_question_and_its_paraphrases(
    client: TestClient, desk: Catalogue, source: str
) -> None:
    validate(client, source)
    for question in (
        "Combien coûtent les brigades cynophiles\u00a0?",
        "les brigades cynophiles, combien coûtent-elles ?",
        "Quel prix pour les chiens de la Région\u00a0?",
    ):
        said = ask(client, question)
        assert said["answer"] == "340 000 euros de test. [1]", question
        assert said["validated"]["author"] == "Elise Exemple"  # type: ignore[index]
        assert said["citations"][0]["quote"].startswith("Le budget")  # type: ignore[index]
    for other in (
        "Combien coûtent les 12 brigades cynophiles\u00a0?",
        "Pourquoi les brigades cynophiles ne coûtent-elles rien\u00a0?",
        "Où sont les brigades cynophiles\u00a0?",
    ):
        assert "validated" not in ask(client, other), other
    client.post(
        f"/bibliotheque/document/remplacer?nom={NAME}",
        files={"fichier": (NAME, PUBLIC.replace("340", "350"))},
    )
    settle(desk)
    assert "validated" not in ask(client, "Combien coûtent les brigades cynophiles\u00a0?")
    assert "Retirée d’office" in client.get("/pilotage").text


def test_a_validated_answer_needs_a_source_and_can_be_taken_back(
    client: TestClient, desk: Catalogue, source: str
) -> None:
    form = {"question": "Combien\u00a0?", "reponse": "Rien.", "source": "inconnue:1:2"}
    assert client.post("/pilotage/reponse", data=form).status_code == 422
    validate(client, source)
    for one in desk.corrections.validated(standing=True):
        client.post(f"/pilotage/reponse/{one.id}/retirer")
    assert "validated" not in ask(client, "Combien coûtent les brigades cynophiles\u00a0?")


@pytest.mark.usefixtures("source")
def test_a_blocked_passage_answers_nothing_until_it_is_given_back(
    client: TestClient, desk: Catalogue
) -> None:
    for passage in desk.passages(desk.document(NAME).version):
        span = f"{passage.version}:{passage.start}:{passage.end}"
        client.post("/pilotage/bloquer", data={"source": span, "raison": "Erreur de test"})
    said = ask(client, QUESTION)
    assert NAME not in str(said)
    assert "Erreur de test" in client.get("/pilotage").text
    for one in desk.corrections.blocked():
        client.post(f"/pilotage/bloques/{one.id}/rendre")
    assert "340 000" in str(ask(client, QUESTION)["answer"])


def test_opinions_are_listed_and_treated(client: TestClient, desk: Catalogue) -> None:
    number = desk.feedback.add(
        question="Question de test\u00a0?", useful=False, reason="faux", comment="Remarque de test",
        answer="Réponse de test", origin="chat",
    )  # fmt: skip
    sign_in(client, "elise")
    assert "Remarque de test" in client.get("/pilotage").text
    client.post(f"/pilotage/avis/{number}/traiter")
    assert "Remarque de test" not in client.get("/pilotage").text
    assert desk.feedback.opinions()[0].treated_by == "compte:elise"


def answer(text: str) -> dict[str, object]:
    return {
        "question": "Q", "standalone_question": "Q", "answer": text, "abstained": False,
        "confidence": 1.0, "mode": "extractive", "citations": [], "passages": [],
    }  # fmt: skip


def test_a_conversation_is_its_owners_alone(client: TestClient, desk: Catalogue) -> None:
    agathe, elise = desk.accounts.find("agathe"), desk.accounts.find("elise")
    assert agathe is not None
    assert elise is not None
    kept = desk.conversations
    number = kept.add(agathe.id, None, "Où est le coffre de test\u00a0?", answer("À Test-Ville."))
    assert kept.add(agathe.id, number, "Depuis quand\u00a0?", answer("Depuis hier.")) == number
    other = kept.add(elise.id, number, "Intrusion\u00a0?", answer("Non."))
    assert other != number
    sign_in(client, "agathe")
    assert "À Test-Ville." in client.get(f"/conversations/{number}").text
    assert "coffre de test" in client.get("/conversations?q=test-ville").text
    assert "Aucune conversation" in client.get("/conversations?q=absente").text
    client.post(f"/conversations/{number}/renommer", data={"titre": "Coffre fictif"})
    assert "Coffre fictif" in client.get("/conversations").text
    pdf = client.get(f"/conversations/{number}/export.pdf")
    assert pdf.content.startswith(b"%PDF")
    for address in (f"/conversations/{other}", f"/conversations/{other}/export.md"):
        assert client.get(address).status_code == 404
    client.post(f"/conversations/{other}/effacer")
    client.post(f"/conversations/{other}/renommer", data={"titre": "Volée"})
    assert kept.exchanges(elise.id, other)[0] == "Intrusion\u00a0?"
    client.post("/conversations/tout-effacer")
    assert kept.of(agathe.id) == []
    assert len(kept.of(elise.id)) == 1


def test_what_is_kept_is_erased_in_time(application: Application, desk: Catalogue) -> None:
    account = desk.accounts.find("agathe")
    assert account is not None
    desk.conversations.add(account.id, None, "Ancienne\u00a0?", answer("Oui."))
    desk.conversations.note("Ancienne\u00a0?", "ancien", abstained=True, confidence=0.1)
    desk.feedback.add(question="Ancienne\u00a0?", useful=True)
    purge(Desk(desk), application.settings)
    assert desk.conversations.of(account.id)
    assert desk.conversations.asked()
    desk.conversations.purge(timedelta(days=-1))
    desk.feedback.forget_before("9999")
    assert desk.conversations.of(account.id) == []
    assert desk.conversations.asked() == []
    assert desk.feedback.opinions() == []


def test_questions_asked_in_other_words_count_together(desk: Catalogue) -> None:
    note = desk.conversations.note
    note("Qui préside\u00a0?", "presid", abstained=False, confidence=0.9)
    note("Qui a présidé\u00a0?", "presid", abstained=True, confidence=0.2)
    note("Quel budget\u00a0?", "budget", abstained=True, confidence=0.1)
    first = desk.conversations.asked()[0]
    assert (first.count, first.refused) == (2, 1)
    assert {one.refused for one in desk.conversations.asked(refused=True)} == {1}
    desk.conversations.purge(timedelta(days=-1))


def test_evaluations_are_drawn_and_compared(application: Application, client: TestClient) -> None:
    folder = application.settings.home / "evaluations"
    sign_in(client, "elise")
    assert "Aucune évaluation n’a été gardée" in client.get("/pilotage").text
    for name, confidence in (("Avant", 0.4), ("Après <b>", 0.9)):
        given = samples.answer(passages=(samples.passage("un.txt"),), confidence=confidence)
        found = samples.outcome(samples.question(), given)
        file = keep(Evaluation("jeu <b>", (found, found)), name.rstrip("<b> "), folder)
        file.rename(folder / f"{name}.json")
    other = samples.outcome(samples.UNANSWERABLE, samples.refusal())
    keep(Evaluation("autre jeu", (other,)), "Autre", folder)
    (folder / "abîmée.json").write_text("{", encoding="utf-8")
    (folder / "essai.html").write_text("<script>alert(1)</script>", encoding="utf-8")

    assert "Après &lt;b&gt;" in client.get("/pilotage").text
    every = client.get("/pilotage/evaluations").text
    assert "abîmée.json" in every
    assert "<b>" not in every
    one = client.get("/pilotage/evaluations/Avant").text
    assert one.count("<svg") == 4
    assert "style=" not in one
    compared = client.get("/pilotage/evaluations", params={"avant": "Avant", "apres": "Après <b>"})
    assert "Comparaison appariée" in compared.text
    assert "<b>" not in compared.text
    differ = client.get("/pilotage/evaluations", params={"avant": "Avant", "apres": "Autre"}).text
    assert "ne portent pas sur les mêmes questions" in differ
    assert "Toutes les mesures" in differ
    unknown = client.get("/pilotage/evaluations", params={"avant": "Avant", "apres": "rien"})
    assert unknown.status_code == 422
    assert "Aucune évaluation ne s’appelle" in unknown.text

    report = client.get("/pilotage/evaluations/essai.html")
    assert report.headers["content-disposition"].startswith("attachment")
    for nothing in ("..%2Fvigie.db", "rien", "rien.html", "abîmée"):
        assert client.get(f"/pilotage/evaluations/{nothing}").status_code == 404
    sign_in(client, "agathe")
    assert client.get("/pilotage/evaluations/Avant").status_code == 403
