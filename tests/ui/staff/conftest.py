"""The real application, with its worker, on documents of a fictitious Région."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from corpus.catalogue import Catalogue
from ingest.encode.base import Encoder
from ui.compose import Application, open_with
from ui.settings import Settings
from ui.staff.passwords import hashed

PASSWORD = "phrase de passe de test"
PEOPLE = {"agathe": "agent", "elise": "editeur", "alix": "administrateur"}
PUBLIC = (
    "Délibération n° 2026-17 de la Région Fictive\n\n"
    "Document de test. Le conseil de la Région Fictive finance douze brigades cynophiles dans "
    "les gares de Test-Ville. Le budget alloué aux brigades est de 340 000 euros.\n"
)
INTERNAL = (
    "---\ntitre: Note interne de test\naudience: interne\n---\n"
    "Document de test. Le code fictif du coffre de Test-Ville est le numéro 84,12.\n"
)


@pytest.fixture(scope="module")
def application(
    tmp_path_factory: pytest.TempPathFactory, loaded_encoder: Encoder
) -> Iterator[Application]:
    home = tmp_path_factory.mktemp("home")
    settings = Settings(home=home, contact="aide@region-fictive.example", upload_megabytes=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ingest.encode.load.load_encoder", lambda *_: loaded_encoder)
        with open_with(settings) as application:
            for login, role in PEOPLE.items():
                name = f"{login.title()} Exemple"
                application.catalogue.accounts.add(login, name, role, hashed(PASSWORD))
            yield application


@pytest.fixture(scope="module")
def client(application: Application) -> Iterator[TestClient]:
    with application.serving() as app, TestClient(app) as client:
        yield client


@pytest.fixture
def desk(application: Application) -> Catalogue:
    return application.catalogue


@pytest.fixture(autouse=True)
def _nobody_signed_in(client: TestClient) -> None:
    client.cookies.clear()


def sign_in(client: TestClient, login: str) -> None:
    client.cookies.clear()
    form = {"login": login, "mot-de-passe": PASSWORD}
    answer = client.post("/connexion", data=form, follow_redirects=False)
    assert answer.status_code == 303, answer.text


def settle(desk: Catalogue) -> None:
    """Wait until the worker has nothing left to do."""
    import time

    limit = time.monotonic() + 30
    while any(job.state in {"waiting", "running"} for job in desk.jobs.jobs(50)):
        assert time.monotonic() < limit
        time.sleep(0.02)


def drop(client: TestClient, desk: Catalogue, **files: tuple[str, str | bytes]) -> None:
    """Drop files as the library's form does, and wait for them to be taken in."""
    sent = [("fichiers", (name, content)) for name, content in files.values()]
    answer = client.post("/bibliotheque/deposer", files=sent, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    settle(desk)
