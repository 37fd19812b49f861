"""What is said of one source that was taken in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from corpus.catalogue.describing import INTERNAL
from corpus.records import Metadata, NewVersion
from ingest.extract.front_matter import FRENCH_FIELDS
from ingest.near import Near

Outcome = Literal["added", "replaced", "unchanged", "renamed", "vanished", "skipped", "failed"]


@dataclass(frozen=True)
class IngestReport:
    """What became of one source.

    ``renamed``: its content was in the corpus already, under another name of ``document``.
    ``vanished``: a page of the corpus is no more on its site; ``skipped``: it was left out.
    ``message`` is French; of a failure it says the reason. ``version`` is a hash, empty where
    the source failed. ``near`` names other documents that are nearly the same.
    """

    name: str
    outcome: Outcome
    message: str
    document: str = ""
    version: str = ""
    passages: int = 0
    near: tuple[str, ...] = ()


def set_aside(name: str) -> str:
    """Why a file that was deadly is not read any more."""
    return (
        f"«\u00a0{name}\u00a0» a interrompu Vigie trois fois\u00a0: il est mis de côté. "
        f"Vérifiez-le, puis tapez «\u00a0vigie jobs retry {name}\u00a0» pour l’essayer encore."
    )


def unforeseen(name: str, error: Exception) -> str:
    """Why a file on which the reading itself went wrong is not taken in."""
    return (
        f"La lecture de «\u00a0{name}\u00a0» a échoué d’une façon que Vigie n’a pas prévue "
        f"({type(error).__name__}). Enregistrez-le de nouveau, ou convertissez-le, et signalez-le "
        "à la personne qui administre Vigie."
    )


def of_a_second_name(new: NewVersion, before: str, after: str) -> str:
    """What to know of the audience where a content gets one more name."""
    if after != before:
        return f"\u00a0; celui-ci devient {after}, comme «\u00a0{new.name}\u00a0» le demande"
    if after == INTERNAL and new.metadata.audience != INTERNAL:
        return "\u00a0; celui-ci est interne et le reste"
    return ""


def of_near_duplicates(near: Sequence[Near]) -> str:
    """What to know of a document that is nearly the same as others."""
    if not near:
        return ""
    named = ", ".join(
        f"«\u00a0{one.name}\u00a0» ({one.similarity:.0%})".replace("%", "\u00a0%") for one in near
    )
    return f"\u00a0; presque identique à {named}\u00a0: les deux sont gardés"


def of_what_is_kept(
    new: NewVersion,
    kept: Metadata,
    before: str | None,
    corrections: Mapping[str, tuple[Any, Any]],
) -> str:
    """What to know where the document is not all that its source says.

    Args:
        new: as its source gives it.
        kept: what the catalogue made of that.
        before: the document's audience until now; None for a new document.
        corrections: as ``Catalogue.corrected_fields``.
    """
    noted = ""
    if before is not None and kept.audience != before:
        noted += f"\u00a0; le document devient {kept.audience}"
    elif kept.audience == INTERNAL and new.metadata.audience != INTERNAL:
        noted += (
            "\u00a0; le document reste interne (pour le publier\u00a0: «\u00a0vigie describe "
            f"{new.name} --audience public\u00a0»)"
        )
    differing = [
        FRENCH_FIELDS[field]
        for field, (value, was) in corrections.items()
        if field != "audience" and _plain(getattr(new.metadata, field)) not in (value, was)
    ]
    if differing:
        noted += (
            "\u00a0; corrections gardées, alors que la source dit maintenant autre chose\u00a0: "
            f"{', '.join(differing)}"
        )
    return noted


def _plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
