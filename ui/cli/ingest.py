"""``vigie ingest``: documents into the corpus."""

from __future__ import annotations

import argparse

from ui.cli.work import print_outcomes, resolved

NAME = "ingest"
HELP = "Ajouter des documents au corpus, ou leur nouvelle version."


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's own arguments."""
    parser.add_argument(
        "paths", metavar="CHEMIN", nargs="+", help="fichiers, dossiers ou adresses à lire"
    )
    parser.add_argument("--json", action="store_true", help="écrire le résultat en JSON")


def run(options: argparse.Namespace) -> int:
    """Ingest; beside a running server, queue and follow.

    Returns:
        0, or 1 where a document could not be taken in.
    """
    from ui import intake
    from ui.cli.progress import ProgressDisplay
    from ui.compose import open_application

    paths = [resolved(path) for path in options.paths]
    with ProgressDisplay() as progress, open_application(progress) as application:
        outcomes = intake.ingest(application, paths)
    return print_outcomes(outcomes, as_json=options.json)
