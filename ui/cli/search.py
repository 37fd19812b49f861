"""``vigie search``: the passages nearest to a query."""

from __future__ import annotations

import argparse

from corpus.errors import UsageError
from ui.cli.output import print_json
from ui.cli.progress import ProgressDisplay
from ui.cli.scope import add_scope_options, scope_of

NAME = "search"
HELP = "Chercher des passages."
_MOST = 1000


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's own arguments."""
    parser.add_argument("query", metavar="RECHERCHE", nargs="+", help="les mots à chercher")
    parser.add_argument(
        "--top", metavar="N", type=int, default=10, help="nombre de passages (10 par défaut)"
    )
    add_scope_options(parser)
    parser.add_argument("--json", action="store_true", help="écrire les passages en JSON")


def run(options: argparse.Namespace) -> int:
    """Print the passages, best first.

    Raises:
        UsageError: ``--top`` is out of bounds.
    """
    from ui.cli.answer_view import excerpt
    from ui.compose import open_application

    if not 1 <= options.top <= _MOST:
        raise UsageError(
            f"--top\u00a0: «\u00a0{options.top}\u00a0» ne convient pas\u00a0; il faut un nombre "
            f"de 1 à {_MOST}."
        )
    scope = scope_of(options)
    with ProgressDisplay() as progress, open_application(progress) as application:
        found = application.search(" ".join(options.query), scope, options.top)
    if options.json:
        print_json(found)
        return 0
    if not found:
        print("Aucun passage trouvé.")
    for rank, passage in enumerate(found, 1):
        page = "" if passage["page"] is None else f", page {passage['page']}"
        print(f"{rank}. {passage['document']}{page} (score\u00a0: {passage['score']:.2f})")
        print(f"    {excerpt(passage['text'])}")
    return 0
