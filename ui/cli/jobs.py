"""``vigie jobs``: the queue, what failed and why, and what to try again."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from corpus.errors import UsageError
from ui.cli.output import print_json

if TYPE_CHECKING:
    from corpus.records import Job

NAME = "jobs"
HELP = "Montrer les tâches, leur avancement et ce qui a échoué\u00a0; relancer."

_KINDS = {
    "ingest": "ajout", "remove": "retrait", "purge": "effacement", "describe": "description",
    "reindex": "réindexation", "fetch": "lecture de pages",
}  # fmt: skip
_STATES = {
    "waiting": "en attente", "running": "en cours", "done": "terminée", "failed": "en échec",
}  # fmt: skip
_FAILED_FILES = 20  # shown of one job; « --json » has them all


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's own arguments."""
    parser.add_argument(
        "action", nargs="?", choices=["list", "retry"], default="list", metavar="ACTION",
        help="«\u00a0list\u00a0» (par défaut) ou «\u00a0retry\u00a0»",
    )  # fmt: skip
    parser.add_argument(
        "which", nargs="?", metavar="TÂCHE",
        help="pour «\u00a0retry\u00a0»\u00a0: un numéro, ou le nom d’un fichier mis de côté",
    )  # fmt: skip
    parser.add_argument("--limit", type=int, default=20, metavar="N", help="combien (20)")
    parser.add_argument("--json", action="store_true", help="écrire la liste en JSON")


def run(options: argparse.Namespace) -> int:
    """Show the queue, or put a failed job or a file that was set aside back into it.

    Raises:
        UsageError: no such job or file, or nothing to try again.
    """
    from ui.compose import open_application

    with open_application() as application:
        catalogue = application.catalogue
        if options.action == "retry":
            print(_retry(application, options.which))
            return 0
        found = catalogue.jobs.jobs(max(1, options.limit))
        aside = catalogue.suspects.all()
    if options.json:
        print_json(
            {
                "jobs": [_job_json(job) for job in found],
                "set_aside": [asdict(one) for one in aside if one.set_aside],
            }
        )
        return 0
    if not found:
        print("Aucune tâche. Une commande lancée sans serveur fait son travail elle-même.")
    for job in found:
        _print_job(job)
    for one in aside:
        if one.set_aside:
            print(
                f"Mis de côté\u00a0: «\u00a0{one.name}\u00a0», qui a interrompu Vigie "
                f"{one.deaths} fois."
            )
    return 0


def _retry(application: Any, which: str | None) -> str:
    if not which:
        raise UsageError(
            "Dites quelle tâche relancer\u00a0: «\u00a0vigie jobs retry 12\u00a0», ou le nom d’un "
            "fichier mis de côté."
        )
    catalogue = application.catalogue
    if which.isdecimal():
        catalogue.jobs.retry(int(which))
        from ingest.ownership import is_owned

        if is_owned(application.settings.home):
            return f"Tâche n° {which} remise en file."
        return f"Tâche n° {which} remise en file\u00a0: «\u00a0vigie serve\u00a0» la reprendra."
    if not catalogue.suspects.pardon(which):
        raise UsageError(
            f"Aucun fichier nommé «\u00a0{which}\u00a0» n’est mis de côté. "
            "«\u00a0vigie jobs\u00a0» les montre."
        )
    return f"«\u00a0{which}\u00a0» sera de nouveau essayé quand il sera ajouté."


def _print_job(job: Job) -> None:
    said = f"n° {job.id}, {_KINDS.get(job.kind, job.kind)}, {_STATES[job.state]}"
    if job.state == "running" and job.total:
        said += f" ({job.done} sur {job.total})"
    if job.state == "failed" and job.failure == "transient":
        said += " (cause passagère)"
    print(f"{said}\u00a0: {job.message}")
    failed = [one for one in _reports(job) if one.get("outcome") == "failed"]
    for one in failed[:_FAILED_FILES]:
        print(f"  {one['message']}")
    if len(failed) > _FAILED_FILES:
        print(f"  … et {len(failed) - _FAILED_FILES} autre(s) en échec.")


def _reports(job: Job) -> list[dict[str, Any]]:
    return [one for one in job.result or [] if isinstance(one, dict)]


def _job_json(job: Job) -> dict[str, Any]:
    shown = asdict(job)
    shown.pop("payload")
    return shown
