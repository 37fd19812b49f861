"""A run of the assistant over a set of questions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from assistant.answer import Answer, Ask
from assistant.evaluate.outcome import NamesOf, Outcome, TextOf, measure
from assistant.evaluate.questions import QuestionSet
from assistant.evaluate.score import score
from corpus.errors import QuestionError, UsageError, system_reason
from corpus.records import Progress


@dataclass(frozen=True)
class Evaluation:
    """The outcomes of one run, in the order of the set's questions."""

    name: str
    outcomes: tuple[Outcome, ...]

    @cached_property
    def figures(self) -> dict[str, Any]:
        """All figures, as ``score`` gives them."""
        return score(self.outcomes)

    def to_json(self) -> dict[str, Any]:
        """The JSON of ``vigie eval``."""
        return self.figures

    def write_details(self, path: Path) -> None:
        """Write one line a question.

        Raises:
            UsageError: the file cannot be written.
        """
        lines = "".join(outcome.to_line() + "\n" for outcome in self.outcomes)
        try:
            path.write_text(lines, encoding="utf-8")
        except OSError as error:
            raise UsageError(
                f"Le fichier de détails « {path} » ne peut pas être écrit : "
                f"{system_reason(error)}. "
                "Choisissez un autre chemin."
            ) from error


def evaluate(
    questions: QuestionSet,
    ask: Callable[[Ask], Answer],
    names_of: NamesOf,
    text_of: TextOf,
    disagreement: str,
    progress: Progress | None = None,
) -> Evaluation:
    """Ask every question, one after the other, and measure the answers.

    A question that cannot be read (``QuestionError``) counts as refused without a doubt; any
    other error ends the run.

    Args:
        ask: the chain over the set's documents.
        names_of: all names of a document, given any of them.
        text_of: a version's cleaned text.
        disagreement: the words by which a reply says that documents disagree.
        progress: counts questions.
    """
    outcomes = []
    for done, question in enumerate(questions.questions):
        if progress is not None:
            progress("Questions posées", done, len(questions.questions))
        try:
            answer = ask(question.ask())
        except QuestionError as error:
            answer = Answer(
                question=question.question,
                standalone_question=question.question,
                answer=str(error),
                abstained=True,
                confidence=0.0,
                mode="extractive",
            )
        outcomes.append(measure(question, answer, names_of, text_of, disagreement))
    if progress is not None:
        progress("Questions posées", len(outcomes), len(outcomes))
    return Evaluation(questions.name, tuple(outcomes))
