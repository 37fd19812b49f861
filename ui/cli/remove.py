"""``vigie remove``: a document out of the corpus."""

from __future__ import annotations

import argparse

from ui.cli.work import print_outcomes

NAME = "remove"
HELP = "Retirer un document du corpus et de ses index."


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's own arguments."""
    parser.add_argument(
        "names",
        metavar="NOM",
        nargs="+",
        help="un nom de document, tel que «\u00a0vigie list\u00a0» l’écrit",
    )
    parser.add_argument(
        "--purge",
        action="store_true",
        help="effacer sans retour\u00a0: toutes les versions, les fichiers d’origine, les traces",
    )
    parser.add_argument("--json", action="store_true", help="écrire le résultat en JSON")


def run(options: argparse.Namespace) -> int:
    """Remove or erase; beside a running server, queue and follow.

    Raises:
        UnknownDocumentError: no document has that name; nothing is removed.
    """
    from ui import intake
    from ui.cli.progress import ProgressDisplay
    from ui.compose import open_application

    with ProgressDisplay() as progress, open_application(progress) as application:
        take = intake.purge if options.purge else intake.remove
        outcomes = take(application, options.names)
    return print_outcomes(outcomes, as_json=options.json)
