"""Who asks: nobody in particular, or a member of staff who has signed in."""

from __future__ import annotations

from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import Scope

    from corpus.catalogue import Catalogue
    from corpus.catalogue.accounts import Account

COOKIE = "vigie_session"


class Identity:
    """Finds the account that a request's cookie is of."""

    def __init__(self, desk: Catalogue | None) -> None:
        self._desk = desk

    def account(self, cookies: Mapping[str, str]) -> Account | None:
        """Whoever is signed in; None for a citizen."""
        token = cookies.get(COOKIE)
        if not token or self._desk is None:
            return None
        return self._desk.accounts.signed_in(token)

    def of_scope(self, scope: Scope) -> Account | None:
        """The same, from an ASGI scope."""
        for name, value in scope["headers"]:
            if name == b"cookie":
                try:
                    morsel = SimpleCookie(value.decode("latin-1")).get(COOKIE)
                except CookieError:
                    return None
                return self.account({COOKIE: morsel.value}) if morsel else None
        return None


def audience_of(account: Account | None) -> str:
    """What that reader may see: staff see internal documents too."""
    return "public" if account is None else "interne"
