"""What ``vigie show`` tells of a document's versions and of its file."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import TransientError, UnknownDocumentError, UsageError, system_reason
from ui.cli.output import print_json

if TYPE_CHECKING:
    from corpus.catalogue import Catalogue
    from corpus.records import VersionSummary
    from ui.compose import Application

_STATES = {
    "current": "version actuelle",
    "former": "ancienne version",
    "removed": "retirée du corpus",
}


def show_versions(versions: Sequence[VersionSummary], *, as_json: bool) -> int:
    """Print a document's versions, the newest first."""
    from ui import texts_fr as t
    from ui.views import version_json

    if as_json:
        print_json([version_json(version) for version in versions])
        return 0
    for version in versions:
        said = [_STATES[version.state], f"ajoutée le {t.french_date(version.added[:10])}"]
        if version.replaced_by:
            moment = t.french_date(version.replaced_at[:10])
            said.append(f"remplacée le {moment} par {version.replaced_by}")
        print(f"{version.hash} — {', '.join(said)}")
        for one in version.originals:
            print(f"  fichier «\u00a0{one.name}\u00a0», {one.size} octets, {one.media_type}")
    return 0


def show_version(catalogue: Catalogue, options: argparse.Namespace) -> int:
    """Print the text of one version of the document.

    Raises:
        UnknownDocumentError: the document has no such version.
    """
    from ui.views import version_json

    one = _of_document(catalogue, options)
    version = catalogue.version(one.hash)
    if options.json:
        print_json({"document": options.name, **version_json(one), "text": version.text})
        return 0
    if one.replaced_by:
        print(f"Ancienne version, remplacée par {one.replaced_by}.\n")
    print(version.text)
    return 0


def write_original(application: Application, options: argparse.Namespace) -> int:
    """Write the file that the document was read from where the options say.

    Raises:
        UnknownDocumentError: no such document or version, or its file is not kept.
        UsageError: the file to write exists already.
        TransientError: it cannot be written.
    """
    catalogue = application.catalogue
    name = options.name
    if options.version is not None:
        version = _of_document(catalogue, options).hash
    else:
        version = catalogue.document(name).version
    try:
        original = catalogue.original(version, name)
    except UnknownDocumentError:
        original = catalogue.original(version)
    data = application.originals.read(original.sha256)
    target = Path(options.original).expanduser()
    try:
        with target.open("xb") as file:
            file.write(data)
    except FileExistsError:
        raise UsageError(
            f"«\u00a0{target}\u00a0» existe déjà\u00a0: donnez un autre nom de fichier."
        ) from None
    except OSError as error:
        raise TransientError(
            f"«\u00a0{target}\u00a0» ne peut pas être écrit\u00a0: {system_reason(error)}."
        ) from error
    print(
        f"Fichier d’origine de «\u00a0{original.name}\u00a0» écrit dans {target} "
        f"({original.size} octets, {original.media_type}).",
        file=sys.stderr,
    )
    return 0


def _of_document(catalogue: Catalogue, options: argparse.Namespace) -> VersionSummary:
    found = [one for one in catalogue.versions(options.name) if one.hash == options.version]
    if not found:
        raise UnknownDocumentError(
            f"«\u00a0{options.name}\u00a0» n’a pas de version «\u00a0{options.version}\u00a0». "
            f"«\u00a0vigie show {options.name} --versions\u00a0» les montre."
        )
    return found[0]
