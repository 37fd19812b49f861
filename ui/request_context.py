"""The request being answered: its identifier and its address."""

from __future__ import annotations

from contextvars import ContextVar, Token
from dataclasses import dataclass


@dataclass(frozen=True)
class Current:
    """The request being answered; ``in_page``: by a browser that will show what comes."""

    id: str
    path: str
    in_page: bool = False


_current: ContextVar[Current | None] = ContextVar("vigie_request", default=None)


def current_request() -> Current | None:
    """The request being answered in this task or thread; None outside of one."""
    return _current.get()


def enter_request(current: Current) -> Token[Current | None]:
    """Say which request is being answered; ``leave_request`` undoes it."""
    return _current.set(current)


def leave_request(token: Token[Current | None]) -> None:
    """Undo ``enter_request``."""
    _current.reset(token)
