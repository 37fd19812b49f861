"""Whether the installation and the corpus are sound, check by check."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from assistant.write.local import found_servers
from corpus.errors import VigieError
from ui.compose import Application, Display, open_application
from ui.intake import repair as rebuild

_LEAST_FREE = 1_000_000_000  # bytes; an index rebuilt stands beside nothing, a model beside itself
_REPAIR = "Tapez «\u00a0vigie doctor --repair\u00a0»."


@dataclass(frozen=True)
class Check:
    """One thing that was looked at: what was found and, where it is wrong, what to do."""

    name: str
    ok: bool
    found: str
    remedy: str = ""

    def to_json(self) -> dict[str, Any]:
        """The check as ``vigie doctor --json`` gives it."""
        return asdict(self)


def examine(display: Display, *, repair: bool = False) -> list[Check]:
    """Look at everything; with ``repair``, rebuild the indexes first.

    Raises:
        ConfigurationError: the settings cannot be read.
        VigieError: ``repair`` failed.
    """
    with open_application(display) as application:
        if repair:
            rebuild(application)
        looks: tuple[tuple[str, Callable[[Application], Check]], ...] = (
            ("Python", _python),
            ("Dossier de données", _home),
            ("Place sur le disque", _space),
            ("Modèle d’embedding", _model),
            ("Modèle de rédaction", _writer),
            ("Catalogue", _catalogue),
            ("Empreinte", _fingerprint),
            ("Index", _indexes),
            ("File d’attente", _queue),
            ("Pages numérisées", _scans),
            ("Adresse d’écoute", _address),
            ("Verrou", _lock),
        )
        return [_attempt(name, look, application) for name, look in looks]


def _attempt(name: str, look: Callable[[Application], Check], application: Application) -> Check:
    try:
        return look(application)
    except VigieError as error:
        return Check(name, False, str(error))


def _python(_: Application) -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    return Check(
        "Python",
        sys.version_info >= (3, 11),
        version,
        "Installez Python 3.11 ou plus récent et recréez l’environnement.",
    )


def _home(application: Application) -> Check:
    home = application.settings.home
    return Check("Dossier de données", True, str(home))


def _space(application: Application) -> Check:
    folder = application.settings.home
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    return Check(
        "Place sur le disque",
        free >= _LEAST_FREE,
        f"{free / 1e9:.1f} Go libres".replace(".", ","),
        "Libérez au moins 1 Go, ou déplacez VIGIE_HOME.",
    )


def _model(application: Application) -> Check:
    encoder = application.encoder
    encoded = encoder.encode_query("test")
    sound = len(encoded.vector) == encoder.dimensions
    return Check(
        "Modèle d’embedding",
        sound,
        f"{encoder.name} ({encoder.dimensions} dimensions)",
        f"Effacez {application.settings.cache / 'models'} puis relancez.",
    )


def _writer(application: Application) -> Check:
    name = "Modèle de rédaction"
    writer = application.writer
    if writer is None:
        lines = found_servers()
        found = "aucun\u00a0: les réponses sont extractives"
        if lines:
            found += ". Trouvé sur cette machine\u00a0: " + "\u00a0; ".join(lines)
        return Check(name, True, found)
    said = writer.try_out()
    place = application.settings.chat_base_url or "dans ce processus ou chez son fournisseur"
    return Check(
        name,
        bool(said),
        f"{writer.choice.label} répond ({place})"
        if said
        else f"{writer.choice.label} n’écrit rien",
        "Choisissez un modèle qui suit des consignes («\u00a0instruct\u00a0»).",
    )


def _catalogue(application: Application) -> Check:
    documents = len(application.catalogue.documents("interne"))
    engine = "PostgreSQL" if application.catalogue.is_shared() else "SQLite"
    return Check("Catalogue", True, f"{engine}, schéma à jour, {documents} document(s)")


def _fingerprint(application: Application) -> Check:
    found, expected = application.catalogue.fingerprint(), application.fingerprint
    if found is None:
        return Check("Empreinte", True, "corpus vide")
    return Check(
        "Empreinte",
        found == expected,
        "celle des réglages actuels" if found == expected else f"{found}, au lieu de {expected}",
        "Tapez «\u00a0vigie reindex\u00a0», ou rétablissez VIGIE_EMBEDDING_MODEL.",
    )


def _indexes(application: Application) -> Check:
    wrong = application.health.unsound_indexes()
    if application.is_empty():
        return Check("Index", True, "corpus vide")
    if wrong:
        return Check("Index", False, f"en défaut\u00a0: {', '.join(wrong)}", _REPAIR)
    return Check("Index", True, "à jour, passages témoins retrouvés")


def _queue(application: Application) -> Check:
    from ingest.ownership import is_owned

    name, counts = "File d’attente", application.catalogue.jobs.counts()
    waiting = counts.get("waiting", 0) + counts.get("running", 0)
    failed = counts.get("failed", 0)
    aside = [one.name for one in application.catalogue.suspects.all() if one.set_aside]
    found = f"{waiting} tâche(s) à faire, {failed} en échec"
    if aside:
        found += f", {len(aside)} fichier(s) mis de côté"
    # Where several share the queue, another machine may be the one that does the work.
    idle = not (application.catalogue.is_shared() or is_owned(application.settings.home))
    if waiting and idle:
        return Check(name, False, found, "Lancez «\u00a0vigie serve\u00a0», qui les fera.")
    if failed or aside:
        found += "\u00a0; «\u00a0vigie jobs\u00a0» dit pourquoi"
    return Check(name, True, found)


def _scans(_: Application) -> Check:
    from ingest.extract.pdf.ocr import lacking

    missing = lacking()
    # Nothing is wrong as long as nobody scans: the file that needs it will say so too.
    found = f"ne seront pas lues\u00a0: installez {missing}" if missing else "lues par Tesseract"
    return Check("Pages numérisées", True, found)


def _address(application: Application) -> Check:
    settings = application.settings
    here = settings.host in {"127.0.0.1", "::1", "localhost"}
    return Check(
        "Adresse d’écoute",
        here or bool(settings.allowed_hosts),
        f"{settings.host}:{settings.port}" + (" (cette machine seule)" if here else ""),
        "Réglez VIGIE_ALLOWED_HOSTS au nom public du service\u00a0: sans quoi un autre site peut "
        "faire résoudre le sien vers cette machine.",
    )


def _lock(application: Application) -> Check:
    from ingest.ownership import is_owned

    found = (
        "tenu par un serveur ou une commande" if is_owned(application.settings.home) else "libre"
    )
    return Check("Verrou", True, found)
