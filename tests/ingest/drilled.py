"""An ingestion in a process of its own, to be killed or starved of disk.

python -m tests.ingest.drilled HOME FOLDER [--dies-after SECONDS] [--largest-file BYTES]
"""

from __future__ import annotations

import argparse
import os
import resource
import signal
import sys
import threading
from pathlib import Path

from corpus.errors import VigieError
from ingest.worker import Listings
from tests.ingest.conftest import open_corpus


def main() -> int:
    """Resume, then ingest the folder; 3 where that ends in an error of Vigie's own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("home", type=Path)
    parser.add_argument("folder")
    parser.add_argument("--dies-after", type=float)
    parser.add_argument("--largest-file", type=int)
    options = parser.parse_args()
    if options.dies_after is not None:
        timer = threading.Timer(options.dies_after, os.kill, args=(os.getpid(), signal.SIGKILL))
        timer.daemon = True
        timer.start()
    if options.largest_file is not None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (options.largest_file, resource.RLIM_INFINITY))
    corpus = open_corpus(options.home)
    try:
        corpus.pipeline.resume()
        listings = Listings([options.folder], corpus.catalogue.stamps())
        corpus.pipeline.ingest(listings)
    except VigieError as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        return 3
    corpus.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
