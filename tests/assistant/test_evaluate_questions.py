from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.answer import Turn
from assistant.evaluate.questions import read_set
from corpus.errors import UsageError

DOCUMENT = {"name": "un.txt", "text": "Document de test."}
QUESTION: dict[str, Any] = {
    "question": "Quoi ?",
    "documents": ["un.txt"],
    "answers": ["test"],
    "kind": "answerable",
}


def write(folder: Path, documents: list[Any], questions: list[Any]) -> Path:
    for name, records in (("documents", documents), ("questions", questions)):
        lines = [r if isinstance(r, str) else json.dumps(r, ensure_ascii=False) for r in records]
        (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def test_reads_a_set_and_ignores_unknown_keys(tmp_path: Path) -> None:
    asked = QUESTION | {
        "history": ["Qui ?", {"question": "Où ?", "answer": "Ici."}],
        "polarity": "oui",
        "values": ["a", "b"],
        "note": "ignored",
    }
    found = read_set(write(tmp_path, [DOCUMENT | {"x": 1}], [asked, "", QUESTION]))
    assert [d.name for d in found.documents] == ["un.txt"]
    first, second = found.questions
    assert first.ask().history == (Turn("Qui ?"), Turn("Où ?", "Ici."))
    assert (first.polarity, first.values, first.answerable) == ("oui", ("a", "b"), True)
    assert second.ask().history == ()
    assert found.name == tmp_path.name


def test_a_line_separator_inside_a_string_ends_no_line(tmp_path: Path) -> None:
    document = DOCUMENT | {"text": "une\u2028ligne\x85et\x0bdeux"}
    assert read_set(write(tmp_path, [document], [QUESTION])).documents[0].text == document["text"]


def test_a_question_without_documents_is_not_answerable(tmp_path: Path) -> None:
    absent = QUESTION | {"documents": [], "answers": [], "kind": "absent"}
    assert not read_set(write(tmp_path, [DOCUMENT], [absent])).questions[0].answerable


@pytest.mark.parametrize(
    ("documents", "questions", "file", "line", "word"),
    [
        ([DOCUMENT, "{"], [QUESTION], "documents.jsonl", 2, "JSON"),
        ([DOCUMENT], ["[1]"], "questions.jsonl", 1, "objet"),
        ([{"name": "un.txt"}], [QUESTION], "documents.jsonl", 1, "text"),
        ([DOCUMENT, DOCUMENT], [QUESTION], "documents.jsonl", 2, "déjà"),
        ([DOCUMENT | {"name": "../un.txt"}], [QUESTION], "documents.jsonl", 1, "relatif"),
        ([DOCUMENT | {"name": "/un.txt"}], [QUESTION], "documents.jsonl", 1, "relatif"),
        ([DOCUMENT], [QUESTION, QUESTION | {"documents": ["x"]}], "questions.jsonl", 2, "« x »"),
        ([DOCUMENT], [QUESTION | {"question": " "}], "questions.jsonl", 1, "question"),
        ([DOCUMENT], [QUESTION | {"answers": "test"}], "questions.jsonl", 1, "answers"),
        ([DOCUMENT], [QUESTION | {"kind": None}], "questions.jsonl", 1, "kind"),
        ([DOCUMENT], [QUESTION | {"history": "Qui ?"}], "questions.jsonl", 1, "history"),
        ([DOCUMENT], [QUESTION | {"history": [{"answer": "x"}]}], "questions.jsonl", 1, "history"),
        ([DOCUMENT], [QUESTION | {"polarity": "bof"}], "questions.jsonl", 1, "bof"),
    ],
)
def test_a_bad_line_is_named(
    tmp_path: Path, documents: list[Any], questions: list[Any], file: str, line: int, word: str
) -> None:
    with pytest.raises(UsageError) as caught:
        read_set(write(tmp_path, documents, questions))
    message = str(caught.value).replace("\u00a0", " ")
    assert f"{file} », ligne {line}" in message
    assert word in message


def test_missing_folder_file_or_questions(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="n’existe pas"):
        read_set(tmp_path / "absent")
    with pytest.raises(UsageError, match=r"documents\.jsonl"):
        read_set(tmp_path)
    with pytest.raises(UsageError, match="aucune question"):
        read_set(write(tmp_path, [DOCUMENT], []))


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    write(tmp_path, [DOCUMENT], [QUESTION])
    (tmp_path / "questions.jsonl").write_bytes('{"question": "Où ?"}'.encode("cp1252"))
    with pytest.raises(UsageError, match="UTF-8"):
        read_set(tmp_path)
