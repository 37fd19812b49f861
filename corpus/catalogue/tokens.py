"""Tokens that programs call with. Their secrets are shown once and kept as digests only."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from corpus.catalogue.audit import record_act
from corpus.catalogue.schema import tokens
from corpus.catalogue.steps import now
from corpus.catalogue.store import Store
from corpus.errors import UsageError

SCOPES = ("questions", "interne", "ecriture", "administration")
_PREFIX = "vigie"


@dataclass(frozen=True)
class Token:
    """A token without its secret.

    Attributes:
        id: its public name, the part of the secret that may be shown and logged.
        scopes: some of ``SCOPES``: asking where the operator closes it to the public, reading
            internal documents, changing the corpus, watching the service.
        rate: its own limit (« 600/minute »); None: the one that is set for all.
        created, expires, revoked: ISO 8601; None: never.
        used: the last day on which it was used; None: never.
    """

    id: str
    name: str
    scopes: tuple[str, ...]
    rate: str | None
    created: str
    expires: str | None
    revoked: str | None
    used: str | None

    def is_valid(self) -> bool:
        """Whether it may be used now."""
        return self.revoked is None and (self.expires is None or self.expires > now())


class TokenBook:
    """The tokens of one catalogue."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(
        self,
        name: str,
        scopes: Sequence[str],
        *,
        expires: datetime | None = None,
        rate: str | None = None,
    ) -> tuple[Token, str]:
        """Make a token.

        Args:
            expires: with its time zone.

        Returns:
            The token, and the secret to call with, which cannot be had again.

        Raises:
            UsageError: a scope is unknown, or there is none.
        """
        unknown = [scope for scope in scopes if scope not in SCOPES]
        if unknown or not scopes:
            wrong = f"«\u00a0{unknown[0]}\u00a0»" if unknown else "aucune"
            raise UsageError(
                f"Portée d’un jeton\u00a0: {wrong} ne convient pas. "
                f"Les portées sont {', '.join(SCOPES)}."
            )
        number, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
        values = {
            "id": number,
            "name": name,
            "scopes": sorted(set(scopes), key=SCOPES.index),
            "rate": rate,
            "created": now(),
            "expires": _utc(expires) if expires else None,
            "revoked": None,
            "used": None,
        }
        with self._store.writing() as connection:
            connection.execute(insert(tokens).values(digest=_digest(secret), **values))
            record_act(connection, "jeton-cree", name, {"id": number, "portees": values["scopes"]})
        made = Token(**{**values, "scopes": tuple(values["scopes"])})  # type: ignore[arg-type]
        return made, f"{_PREFIX}-{number}-{secret}"

    def all(self) -> list[Token]:
        """All tokens, those that are revoked too, in the order of their making."""
        with self._store.reading() as connection:
            rows = connection.execute(select(tokens).order_by(tokens.c.created)).all()
        return [_token(row) for row in rows]

    def find(self, secret: str) -> Token | None:
        """The valid token of that secret; None where there is none."""
        prefix, _, rest = secret.partition("-")
        number, _, own = rest.partition("-")
        if prefix != _PREFIX or not own:
            return None
        with self._store.reading() as connection:
            row = connection.execute(select(tokens).where(tokens.c.id == number)).first()
        if row is None or not hmac.compare_digest(row.digest, _digest(own)):
            return None
        found = _token(row)
        if not found.is_valid():
            return None
        self._mark_used(found)
        return found

    def revoke(self, number: str) -> Token:
        """End a token at once.

        Raises:
            UsageError: there is none of that id.
        """
        with self._store.writing() as connection:
            row = connection.execute(
                update(tokens)
                .where(tokens.c.id == number)
                .values(revoked=tokens.c.revoked)
                .returning(tokens)
            ).first()
            if row is None:
                raise UsageError(
                    f"Aucun jeton ne porte l’identifiant «\u00a0{number}\u00a0». "
                    "«\u00a0vigie token list\u00a0» les montre."
                )
            if row.revoked is None:
                row = connection.execute(
                    update(tokens)
                    .where(tokens.c.id == number)
                    .values(revoked=now())
                    .returning(tokens)
                ).one()
                record_act(connection, "jeton-revoque", row.name, {"id": number})
        return _token(row)

    def _mark_used(self, token: Token) -> None:
        today = datetime.now(UTC).date().isoformat()
        if token.used == today:
            return
        with self._store.writing(alone=False) as connection:
            connection.execute(update(tokens).where(tokens.c.id == token.id).values(used=today))


def _digest(secret: str) -> str:
    # 256 random bits need neither salt nor a slow function: there is nothing to guess from.
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _token(row: Row[Any]) -> Token:
    return Token(
        id=row.id,
        name=row.name,
        scopes=tuple(row.scopes),
        rate=row.rate,
        created=row.created,
        expires=row.expires,
        revoked=row.revoked,
        used=row.used,
    )
