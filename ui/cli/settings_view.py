"""``vigie settings``: the settings in force, secrets hidden."""

from __future__ import annotations

import argparse

from ui.cli.output import print_json

NAME = "settings"
HELP = "Afficher les réglages en vigueur, secrets masqués."


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's own arguments."""
    parser.add_argument("--json", action="store_true", help="écrire les réglages en JSON")


def run(options: argparse.Namespace) -> int:
    """Print one setting a line, or all as JSON.

    Raises:
        ConfigurationError: a setting is wrong.
    """
    from ui.settings import described, load_settings

    shown = described(load_settings())
    if options.json:
        print_json(shown)
        return 0
    for variable, value in shown.items():
        print(f"{variable} = {_said(value)}")
    return 0


def _said(value: str | float | bool | None) -> str:
    if value is None or value == "":
        return "(non réglé)"
    return str(value).lower() if isinstance(value, bool) else str(value)
