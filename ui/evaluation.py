"""A set of questions run through the real ingestion and the real chain, in a home of its own."""

from __future__ import annotations

import tempfile
from functools import cache, lru_cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from corpus.errors import UsageError, system_reason
from ui.compose import Application, Display, open_with
from ui.settings import Settings, load_settings

if TYPE_CHECKING:
    from assistant.evaluate.evaluation import Evaluation
    from assistant.evaluate.questions import QuestionSet

_MARK = ".vigie-eval"
_TEXT = ".txt"


def evaluate_set(
    directory: Path,
    home: Path | None,
    settings: Settings | None = None,
    display: Display | None = None,
) -> Evaluation:
    """Ingest the set's documents, ask its questions, measure the answers.

    Args:
        directory: the set: ``documents.jsonl`` and ``questions.jsonl``.
        home: kept, so that a second run need not encode again; None: thrown away.
        settings: the model and the like (those in force unless given); home and database are
            the evaluation's own.
        display: is told of documents and questions.

    Raises:
        UsageError: the set is wrong, or ``home`` holds something else than an evaluation.
    """
    from assistant.evaluate.questions import read_set

    questions = read_set(directory)
    with tempfile.TemporaryDirectory(prefix="vigie-eval-") as thrown_away:
        kept = _claim(home) if home is not None else Path(thrown_away)
        own = (settings or load_settings()).model_copy(
            update={"home": kept, "database_url": None, "chroma_url": None}
        )
        with open_with(own, display) as application:
            ingest_set(application, questions)
            return _ask(application, questions)


def _claim(home: Path) -> Path:
    """A data directory that an evaluation may empty: new, or an evaluation's already."""
    try:
        if home.exists() and not (home / _MARK).exists() and any(home.iterdir()):
            raise UsageError(
                f"--home\u00a0: le dossier «\u00a0{home}\u00a0» contient autre chose qu’une "
                "évaluation. "
                "Donnez un dossier vide ou nouveau."
            )
        home.mkdir(parents=True, exist_ok=True)
        (home / _MARK).touch()
    except OSError as error:
        raise UsageError(
            f"--home\u00a0: le dossier «\u00a0{home}\u00a0» ne peut pas être écrit\u00a0: "
            f"{system_reason(error)}. "
            "Donnez-en un autre."
        ) from error
    return home


def ingest_set(application: Application, questions: QuestionSet) -> None:
    """Make the corpus hold the set's documents, and no others."""
    from ingest.extract import Source

    wanted = [
        Source(_file_name(document.name), document.text.encode())
        for document in questions.documents
    ]
    names = {source.name for source in wanted}
    with application.writing() as pipeline:
        pipeline.resume(application.display)
        for document in application.catalogue.documents("interne"):
            for name in document.names:
                if name not in names:
                    pipeline.remove(name)
        for report in pipeline.ingest(wanted, application.display):
            if report.outcome == "failed":
                application.display.say(report.message)


def _ask(application: Application, questions: QuestionSet) -> Evaluation:
    from assistant.evaluate.evaluation import evaluate

    catalogue = application.catalogue

    @cache
    def names_of(document: str) -> tuple[str, ...]:
        names = catalogue.document(_file_name(document)).names
        return names + tuple(name.removesuffix(_TEXT) for name in names)

    @lru_cache(maxsize=64)
    def text_of(version: str) -> str:
        return catalogue.version(version).text

    return evaluate(
        questions,
        application.chain.invoke,
        names_of,
        text_of,
        application.chain.disagreement,
        application.display,
    )


def _file_name(name: str) -> str:
    """The name that a document of the set is ingested by: one whose format is known."""
    from ingest.extract import TEXTS

    return name if PurePosixPath(name).suffix.lower() in TEXTS else name + _TEXT
