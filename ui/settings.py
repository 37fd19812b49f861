"""Settings: the environment (``VIGIE_*``), then ``vigie.toml``, then defaults.

A key that is not a setting is refused by name in either place: a mistyped setting that is
silently ignored is worse than one that stops the start.
"""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from corpus.errors import ConfigurationError, system_reason
from ui.web_fields import WebFields

PREFIX = "VIGIE_"
CONFIG_VARIABLE = "VIGIE_CONFIG"
CONFIG_FILE = "vigie.toml"

RATE = r"^[1-9]\d{0,8}/(seconde|minute|heure|jour)$"
_RATE_WANTED = (
    "un nombre et une durée, par exemple «\u00a0600/minute\u00a0» (seconde, minute, heure ou jour)"
)

HIDDEN = "(masqué)"
_CREDENTIALS = re.compile(r"(?<=://)[^/@\s]+@")

LogLevel = Literal["debug", "info", "warning", "error"]


def _default_home() -> Path:
    return platformdirs.user_data_path("vigie", appauthor=False)


def _default_cache() -> Path:
    return platformdirs.user_cache_path("vigie", appauthor=False)


class Settings(WebFields, BaseSettings):
    """What an operator may set; each description says in French what is expected.

    Those of the pages and of signing in stand in ``WebFields``.

    Attributes:
        home: the data directory: catalogue, indexes, logs.
        cache: what can be made again: models.
        embedding_model: a sentence-transformers name or folder; None: the one that ships.
        embedding_base_url: address of an OpenAI-compatible server that runs the embedding model.
        embedding_api_key: its key.
        chat_model: ``openai:NAME``, ``ollama:NAME`` or ``gguf:FILE``; None: extractive answers.
        chat_base_url: address of an OpenAI-compatible or Ollama server.
        chat_api_key: its key; from here to the client, never shown nor logged.
        chat_context: tokens that it reads and writes at most; None: as usual for its kind.
        chat_stall_seconds: without enough text, after which it is given up.
        mode: how questions are answered where the reader chose nothing.
        mode_choice: whether the reader may choose.
        database_url: SQLAlchemy address of the catalogue (it may hold a password); None: SQLite.
        chroma_url: address of a Chroma server; None: in the process.
        chroma_token: what the Chroma server asks for, if it does.
        host: address that ``vigie serve`` listens on.
        port: port that ``vigie serve`` listens on.
        refusal_threshold: confidence under which a question is refused; None: as calibrated.
        acronyms: a table of acronyms that is added to the one that ships.
        reranker: a sentence-transformers cross-encoder; None: off.
        anonymous: whether asking and searching public documents needs no token.
        address_rate: requests that programs without a token may make, by address.
        token_rate: requests that a token without a rate of its own may make.
        answer_seconds: how long an answer may take, waiting included.
        trusted_proxies: addresses of the reverse proxies that say whom they speak for.
        contact: whom a reader can ask, shown with refusals.
        cors_origins: other sites whose pages may call the API.
        allowed_hosts: names under which the service answers; empty: any.
        metrics_public: whether anyone may read ``/metrics``.
        otel_endpoint: address of an OpenTelemetry collector (OTLP over gRPC); None: no traces.
        log_format: ``texte`` or ``json``.
        web_hosts: sites whose pages may be taken in by their address, separated by commas.
        log_level: least severity that is logged.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", frozen=True
    )

    home: Path = Field(default_factory=_default_home, description="un dossier")
    cache: Path = Field(default_factory=_default_cache, description="un dossier")
    embedding_model: str | None = Field(
        default=None, description="le nom ou le dossier d’un modèle sentence-transformers"
    )
    embedding_base_url: str | None = Field(
        default=None, pattern=r"^https?://\S+$", description="une adresse http:// ou https://"
    )
    embedding_api_key: SecretStr | None = Field(default=None, description="une clé")
    chat_model: str | None = Field(
        default=None,
        pattern=r"^(openai|ollama|gguf):\S.*$",
        description=(
            "«\u00a0openai:NOM\u00a0», «\u00a0ollama:NOM\u00a0» ou «\u00a0gguf:FICHIER\u00a0»"
        ),
    )
    chat_base_url: str | None = Field(
        default=None, pattern=r"^https?://\S+$", description="une adresse http:// ou https://"
    )
    chat_api_key: SecretStr | None = Field(default=None, description="une clé")
    chat_context: int | None = Field(
        default=None, ge=1024, le=1_048_576, description="un nombre entier de 1024 à 1048576"
    )
    chat_stall_seconds: float = Field(
        default=20.0, gt=0.0, le=600.0, description="un nombre de secondes, 600 au plus"
    )
    mode: Literal["extractive", "generated"] = Field(
        default="generated",
        description="«\u00a0extractive\u00a0» ou «\u00a0generated\u00a0»",
    )
    mode_choice: bool = Field(default=True, description="«\u00a0true\u00a0» ou «\u00a0false\u00a0»")
    database_url: SecretStr | None = Field(
        default=None,
        description="une adresse SQLAlchemy, par exemple «\u00a0sqlite:////dossier/base\u00a0»",
    )
    chroma_url: str | None = Field(
        default=None,
        pattern=r"^https?://[^/\s]+(/|/[^/\s]+/[^/\s]+/?)?$",
        description="une adresse http:// ou https://, suivie s’il le faut de /LOCATAIRE/BASE",
    )
    chroma_token: SecretStr | None = Field(default=None, description="un jeton")
    host: str = Field(default="127.0.0.1", min_length=1, description="une adresse d’écoute")
    port: int = Field(default=7860, ge=1, le=65535, description="un nombre entier de 1 à 65535")
    refusal_threshold: float | None = Field(
        default=None, ge=0.0, le=1.0, description="un nombre de 0 à 1, par exemple 0.5"
    )
    acronyms: Path | None = Field(default=None, description="un fichier")
    reranker: str | None = Field(
        default=None, description="le nom ou le dossier d’un cross-encoder sentence-transformers"
    )
    anonymous: bool = Field(default=True, description="«\u00a0true\u00a0» ou «\u00a0false\u00a0»")
    address_rate: str = Field(default="600/minute", pattern=RATE, description=_RATE_WANTED)
    token_rate: str = Field(default="3000/minute", pattern=RATE, description=_RATE_WANTED)
    answer_seconds: float = Field(
        default=60.0, gt=0.0, le=3600.0, description="un nombre de secondes, 3600 au plus"
    )
    trusted_proxies: str = Field(
        default="", description="des adresses ou réseaux, séparés par des virgules"
    )
    contact: str = Field(default="", description="un texte")
    cors_origins: str = Field(
        default="",
        pattern=r"^(\s*https?://[^\s,/]+\s*(,|$))*$",
        description="des origines comme «\u00a0https://www.region.exemple\u00a0», séparées par "
        "des virgules",
    )
    allowed_hosts: str = Field(
        default="", description="des noms de machine, séparés par des virgules"
    )
    metrics_public: bool = Field(
        default=False, description="«\u00a0true\u00a0» ou «\u00a0false\u00a0»"
    )
    otel_endpoint: str | None = Field(
        default=None, pattern=r"^https?://\S+$", description="une adresse http:// ou https://"
    )
    log_format: Literal["texte", "json"] = Field(
        default="texte", description="«\u00a0texte\u00a0» ou «\u00a0json\u00a0»"
    )
    web_hosts: str = Field(
        default="", description="des noms de sites séparés par des virgules (.gouv.fr\u00a0: tous)"
    )
    log_level: LogLevel = Field(
        default="warning",
        description=(
            "«\u00a0debug\u00a0», «\u00a0info\u00a0», «\u00a0warning\u00a0» ou «\u00a0error\u00a0»"
        ),
    )

    @field_validator("home", "cache", "acronyms", "pages")
    @classmethod
    def _expand(cls, path: Path | None) -> Path | None:
        return path.expanduser().absolute() if path is not None else None

    @field_validator("log_level", mode="before")
    @classmethod
    def _lower(cls, level: object) -> object:
        return level.lower() if isinstance(level, str) else level

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The command line first, then the environment, then the file; no .env, no others."""
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, _TomlSource(settings_cls)


class _TomlSource(PydanticBaseSettingsSource):
    """``vigie.toml``: keys as in the environment, in lower case, with or without the prefix."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        raise NotImplementedError  # __call__ gives all at once

    def __call__(self) -> dict[str, Any]:
        path = config_file(os.environ)
        return {} if path is None else _read_toml(path)


def load_settings(**given: object) -> Settings:
    """The settings in force; ``given`` (from the command line) come before all others.

    Raises:
        ConfigurationError: a key is unknown, a value is wrong or the file is unreadable.
    """
    _refuse_unknown_variables(os.environ)
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        raise ConfigurationError(_explain(error)) from error


def described(settings: Settings) -> dict[str, str | int | float | bool | None]:
    """Each variable with its value as it may be shown: secrets say no more than that they are."""
    return {_variable(name): _shown(getattr(settings, name)) for name in Settings.model_fields}


def _shown(value: object) -> str | int | float | bool | None:
    if isinstance(value, SecretStr):
        return HIDDEN
    if value is None or isinstance(value, str | int | float | bool):
        # An address may hold a name and a password before its host.
        return _CREDENTIALS.sub(HIDDEN + "@", value) if isinstance(value, str) else value
    return str(value)


def config_file(environment: Mapping[str, str]) -> Path | None:
    """The file of settings: the one that ``VIGIE_CONFIG`` names, else one in this folder.

    Raises:
        ConfigurationError: ``VIGIE_CONFIG`` names a file that is not there.
    """
    named = environment.get(CONFIG_VARIABLE)
    if named:
        path = Path(named).expanduser()
        if not path.is_file():
            raise ConfigurationError(
                f"Le fichier de réglages {path} (VIGIE_CONFIG) n’existe pas. "
                "Créez-le ou corrigez VIGIE_CONFIG."
            )
        return path
    here = Path(CONFIG_FILE)
    return here if here.is_file() else None


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigurationError(
            f"Le fichier de réglages {path} est illisible\u00a0: {system_reason(error)}. "
            "Vérifiez ses "
            "droits."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"Le fichier de réglages {path} n’est pas du TOML en UTF-8\u00a0: {error}. Corrigez-le."
        ) from error
    settings: dict[str, Any] = {}
    for key, value in content.items():
        name = key.lower().removeprefix(PREFIX.lower())
        if name not in Settings.model_fields:
            raise ConfigurationError(f"{_unknown(key, name, str(path))}")
        settings[name] = value
    return settings


def _refuse_unknown_variables(environment: Mapping[str, str]) -> None:
    for key in sorted(environment):
        if not key.upper().startswith(PREFIX) or key.upper() == CONFIG_VARIABLE:
            continue
        name = key.upper().removeprefix(PREFIX).lower()
        if name not in Settings.model_fields:
            raise ConfigurationError(_unknown(key, name, "l’environnement"))


def _unknown(key: str, name: str, place: str) -> str:
    message = f"Le réglage «\u00a0{key}\u00a0», lu dans {place}, n’existe pas."
    close = difflib.get_close_matches(name, Settings.model_fields, n=1)
    if close:
        return f"{message} Vouliez-vous dire «\u00a0{_variable(close[0])}\u00a0»\u00a0?"
    known = ", ".join(_variable(field) for field in Settings.model_fields)
    return f"{message} Retirez-le\u00a0; les réglages sont {known}."


def _explain(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_context=False)[0]
    name = str(first["loc"][0])
    field = Settings.model_fields.get(name)
    if field is None:
        return _unknown(name, name, "la commande")
    value = "(masquée)" if "Secret" in str(field.annotation) else f"«\u00a0{first['input']}\u00a0»"
    return (
        f"Le réglage {_variable(name)} a une valeur qui ne convient pas\u00a0: {value}. "
        f"Il faut {field.description}. Corrigez-le dans l’environnement ou dans {CONFIG_FILE}."
    )


def _variable(name: str) -> str:
    return PREFIX + name.upper()
