"""The two ways of answering: « Citations exactes » and « Réponse rédigée »."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

WrittenMode = Literal["extractive", "generated"]
NAMES: dict[str, str] = {"extractive": "Citations exactes", "generated": "Réponse rédigée"}


@dataclass(frozen=True)
class Modes:
    """What the operator allows.

    Attributes:
        default: the way where the reader chose none.
        choice: whether the reader may choose.
    """

    default: WrittenMode = "generated"
    choice: bool = True

    def chosen(self, asked: str | None) -> str:
        """The way that holds where a reader asked for ``asked``."""
        return asked if asked is not None and self.choice else self.default
