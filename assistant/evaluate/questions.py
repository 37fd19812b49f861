"""A set of questions and the documents they bear on, as a folder holds them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from assistant.answer import Ask, Turn
from corpus.errors import UsageError, system_reason

DOCUMENTS_FILE = "documents.jsonl"
QUESTIONS_FILE = "questions.jsonl"


@dataclass(frozen=True)
class SetDocument:
    """A document of the set: the name questions know it by, and its text as ingested."""

    name: str
    text: str


@dataclass(frozen=True)
class Question:
    """A question and what a right answer to it is.

    Attributes:
        documents: names that hold the answer; none: the corpus does not answer.
        answers: any of these words answers; none: not measured.
        polarity: ``oui`` or ``non`` where the question calls for one, else None.
        values: what a pair of documents says, the older document's first.
    """

    question: str
    documents: tuple[str, ...]
    answers: tuple[str, ...]
    kind: str
    history: tuple[Turn, ...] = ()
    polarity: str | None = None
    values: tuple[str, ...] = ()

    @property
    def answerable(self) -> bool:
        """Whether the set's documents answer the question."""
        return bool(self.documents)

    def ask(self) -> Ask:
        """The question as the chain takes it."""
        return Ask(self.question, self.history)


@dataclass(frozen=True)
class QuestionSet:
    """The documents and the questions of one folder, in the order of its files."""

    name: str
    documents: tuple[SetDocument, ...]
    questions: tuple[Question, ...]


def read_set(directory: Path, questions_file: str = QUESTIONS_FILE) -> QuestionSet:
    """Read ``documents.jsonl`` and a file of questions; unknown keys are ignored.

    Raises:
        UsageError: a file is missing, or a line is not what it should be.
    """
    if not directory.is_dir():
        raise UsageError(
            f"Le dossier d’évaluation « {directory} » n’existe pas. Indiquez un dossier qui "
            f"contient {DOCUMENTS_FILE} et {QUESTIONS_FILE}."
        )
    documents: dict[str, SetDocument] = {}
    for place, record in read_lines(directory / DOCUMENTS_FILE):
        name = _string(record, "name", place)
        if not _is_safe(name):
            raise UsageError(
                f"{place} : le nom de document « {name} » n’est pas un chemin relatif. Corrigez-le."
            )
        if name in documents:
            raise UsageError(f"{place} : le document « {name} » est déjà donné plus haut.")
        documents[name] = SetDocument(name, _string(record, "text", place, blank=True))
    questions = []
    for place, record in read_lines(directory / questions_file):
        question = _question(record, place)
        for name in question.documents:
            if name not in documents:
                raise UsageError(
                    f"{place} : le document « {name} » ne figure pas dans {DOCUMENTS_FILE}. "
                    "Ajoutez-le ou corrigez son nom."
                )
        questions.append(question)
    if not questions:
        raise UsageError(f"« {directory / QUESTIONS_FILE} » ne contient aucune question.")
    return QuestionSet(directory.resolve().name, tuple(documents.values()), tuple(questions))


def read_lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """The JSON object of each line that is not blank, with its place for messages (French).

    Raises:
        UsageError: the file cannot be read, or a line is no JSON object.
    """
    try:
        content = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(
            f"Le fichier « {path} » est illisible : {system_reason(error)}. Vérifiez le chemin."
        ) from error
    except UnicodeDecodeError as error:
        raise UsageError(
            f"Le fichier « {path} » n’est pas en UTF-8 (octet {error.start}). Convertissez-le."
        ) from error
    # A JSON string may hold U+2028 as it is, which splitlines() would take for a line's end.
    for number, line in enumerate(content.split("\n"), 1):
        if not line.strip():
            continue
        place = f"« {path} », ligne {number}"
        try:
            record = json.loads(line)
        except (json.JSONDecodeError, RecursionError) as error:
            raise UsageError(
                f"{place} : ce n’est pas du JSON. Mettez un objet JSON par ligne."
            ) from error
        if not isinstance(record, dict):
            raise UsageError(f"{place} : un objet JSON est attendu, pas « {line.strip()[:40]} ».")
        yield place, record


def _question(record: dict[str, Any], place: str) -> Question:
    polarity = record.get("polarity")
    if polarity is not None:
        polarity = _string(record, "polarity", place).lower()
        if polarity not in ("oui", "non"):
            raise UsageError(f"{place} : « polarity » vaut « {polarity} » ; attendu : oui ou non.")
    return Question(
        question=_string(record, "question", place),
        documents=_strings(record, "documents", place),
        answers=_strings(record, "answers", place),
        kind=_string(record, "kind", place),
        history=_turns(record.get("history"), place),
        polarity=polarity,
        values=_strings(record, "values", place) if "values" in record else (),
    )


def _turns(history: object, place: str) -> tuple[Turn, ...]:
    if history is None:
        return ()
    if not isinstance(history, list):
        raise UsageError(f"{place} : « history » doit être une liste.")
    turns = []
    for turn in history:
        if isinstance(turn, str):
            turns.append(Turn(turn))
        elif (
            isinstance(turn, dict)
            and isinstance(turn.get("question"), str)
            and isinstance(turn.get("answer"), str | None)
        ):
            turns.append(Turn(turn["question"], turn.get("answer")))
        else:
            raise UsageError(
                f"{place} : « history » doit contenir des questions, ou des objets "
                '{"question", "answer"}.'
            )
    return tuple(turns)


def _string(record: dict[str, Any], key: str, place: str, *, blank: bool = False) -> str:
    value = record.get(key)
    if not isinstance(value, str) or not (blank or value.strip()):
        raise UsageError(f"{place} : « {key} » manque ou n’est pas un texte. Complétez la ligne.")
    return value


def _strings(record: dict[str, Any], key: str, place: str) -> tuple[str, ...]:
    value = record.get(key)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise UsageError(
            f"{place} : « {key} » manque ou n’est pas une liste de textes. Complétez la ligne."
        )
    return tuple(value)


def _is_safe(name: str) -> bool:
    path = PurePosixPath(name)
    return "\x00" not in name and not path.is_absolute() and ".." not in path.parts
