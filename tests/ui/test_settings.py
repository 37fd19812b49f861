"""Settings: where they come from, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import ConfigurationError
from ui.settings import Settings, load_settings


def test_needs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VIGIE_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    settings = load_settings()
    assert settings.home == tmp_path / "vigie"
    assert settings.embedding_model is None
    assert settings.host == "127.0.0.1"
    assert settings.refusal_threshold is None


def test_reads_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIE_PORT", "8123")
    monkeypatch.setenv("VIGIE_LOG_LEVEL", "INFO")
    monkeypatch.setenv("VIGIE_CHAT_MODEL", "ollama:mistral")
    settings = load_settings()
    assert (settings.port, settings.log_level) == (8123, "info")
    assert settings.chat_model == "ollama:mistral"


def test_an_empty_variable_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIE_CHAT_MODEL", "")
    assert load_settings().chat_model is None


def test_reads_the_file_of_this_folder() -> None:
    Path("vigie.toml").write_text('port = 8124\nVIGIE_CONTACT = "mairie"\n', encoding="utf-8")
    settings = load_settings()
    assert (settings.port, settings.contact) == (8124, "mairie")


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("vigie.toml").write_text("port = 8124\n", encoding="utf-8")
    monkeypatch.setenv("VIGIE_PORT", "8125")
    assert load_settings().port == 8125
    assert load_settings(port="8126").port == 8126


def test_reads_the_file_that_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("vigie.toml").write_text("port = 8124\n", encoding="utf-8")
    named = tmp_path / "autre.toml"
    named.write_text("port = 8127\n", encoding="utf-8")
    monkeypatch.setenv("VIGIE_CONFIG", str(named))
    assert load_settings().port == 8127


def test_a_home_is_an_absolute_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIE_HOME", "données")
    assert load_settings().home == Path.cwd() / "données"
    monkeypatch.setenv("VIGIE_HOME", "~/données")
    assert load_settings().home == Path.home() / "données"


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIE_CHAT_API_KEY", "cle-tres-secrete")
    monkeypatch.setenv("VIGIE_DATABASE_URL", "postgresql://vigie:mot-de-passe@base/vigie")
    settings = load_settings()
    assert settings.chat_api_key is not None
    assert settings.chat_api_key.get_secret_value() == "cle-tres-secrete"
    for shown in (repr(settings), str(settings), settings.model_dump_json()):
        assert "cle-tres-secrete" not in shown
        assert "mot-de-passe" not in shown


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("VIGIE_PORT", "abc", "un nombre entier de 1 à 65535"),
        ("VIGIE_PORT", "70000", "un nombre entier de 1 à 65535"),
        ("VIGIE_REFUSAL_THRESHOLD", "1.5", "un nombre de 0 à 1"),
        ("VIGIE_LOG_LEVEL", "bavard", "«\u00a0debug\u00a0»"),
        ("VIGIE_CHAT_MODEL", "gpt", "«\u00a0openai:NOM\u00a0»"),
        ("VIGIE_CHROMA_URL", "serveur:8000", "une adresse http://"),
    ],
)
def test_a_wrong_value_is_said(
    variable: str, value: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(ConfigurationError) as caught:
        load_settings()
    message = str(caught.value)
    assert variable in message
    assert f"«\u00a0{value}\u00a0»" in message
    assert expected in message


def test_a_wrong_secret_is_refused_unseen() -> None:
    Path("vigie.toml").write_text("chat_api_key = 1234567\n", encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        load_settings()
    assert "VIGIE_CHAT_API_KEY" in str(caught.value)
    assert "1234567" not in str(caught.value)


def test_an_unknown_variable_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIE_PROT", "8000")
    with pytest.raises(ConfigurationError, match=r"VIGIE_PROT.*n’existe pas.*VIGIE_PORT"):
        load_settings()


def test_an_unknown_key_of_the_file_is_refused_by_name() -> None:
    Path("vigie.toml").write_text("couleur = 'bleu'\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"couleur.*vigie\.toml.*VIGIE_HOME"):
        load_settings()


def test_a_file_that_is_not_toml_is_refused() -> None:
    Path("vigie.toml").write_text("port : 8000\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"vigie\.toml n’est pas du TOML"):
        load_settings()


def test_a_file_that_is_not_there_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIE_CONFIG", "/nulle-part/vigie.toml")
    with pytest.raises(ConfigurationError, match=r"/nulle-part/vigie\.toml"):
        load_settings()


def test_every_setting_says_in_french_what_it_expects() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, name
