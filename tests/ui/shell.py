"""Commands run in this process, and what they print."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ui.cli.main import main


class Shell:
    """Runs commands and reads what they print.

    Attributes:
        err: what the last command wrote to stderr.
    """

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.err = ""

    def __call__(self, *arguments: str, status: int = 0) -> str:
        """What the command prints on stdout."""
        found = main(list(arguments))
        shown = self._capsys.readouterr()
        self.err = shown.err
        assert found == status, shown.err
        return shown.out

    def json(self, *arguments: str, status: int = 0) -> Any:
        """What the command prints as JSON."""
        return json.loads(self(*arguments, "--json", status=status))

    def outcomes(self, *arguments: str, status: int = 0) -> dict[str, str]:
        """The outcome of each document."""
        return {one["name"]: one["outcome"] for one in self.json(*arguments, status=status)}

    def names(self) -> set[str]:
        """The corpus's documents."""
        return {document["document"] for document in self.json("list")}
