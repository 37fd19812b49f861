"""Who comes in, as whom, for how long."""

from __future__ import annotations

import logging
import re
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from corpus.catalogue import Catalogue
from corpus.errors import UsageError
from tests.ui.addresses import addresses
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


# What browsers say of a form that another site's page, a neighbouring one, or a frame without an
# origin sends; then those that say no more than its origin.
FROM_ELSEWHERE = (
    {"sec-fetch-site": "cross-site", "origin": "https://autre.example"},
    {"sec-fetch-site": "same-site", "origin": "https://autre.testserver"},
    {"sec-fetch-site": "cross-site", "origin": "null"},
    {"origin": "https://autre.example"},
    {"origin": "https://testserver.autre.example"},
    {"origin": "null"},
)


def forms(client: TestClient) -> list[str]:
    """Every address of the pages that a form may be sent to, the numbers in it filled."""
    found = (one for one in addresses(client.app, "POST") if not one.startswith(("/api/", "/v1/")))
    return [re.sub(r"\{\w+\}", "1", one) for one in found]


def kept(desk: Catalogue) -> list[object]:
    """All that forms can change."""
    return [
        desk.accounts.all(), desk.audit.acts(), desk.jobs.jobs(1000), desk.feedback.opinions(),
        desk.corrections.validated(), desk.corrections.blocked(), desk.documents("interne"),
    ]  # fmt: skip


@pytest.mark.parametrize("headers", FROM_ELSEWHERE, ids=lambda said: " ".join(said.values()))
def test_a_form_that_another_site_sends_does_nothing(
    client: TestClient, desk: Catalogue, headers: dict[str, str]
) -> None:
    assert {re.sub("elise", "1", form) for form in FORMS} < set(forms(client))
    form = {"login": f"intrus{FROM_ELSEWHERE.index(headers)}", "nom": "Intrus Exemple",
            "role": "administrateur", "mot-de-passe": PASSWORD}  # fmt: skip
    sign_in(client, "alix")
    before = kept(desk)
    for address in forms(client):
        refused = client.post(address, data=form, headers=headers, follow_redirects=False)
        assert refused.status_code == 403, address
        assert "set-cookie" not in refused.headers
    assert kept(desk) == before
    assert desk.accounts.signed_in(client.cookies[COOKIE]) is not None
    # The same form, from one of our own pages, which say no referrer.
    ours = {"sec-fetch-site": "same-origin", "origin": "null"}
    answer = client.post("/comptes", data=form, headers=ours, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    assert desk.accounts.find(form["login"]) is not None
    desk.accounts.change(form["login"], disabled=True)


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_door_of_staff_itself_turns_away_what_comes_from_elsewhere(
    client: TestClient, desk: Catalogue, site: str
) -> None:
    """Where no origin is said, or one that may call the API."""
    sign_in(client, "alix")
    before = kept(desk)
    for address in forms(client):
        if address != "/conversation/1/1/avis":  # of citizens, who need no door
            refused = client.post(address, data={"login": "x"}, headers={"sec-fetch-site": site})
            assert refused.status_code == 403, address
    assert kept(desk) == before
    assert desk.accounts.signed_in(client.cookies[COOKIE]) is not None


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
