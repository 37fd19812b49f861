"""Tokens and settings on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.catalogue import Catalogue
from tests.ui.shell import Shell


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


def test_a_token_is_delivered_listed_and_revoked(
    shell: Shell, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIGIE_HOME", str(home))
    assert "vigie token add" in shell("token", "list")
    secret = shell("token", "add", "Site de test", "--scope", "interne", "--days", "30").strip()
    assert "ne sera plus montré" in shell.err
    [listed] = shell.json("token", "list")
    assert (listed["name"], listed["scopes"], listed["valid"]) == (
        "Site de test",
        ["interne"],
        True,
    )
    assert "secret" not in listed
    assert "jamais servi" in shell("token", "list")
    with Catalogue(f"sqlite:///{home}/vigie.db") as catalogue:
        assert catalogue.tokens.find(secret) is not None
        assert catalogue.audit.acts()[0].actor.startswith("commande:")
    assert "est révoqué" in shell("token", "revoke", listed["id"])
    assert "révoqué le" in shell("token", "list")
    made = shell.json("token", "add", "Autre", "--rate", "5/minute")
    assert made["secret"].startswith(f"vigie-{made['id']}-")
    assert made["rate"] == "5/minute"


@pytest.mark.parametrize(
    "wrong",
    [
        ("add", "Site", "--scope", "tout"),
        ("add", "Site", "--days", "hier"),
        ("add", "Site", "--rate", "beaucoup"),
        ("revoke", "absent"),
    ],
)
def test_what_is_wrong_is_a_misuse(shell: Shell, wrong: tuple[str, ...]) -> None:
    shell("token", *wrong, status=2)
    assert shell.err.endswith(".\n")


def test_settings_are_shown_without_their_secrets(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIGIE_CHAT_API_KEY", "cle-tres-secrete")
    monkeypatch.setenv("VIGIE_CHAT_BASE_URL", "http://nom:mot-de-passe@127.0.0.1/v1")
    monkeypatch.setenv("VIGIE_DATABASE_URL", "postgresql://nom:mot-de-passe@127.0.0.1/vigie")
    monkeypatch.setenv("VIGIE_PORT", "8123")
    for shown in (shell("settings"), shell("settings", "--json")):
        assert "8123" in shown
        assert "(masqué)" in shown
        assert "secrete" not in shown
        assert "mot-de-passe" not in shown
    assert shell.json("settings")["VIGIE_CHAT_BASE_URL"] == "http://(masqué)@127.0.0.1/v1"
    assert "VIGIE_RERANKER = (non réglé)" in shell("settings")
