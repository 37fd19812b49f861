"""``vigie reindex``: passages and indexes made again."""

from __future__ import annotations

import argparse

from ui.cli.output import print_json

NAME = "reindex"
HELP = "Refaire les passages et les index avec les réglages actuels."


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's own arguments."""
    parser.add_argument("--json", action="store_true", help="écrire le résultat en JSON")


def run(options: argparse.Namespace) -> int:
    """Encode again what was made with another model, splitter or cleaner; rebuild the indexes."""
    from ui import intake
    from ui.cli.progress import ProgressDisplay
    from ui.compose import open_application

    with ProgressDisplay() as progress, open_application(progress) as application:
        documents = intake.reindex(application)
    if options.json:
        print_json({"documents": documents})
    else:
        print(f"Index refaits. Documents du corpus\u00a0: {documents}.")
    return 0
