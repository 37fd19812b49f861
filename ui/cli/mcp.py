"""``vigie mcp``: the corpus for an assistant on this machine, over stdin and stdout."""

from __future__ import annotations

import argparse

NAME = "mcp"
HELP = "Ouvrir le corpus à un assistant (Model Context Protocol, par l’entrée et la sortie)."


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's own arguments."""
    parser.add_argument(
        "--audience",
        choices=("public", "interne"),
        default="public",
        help="documents que l’assistant peut lire (public par défaut)",
    )


def run(options: argparse.Namespace) -> int:
    """Serve until the assistant closes stdin."""
    from ui.compose import open_application

    with open_application() as application:
        application.mcp(options.audience).run()
    return 0
