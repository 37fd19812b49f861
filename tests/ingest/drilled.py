"""An ingestion in a process of its own, to be killed or starved of disk.

python -m tests.ingest.drilled HOME FOLDER [--real] [--largest-file BYTES]

It says « ready » on its standard output once it is loaded, before it opens the corpus.
"""

from __future__ import annotations

import argparse
import resource
import signal
import sys
from pathlib import Path

from corpus.errors import VigieError
from ingest.listings import Listings
from tests.ingest.conftest import open_corpus


def main() -> int:
    """Resume, then ingest the folder; 3 where that ends in an error of Vigie's own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("folder")
    parser.add_argument("--real", action="store_true")
    parser.add_argument("--largest-file", type=int)
    options = parser.parse_args()
    try:
        take_in = _as_the_command_does if options.real else _with_the_quick_encoder
        take_in(options.home, options.folder, options.largest_file)
    except VigieError as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        return 3
    return 0


def _with_the_quick_encoder(home: Path, folder: str, largest: int | None) -> None:
    _ready(largest)
    corpus = open_corpus(home)
    corpus.pipeline.resume()
    corpus.pipeline.ingest(Listings([folder], corpus.catalogue))
    corpus.close()


def _as_the_command_does(home: Path, folder: str, largest: int | None) -> None:
    """What ``vigie ingest FOLDER`` runs, with the model that ships."""
    import ingest.pipeline
    import ui.intake
    from ui.compose import open_application

    assert ingest.pipeline  # loaded ahead, as chromadb and tantivy are with it
    with open_application(home=home) as application:
        assert application.encoder
        _ready(largest)
        ui.intake.ingest(application, [folder])


def _ready(largest: int | None) -> None:
    if largest is not None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, resource.RLIM_INFINITY))
    sys.stdout.write("ready\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
