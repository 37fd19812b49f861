"""An error that nobody foresaw: a French line for the user, the details in a file."""

from __future__ import annotations

import os
import tempfile
import traceback
from datetime import UTC, datetime
from pathlib import Path


def report_unexpected(error: BaseException) -> str:
    """Write the error down and give the French message that says where."""
    details = "".join(traceback.format_exception(error))
    path = _write(details)
    place = f"Détails dans {path}." if path else "Les détails n’ont pas pu être écrits."
    return (
        f"Une erreur inattendue est survenue ({type(error).__name__}). {place} "
        "Relancez la commande\u00a0; si l’erreur revient, tapez «\u00a0vigie doctor\u00a0» et "
        "joignez ce fichier "
        "à votre signalement."
    )


def _write(details: str) -> Path | None:
    moment = datetime.now(tz=UTC)
    name = f"erreur-{moment:%Y%m%d-%H%M%S}-{os.getpid()}.log"
    for folder in (_logs_folder(), Path(tempfile.gettempdir())):
        if folder is None:
            continue
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / name
            path.write_text(details, encoding="utf-8")
        except OSError:
            continue
        return path
    return None


def _logs_folder() -> Path | None:
    from ui.settings import load_settings

    try:
        return load_settings().home / "logs"
    except Exception:  # noqa: BLE001 - the settings may be what failed
        return None
