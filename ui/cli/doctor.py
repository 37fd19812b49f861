"""``vigie doctor``: what works, what does not, what to do."""

from __future__ import annotations

import argparse

from ui.cli.output import print_json
from ui.cli.progress import ProgressDisplay

NAME = "doctor"
HELP = "Vérifier l’installation et le corpus."


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's own arguments."""
    parser.add_argument(
        "--repair", action="store_true", help="refaire les index à partir du catalogue"
    )
    parser.add_argument("--json", action="store_true", help="écrire le bilan en JSON")


def run(options: argparse.Namespace) -> int:
    """Print one line a check.

    Returns:
        0, or 1 where something is wrong.
    """
    from ui.doctor import examine

    with ProgressDisplay() as progress:
        checks = examine(progress, repair=options.repair)
    if options.json:
        print_json([check.to_json() for check in checks])
    else:
        for check in checks:
            print(f"{'✓' if check.ok else '✗'} {check.name}\u00a0: {check.found}")
            if not check.ok and check.remedy:
                print(f"  → {check.remedy}")
    return 0 if all(check.ok for check in checks) else 1
