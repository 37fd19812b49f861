"""``vigie token``: what programs call the API with."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from ui.cli.output import print_json

if TYPE_CHECKING:
    from corpus.catalogue.tokens import Token, TokenBook

NAME = "token"
HELP = "Délivrer, lister et révoquer les jetons de l’API."
_SCOPES = "questions, interne, ecriture, administration"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's own arguments."""
    actions = parser.add_subparsers(title="Actions", metavar="ACTION", dest="action", required=True)
    add = actions.add_parser("add", help="délivrer un jeton", description="Délivrer un jeton.")
    add.add_argument("name", metavar="NOM", help="à qui ou à quoi il sert")
    add.add_argument(
        "--scope",
        metavar="PORTÉE",
        action="append",
        help=f"ce qu’il permet, parmi {_SCOPES} (à répéter\u00a0; questions par défaut)",
    )
    add.add_argument("--days", metavar="JOURS", help="durée de validité (sans fin par défaut)")
    add.add_argument(
        "--rate", metavar="DÉBIT", help="débit qui lui est propre, par exemple 600/minute"
    )
    listing = actions.add_parser("list", help="lister les jetons", description="Lister les jetons.")
    revoke = actions.add_parser(
        "revoke", help="révoquer un jeton", description="Révoquer un jeton."
    )
    revoke.add_argument("id", metavar="IDENTIFIANT", help="celui que montre «\u00a0list\u00a0»")
    for action in (add, listing, revoke):
        action.add_argument("--json", action="store_true", help="écrire le résultat en JSON")


def run(options: argparse.Namespace) -> int:
    """Do the action.

    Raises:
        UsageError: a scope, a rate, a number of days or an id is wrong.
    """
    from ui.compose import open_application

    with open_application() as application:
        tokens = application.catalogue.tokens
        if options.action == "add":
            return _add(options, tokens)
        if options.action == "revoke":
            token = tokens.revoke(options.id)
            if options.json:
                print_json(_shown(token))
            else:
                print(f"Le jeton {token.id} ({token.name}) est révoqué.")
            return 0
        known = tokens.all()
        if options.json:
            print_json([_shown(token) for token in known])
        elif not known:
            print("Aucun jeton. Délivrez-en un\u00a0: «\u00a0vigie token add NOM\u00a0».")
        else:
            for token in known:
                print(_line(token))
    return 0


def _add(options: argparse.Namespace, tokens: TokenBook) -> int:
    from ui.api.rate import item_of

    if options.rate is not None:
        item_of(options.rate)
    token, secret = tokens.add(
        options.name,
        options.scope or ["questions"],
        expires=_expiry(options.days),
        rate=options.rate,
    )
    if options.json:
        print_json(_shown(token) | {"secret": secret})
    else:
        print(secret)
        print(
            f"Jeton {token.id} délivré à «\u00a0{token.name}\u00a0» ({', '.join(token.scopes)}). "
            "Notez-le\u00a0: il ne sera plus montré.",
            file=sys.stderr,
        )
    return 0


def _expiry(days: str | None) -> datetime | None:
    from corpus.errors import UsageError

    if days is None:
        return None
    if not (days.isascii() and days.isdigit() and 1 <= int(days) <= 36_500):
        raise UsageError(
            f"La durée «\u00a0{days}\u00a0» ne convient pas\u00a0: donnez un nombre de jours, "
            "de 1 à 36500."
        )
    return datetime.now(UTC) + timedelta(days=int(days))


def _shown(token: Token) -> dict[str, object]:
    from dataclasses import asdict

    return asdict(token) | {"valid": token.is_valid()}


def _line(token: Token) -> str:
    from ui.texts_fr import french_date

    said = [f"créé le {french_date(token.created)}"]
    if token.revoked:
        said.append(f"révoqué le {french_date(token.revoked)}")
    elif token.expires:
        word = "valable jusqu’au" if token.is_valid() else "échu depuis le"
        said.append(f"{word} {french_date(token.expires)}")
    said.append(f"servi le {french_date(token.used)}" if token.used else "jamais servi")
    return f"{token.id} — {token.name}\u00a0: {', '.join(token.scopes)}\u00a0; {', '.join(said)}"
