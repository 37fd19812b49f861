"""Who is calling, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection

from ui import texts_fr as t

ASK: str = "questions"
READ_INTERNAL: str = "interne"
WRITE: str = "ecriture"
ADMINISTER: str = "administration"


@dataclass(frozen=True)
class Principal:
    """Whoever makes a request.

    Attributes:
        kind: nobody in particular, a program with a token, or a person who signed in.
        name: the token's id or the person's login; empty for nobody in particular.
        scopes: what they may do, of ``corpus.catalogue.tokens.SCOPES``.
        rate: their own limit of requests; None: the one that is set for their kind.
    """

    kind: Literal["anonymous", "token", "user"]
    name: str = ""
    scopes: frozenset[str] = frozenset()
    rate: str | None = None

    @property
    def audience(self) -> str:
        """Whose documents they may read at most."""
        return "interne" if READ_INTERNAL in self.scopes else "public"

    @property
    def actor(self) -> str:
        """Their name in the trail of who changed what."""
        return {"token": "jeton:", "user": "compte:"}.get(self.kind, "public") + self.name


def nobody(*, may_ask: bool) -> Principal:
    """Whoever does not say who they are."""
    return Principal("anonymous", scopes=frozenset({ASK} if may_ask else ()))


def principal_of(connection: HTTPConnection) -> Principal:
    """Who makes a request, as ``ui.api.admission`` or a session found."""
    found = connection.scope.get("state", {}).get("principal")
    return found if isinstance(found, Principal) else nobody(may_ask=False)


def require(connection: HTTPConnection, scope: str) -> Principal:
    """Who makes the request, who must have ``scope``.

    Raises:
        HTTPException: 401 for nobody in particular, 403 for one who may not.
    """
    principal = principal_of(connection)
    if scope in principal.scopes:
        return principal
    if principal.kind == "anonymous":
        raise HTTPException(401, t.UNIDENTIFIED, {"www-authenticate": t.CHALLENGE})
    raise HTTPException(403, t.SCOPE_MISSING.format(scope=scope))


def readable(connection: HTTPConnection, audience: str) -> str:
    """The audience asked for, where the caller may have it.

    Raises:
        HTTPException: 401 or 403: internal documents are not for this caller.
    """
    if audience == "interne":
        require(connection, READ_INTERNAL)
    return audience
