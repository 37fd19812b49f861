"""Each line of the threat model has its test."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
LINES = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in TEXT.splitlines()
    if line.startswith("| ") and not line.startswith("| menace")
]


def test_the_threat_model_is_read() -> None:
    assert len(LINES) > 40


@pytest.mark.parametrize("line", LINES, ids=lambda line: line[0][:60])
def test_each_line_has_its_test(line: list[str]) -> None:
    assert len(line) == 3
    found = re.fullmatch(r"`(tests/[\w/]+\.py)::(test_\w+)` ?\|?", line[2])
    assert found, line[2]
    tree = ast.parse((ROOT / found[1]).read_text(encoding="utf-8"))
    functions = ast.FunctionDef | ast.AsyncFunctionDef
    assert found[2] in {node.name for node in ast.walk(tree) if isinstance(node, functions)}
