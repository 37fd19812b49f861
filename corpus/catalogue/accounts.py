"""Accounts of staff, their sign-ins, and the failures that slow a guesser down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from corpus.catalogue.desk_schema import accounts, sign_in_failures, sign_ins
from corpus.catalogue.store import Store
from corpus.errors import UsageError

ROLES = ("agent", "editeur", "administrateur")
"""What staff may do, each what the one before may too: read internal documents and keep
conversations; change the corpus and correct answers; manage accounts."""


@dataclass(frozen=True)
class Account:
    """A person of the staff. ``password`` is Argon2's string, empty for who signs in elsewhere."""

    id: int
    login: str
    name: str
    role: str
    password: str
    disabled: bool

    def may(self, role: str) -> bool:
        """Whether what ``role`` may do, this account may."""
        return ROLES.index(self.role) >= ROLES.index(role)


class Accounts:
    """Who may sign in, and who has."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, login: str, name: str, role: str, password: str) -> Account:
        """Make a local account.

        Raises:
            UsageError: the login is taken, or the role does not exist.
        """
        return self._insert(login, name, role, password=password)

    def from_provider(self, issuer: str, subject: str, login: str, name: str, role: str) -> Account:
        """The account of a person whom an identity provider vouches for, made or kept current.

        Raises:
            UsageError: a local account has that login.
        """
        with self._store.writing() as connection:
            number = connection.execute(
                update(accounts)
                .where(accounts.c.issuer == issuer, accounts.c.subject == subject)
                .values(name=name, role=role)
                .returning(accounts.c.id)
            ).scalar()
        if number is None:
            return self._insert(login, name, role, issuer=issuer, subject=subject)
        return self._one(accounts.c.id == number)

    def find(self, login: str) -> Account | None:
        """The account of that login, whatever its case."""
        with self._store.reading() as connection:
            row = connection.execute(
                select(accounts).where(accounts.c.login == _login(login))
            ).first()
        return None if row is None else _account(row)

    def all(self) -> list[Account]:
        """Every account, by login."""
        with self._store.reading() as connection:
            return [
                _account(row)
                for row in connection.execute(select(accounts).order_by(accounts.c.login))
            ]

    def change(
        self,
        login: str,
        *,
        role: str | None = None,
        password: str | None = None,
        disabled: bool | None = None,
    ) -> None:
        """Change what is given; who is signed in is signed out.

        Raises:
            UsageError: there is no such account, the role does not exist, or no
                administrator would be left.
        """
        found = self.find(login)
        if found is None:
            raise UsageError(f"Aucun compte ne s’appelle «\u00a0{login}\u00a0».")
        if role is not None:
            _require_role(role)
        loses = (role is not None and role != ROLES[-1]) or disabled
        given = {"role": role, "password": password, "disabled": disabled}
        values = {name: value for name, value in given.items() if value is not None}
        with self._store.writing() as connection:
            if loses and found.role == ROLES[-1] and not found.disabled:
                others = connection.execute(
                    select(func.count()).where(
                        accounts.c.role == ROLES[-1],
                        accounts.c.disabled.is_(False),
                        accounts.c.id != found.id,
                    )
                ).scalar_one()
                if not others:
                    raise UsageError(
                        f"«\u00a0{found.login}\u00a0» est le seul administrateur\u00a0: "
                        "nommez-en d’abord un autre."
                    )
            connection.execute(update(accounts).where(accounts.c.id == found.id).values(**values))
            connection.execute(delete(sign_ins).where(sign_ins.c.account_id == found.id))

    def sign_in(self, account: Account, token: str, lasts: timedelta) -> None:
        """Let whoever holds ``token`` be this account for so long; only its hash is kept."""
        now = datetime.now(UTC)
        with self._store.writing() as connection:
            connection.execute(delete(sign_ins).where(sign_ins.c.expires < now.isoformat()))
            connection.execute(
                insert(sign_ins).values(
                    token=_hashed(token),
                    account_id=account.id,
                    created=now.isoformat(),
                    expires=(now + lasts).isoformat(),
                )
            )

    def signed_in(self, token: str) -> Account | None:
        """Whose sign-in this token is of; None where it is of none, or of one that is over."""
        now = datetime.now(UTC).isoformat()
        with self._store.reading() as connection:
            row = connection.execute(
                select(accounts)
                .join(sign_ins, sign_ins.c.account_id == accounts.c.id)
                .where(
                    sign_ins.c.token == _hashed(token),
                    sign_ins.c.expires > now,
                    accounts.c.disabled.is_(False),
                )
            ).first()
        return None if row is None else _account(row)

    def sign_out(self, token: str) -> None:
        """End a sign-in."""
        with self._store.writing() as connection:
            connection.execute(delete(sign_ins).where(sign_ins.c.token == _hashed(token)))

    def failures(self, key: str, within: timedelta) -> int:
        """How many failed attempts ``key`` (a login, an address) has made lately."""
        since = (datetime.now(UTC) - within).isoformat()
        with self._store.reading() as connection:
            return connection.execute(
                select(func.count()).where(
                    sign_in_failures.c.key == _hashed(key), sign_in_failures.c.at > since
                )
            ).scalar_one()

    def failed(self, key: str, within: timedelta) -> None:
        """Remember a failed attempt; those older than ``within`` are forgotten."""
        now = datetime.now(UTC)
        with self._store.writing() as connection:
            connection.execute(
                delete(sign_in_failures).where(sign_in_failures.c.at < (now - within).isoformat())
            )
            connection.execute(
                insert(sign_in_failures).values(key=_hashed(key), at=now.isoformat())
            )

    def forgive(self, key: str) -> None:
        """Forget the failed attempts of ``key``."""
        with self._store.writing() as connection:
            connection.execute(
                delete(sign_in_failures).where(sign_in_failures.c.key == _hashed(key))
            )

    def _insert(self, login: str, name: str, role: str, **more: Any) -> Account:
        _require_role(role)
        if self.find(login) is not None:
            raise UsageError(f"Le compte «\u00a0{login}\u00a0» existe déjà.")
        values = {"password": None, "issuer": None, "subject": None} | more
        try:
            with self._store.writing() as connection:
                connection.execute(
                    insert(accounts).values(
                        login=_login(login), name=name, role=role, disabled=False,
                        created=datetime.now(UTC).isoformat(), **values,
                    )
                )  # fmt: skip
        except Exception as error:
            if isinstance(error.__cause__, IntegrityError):  # another process was faster
                raise UsageError(f"Le compte «\u00a0{login}\u00a0» existe déjà.") from error
            raise
        return self._one(accounts.c.login == _login(login))

    def _one(self, where: Any) -> Account:
        with self._store.reading() as connection:
            return _account(connection.execute(select(accounts).where(where)).one())


def _account(row: Any) -> Account:
    return Account(row.id, row.login, row.name, row.role, row.password or "", row.disabled)


def _require_role(role: str) -> None:
    if role not in ROLES:
        raise UsageError(
            f"Le rôle «\u00a0{role}\u00a0» n’existe pas. Au choix\u00a0: {', '.join(ROLES)}."
        )


def _login(login: str) -> str:
    return login.strip().casefold()


def _hashed(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
