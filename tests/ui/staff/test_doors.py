"""Who comes in, as whom, for how long."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from corpus.catalogue import Catalogue
from corpus.errors import UsageError
from tests.ui.staff.conftest import PASSWORD, sign_in
from ui.identity import COOKIE
from ui.staff.entry import inside
from ui.staff.passwords import hashed, verified

PAGES = {
    "/conversations": "agent",
    "/bibliotheque": "editeur",
    "/bibliotheque/document?nom=a": "editeur",
    "/bibliotheque/file": "editeur",
    "/pilotage": "editeur",
    "/pilotage/reponse": "editeur",
    "/comptes": "administrateur",
}
FORMS = (
    "/bibliotheque/adresse",
    "/bibliotheque/deposer", "/bibliotheque/document/corriger", "/bibliotheque/document/retirer",
    "/bibliotheque/document/remplacer", "/bibliotheque/taches/1/relancer", "/pilotage/bloquer",
    "/pilotage/reponse", "/pilotage/avis/1/traiter", "/comptes", "/comptes/elise",
    "/conversations/1/effacer", "/conversations/tout-effacer", "/conversations/1/renommer",
)  # fmt: skip
RANK = ("agent", "editeur", "administrateur")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_staff_asks_for_its_role(client: TestClient, page: str) -> None:
    turned_away = client.get(page, follow_redirects=False)
    assert turned_away.status_code == 303
    assert turned_away.headers["location"].startswith("/connexion?suite=/")
    for login, role in (("agathe", "agent"), ("elise", "editeur"), ("alix", "administrateur")):
        sign_in(client, login)
        status = client.get(page, follow_redirects=False).status_code
        allowed = RANK.index(role) >= RANK.index(PAGES[page])
        assert (status != 403) is allowed, (page, login, status)


@pytest.mark.parametrize("address", FORMS)
def test_forms_are_for_those_who_are_signed_in(client: TestClient, address: str) -> None:
    answer = client.post(address, data={"x": "y"}, follow_redirects=False)
    assert answer.status_code == 401


def test_a_form_that_another_site_sends_does_nothing(client: TestClient, desk: Catalogue) -> None:
    sign_in(client, "alix")
    form = {"login": "intrus", "role": "administrateur", "mot-de-passe": PASSWORD}
    for headers in (
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://autre.example"},
        {"origin": "null"},
    ):
        assert client.post("/comptes", data=form, headers=headers).status_code == 403
    assert desk.accounts.find("intrus") is None


def test_a_wrong_password_is_refused_and_then_made_to_wait(
    client: TestClient, desk: Catalogue, caplog: pytest.LogCaptureFixture
) -> None:
    desk.accounts.add("lent", "Lent Exemple", "agent", hashed(PASSWORD))
    wrong = {"login": "lent", "mot-de-passe": "mauvaise phrase de passe"}
    with caplog.at_level(logging.WARNING):
        statuses = [client.post("/connexion", data=wrong).status_code for _ in range(6)]
    assert statuses == [401] * 5 + [429]
    right = {"login": "LENT ", "mot-de-passe": PASSWORD}
    assert client.post("/connexion", data=right).status_code == 429
    assert "mauvaise" not in caplog.text
    assert COOKIE not in client.cookies


def test_an_unknown_login_looks_like_a_wrong_password(client: TestClient) -> None:
    answer = client.post("/connexion", data={"login": "personne", "mot-de-passe": "rien"})
    assert answer.status_code == 401
    assert "incorrect" in answer.text


def test_the_cookie_is_the_servers_alone_and_ends_with_the_sign_in(
    client: TestClient, desk: Catalogue
) -> None:
    form = {"login": "elise", "mot-de-passe": PASSWORD, "suite": "/bibliotheque?q=a"}
    answer = client.post("/connexion", data=form, follow_redirects=False)
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert answer.headers["location"] == "/bibliotheque?q=a"
    token = client.cookies[COOKIE]
    assert desk.accounts.signed_in(token)
    client.post("/deconnexion")
    assert desk.accounts.signed_in(token) is None
    account = desk.accounts.find("elise")
    assert account is not None
    desk.accounts.sign_in(account, "fini", timedelta(seconds=-1))
    assert desk.accounts.signed_in("fini") is None


def test_closing_an_account_signs_it_out(client: TestClient, desk: Catalogue) -> None:
    desk.accounts.add("sortant", "Sortant Exemple", "agent", hashed(PASSWORD))
    sign_in(client, "sortant")
    token = client.cookies[COOKIE]
    desk.accounts.change("sortant", disabled=True)
    assert desk.accounts.signed_in(token) is None
    answer = client.post("/connexion", data={"login": "sortant", "mot-de-passe": PASSWORD})
    assert answer.status_code == 401


def test_the_last_administrator_stays(desk: Catalogue) -> None:
    for change in ({"role": "agent"}, {"disabled": True}):
        with pytest.raises(UsageError, match="seul administrateur"):
            desk.accounts.change("alix", **change)


def test_an_administrator_adds_an_account_that_can_sign_in(
    client: TestClient, desk: Catalogue
) -> None:
    sign_in(client, "alix")
    form = {"login": "nouvelle", "nom": "Nouvelle Exemple", "role": "editeur"}
    short = client.post("/comptes", data={**form, "mot-de-passe": "court"})
    assert short.status_code == 422
    assert "12" in short.text
    client.post("/comptes", data={**form, "mot-de-passe": PASSWORD})
    sign_in(client, "nouvelle")
    assert client.get("/bibliotheque").status_code == 200
    assert "compte-ajoute" in [act.action for act in desk.audit.acts()]
    assert desk.audit.acts()[0].actor == "compte:alix"


@pytest.mark.parametrize(
    "address",
    ["//ailleurs.example", "https://ailleurs.example", "/\\ailleurs", "", "a\nb", "/a\\b"],
)
def test_after_signing_in_one_stays_here(address: str) -> None:
    assert inside(address) == "/"


def test_passwords_are_kept_as_argon2_strings() -> None:
    kept = hashed(PASSWORD)
    assert kept.startswith("$argon2id$")
    assert verified(PASSWORD, kept)
    assert not verified(PASSWORD + "x", kept)
    assert not verified("", "")
