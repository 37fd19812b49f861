"""``vigie sync``: the corpus made to match a folder, or what is new on a site."""

from __future__ import annotations

import argparse
import sys
import threading

from corpus.errors import UsageError
from ui.cli.work import print_outcomes, resolved
from ui.outcome import Outcome

NAME = "sync"
HELP = "Suivre un dossier ou un site\u00a0: ajouter, remplacer, retirer."


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's own arguments."""
    parser.add_argument(
        "followed", metavar="DOSSIER|ADRESSE",
        help="le dossier à suivre, ou l’adresse d’un flux (RSS, Atom), d’un plan de site (sitemap) "
        "ou d’une page qui en annonce un",
    )  # fmt: skip
    parser.add_argument("--watch", action="store_true", help="continuer (Ctrl-C pour arrêter)")
    parser.add_argument(
        "--every", type=float, metavar="MINUTES",
        help="avec «\u00a0--watch\u00a0» et une adresse\u00a0: minutes entre deux visites (60)",
    )  # fmt: skip
    parser.add_argument(
        "--prune", action="store_true",
        help="pour une adresse\u00a0: retirer du corpus les pages que le site a retirées",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="écrire le résultat en JSON")


def run(options: argparse.Namespace) -> int:
    """Follow once, or until it is stopped.

    Of a folder, documents that came from it and that it does not hold any more are removed;
    those that came from elsewhere stay.

    Returns:
        0, or 1 where a document could not be taken in.
    """
    from ui import following
    from ui.cli.progress import ProgressDisplay
    from ui.compose import open_application

    followed = resolved(options.followed)
    every = following.EVERY if options.every is None else options.every * 60
    if every < 60:
        raise UsageError("«\u00a0--every\u00a0» demande au moins une minute.")
    with ProgressDisplay() as progress, open_application(progress) as application:
        if options.watch:
            progress.say(f"Suivi\u00a0: {followed} (Ctrl-C pour arrêter).")

            def tell(outcomes: list[Outcome]) -> None:
                print_outcomes(outcomes, as_json=options.json)
                sys.stdout.flush()

            following.watch(
                application, followed, tell, threading.Event(), prune=options.prune, every=every
            )
            return 0
        outcomes = following.sync(application, followed, prune=options.prune)
    return print_outcomes(outcomes, as_json=options.json)
