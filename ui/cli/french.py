"""An argument parser whose every word is French.

``argparse`` asks gettext for its words under the names of its English sentences. Shipping a
compiled message catalogue and pointing the whole process at it would do the same for more;
the two functions by which ``argparse`` asks are replaced instead, when a parser is built.
"""

from __future__ import annotations

import argparse
import re
from typing import NoReturn

from corpus.errors import UsageError

_WORDS = {
    "usage: ": "Usage\u00a0: ",
    "positional arguments": "Arguments",
    "options": "Options",
    "show this help message and exit": "afficher cette aide",
    "show program's version number and exit": "afficher la version",
    "%(prog)s: error: %(message)s\n": "%(message)s\n",
    "the following arguments are required: %s": "il manque\u00a0: %s",
    "one of the arguments %s is required": "il faut l’un de\u00a0: %s",
    "unrecognized arguments: %s": "non reconnu\u00a0: %s",
    "ambiguous option: %(option)s could match %(matches)s": (
        "l’option «\u00a0%(option)s\u00a0» peut être %(matches)s\u00a0: écrivez-la en entier"
    ),
    "expected one argument": "il faut une valeur",
    "expected at most one argument": "il faut une valeur au plus",
    "expected at least one argument": "il faut au moins une valeur",
    "expected %s argument": "il faut %s valeur",
    "expected %s arguments": "il faut %s valeurs",
    "invalid choice: %(value)r (choose from %(choices)s)": (
        "«\u00a0%(value)s\u00a0» ne convient pas\u00a0; au choix\u00a0: %(choices)s"
    ),
    "invalid %(type)s value: %(value)r": "«\u00a0%(value)s\u00a0» ne convient pas",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s\u00a0: %(message)s",
    "not allowed with argument %s": "ne va pas avec %s",
    "ignored explicit argument %r": "«\u00a0%s\u00a0» est de trop",
    "unknown parser %(parser_name)r (choices: %(choices)s)": (
        "la commande «\u00a0%(parser_name)s\u00a0» n’existe pas\u00a0; au choix\u00a0: %(choices)s"
    ),
    "subcommands": "Commandes",
}


class FrenchParser(argparse.ArgumentParser):
    """Raises ``UsageError`` where ``argparse`` would print English and leave."""

    def __init__(self, *args: object, **options: object) -> None:
        _speak_french()
        options.setdefault("allow_abbrev", False)
        options.setdefault("formatter_class", _Help)
        super().__init__(*args, **options)  # type: ignore[arg-type]

    def error(self, message: str) -> NoReturn:
        """Refuse the command line.

        Raises:
            UsageError: always; says what is wrong and how the command is written.
        """
        message = re.sub(r"'([^',]+)'", r"\1", message)
        usage = " ".join(self.format_usage().split())
        raise UsageError(
            f"Commande mal formée, {message}.\n{usage}\nAide\u00a0: {self.prog} --help"
        )


class _Help(argparse.HelpFormatter):
    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=30, width=100)

    def start_section(self, heading: str | None) -> None:
        """A heading stands before a colon, and a colon after a no-break space."""
        super().start_section(f"{heading}\u00a0" if heading else heading)


def _speak_french() -> None:
    argparse._ = _translate  # type: ignore[attr-defined]
    argparse.ngettext = _translate_number  # type: ignore[attr-defined]


def _translate(sentence: str | None) -> str | None:
    return None if sentence is None else _WORDS.get(sentence, sentence)


def _translate_number(one: str, many: str, count: int) -> str:
    chosen = one if count < 2 else many
    return _WORDS.get(chosen, chosen)
