"""``vigie``: reads the command line, runs the command, turns errors into exit statuses."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Sequence
from types import ModuleType

from corpus.actor import acting_as
from corpus.errors import UsageError, VigieError
from ui.cli import (
    ask,
    backup,
    describe,
    doctor,
    evaluate,
    ingest,
    jobs,
    listing,
    mcp,
    reindex,
    remove,
    restore,
    search,
    serve,
    settings_view,
    show,
    sync,
    token,
    user,
)
from ui.cli.failure import report_unexpected
from ui.cli.french import FrenchParser
from ui.cli.output import prepare_streams, silence_stdout

DONE, FAILED, MISUSED, INTERRUPTED = 0, 1, 2, 130

COMMANDS: tuple[ModuleType, ...] = (
    ask, search, listing, show, ingest, sync, describe, remove, reindex, serve, evaluate, doctor,
    jobs, backup, restore, token, user, mcp, settings_view,
)  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Run ``vigie`` with ``arguments`` (the process's own unless given).

    Returns:
        0 done, 1 failed, 2 the request is wrong, 130 interrupted.
    """
    prepare_streams()
    try:
        return _run(sys.argv[1:] if arguments is None else list(arguments))
    except SystemExit as leaving:  # --help and --version
        return leaving.code if isinstance(leaving.code, int) else DONE
    except UsageError as error:
        print(error, file=sys.stderr)
        return MISUSED
    except VigieError as error:
        print(error, file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # « vigie list | head »: whoever reads has read enough
        silence_stdout()
        return DONE
    except Exception as error:  # noqa: BLE001 - the last seam: a user sees no stack trace
        print(report_unexpected(error), file=sys.stderr)
        return FAILED


def build_parser() -> FrenchParser:
    """The parser of the whole command line; each command adds its own part."""
    parser = FrenchParser(
        prog="vigie",
        description=(
            "Vigie répond en français aux questions sur les communiqués et rapports de son "
            "corpus, avec des citations exactes, et dit quand le corpus ne répond pas."
        ),
        epilog="«\u00a0vigie COMMANDE --help\u00a0»\u00a0: l’aide d’une commande.",
    )
    parser.add_argument(
        "--version", action="version", version=f"Vigie {_version()}", help="afficher la version"
    )
    commands = parser.add_subparsers(
        title="Commandes", metavar="COMMANDE", dest="command", required=True
    )
    for module in COMMANDS:
        command = commands.add_parser(module.NAME, help=module.HELP, description=module.HELP)
        module.configure(command)
        command.set_defaults(run=module.run)
    return parser


def _run(arguments: list[str]) -> int:
    parser = build_parser()
    if not arguments:
        parser.print_help()
        return DONE
    options = parser.parse_args(arguments)
    with acting_as(f"commande:{_login()}"):
        status: int = options.run(options)
    sys.stdout.flush()
    return status


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container may run under a number that has no name
        return str(os.getuid())


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("vigie-communiques")
    except PackageNotFoundError:
        return "(non installée)"
