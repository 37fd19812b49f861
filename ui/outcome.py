"""What became of one document that was to be added, replaced or removed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

FAILED = "failed"
STATES = {
    "added": "ajouté",
    "replaced": "nouvelle version",
    "refreshed": "notice mise à jour",
    "attached": "même contenu qu’un document du corpus, nom ajouté",
    "unchanged": "inchangé",
    "removed": "retiré",
    FAILED: "en échec",
}


@dataclass(frozen=True)
class Outcome:
    """``state`` is a key of ``STATES``; ``message`` (French) says why it failed."""

    name: str
    state: str
    message: str = ""

    def to_json(self) -> dict[str, Any]:
        """The outcome as ``vigie ingest --json`` gives it."""
        return asdict(self)
