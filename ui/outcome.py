"""What became of one document that was to be added, replaced or removed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

FAILED = "failed"
SKIPPED = "skipped"
UNCHANGED = "unchanged"
LEFT_ELSEWHERE = (
    "Les sauvegardes faites avant ce moment contiennent encore ce document, et une restauration "
    "le ramènerait\u00a0: effacez-les, ou recommencez après avoir restauré. Les pages déjà "
    "ouvertes et les copies qu’en ont gardées des lecteurs sont hors d’atteinte."
)
"""What an erasure does not reach."""
SAID = {
    "added": "ajouté",
    "replaced": "remplacé par cette version",
    UNCHANGED: "inchangé",
    "renamed": "même contenu qu’un document du corpus, dont c’est un nom de plus",
    "removed": "retiré du corpus",
    "detached": "nom retiré\u00a0; le document garde ses autres noms",
    "vanished": "n’est plus sur le site, gardé dans le corpus",
    SKIPPED: "laissé de côté",
    "purged": "effacé, sans retour",
    FAILED: "en échec",
}


@dataclass(frozen=True)
class Outcome:
    """``outcome`` is a key of ``SAID``; ``message`` (French) says why it failed.

    ``document`` is the document's first name, ``version`` its hash, ``passages`` how many it
    has; empty and 0 where it failed or was removed. ``near`` names documents that are nearly the
    same.
    """

    name: str
    outcome: str
    message: str = ""
    document: str = ""
    version: str = ""
    passages: int = 0
    near: Sequence[str] = ()

    def to_json(self) -> dict[str, Any]:
        """The outcome as ``vigie ingest --json`` gives it."""
        return asdict(self)
