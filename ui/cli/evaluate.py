"""``vigie eval``: the assistant scored on a set of questions."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from corpus.errors import UsageError, system_reason
from ui.cli.output import print_json
from ui.cli.progress import ProgressDisplay

NAME = "eval"
HELP = "Évaluer les réponses sur un jeu de questions."


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's own arguments."""
    parser.add_argument(
        "set", metavar="DOSSIER", help="dossier de documents.jsonl et de questions.jsonl"
    )
    parser.add_argument(
        "--home",
        metavar="DOSSIER",
        help="dossier de données à garder\u00a0: une seconde évaluation n’encode plus rien",
    )
    parser.add_argument("--details", metavar="FICHIER", help="y écrire une ligne JSON par question")
    parser.add_argument("--html", metavar="FICHIER", help="y écrire un rapport avec ses courbes")
    parser.add_argument(
        "--compare",
        metavar="FICHIER",
        help="détails d’une évaluation précédente du même jeu, à comparer",
    )
    parser.add_argument(
        "--keep",
        metavar="NOM",
        help="la garder sous ce nom pour la page de pilotage, avec ses courbes",
    )
    parser.add_argument("--json", action="store_true", help="écrire les mesures en JSON")


def run(options: argparse.Namespace) -> int:
    """Ingest the set's documents in a home of their own, ask, score, report."""
    from assistant.evaluate.compare import compare, read_details, scores_of
    from assistant.evaluate.run import keep, named
    from ui.evaluation import evaluate_set
    from ui.settings import load_settings

    if options.keep:
        named(options.keep)  # before minutes of questions, not after
    before = read_details(Path(options.compare)) if options.compare else None
    home = Path(options.home).expanduser().absolute() if options.home else None
    with ProgressDisplay() as progress:
        evaluation = evaluate_set(Path(options.set), home, display=progress)
    differences = compare(before, scores_of(evaluation.outcomes)) if before else []
    if options.details:
        evaluation.write_details(Path(options.details))
    if options.keep:
        keep(evaluation, options.keep, load_settings().home / "evaluations")
    if options.html:
        from assistant.evaluate.report import html_report

        _write(Path(options.html), html_report(evaluation, differences))
    if options.json:
        found = evaluation.to_json()
        if before:
            found["comparison"] = [difference.to_json() for difference in differences]
        print_json(found)
        return 0
    from rich.console import Console

    from assistant.evaluate.terminal import comparison_table, figures_table

    console = Console(file=sys.stdout, highlight=False)
    console.print(figures_table(evaluation))
    if differences:
        console.print(comparison_table(differences))
    return 0


def _write(path: Path, content: str) -> None:
    try:
        path.write_text(content, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"Le rapport «\u00a0{path}\u00a0» ne peut pas être écrit\u00a0: "
            f"{system_reason(error)}. "
            "Choisissez un autre chemin."
        ) from error
