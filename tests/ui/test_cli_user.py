"""``vigie user``: accounts from the command line."""

from __future__ import annotations

import io

import pytest

from tests.ui.shell import Shell
from ui.cli.main import MISUSED

PASSWORD = "phrase de passe de test"


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n" * 3))
    return Shell(capsys)


def test_accounts_are_added_changed_and_listed(shell: Shell) -> None:
    made = shell.json("user", "add", "Camille", "--role", "administrateur", "--name", "C. Exemple")
    assert made == [
        {"login": "camille", "name": "C. Exemple", "role": "administrateur", "disabled": False}
    ]
    shell("user", "add", "elise")
    assert "elise (elise, editeur)" in shell("user", "set", "elise", "--role", "editeur")
    shell("user", "set", "elise", "--disable")
    assert [one["disabled"] for one in shell.json("user", "list")] == [False, True]
    assert PASSWORD not in shell("user", "list")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add", "camille", "--role", "roi"), "roi"),
        (("set", "personne", "--disable"), "personne"),
        (("set", "personne"), "--role"),
    ],
)
def test_what_is_wrong_is_said(shell: Shell, arguments: tuple[str, ...], said: str) -> None:
    shell("user", *arguments, status=MISUSED)
    assert said in shell.err


def test_a_login_is_one_persons_and_a_password_is_long(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell("user", "add", "camille")
    shell("user", "add", "CAMILLE", status=MISUSED)
    assert "existe déjà" in shell.err
    monkeypatch.setattr("sys.stdin", io.StringIO("court\n"))
    shell("user", "add", "autre", status=MISUSED)
    assert "12" in shell.err
