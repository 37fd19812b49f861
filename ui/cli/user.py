"""``vigie user``: the accounts of staff."""

from __future__ import annotations

import argparse
import getpass
import sys
from typing import TYPE_CHECKING, Any

from corpus.errors import UsageError
from ui.cli.output import print_json

if TYPE_CHECKING:
    from corpus.catalogue.accounts import Account, Accounts

NAME = "user"
HELP = "Ajouter, lister et changer les comptes des agents."
_ROLES = "agent, editeur, administrateur"


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's own arguments."""
    actions = parser.add_subparsers(title="Actions", metavar="ACTION", dest="action", required=True)
    add = actions.add_parser("add", help="ajouter un compte", description="Ajouter un compte.")
    add.add_argument("login", metavar="IDENTIFIANT", help="ce qu’il tape pour se connecter")
    add.add_argument("--name", metavar="NOM", help="son nom (l’identifiant si rien n’est dit)")
    add.add_argument("--role", metavar="RÔLE", default="agent", help=f"{_ROLES} (agent par défaut)")
    listing = actions.add_parser("list", help="lister les comptes", description="Lister.")
    change = actions.add_parser("set", help="changer un compte", description="Changer un compte.")
    change.add_argument("login", metavar="IDENTIFIANT", help="celui que montre «\u00a0list\u00a0»")
    change.add_argument("--role", metavar="RÔLE", help=_ROLES)
    change.add_argument("--password", action="store_true", help="demander un nouveau mot de passe")
    state = change.add_mutually_exclusive_group()
    state.add_argument("--disable", action="store_true", help="fermer le compte")
    state.add_argument("--enable", action="store_true", help="le rouvrir")
    for action in (add, listing, change):
        action.add_argument("--json", action="store_true", help="écrire le résultat en JSON")


def run(options: argparse.Namespace) -> int:
    """Do the action. A new password is asked for, or read from stdin's first line.

    Raises:
        UsageError: the login, the role or the password is wrong.
    """
    from ui.compose import open_application
    from ui.staff.passwords import hashed

    with open_application() as application:
        accounts = application.catalogue.accounts
        if options.action == "add":
            if accounts.find(options.login) is not None:
                raise UsageError(f"Le compte «\u00a0{options.login}\u00a0» existe déjà.")
            name = options.name or options.login
            made = accounts.add(options.login, name, options.role, hashed(_ask_password()))
            return _print([made], options, "ajouté")
        if options.action == "set":
            return _change(options, accounts)
        return _print(accounts.all(), options, "")


def _change(options: argparse.Namespace, accounts: Accounts) -> int:
    from ui.staff.passwords import hashed

    disabled = True if options.disable else False if options.enable else None
    if options.role is None and disabled is None and not options.password:
        raise UsageError("Dites ce qui change\u00a0: --role, --password, --disable ou --enable.")
    accounts.change(
        options.login,
        role=options.role,
        disabled=disabled,
        password=hashed(_ask_password()) if options.password else None,
    )
    found = accounts.find(options.login)
    return _print([found] if found else [], options, "changé")


def _ask_password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass("Mot de passe\u00a0: ", sys.stderr)
    if getpass.getpass("Encore une fois\u00a0: ", sys.stderr) != first:
        raise UsageError("Les deux mots de passe diffèrent. Recommencez.")
    return first


def _print(accounts: list[Account], options: argparse.Namespace, done: str) -> int:
    if options.json:
        print_json([_shown(account) for account in accounts])
        return 0
    for one in accounts:
        closed = ", fermé" if one.disabled else ""
        said = f"\u00a0: compte {done}" if done else ""
        print(f"{one.login} ({one.name}, {one.role}{closed}){said}")
    if not accounts:
        print("Aucun compte. Ajoutez-en un\u00a0: «\u00a0vigie user add IDENTIFIANT\u00a0».")
    return 0


def _shown(account: Account) -> dict[str, Any]:
    return {
        "login": account.login,
        "name": account.name,
        "role": account.role,
        "disabled": account.disabled,
    }
