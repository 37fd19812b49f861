"""A run that is kept: its figures, and what it takes to compare it with another."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.evaluate.compare import Scores, scores_of
from assistant.evaluate.evaluation import Evaluation
from corpus.errors import UsageError, system_reason

SUFFIX = ".json"
_NAME = re.compile(r"[\w][\w .,()’'+=-]{0,79}")


@dataclass(frozen=True)
class Run:
    """A run as it is kept.

    Attributes:
        name: what the person who kept it calls it.
        questions: the name of the set.
        moment: when it ended (ISO 8601, UTC).
        figures: as ``score`` gives them.
        scores: question by question, to compare.
    """

    name: str
    questions: str
    moment: str
    figures: dict[str, Any]
    scores: Scores


def named(name: str) -> str:
    """``name`` where a run may be called that.

    Raises:
        UsageError: it could not be a file's name everywhere.
    """
    if not _NAME.fullmatch(name) or name != name.strip(" ."):
        raise UsageError(
            f"--keep\u00a0: «\u00a0{name}\u00a0» ne peut pas nommer une évaluation. Donnez des "
            "lettres, des chiffres, des espaces ou des tirets, 80 caractères au plus."
        )
    return name


def keep(evaluation: Evaluation, name: str, folder: Path) -> Path:
    """Write a run where the service finds it; a run of that name is replaced.

    Raises:
        UsageError: the name cannot be one, or the folder cannot be written.
    """
    file = folder / f"{named(name)}{SUFFIX}"
    content = {
        "questions": evaluation.name,
        "moment": datetime.now(UTC).isoformat(timespec="seconds"),
        "figures": evaluation.figures,
        "scores": scores_of(evaluation.outcomes),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"L’évaluation ne peut pas être gardée dans «\u00a0{folder}\u00a0»\u00a0: "
            f"{system_reason(error)}. Vérifiez les droits du dossier."
        ) from error
    return file


def read_run(file: Path) -> Run:
    """A run that was kept.

    Raises:
        UsageError: the file cannot be read or is no run.
    """
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        figures = content["figures"]
        if not isinstance(figures["extra"], dict) or not isinstance(figures["latency_ms"], dict):
            raise TypeError("figures")
        scores = [(str(question), dict(found)) for question, found in content["scores"]]
        moment = datetime.fromisoformat(content["moment"]).isoformat()
        return Run(file.stem, str(content["questions"]), moment, figures, scores)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(
            f"«\u00a0{file.name}\u00a0» n’est pas une évaluation gardée. Refaites-la avec "
            "«\u00a0vigie eval DOSSIER --keep NOM\u00a0»."
        ) from error
