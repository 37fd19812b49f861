"""``vigie describe``: what is known of a document, corrected by a person."""

from __future__ import annotations

import argparse

from ui.cli.output import print_json

NAME = "describe"
HELP = "Dire ou corriger ce que l’on sait d’un document\u00a0: titre, date, nature…"

_OPTIONS = {
    "--title": ("titre", "TITRE", "son titre"),
    "--issuer": ("emetteur", "ÉMETTEUR", "qui l’a publié"),
    "--type": ("type", "NATURE", "communique, rapport, deliberation, loi, article ou autre"),
    "--date": ("date", "DATE", "AAAA, AAAA-MM ou AAAA-MM-JJ"),
    "--reference": ("reference", "RÉFÉRENCE", "son numéro"),
    "--url": ("url", "ADRESSE", "sa page officielle"),
    "--audience": ("audience", "AUDIENCE", "public ou interne"),
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's own arguments."""
    parser.add_argument(
        "name", metavar="NOM", help="un nom du document, tel que «\u00a0vigie list\u00a0» l’écrit"
    )
    for option, (key, shown, said) in _OPTIONS.items():
        parser.add_argument(option, metavar=shown, dest=key, help=said)
    parser.add_argument(
        "--replaces", metavar="NOM", dest="remplace", action="append",
        help="un nom ou une référence qu’il remplace (peut être répété)",
    )  # fmt: skip
    parser.add_argument(
        "--forget", metavar="CHAMP", action="append", default=[],
        help="reprendre ce que dit la source, par exemple «\u00a0--forget date\u00a0»",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="écrire le résultat en JSON")


def run(options: argparse.Namespace) -> int:
    """Correct, then print each field with where it was found; without a correction, print only.

    Raises:
        UnknownDocumentError: no document has that name.
        UsageError: a value is not accepted.
    """
    from ui import intake
    from ui.cli.progress import ProgressDisplay
    from ui.compose import open_application

    keys = [key for key, _, _ in _OPTIONS.values()]
    given = {key: getattr(options, key) for key in (*keys, "remplace")}
    values = {key: value for key, value in given.items() if value is not None}
    values |= dict.fromkeys(options.forget)
    with ProgressDisplay() as progress, open_application(progress) as application:
        document, fields = intake.describe(application, options.name, values)
    if options.json:
        print_json({"document": document.name, "version": document.version, "fields": fields})
        return 0
    print(document.name)
    for key, field in fields.items():
        value = field["value"]
        shown = ", ".join(value) if isinstance(value, tuple) else value
        place = f" ({field['found_in']})" if field["found_in"] else ""
        print(f"  {key}\u00a0: {shown or 'inconnu'}{place}")
    return 0
