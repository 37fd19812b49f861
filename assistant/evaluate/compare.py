"""Two runs over the same questions, compared pair by pair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assistant.evaluate.outcome import Outcome
from assistant.evaluate.questions import read_lines
from assistant.evaluate.statistics import mean, paired_test
from corpus.errors import UsageError

Scores = list[tuple[str, dict[str, float | None]]]
"""For each question, in order: the question, and its figures (``Outcome.scores``)."""


@dataclass(frozen=True)
class Difference:
    """How one figure differs between two runs.

    ``low`` and ``high`` bound 95 % of the bootstrapped differences; ``p`` is the two-sided
    p-value of the paired permutation test.
    """

    figure: str
    questions: int
    before: float
    after: float
    difference: float
    low: float
    high: float
    p: float

    def to_json(self) -> dict[str, Any]:
        """The difference as a JSON object."""
        return asdict(self)


def scores_of(outcomes: Sequence[Outcome]) -> Scores:
    """What a run gives to compare."""
    return [(outcome.question.question, outcome.scores()) for outcome in outcomes]


def read_details(path: Path) -> Scores:
    """What a details file gives to compare.

    Raises:
        UsageError: the file cannot be read or is no details file.
    """
    scores: Scores = []
    for place, record in read_lines(path):
        question, figures = record.get("question"), record.get("scores")
        if (
            not isinstance(question, str)
            or not isinstance(figures, dict)
            or not all(isinstance(value, int | float | None) for value in figures.values())
        ):
            raise UsageError(
                f"{place} : « question » ou « scores » manque. Donnez un fichier écrit par "
                "« vigie eval --details »."
            )
        scores.append((question, figures))
    return scores


def compare(before: Scores, after: Scores, resamples: int = 10_000) -> list[Difference]:
    """Each figure that both runs measured on the same questions.

    Raises:
        UsageError: the runs are not over the same questions.
    """
    if [question for question, _ in before] != [question for question, _ in after]:
        raise UsageError(
            f"Les deux évaluations ne portent pas sur les mêmes questions ({len(before)} et "
            f"{len(after)}). Comparez deux évaluations du même jeu."
        )
    differences = []
    for figure in before[0][1] if before else ():
        pairs = [
            (old, new)
            for (_, a), (_, b) in zip(before, after, strict=True)
            if (old := a.get(figure)) is not None and (new := b.get(figure)) is not None
        ]
        if not pairs:
            continue
        olds, news = [old for old, _ in pairs], [new for _, new in pairs]
        low, high, p = paired_test(olds, news, resamples)
        first, second = mean(olds) or 0.0, mean(news) or 0.0
        differences.append(
            Difference(figure, len(pairs), first, second, second - first, low, high, p)
        )
    return differences
