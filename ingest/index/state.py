"""What an index has applied, kept in its own folder."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

from corpus.errors import TransientError
from corpus.records import Change, IndexedPassage
from ingest.index.proof import Proof

_FILE = "applied.json"

Fetch = Callable[[Sequence[str]], list[IndexedPassage]]
"""From passage ids to those passages that the catalogue still holds."""


@dataclass(frozen=True)
class IndexState:
    """Of which catalogue, with which fingerprint, and up to which change an index is."""

    identity: str
    fingerprint: str
    applied: int


class Index(Protocol):
    """What both indexes have in common; ``Indexes`` keeps them up to date by it."""

    @property
    def label(self) -> str:
        """The index's name in French, with its article."""
        ...

    def state(self) -> IndexState | None:
        """What is applied; None where there is no index or it was left unfinished."""
        ...

    def clear(self) -> None:
        """Start anew, empty and without a state."""
        ...

    def write(self, add: Sequence[IndexedPassage], drop: Sequence[str]) -> None:
        """Make changes durable; adding what is there or dropping what is not changes nothing."""
        ...

    def mark(self, state: IndexState) -> None:
        """Record what is applied, once it is durable."""
        ...

    def is_intact(self, *, fully: bool) -> bool:
        """Whether the files are what was written; ``fully`` reads them all."""
        ...

    def holds(self, canaries: Sequence[IndexedPassage]) -> bool:
        """Whether searches find passages that must be there."""
        ...

    def close(self) -> None:
        """Release the index's files."""
        ...


def read_state(folder: Path) -> IndexState | None:
    """The state kept in ``folder``; None where it is missing or unreadable."""
    try:
        return IndexState(**json.loads((folder / _FILE).read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


def write_state(folder: Path, state: IndexState) -> None:
    """Keep ``state`` in ``folder``; after a crash there is either the former or this one."""
    fresh = folder / f".{_FILE}.new"
    with fresh.open("w", encoding="utf-8") as file:
        json.dump(asdict(state), file)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(folder / _FILE)


def state_stamp(folder: Path) -> tuple[int, int] | None:
    """Changes whenever the state is written; cheap enough to look at before every search."""
    try:
        status = os.stat(f"{folder}/{_FILE}")  # noqa: PTH116 - asked dozens of times a question
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns


def require_whole(
    folder: Path, label: str, stamp: tuple[int, int] | None, proof: Proof, *, opened: bool
) -> None:
    """Refuse to search an index that is damaged or gone: it would find nothing, or wrongly.

    Args:
        folder: the index's.
        label: its name in French.
        stamp: as ``state_stamp`` gives it now.
        proof: of its files.
        opened: whether there was an index when it was last searched or written.

    Raises:
        TransientError: its owner rebuilds it from the catalogue.
    """
    if stamp is None and (opened or folder.exists()):
        raise TransientError(
            f"{label.capitalize()} est en cours de reconstruction. Recommencez dans un "
            "instant\u00a0; si cela dure, tapez «\u00a0vigie doctor --repair\u00a0»."
        )
    if stamp is not None and proof.has_just_been_damaged():
        raise TransientError(
            f"{label.capitalize()} est endommagé. Le serveur le refait à partir du "
            "catalogue\u00a0: recommencez dans un instant. Sans serveur, tapez "
            "«\u00a0vigie doctor --repair\u00a0»."
        )


def net_effect(changes: Iterable[Change]) -> tuple[list[str], list[str]]:
    """What a run of changes comes to: ids to add and ids to drop, each in one of them only."""
    last: dict[str, str] = {}
    for change in changes:
        for passage in change.passages:
            last[passage] = change.action
    return (
        [passage for passage, action in last.items() if action == "add"],
        [passage for passage, action in last.items() if action == "drop"],
    )
