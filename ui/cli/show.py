"""``vigie show``: a document and its passages."""

from __future__ import annotations

import argparse

from ui.cli.output import print_json

NAME = "show"
HELP = "Montrer un document et ses passages."


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's own arguments."""
    parser.add_argument(
        "name", metavar="NOM", help="un nom du document, tel que «\u00a0vigie list\u00a0» l’écrit"
    )
    parser.add_argument(
        "--version", metavar="VERSION", help="une version, ancienne ou actuelle, par son empreinte"
    )
    parser.add_argument("--versions", action="store_true", help="montrer l’historique du document")
    parser.add_argument(
        "--original", metavar="FICHIER", help="écrire le fichier d’origine dans FICHIER"
    )
    parser.add_argument("--json", action="store_true", help="écrire le document en JSON")


def run(options: argparse.Namespace) -> int:
    """Print what is known of the document, then its passages.

    Raises:
        UnknownDocumentError: no document has that name.
    """
    from ui import texts_fr as t
    from ui.cli import history
    from ui.compose import open_application
    from ui.views import document_json, passage_json

    with open_application() as application:
        catalogue = application.catalogue
        if options.original is not None:
            return history.write_original(application, options)
        if options.versions:
            return history.show_versions(catalogue.versions(options.name), as_json=options.json)
        if options.version is not None:
            return history.show_version(catalogue, options)
        document = catalogue.document(options.name)
        passages = catalogue.passages(document.version)
    if options.json:
        print_json(
            document_json(document) | {"passages": [passage_json(passage) for passage in passages]}
        )
        return 0
    known = document.metadata
    facts = (
        (t.KIND, t.kind_name(known.type)),
        (t.ISSUER, known.issuer),
        (t.DATE, t.french_date(known.date) or t.UNDATED),
        (t.REFERENCE, known.reference),
        (t.OFFICIAL_PAGE, known.url),
        ("Audience", known.audience),
        ("Remplace", ", ".join(known.replaces)),
        ("Remplacé par", ", ".join(document.replaced_by)),
        ("Noms", ", ".join(document.names)),
        ("Version", document.version),
        ("Passages", str(len(passages))),
    )
    print(known.title or t.UNTITLED)
    for label, value in facts:
        if value:
            print(f"{label}\u00a0: {value}")
    for passage in passages:
        page = "" if passage.page is None else f", page {passage.page}"
        print(f"\n[{passage.ordinal + 1}{page}]\n{passage.text}")
    return 0
