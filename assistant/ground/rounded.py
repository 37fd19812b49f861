"""Figures that a claim makes itself: what it counts out, what it rounds."""

from __future__ import annotations

import re

from assistant.ground.figures import Figure
from assistant.ground.statement import Statement, Word

_LISTED = re.compile(r":\s*(?P<items>[^.;:]+)")
_BETWEEN = re.compile(r",(?!\d)|\bet\b|\bou\b")
_MOST_LISTED = 12
_NEAR = 4.0  # points of a hundred that a rounded share may be off
_SHARES = {
    "moitie": 50.0, "tiers": 100 / 3, "quart": 25.0, "cinquieme": 20.0, "dixieme": 10.0,
}  # fmt: skip


def is_counted(claim: Statement, figure: Figure) -> bool:
    """Whether the claim lists as many things as ``figure`` says (« trois axes : a, b et c »)."""
    listed = _LISTED.search(claim.folded, figure.end)
    if listed is None or not isinstance(figure.value, float) or figure.value > _MOST_LISTED:
        return False
    if any(not figure.end > other.start for other in claim.figures if other.start > figure.start):
        return False
    parts = _BETWEEN.split(listed["items"])
    least = sum("," in one for one in re.findall(r",(?!\d)", listed["items"])) + 1
    return least <= figure.value <= len(parts)


def is_rounded(claim: Statement, figure: Figure) -> bool:
    """Whether ``figure`` is part of « six sur dix » beside the share that it stands for."""
    for found in re.finditer(r"\bsur\b", claim.folded):
        before = [f for f in claim.figures if f.end <= found.start()]
        after = [f for f in claim.figures if f.start >= found.end()]
        if not before or not after or figure not in (before[-1], after[0]):
            continue
        part, whole = before[-1].value, after[0].value
        if isinstance(part, float) and isinstance(whole, float) and part < whole <= 10:
            return any(abs(share - 100 * part / whole) <= _NEAR for share in shares(claim))
    return False


def shares(said: Statement) -> list[float]:
    """The figures of a sentence that are shares of a hundred."""
    return [f.value for f in said.figures if f.unit == "%" and isinstance(f.value, float)]


def names_share(word: Word, claim: Statement) -> bool:
    """Whether ``word`` (« tiers ») rounds a share that the claim gives beside it."""
    meant = _SHARES.get(word.said)
    return meant is not None and any(abs(share - meant) <= _NEAR for share in shares(claim))
