"""Reading a file of questions."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from assistant.answer import Ask, Turn
from corpus.errors import UsageError
from corpus.records import Scope
from ui.cli.batch import read_batch

SCOPE = Scope(audience="interne")


def _file(tmp_path: Path, *lines: object) -> str:
    path = tmp_path / "questions.jsonl"
    written = (line if isinstance(line, str) else json.dumps(line) for line in lines)
    path.write_text("\n".join(written), encoding="utf-8")
    return str(path)


def test_reads_questions_and_histories_in_order(tmp_path: Path) -> None:
    name = _file(
        tmp_path,
        {"question": "Un ?", "inconnu": 3},
        "",
        {"question": "Deux ?", "history": ["Avant ?", {"question": "Puis ?", "answer": "Oui."}]},
        {"question": "", "history": None},
    )
    assert read_batch(name, SCOPE) == [
        Ask("Un ?", (), SCOPE),
        Ask("Deux ?", (Turn("Avant ?"), Turn("Puis ?", "Oui.")), SCOPE),
        Ask("", (), SCOPE),
    ]


def test_a_line_separator_inside_a_question_ends_no_line(tmp_path: Path) -> None:
    name = _file(tmp_path, '{"question": "avant\u2028après"}')
    assert [ask.question for ask in read_batch(name, SCOPE)] == ["avant\u2028après"]


def test_reads_the_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = io.TextIOWrapper(io.BytesIO('{"question": "Qui préside ?"}\n'.encode()))
    monkeypatch.setattr(sys, "stdin", stdin)
    assert [ask.question for ask in read_batch("-", SCOPE)] == ["Qui préside ?"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("{", "ligne 2\u00a0: ce n’est pas du JSON"),
        ("[" * 100_000, "ligne 2\u00a0: ce n’est pas du JSON"),
        ({"texte": "?"}, "ligne 2\u00a0: «\u00a0question\u00a0» manque"),
        ({"question": 3}, "«\u00a0question\u00a0» manque ou n’est pas un texte"),
        (["question"], "«\u00a0question\u00a0» manque"),
        ({"question": "?", "history": "avant"}, "n’est pas une liste"),
        ({"question": "?", "history": [3]}, "«\u00a0history\u00a0» contient autre chose"),
        ({"question": "?", "history": [{"question": "?", "answer": 3}]}, "autre chose"),
    ],
)
def test_a_wrong_line_is_refused_by_number(tmp_path: Path, line: object, expected: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_batch(_file(tmp_path, {"question": "Un ?"}, line), SCOPE)
    assert expected in str(caught.value)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="illisible"):
        read_batch(str(tmp_path / "absent.jsonl"), SCOPE)
    (tmp_path / "latin.jsonl").write_bytes('{"question": "é"}'.encode("latin-1"))
    with pytest.raises(UsageError, match="UTF-8"):
        read_batch(str(tmp_path / "latin.jsonl"), SCOPE)
