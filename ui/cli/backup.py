"""``vigie backup``: all that cannot be made again, in one verified file."""

from __future__ import annotations

import argparse
from pathlib import Path

from ui.cli.output import print_json
from ui.cli.progress import ProgressDisplay

NAME = "backup"
HELP = "Sauvegarder le catalogue et les originaux, sans arrêter le service."


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's own arguments."""
    parser.add_argument("file", metavar="FICHIER", help="la sauvegarde à écrire (.tar)")
    parser.add_argument(
        "--verify", action="store_true", help="vérifier une sauvegarde qui existe, sans rien écrire"
    )
    parser.add_argument("--json", action="store_true", help="écrire le bilan en JSON")


def run(options: argparse.Namespace) -> int:
    """Write, or verify, the backup.

    Raises:
        UsageError: the file exists already; with ``--verify``, there is none.
    """
    from dataclasses import asdict

    from ui.archive import read_manifest
    from ui.backup import backup
    from ui.compose import open_application

    place = Path(options.file).expanduser().absolute()
    if options.verify:
        made = read_manifest(place)
    else:
        with ProgressDisplay() as progress, open_application(progress) as application:
            made = backup(application, place)
    if options.json:
        print_json(asdict(made))
        return 0
    size = f"{made.bytes() / 1e6:.1f}".replace(".", ",")
    said = "vérifiée" if options.verify else "écrite et vérifiée"
    print(
        f"Sauvegarde {said}\u00a0: {place} — {made.documents} document(s), "
        f"{len(made.files) - 1} original(aux), {size} Mo."
    )
    if made.missing:
        print(f"Originaux qui manquaient\u00a0: {len(made.missing)}.")
    return 0
