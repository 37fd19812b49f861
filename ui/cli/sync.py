"""``vigie sync``: the corpus made to match a folder."""

from __future__ import annotations

import argparse
import sys
import threading

from ui.cli.work import print_outcomes, resolved
from ui.outcome import Outcome

NAME = "sync"
HELP = "Faire correspondre le corpus à un dossier\u00a0: ajouter, remplacer, retirer."


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's own arguments."""
    parser.add_argument("folder", metavar="DOSSIER", help="le dossier à suivre")
    parser.add_argument(
        "--watch", action="store_true", help="continuer à suivre le dossier (Ctrl-C pour arrêter)"
    )
    parser.add_argument("--json", action="store_true", help="écrire le résultat en JSON")


def run(options: argparse.Namespace) -> int:
    """Ingest the folder, then remove the documents of the corpus that it does not hold.

    Pages taken in by their address stay: no folder holds them.

    Returns:
        0, or 1 where a document could not be taken in.
    """
    from ui import following
    from ui.cli.progress import ProgressDisplay
    from ui.compose import open_application

    folder = resolved(options.folder)
    with ProgressDisplay() as progress, open_application(progress) as application:
        if options.watch:
            progress.say(f"Le dossier {folder} est suivi (Ctrl-C pour arrêter).")

            def tell(outcomes: list[Outcome]) -> None:
                print_outcomes(outcomes, as_json=options.json)
                sys.stdout.flush()

            following.watch(application, folder, tell, threading.Event())
            return 0
        outcomes = following.sync(application, folder)
    return print_outcomes(outcomes, as_json=options.json)
