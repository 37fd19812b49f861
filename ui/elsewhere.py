"""What no page answers: an address that is none of ours, or a method that it does not take.

Gradio is mounted at the root and would take every request that no route of ours takes whole, a
wrong method on a right address among them, and say « Not Found » of it in English.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Match
from starlette.types import Message, Receive, Scope, Send

from ui import texts_fr as t
from ui.guard import is_of_the_chat

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


class Elsewhere(BaseRoute):
    """The route after all of ours and before the chat's.

    A GET route is asked by HEAD too, as RFC 9110 has it: whoever watches over a service does.
    """

    def __init__(self, ours: Sequence[BaseRoute]) -> None:
        """``ours``: the routes that stand before this one."""
        self._ours = tuple(ours)

    def matches(self, scope: Scope) -> tuple[Match, dict[str, Any]]:
        """Whatever is not the chat's."""
        mine = scope["type"] == "http" and not is_of_the_chat(scope["method"], scope["path"])
        return (Match.FULL if mine else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer HEAD as GET without its body, and refuse the rest.

        Raises:
            HTTPException: 405 with the methods that the address takes, else 404.
        """
        allowed = [method for method in METHODS if self._taking(scope, method) is not None]
        if scope["method"] == "HEAD" and "GET" in allowed:
            await self._head(scope, receive, send)
            return
        if not allowed:
            raise HTTPException(404, t.NOT_FOUND)
        if "GET" in allowed:
            allowed.insert(1, "HEAD")
        raise HTTPException(405, headers={"allow": ", ".join(allowed)})

    def _taking(self, scope: Scope, method: str) -> tuple[BaseRoute, Scope] | None:
        asked = {**scope, "method": method}
        for route in self._ours:
            match, more = route.matches(asked)
            if match is Match.FULL:
                return route, {**asked, "route": route, **more}
        return None

    async def _head(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def bodiless(message: Message) -> None:
            if message["type"] == "http.response.body":
                if message.get("more_body", False):
                    return
                message = {"type": "http.response.body"}
            await send(message)

        found = self._taking(scope, "GET")
        if found is not None:
            await found[0].handle(found[1], receive, bodiless)
