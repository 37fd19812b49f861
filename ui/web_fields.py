"""The settings of the web pages, of signing in and of what is kept."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, Field, SecretStr


class WebFields(BaseModel):
    """The part of ``Settings`` that the web application alone heeds.

    Attributes:
        public_url: the address that readers know the service by; None: as each request has it.
        pages: a folder of Markdown files that come before the pages that ship.
        retention_days: after how many days conversations, questions and opinions are erased.
        session_hours: how long a sign-in lasts.
        upload_megabytes: how much may be dropped in the library at once.
        oidc_issuer: address of an OpenID Connect provider; None: local accounts only.
        oidc_client_id: this service's name there.
        oidc_client_secret: its secret there.
        oidc_scope: what is asked of it (ProConnect: ``openid given_name usual_name email``).
        oidc_label: what the button to sign in there says.
        oidc_role_claim: which claim of the provider holds a person's roles.
        oidc_roles: what the claim's values give here: ``VALUE=ROLE`` pairs, comma-separated.
        oidc_default_role: the role of whoever has none of them; empty: they may not sign in.
    """

    public_url: str | None = Field(
        default=None, pattern=r"^https?://[^\s/]+$", description="une adresse https:// sans chemin"
    )
    pages: Path | None = Field(default=None, description="un dossier")
    retention_days: int = Field(
        default=90, ge=1, le=3650, description="un nombre de jours de 1 à 3650"
    )
    session_hours: int = Field(default=8, ge=1, le=168, description="un nombre d’heures de 1 à 168")
    upload_megabytes: int = Field(
        default=50, ge=1, le=2000, description="un nombre de mégaoctets de 1 à 2000"
    )
    oidc_issuer: str | None = Field(
        default=None, pattern=r"^https?://\S+$", description="une adresse http:// ou https://"
    )
    oidc_client_id: str = Field(default="", description="un identifiant")
    oidc_client_secret: SecretStr | None = Field(default=None, description="un secret")
    oidc_scope: str = Field(
        default="openid email profile",
        pattern=r"^openid( \S+)*$",
        description="des portées séparées par des espaces, «\u00a0openid\u00a0» d’abord",
    )
    oidc_label: str = Field(
        default="Se connecter avec ProConnect", min_length=1, description="un texte"
    )
    oidc_role_claim: str = Field(
        default="roles", min_length=1, description="un nom de revendication"
    )
    oidc_roles: str = Field(
        default="",
        pattern=r"^(\s*[^=,]+=(agent|editeur|administrateur)\s*(,|$))*$",
        description=(
            "des paires «\u00a0VALEUR=RÔLE\u00a0» séparées par des virgules, "
            "rôle parmi agent, editeur, administrateur"
        ),
    )
    oidc_default_role: str = Field(
        default="",
        pattern=r"^(agent|editeur|administrateur)?$",
        description="agent, editeur, administrateur, ou rien",
    )
