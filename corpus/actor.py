"""Who is acting, for the trail of who changed what; it follows a task or a thread."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

UNKNOWN_ACTOR = "inconnu"
_actor: ContextVar[str] = ContextVar("vigie_actor", default=UNKNOWN_ACTOR)


@contextmanager
def acting_as(actor: str) -> Iterator[None]:
    """Within the block, whatever this task or thread changes was done by ``actor``.

    Args:
        actor: ``commande:LOGIN``, ``jeton:ID`` or ``compte:LOGIN``.
    """
    token = _actor.set(actor)
    try:
        yield
    finally:
        _actor.reset(token)


def current_actor() -> str:
    """Who is acting."""
    return _actor.get()
