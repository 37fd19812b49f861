"""``vigie list``: the documents of the corpus."""

from __future__ import annotations

import argparse

from ui.cli.output import print_json

NAME = "list"
HELP = "Lister les documents du corpus."


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's own arguments."""
    parser.add_argument("--json", action="store_true", help="écrire la liste en JSON")


def run(options: argparse.Namespace) -> int:
    """Print one document a line, or all as JSON."""
    from ui import texts_fr as t
    from ui.compose import HOW_TO_FILL, open_application
    from ui.views import document_json

    with open_application() as application:
        documents = application.catalogue.documents("interne")
        if options.json:
            print_json([document_json(document) for document in documents])
            return 0
        if not documents:
            print(HOW_TO_FILL)
        for document in documents:
            known = document.metadata
            about = [known.title or t.UNTITLED, t.kind_name(known.type)]
            about.append(t.french_date(known.date) or t.UNDATED)
            if known.audience != "public":
                about.append(known.audience)
            if document.replaced_by:
                about.append(f"remplacé par {', '.join(document.replaced_by)}")
            print(f"{document.name} — {', '.join(about)}")
    return 0
