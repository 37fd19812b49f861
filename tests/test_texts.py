"""The typography of what a user reads: no-break spaces, where French puts them."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted(
    path
    for package in ("assistant", "corpus", "ingest", "ui")
    for path in (ROOT / package).rglob("*.py")
)
# A plain space after «, before », or before the marks that take one in French.
BREAKING = re.compile(r"« | »|(?<=[\w»)}…]) [;?!](?=\s|$)|(?<=[\w»)}…]) :(?= |$)")


def _shown(tree: ast.Module) -> list[ast.Constant]:
    """String constants that are no docstrings."""
    documentation = {
        statement.value
        for statement in ast.walk(tree)
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    }
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node not in documentation
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_spaces_do_not_break_before_marks(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {node.value!r}"
        for node in _shown(tree)
        if BREAKING.search(str(node.value))
    ]
    assert not wrong, "\n".join(wrong)
