"""An editor's day: drop, correct, try, replace, remove; and what citizens see of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from corpus.catalogue import Catalogue
from tests.ui.staff.conftest import INTERNAL, PUBLIC, drop, settle, sign_in
from ui.compose import Application

NAME = "deliberation-fictive.txt"
QUESTION = "Quel est le budget alloué aux brigades\u00a0?"
ADDRESS = f"/bibliotheque/document?nom={NAME}"


def ask(client: TestClient, question: str) -> dict[str, object]:
    answer = client.post("/api/v1/ask", json={"question": question})
    assert answer.status_code == 200, answer.text
    said: dict[str, object] = answer.json()
    return said


def test_from_drop_to_removal(client: TestClient, desk: Catalogue) -> None:
    sign_in(client, "elise")
    drop(client, desk, one=(NAME, PUBLIC))
    assert NAME in client.get("/bibliotheque").text
    assert "340 000 euros" in str(
        ask(client, "Quel est le budget alloué aux brigades\u00a0?")["answer"]
    )

    fields = {"titre": "Brigades de test", "date": "12 mars 2026", "type": "deliberation"}
    known = desk.document(NAME).metadata
    fields |= {"emetteur": known.issuer, "reference": known.reference, "audience": "public"}
    client.post(f"/bibliotheque/document/corriger?nom={NAME}", data={**fields, "url": ""})
    corrected = desk.document(NAME).metadata
    assert (corrected.title, corrected.date) == ("Brigades de test", "2026-03-12")
    page = client.get(ADDRESS).text
    assert "Corrigé par une personne" in page
    assert "12 mars 2026" in page
    wrong = client.post(
        f"/bibliotheque/document/corriger?nom={NAME}", data={**fields, "date": "hier"}
    )
    assert wrong.status_code == 422
    assert "hier" in wrong.text

    tried = client.get(
        "/bibliotheque/document/essayer",
        params={"nom": NAME, "question": "Quel est le budget des brigades\u00a0?"},
    )
    assert "340" in tried.text
    assert "Passage 1" in client.get(f"/bibliotheque/document/passages?nom={NAME}").text

    newer = PUBLIC.replace("340 000", "410 000")
    client.post(
        f"/bibliotheque/document/remplacer?nom={NAME}", files={"fichier": ("autre.txt", newer)}
    )
    settle(desk)
    assert "410 000 euros" in str(
        ask(client, "Quel est le budget alloué aux brigades\u00a0?")["answer"]
    )
    assert desk.document(NAME).metadata.date == "2026-03-12", "the correction outlives the version"
    assert "Ancienne version" in client.get(ADDRESS).text
    version = desk.document(NAME).version
    original = client.get(f"/bibliotheque/document/original?version={version}&nom={NAME}")
    assert original.text == newer
    assert original.headers["content-type"] == "application/octet-stream"
    assert original.headers["content-disposition"].startswith("attachment")

    unconfirmed = client.post(f"/bibliotheque/document/retirer?nom={NAME}", data={})
    assert unconfirmed.status_code == 422
    client.post(f"/bibliotheque/document/retirer?nom={NAME}", data={"confirmer": "oui"})
    settle(desk)
    assert client.get(ADDRESS).status_code == 404
    assert ask(client, QUESTION)["abstained"]


def test_internal_documents_are_for_staff_wherever_they_are_asked_for(
    client: TestClient, desk: Catalogue
) -> None:
    sign_in(client, "elise")
    drop(client, desk, one=("note.md", INTERNAL), two=(NAME, PUBLIC))
    version = desk.document("note.md").version
    assert client.get(f"/source/{version}").status_code == 200
    assert "Note interne de test" in client.get("/sources").text
    sign_in(client, "agathe")
    assert client.get(f"/source/{version}").status_code == 200
    client.cookies.clear()
    assert client.get(f"/source/{version}").status_code == 404
    assert "Note interne" not in client.get("/sources").text
    said = ask(client, "Quel est le code du coffre de Test-Ville\u00a0?")
    assert "84,12" not in str(said)


def test_an_audience_chosen_when_dropping_holds(client: TestClient, desk: Catalogue) -> None:
    sign_in(client, "elise")
    client.post(
        "/bibliotheque/deposer",
        files=[("fichiers", ("reserve.txt", "Document de test réservé, sans rien dire de plus."))],
        data={"audience": "interne"},
    )
    settle(desk)
    assert desk.document("reserve.txt").metadata.audience == "interne"


def test_what_is_not_what_its_name_says_is_refused(client: TestClient, desk: Catalogue) -> None:
    sign_in(client, "elise")
    before = len(desk.jobs.jobs(100))
    for name, content, said in (
        ("page.exe", b"MZ", "format accepté"),
        ("faux.pdf", b"<html>", "pas un fichier .pdf"),
        ("texte.txt", b"a\0b", "pas un fichier .txt"),
        ("gros.txt", b"a" * 1_050_000, "1\u00a0Mo"),
    ):
        answer = client.post("/bibliotheque/deposer", files={"fichiers": (name, content)})
        assert answer.status_code == 422
        assert said in answer.text
    huge = client.post("/bibliotheque/deposer", files={"fichiers": ("a.txt", b"a" * 1_300_000)})
    assert huge.status_code == 413
    assert len(desk.jobs.jobs(100)) == before


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("../../ailleurs.txt", "ailleurs.txt"),
        ("/etc/cron.d/ailleurs.txt", "ailleurs.txt"),
        ("..\\..\\ailleurs.txt", "ailleurs.txt"),
        ("C:\\Windows\\ailleurs.txt", "ailleurs.txt"),
        ("....//....//ailleurs.txt", "ailleurs.txt"),
        ("a/../../../originals/ailleurs.txt", "ailleurs.txt"),
        (".bashrc.txt", "bashrc.txt"),
        ("ail\u202eleurs.txt", "ailleurs.txt"),
        ("..%2f..%2failleurs.txt", "..%2f..%2failleurs.txt".lstrip(".")),
    ],
)
def test_a_name_leads_nowhere_else(
    client: TestClient, application: Application, desk: Catalogue, given: str, taken: str
) -> None:
    sign_in(client, "elise")
    home = application.settings.home
    around = files_around(home)
    mark = f"essai{len(desk.jobs.jobs(1000))}"
    drop(client, desk, one=(given, f"Document de test qui voudrait être ailleurs, {mark}."))
    assert mark in desk.version(desk.document(taken).version).text
    assert files_around(home) == around
    for path in (home / "depots").rglob("*"):
        assert re.fullmatch(r"[0-9a-f]{16}(/[^/]+)?", str(path.relative_to(home / "depots")))
    assert not {path.name for path in (home / "originals").rglob("*")} & {given, taken}


def files_around(home: Path) -> set[Path]:
    """What stands beside the home, and in it where nothing is dropped."""
    own = {"depots", "originals", "indexes", "vigie.db", "vigie.db-wal", "vigie.db-shm"}
    inside = {path for path in home.iterdir() if path.name not in own}
    return inside | {
        path for path in home.parent.rglob("*") if path.is_file() and home not in path.parents
    }


@pytest.mark.parametrize("given", ["..", "../", ".", "/", "\\", "\u202e.txt", "x" * 210 + ".txt"])
def test_a_name_that_is_none_is_refused(client: TestClient, desk: Catalogue, given: str) -> None:
    sign_in(client, "elise")
    before = len(desk.jobs.jobs(1000))
    answer = client.post("/bibliotheque/deposer", files={"fichiers": (given, b"Texte de test.")})
    assert answer.status_code == 422, answer.text
    assert len(desk.jobs.jobs(1000)) == before


def test_a_document_that_holds_a_page_is_shown_as_text(client: TestClient, desk: Catalogue) -> None:
    sign_in(client, "elise")
    evil = "<script>alert(1)</script> <img src=http://exemple.invalid/a.png> \u202etxet de test"
    drop(client, desk, one=("hostile.txt", f"{evil}\n\nDocument de test hostile.\n"))
    for address in (
        "/bibliotheque",
        "/bibliotheque/document?nom=hostile.txt",
        "/bibliotheque/document/passages?nom=hostile.txt",
        "/pilotage",
        "/sources",
    ):
        page = client.get(address).text
        assert "<script>alert" not in page
        assert "<img src=http" not in page
        assert "\u202e" not in page


def test_a_file_that_fails_says_why_and_a_near_duplicate_is_named(
    client: TestClient, desk: Catalogue
) -> None:
    sign_in(client, "elise")
    long = " ".join(f"La mesure fictive {n} de Test-Ville suit son cours." for n in range(60))
    drop(client, desk, one=("premier.txt", long))
    drop(client, desk, one=("second.txt", long.replace("fictive 7 ", "fictive sept ")))
    drop(client, desk, one=("abime.pdf", b"%PDF-1.7 rien de plus"))
    queue = client.get("/bibliotheque/file").text
    assert "premier.txt" in queue.split("second.txt")[1].split("</li>")[0]
    assert "Terminé, avec des échecs" in queue
    assert "abime.pdf" in queue


def test_an_address_is_queued_and_its_refusal_told(client: TestClient, desk: Catalogue) -> None:
    sign_in(client, "elise")
    for wrong in ("", "fichier:///etc/passwd", "/etc/passwd"):
        answer = client.post("/bibliotheque/adresse", data={"adresse": wrong})
        assert answer.status_code == 422
        assert "https://" in answer.text
    client.post("/bibliotheque/adresse", data={"adresse": "https://region-fictive.example/page"})
    settle(desk)
    assert "region-fictive.example" in client.get("/bibliotheque/file").text
