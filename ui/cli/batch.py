"""A file of questions."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from assistant.answer import Ask, Turn
from corpus.errors import UsageError, system_reason
from corpus.records import Scope


def read_batch(name: str, scope: Scope) -> list[Ask]:
    """The questions of a JSONL file (« - »: stdin), one ``{"question", "history"?}`` a line.

    Blank lines and unknown keys are ignored. The whole file is read before anything is asked,
    so that a wrong line costs no answer.

    Raises:
        UsageError: the file cannot be read or a line is not a question.
    """
    asks = []
    # A JSON string may hold U+2028 as it is, which splitlines() would take for a line's end.
    for number, line in enumerate(_read(name).split("\n"), 1):
        if line.strip():
            asks.append(_ask(line, f"{name}, ligne {number}", scope))
    return asks


def _read(name: str) -> str:
    try:
        content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return content.decode("utf-8-sig")
    except OSError as error:
        raise UsageError(
            f"Le fichier de questions «\u00a0{name}\u00a0» est illisible\u00a0: "
            f"{system_reason(error)}. "
            "Vérifiez le chemin."
        ) from error
    except UnicodeDecodeError as error:
        raise UsageError(
            f"Le fichier de questions «\u00a0{name}\u00a0» n’est pas en UTF-8 (octet "
            f"{error.start}). "
            "Convertissez-le."
        ) from error


def _ask(line: str, place: str, scope: Scope) -> Ask:
    try:
        record = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise UsageError(
            f"{place}\u00a0: ce n’est pas du JSON. Mettez un objet par ligne, avec "
            "«\u00a0question\u00a0»."
        ) from error
    question = record.get("question") if isinstance(record, dict) else None
    if not isinstance(question, str):
        raise UsageError(
            f"{place}\u00a0: «\u00a0question\u00a0» manque ou n’est pas un texte. Complétez la "
            "ligne."
        )
    history = record.get("history")
    if not isinstance(history, list | None):
        raise UsageError(
            f"{place}\u00a0: «\u00a0history\u00a0» n’est pas une liste. Corrigez la ligne."
        )
    return Ask(question, tuple(_turn(turn, place) for turn in history or ()), scope)


def _turn(turn: Any, place: str) -> Turn:
    if isinstance(turn, str):
        return Turn(turn)
    if isinstance(turn, dict):
        question, answer = turn.get("question"), turn.get("answer")
        if isinstance(question, str) and isinstance(answer, str | None):
            return Turn(question, answer)
    raise UsageError(
        f"{place}\u00a0: «\u00a0history\u00a0» contient autre chose que des questions ou des "
        "objets "
        '{"question", "answer"}. Corrigez la ligne.'
    )
