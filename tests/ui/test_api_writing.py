"""Documents added, corrected and removed by programs, on the real application."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from corpus.catalogue import Catalogue
from tests.ui.api_client import bearer
from tests.ui.staff.conftest import INTERNAL, PUBLIC, settle
from ui.compose import Application, open_with
from ui.settings import Settings

DOCUMENTS = "/api/v1/documents"


@pytest.fixture(scope="module")
def application(
    tmp_path_factory: pytest.TempPathFactory, loaded_encoder: Any
) -> Iterator[Application]:
    settings = Settings(home=tmp_path_factory.mktemp("home"), upload_megabytes=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ingest.encode.load.load_encoder", lambda *_: loaded_encoder)
        with open_with(settings) as application:
            yield application


@pytest.fixture(scope="module")
def client(application: Application) -> Iterator[TestClient]:
    with application.serving() as app, TestClient(app) as client:
        yield client


@pytest.fixture
def desk(application: Application) -> Catalogue:
    return application.catalogue


@pytest.fixture(scope="module")
def writer(application: Application) -> dict[str, str]:
    return bearer(application.catalogue.tokens.add("Dépôt", ["questions", "ecriture"])[1])


@pytest.fixture(scope="module")
def insider(application: Application) -> dict[str, str]:
    scopes = ["questions", "interne", "ecriture"]
    return bearer(application.catalogue.tokens.add("Dépôt interne", scopes)[1])


def send(
    client: TestClient, who: dict[str, str], file: str, content: str | bytes, **form: Any
) -> Any:
    sent = content.encode() if isinstance(content, str) else content
    return client.post(DOCUMENTS, headers=who, files={"file": (file, sent)}, data=form)


def job(client: TestClient, who: dict[str, str], answer: Any, desk: Catalogue) -> dict[str, Any]:
    assert answer.status_code == 202, answer.text
    assert answer.headers["location"] == answer.json()["address"]
    settle(desk)
    found: dict[str, Any] = client.get(answer.json()["address"], headers=who).json()
    return found


def said(client: TestClient) -> str:
    asked = {"question": "Quel est le budget alloué aux brigades cynophiles\u00a0?"}
    return str(client.post("/api/v1/ask", json=asked).json()["answer"])


def test_a_document_goes_in_is_corrected_replaced_and_goes_out(
    client: TestClient, writer: dict[str, str], desk: Catalogue
) -> None:
    form = {"title": "Délibération de test", "date": "2026-03", "type": "deliberation"}
    done = job(client, writer, send(client, writer, "brigades.txt", PUBLIC, **form), desk)
    assert (done["state"], done["failure"]) == ("done", "")
    assert [one["outcome"] for one in done["result"]] == ["added"]
    assert "340 000" in said(client)
    known = client.get(f"{DOCUMENTS}/brigades.txt").json()
    assert (known["title"], known["date"], known["type"]) == (
        "Délibération de test", "2026-03", "deliberation",
    )  # fmt: skip
    correction = {"title": "Titre corrigé", "issuer": "Région Fictive", "date": None}
    address = f"{DOCUMENTS}/brigades.txt"
    job(client, writer, client.patch(address, headers=writer, json=correction), desk)
    newer = PUBLIC.replace("340 000", "410 000")
    done = job(client, writer, send(client, writer, "x.txt", newer, name="brigades.txt"), desk)
    assert [one["outcome"] for one in done["result"]] == ["replaced"]
    assert "410 000" in said(client)
    known = client.get(address).json()
    assert (known["title"], known["issuer"]) == ("Titre corrigé", "Région Fictive")
    job(client, writer, client.delete(address, headers=writer), desk)
    assert client.get(address).status_code == 404
    assert "410 000" not in said(client)
    # The trail says which token did what.
    token = writer["authorization"].split("-")[1]
    acts = [(act.actor, act.action) for act in desk.audit.acts() if act.subject == "brigades.txt"]
    assert {actor for actor, _ in acts} == {f"jeton:{token}"}
    assert {"document-ajoute", "document-remplace", "document-retire"} <= {a for _, a in acts}


def test_writing_needs_its_scope(client: TestClient, desk: Catalogue) -> None:
    reader = bearer(desk.tokens.add("Lecture", ["questions", "interne", "administration"])[1])
    before = len(desk.jobs.jobs())
    for who, status in (({}, 401), (reader, 403)):
        assert send(client, who, "a.txt", "Document de test.").status_code == status
        assert client.delete(f"{DOCUMENTS}/a.txt", headers=who).status_code == status
        found = client.patch(f"{DOCUMENTS}/a.txt", headers=who, json={"title": "x"})
        assert found.status_code == status
        assert client.get("/api/v1/jobs/1", headers=who).status_code == status
        assert found.headers["content-type"] == "application/problem+json"
    assert len(desk.jobs.jobs()) == before


def test_a_job_is_shown_to_whoever_asked_for_it(
    client: TestClient, writer: dict[str, str], insider: dict[str, str], desk: Catalogue
) -> None:
    made = send(client, insider, "secret.txt", "Document de test fermé.", audience="interne")
    address = made.json()["address"]
    done = job(client, insider, made, desk)
    assert done["result"][0]["outcome"] == "added"
    other = client.get(address, headers=writer)
    assert other.status_code == 404
    assert other.json()["detail"] == client.get(
        "/api/v1/jobs/9999999", headers=writer
    ).json()["detail"].replace("9999999", str(made.json()["job"]))  # fmt: skip


def test_internal_documents_are_hidden_from_those_who_may_not_read_them(
    client: TestClient, writer: dict[str, str], insider: dict[str, str], desk: Catalogue
) -> None:
    job(client, insider, send(client, insider, "note.md", INTERNAL), desk)
    address = f"{DOCUMENTS}/note.md"
    assert client.delete(address, headers=writer).status_code == 404
    assert client.patch(address, headers=writer, json={"title": "x"}).status_code == 404
    # Nor may they put another content in its place.
    assert send(client, writer, "note.md", PUBLIC).status_code == 403
    newer = INTERNAL.replace("---\ntitre: Note interne de test\naudience: interne\n---\n", "Bis. ")
    job(client, insider, send(client, insider, "note.md", newer), desk)
    assert desk.document("note.md").metadata.audience == "interne"
    job(client, insider, client.delete(f"{address}?purge=true", headers=insider), desk)
    assert "note.md" not in {one.name for one in desk.documents("interne")}


def test_an_archive_for_staff_is_for_staff_whole(
    client: TestClient, insider: dict[str, str], desk: Catalogue
) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", "Document de test sur les lampadaires de Test-Ville.")
        archive.writestr("b.txt", "Document de test sur les fontaines de Test-Ville.")
        archive.writestr("b.txt.yaml", "titre: Les fontaines\naudience: public\n")
    sent = send(client, insider, "lot.zip", packed.getvalue(), audience="interne")
    done = job(client, insider, sent, desk)
    assert [one["outcome"] for one in done["result"]] == ["added", "added"]
    found = {one.name: one.metadata for one in desk.documents("interne")}
    assert found["lot.zip/a.txt"].audience == found["lot.zip/b.txt"].audience == "interne"
    assert found["lot.zip/b.txt"].title == "Les fontaines"


@pytest.mark.parametrize(
    ("files", "form", "words"),
    [
        ([], {}, "Aucun fichier"),
        ([("file", ("a.exe", b"MZ"))], {}, "format accepté"),
        ([("file", ("a.pdf", b"texte"))], {}, "a.pdf"),
        ([("file", ("a.txt", b"un")), ("file", ("a.txt", b"deux"))], {}, "Deux fichiers"),
        ([("file", ("a.txt", b"un")), ("file", ("b.txt", b"deux"))], {"title": "x"}, "title"),
        ([("file", ("a.zip", b"PK\3\4"))], {"name": "b.zip"}, "name"),
        ([("file", ("a.txt", b"un"))], {"date": "hier"}, "date"),
        ([("file", ("a.txt", b"un"))], {"audience": "tous"}, "audience"),
        ([("file", ("a.txt", b"un"))], {"titre": "x"}, "titre"),
        ([("autre", ("a.txt", b"un"))], {}, "autre"),
        ([("file", ("a.txt", b"un"))], {"file": "x"}, "file"),
    ],
)
def test_what_is_sent_amiss_is_refused_in_french_and_leaves_nothing(
    client: TestClient,
    writer: dict[str, str],
    application: Application,
    files: list[Any],
    form: dict[str, str],
    words: str,
) -> None:
    jobs = len(application.catalogue.jobs.jobs(1000))
    content: dict[str, Any] = {"files": files} if files else {"files": {"x": ("", b"")}}
    refused = client.post(DOCUMENTS, headers=writer, data=form, **content)
    assert refused.status_code == 422, refused.text
    assert refused.headers["content-type"] == "application/problem+json"
    assert words in refused.json()["detail"] or not files
    assert len(application.catalogue.jobs.jobs(1000)) == jobs


def test_a_form_is_expected_and_its_size_is_limited(
    client: TestClient, writer: dict[str, str], application: Application
) -> None:
    refused = client.post(DOCUMENTS, headers=writer, json={"file": "x"})
    assert refused.status_code == 422
    assert "multipart" in refused.json()["detail"]
    for broken in ("multipart/form-data", "multipart/form-data; boundary=x"):
        headers = {**writer, "content-type": broken}
        found = client.post(DOCUMENTS, headers=headers, content=b"--y\r\n")
        assert found.status_code in {400, 422}, found.text
        assert found.headers["content-type"] == "application/problem+json"
    large = send(client, writer, "a.txt", b"a" * 1_200_000)
    assert large.status_code == 413
    assert large.headers["content-type"] == "application/problem+json"
    assert "1\u00a0Mo" in large.json()["detail"]
    folder: Path = application.settings.home / "depots"
    waiting = {
        path for j in application.catalogue.jobs.jobs(100) for path in j.payload.get("paths", ())
    }
    assert {str(one) for one in folder.iterdir()} <= waiting


@pytest.mark.parametrize(
    "body", [{}, {"titre": "x"}, {"date": "hier"}, {"type": "roman"}, {"audience": None}, []]
)
def test_a_wrong_correction_is_refused(
    client: TestClient, writer: dict[str, str], body: Any, desk: Catalogue
) -> None:
    if "libre.txt" not in {one.name for one in desk.documents()}:
        job(client, writer, send(client, writer, "libre.txt", "Document de test libre."), desk)
    refused = client.patch(f"{DOCUMENTS}/libre.txt", headers=writer, json=body)
    assert (refused.status_code == 202) == (body == {"audience": None}), refused.text
