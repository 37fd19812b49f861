"""Signing in with a provider: who it vouches for comes in, whatever it cannot prove stays out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from joserfc.jwk import RSAKey

from corpus.catalogue import Catalogue
from tests.ui.doubles import ScriptedChain, small_library
from tests.ui.staff.provider import FakeProvider, running
from ui.identity import COOKIE
from ui.settings import Settings
from ui.staff.desk import Desk
from ui.web import build_app

BASE = "http://vigie.test"


@pytest.fixture(scope="module")
def provider() -> Iterator[FakeProvider]:
    with running() as provider:
        yield provider


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    place = tmp_path_factory.mktemp("oidc") / "vigie.db"
    with Catalogue(f"sqlite:///{place}") as catalogue:
        yield catalogue


@pytest.fixture(scope="module")
def served(
    provider: FakeProvider, desk: Catalogue, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    library, name = small_library()
    settings = Settings(
        home=Path(tmp_path_factory.mktemp("home")),
        public_url=BASE,
        oidc_issuer=provider.issuer,
        oidc_client_id="vigie",
        oidc_client_secret="secret de test",
        oidc_roles="redaction=editeur, lecture=agent",
    )
    app = build_app(ScriptedChain(library, name), library, settings, None, Desk(desk))
    with TestClient(app, base_url=BASE) as client:
        yield client


@pytest.fixture
def client(served: TestClient, provider: FakeProvider) -> TestClient:
    served.cookies.clear()
    provider.claims, provider.described = {"roles": ["redaction", "inconnu"]}, {}
    provider.nonce, provider.signing = None, None
    return served


def come_back(client: TestClient, *, suite: str = "/conversations") -> Any:
    """Go to the provider and come back, as a browser does."""
    there = client.get(f"/connexion/fournisseur?suite={suite}", follow_redirects=False)
    assert there.status_code == 302, there.text
    answer = httpx.get(there.headers["location"], follow_redirects=False)
    return client.get(answer.headers["location"], follow_redirects=False)


def test_whom_the_provider_vouches_for_comes_in(client: TestClient, desk: Catalogue) -> None:
    assert "Se connecter avec ProConnect" in client.get("/connexion").text
    answer = come_back(client)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/conversations"
    account = desk.accounts.signed_in(client.cookies[COOKIE])
    assert account is not None
    assert (account.login, account.name) == ("claude@region-fictive.example", "Claude Exemple")
    assert (account.role, account.password) == ("editeur", "")
    assert client.get("/bibliotheque").status_code == 200


def test_a_role_follows_the_provider_and_the_account_stays_one(
    client: TestClient, provider: FakeProvider, desk: Catalogue
) -> None:
    come_back(client)
    provider.claims = {"roles": "lecture"}
    come_back(client)
    known = [one for one in desk.accounts.all() if one.login.startswith("claude")]
    assert [one.role for one in known] == ["agent"]


def test_an_account_of_a_provider_has_no_password(client: TestClient) -> None:
    come_back(client)
    client.cookies.clear()
    form = {"login": "claude@region-fictive.example", "mot-de-passe": ""}
    assert client.post("/connexion", data=form).status_code == 401


@pytest.mark.parametrize(
    "change",
    [
        {"claims": {"roles": ["rien"]}},
        {"claims": {"aud": "un-autre", "roles": ["redaction"]}},
        {"claims": {"iss": "https://ailleurs.example", "roles": ["redaction"]}},
        {"claims": {"exp": 1, "roles": ["redaction"]}},
        {"nonce": "un-autre"},
        {"described": {"sub": "une-autre-personne"}},
        {"signing": RSAKey.generate_key(2048, {"kid": "test"})},
    ],
    ids=["no-role", "audience", "issuer", "expired", "nonce", "subject", "key"],
)
def test_what_the_provider_cannot_prove_stays_out(
    client: TestClient, provider: FakeProvider, change: dict[str, object]
) -> None:
    for name, value in change.items():
        setattr(provider, name, value)
    answer = come_back(client)
    assert answer.status_code == 403
    assert COOKIE not in client.cookies
    assert "Traceback" not in answer.text


def test_an_answer_to_nobodys_question_stays_out(client: TestClient) -> None:
    there = client.get("/connexion/fournisseur", follow_redirects=False)
    answer = httpx.get(there.headers["location"], follow_redirects=False)
    client.cookies.clear()
    stolen = client.get(answer.headers["location"], follow_redirects=False)
    assert stolen.status_code == 403
    assert client.get("/connexion/retour?code=a&state=b", follow_redirects=False).status_code == 403
    assert client.get("/connexion/retour?error=refus", follow_redirects=False).status_code == 403


def test_a_code_serves_once(client: TestClient) -> None:
    there = client.get("/connexion/fournisseur", follow_redirects=False)
    answer = httpx.get(there.headers["location"], follow_redirects=False)
    assert client.get(answer.headers["location"], follow_redirects=False).status_code == 303
    assert client.get(answer.headers["location"], follow_redirects=False).status_code == 403
