"""The options that bound what a question may draw on."""

from __future__ import annotations

import argparse
import re
from datetime import date

from corpus.errors import UsageError
from corpus.records import AUDIENCES, DOCUMENT_TYPES, Scope

_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")


def add_scope_options(parser: argparse.ArgumentParser) -> None:
    """Add ``--audience``, ``--since``, ``--until`` and ``--type``."""
    parser.add_argument(
        "--audience",
        choices=AUDIENCES,
        default="public",
        help="documents publics seuls (par défaut), ou «\u00a0interne\u00a0»\u00a0: tous",
    )
    parser.add_argument(
        "--since",
        metavar="DATE",
        help="documents de cette date ou après (AAAA, AAAA-MM, AAAA-MM-JJ)",
    )
    parser.add_argument("--until", metavar="DATE", help="documents de cette date ou avant")
    parser.add_argument(
        "--type",
        dest="types",
        metavar="TYPE",
        action="append",
        choices=DOCUMENT_TYPES,
        default=[],
        help=f"documents de ce type\u00a0: {', '.join(DOCUMENT_TYPES)} (peut être répété)",
    )


def scope_of(options: argparse.Namespace) -> Scope:
    """The scope that the options ask for.

    Raises:
        UsageError: a date is not one.
    """
    since, until = _iso(options.since, "--since"), _iso(options.until, "--until")
    if since and until and since[: len(until)] > until:
        raise UsageError(
            f"La période demandée est vide\u00a0: --since {since} est après --until {until}. "
            "Échangez les deux dates."
        )
    return Scope(audience=options.audience, since=since, until=until, types=tuple(options.types))


def _iso(given: str | None, option: str) -> str | None:
    if given is None:
        return None
    match = _DATE.fullmatch(given.strip())
    try:
        if match is None:
            raise ValueError(given)
        date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        raise UsageError(
            f"{option}\u00a0: «\u00a0{given}\u00a0» n’est pas une date. Écrivez-la AAAA, AAAA-MM "
            "ou AAAA-MM-JJ, "
            "par exemple 2025-11."
        ) from None
    return match[0]
