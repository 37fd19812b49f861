"""The figures and comparisons as tables for a terminal (French)."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table

from assistant.evaluate.compare import Difference
from assistant.evaluate.evaluation import Evaluation
from assistant.evaluate.labels import COMPARED, KINDS, SECTIONS, STAGES, figure, look_up, number


def figures_table(evaluation: Evaluation) -> RenderableType:
    """The figures of a run, for a rich console."""
    figures = evaluation.figures
    asked = figures["extra"]["questions"]
    table = Table(title=f"Évaluation « {evaluation.name} » ({asked} questions)")
    table.add_column("Mesure")
    table.add_column("Clé", style="dim")
    table.add_column("Valeur", justify="right")
    for title, keys in SECTIONS:
        measured = [(key, label) for key, label in keys if look_up(figures, key) is not None]
        if not measured:
            continue
        table.add_section()
        table.add_row(title, style="bold")
        for key, label in measured:
            table.add_row(label, key, figure(key, look_up(figures, key)))
    parts: list[RenderableType] = [table]
    if figures["by_kind"]:
        kinds = Table(title="Refus par genre de question sans réponse")
        kinds.add_column("Genre")
        for column in ("Questions", "Rappel", "AUROC"):
            kinds.add_column(column, justify="right")
        for kind, found in figures["by_kind"].items():
            count = figures["extra"]["questions_by_kind"][kind]
            kinds.add_row(
                KINDS.get(kind, kind), str(count), number(found["recall"]), number(found["auroc"])
            )
        parts.append(kinds)
    if figures["latency_ms"]:
        latency = Table(title="Durées en millisecondes")
        latency.add_column("Étape")
        latency.add_column("Médiane", justify="right")
        latency.add_column("95e centile", justify="right")
        for stage, found in figures["latency_ms"].items():
            latency.add_row(
                STAGES.get(stage, stage), number(found["p50"], 1), number(found["p95"], 1)
            )
        parts.append(latency)
    return Group(*parts)


def comparison_table(differences: Sequence[Difference]) -> RenderableType:
    """What changed between two runs, for a rich console."""
    table = Table(title="Comparaison appariée de deux évaluations")
    table.add_column("Mesure")
    headings = ("Questions", "Avant", "Après", "Écart", "Intervalle à 95\u00a0%", "p")
    for column in headings:
        table.add_column(column, justify="right")
    for found in differences:
        low, high = (number(bound, signed=True) for bound in (found.low, found.high))
        table.add_row(
            COMPARED.get(found.figure, found.figure),
            str(found.questions),
            number(found.before),
            number(found.after),
            number(found.difference, signed=True),
            f"{low} à {high}",
            number(found.p, 4),
            style="bold" if found.p < 0.05 else "",
        )
    return table
