"""``vigie sync``: the corpus made to match a folder."""

from __future__ import annotations

import argparse

from ui.cli.work import print_outcomes, resolved

NAME = "sync"
HELP = "Faire correspondre le corpus à un dossier\u00a0: ajouter, remplacer, retirer."


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's own arguments."""
    parser.add_argument("folder", metavar="DOSSIER", help="le dossier à suivre")
    parser.add_argument("--json", action="store_true", help="écrire le résultat en JSON")


def run(options: argparse.Namespace) -> int:
    """Ingest the folder, then remove the documents of the corpus that it does not hold.

    Returns:
        0, or 1 where a document could not be taken in.
    """
    from ui import intake
    from ui.cli.progress import ProgressDisplay
    from ui.compose import open_application

    folder = resolved(options.folder)
    with ProgressDisplay() as progress, open_application(progress) as application:
        outcomes = intake.sync(application, folder)
    return print_outcomes(outcomes, as_json=options.json)
