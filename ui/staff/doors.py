"""Who may come in: a page of staff asks for a role before it does anything."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from corpus.actor import acting_as
from ui import texts_staff as s
from ui.identity import Identity
from ui.shell import message_page

if TYPE_CHECKING:
    from corpus.catalogue.accounts import Account


class Answered(Exception):  # noqa: N818 - no error: the answer is this one
    """Ends a request with an answer of its own."""

    def __init__(self, response: Response) -> None:
        super().__init__(str(response.status_code))
        self.response = response


def add_answered(app: FastAPI) -> None:
    """Have the application give the answers that ``Answered`` carries."""

    @app.exception_handler(Answered)
    async def _(request: Request, answered: Answered) -> Response:
        del request
        return answered.response


class Doors:
    """Lets staff in by role, and refuses forms that another site sent."""

    def __init__(self, identity: Identity) -> None:
        self._identity = identity

    def let_in(self, request: Request, role: str = "agent") -> Account:
        """Whoever is signed in, when they have that role.

        Raises:
            Answered: nobody is signed in, they may not, or the form comes from elsewhere.
        """
        if request.method != "GET":
            from_here(request)
        account = self._identity.account(request.cookies)
        if account is None:
            if request.method == "GET":
                where = request.url.path + (f"?{request.url.query}" if request.url.query else "")
                raise Answered(RedirectResponse(f"/connexion?suite={quote(where)}", 303))
            raise Answered(HTMLResponse(message_page(s.SIGNED_OUT_TITLE, s.SIGNED_OUT), 401))
        if not account.may(role):
            page = message_page(s.NOT_ALLOWED_TITLE, s.NOT_ALLOWED, account)
            raise Answered(HTMLResponse(page, 403))
        return account


def from_here(request: Request) -> None:
    """Refuse a form that another site's page sent with a reader's cookie.

    Raises:
        Answered: it did.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    if site is not None:  # every browser of today says it; a page cannot forge it
        ours = site in {"same-origin", "none"}
    else:
        ours = origin is None or urlsplit(origin).netloc == request.headers.get("host")
    if not ours:
        raise Answered(HTMLResponse(message_page(s.ELSEWHERE_TITLE, s.ELSEWHERE), 403))


@contextmanager
def acting(account: Account) -> Iterator[None]:
    """Within the block, the trail of who changed what names this account."""
    with acting_as(f"compte:{account.login}"):
        yield


def back_to(address: str) -> Response:
    """After a form: the page, asked for anew."""
    return RedirectResponse(address, 303)
