"""``vigie restore``: a backup put back."""

from __future__ import annotations

import argparse
from pathlib import Path

from ui.cli.output import print_json
from ui.cli.progress import ProgressDisplay

NAME = "restore"
HELP = "Restaurer une sauvegarde, puis refaire les index."


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's own arguments."""
    parser.add_argument("file", metavar="FICHIER", help="la sauvegarde à restaurer")
    parser.add_argument(
        "--replace", action="store_true", help="remplacer le corpus qui est en place"
    )
    parser.add_argument("--json", action="store_true", help="écrire le bilan en JSON")


def run(options: argparse.Namespace) -> int:
    """Restore, then make the indexes anew; nothing is encoded.

    Raises:
        UsageError: there is no such backup, or a corpus is in place.
    """
    from dataclasses import asdict

    from ui.backup import restore
    from ui.compose import open_application

    place = Path(options.file).expanduser().absolute()
    with ProgressDisplay() as progress, open_application(progress) as application:
        made = restore(application, place, replace=options.replace)
        with application.writing() as pipeline:
            pipeline.resume(progress)
    if options.json:
        print_json(asdict(made))
    else:
        print(
            f"Restauré\u00a0: la sauvegarde du {_day(made.made)}, {made.documents} document(s). "
            "Les index sont refaits."
        )
    return 0


def _day(moment: str) -> str:
    from ui.texts_fr import french_date

    return french_date(moment)
