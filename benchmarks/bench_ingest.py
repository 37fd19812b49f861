"""How fast documents become searchable, beside ``SentenceTransformer.encode`` at its defaults.

    python -m benchmarks.bench_ingest [--documents 60] [--files 200] [--changed 2] [--full]

The first part indexes training texts, everything included, and has the peer encode the same
passages, turn about. The second part ingests many small files, changes some and ingests all
again; ``--full`` makes that 1,000 files of which 10 change.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from benchmarks import material
from benchmarks.report import Figure, load_average, show
from corpus.records import Progress
from ingest.encode.base import Encoded, Encoder, PassageText
from ingest.encode.term_vectors import passage_input
from ingest.encode.unpack import PROMPTS
from ingest.extract.base import Source
from ingest.index.indexes import Indexes
from ingest.pipeline import Pipeline
from ui.compose import open_with
from ui.settings import Settings, load_settings

_TURNS = 3  # the documents are indexed in as many parts, the peer encoding each part after


class TimedEncoder:
    """An encoder that knows how long it has encoded and what."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.spent = 0.0
        self.passages: list[PassageText] = []

    @property
    def name(self) -> str:
        """As the encoder's."""
        return self._encoder.name

    @property
    def fingerprint(self) -> str:
        """As the encoder's."""
        return self._encoder.fingerprint

    @property
    def dimensions(self) -> int:
        """As the encoder's."""
        return self._encoder.dimensions

    def encode_query(self, text: str) -> Encoded:
        """As the encoder's, not counted."""
        return self._encoder.encode_query(text)

    def encode_passages(
        self, passages: Sequence[PassageText], progress: Progress | None = None
    ) -> list[Encoded]:
        """As the encoder's."""
        started = perf_counter()
        encoded = self._encoder.encode_passages(passages, progress)
        self.spent += perf_counter() - started
        self.passages += passages
        return encoded


def bench_indexing(settings: Settings, documents: int) -> list[Figure]:
    """Passages a second with everything included, and the share of time outside encoding."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(material.model_folder(settings)))
    found = material.sources(documents)
    with open_with(settings) as application:
        timed = TimedEncoder(application.encoder)
        timed.encode_passages([PassageText("Région Fictive : texte de mise en route.")])
        model.encode_document(["Région Fictive : texte de mise en route."])
        timed.spent, timed.passages = 0.0, []
        indexes = Indexes(settings.home / "indexes", application.catalogue, application.fingerprint)
        pipeline = Pipeline(application.catalogue, indexes, timed)
        ours = peer = 0.0
        for turn in range(_TURNS):
            before = len(timed.passages)
            started = perf_counter()
            pipeline.ingest(found[turn::_TURNS])
            ours += perf_counter() - started
            texts = [passage_input(PROMPTS["document"], one)[0] for one in timed.passages[before:]]
            started = perf_counter()
            model.encode(texts, prompt="")
            peer += perf_counter() - started
        indexes.close()
    count = len(timed.passages)
    rate, peer_rate = count / ours, count / peer
    beside = ("SentenceTransformer.encode", peer_rate)
    encoding_only = count / timed.spent
    return [
        Figure(f"indexing {count} passages, all included", rate, "passages/s", None, beside),
        Figure("the same, against the peer", rate / peer_rate, "×", ("≥", 1.5)),
        Figure("encoding alone", encoding_only, "passages/s", None, beside),
        Figure("time outside encoding", 1 - timed.spent / ours, "%", ("≤", 0.10)),
    ]


def bench_again(settings: Settings, files: int, changed: int) -> list[Figure]:
    """The time to ingest files again, some of which changed, beside the first time."""
    texts = [source.data.decode() for source in material.sources()]

    def named(number: int, word: str) -> Source:
        start = texts[number % len(texts)][:400]
        text = f"Document de test {number} ({word}).\n\n{start}\n"
        return Source(f"document-{number:04}.txt", text.encode())

    with open_with(settings) as application, application.writing() as pipeline:
        started = perf_counter()
        pipeline.ingest([named(number, "premier état") for number in range(files)])
        first = perf_counter() - started
        again = [
            named(number, "état modifié" if number < changed else "premier état")
            for number in range(files)
        ]
        started = perf_counter()
        reports = pipeline.ingest(again)
        second = perf_counter() - started
    assert sum(report.outcome == "replaced" for report in reports) == changed
    assert sum(report.outcome == "unchanged" for report in reports) == files - changed
    what = f"ingesting {files} files again, {changed} of them changed"
    return [
        Figure(what, second, "s", None, ("the first time", first)),
        Figure("the same, as a share of the first time", second / first, "%", ("≤", 0.05)),
    ]


def main() -> int:
    """Print the figures of both parts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--documents", type=int, default=60)
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--changed", type=int, default=2)
    parser.add_argument("--full", action="store_true", help="1,000 files, 10 of them changed")
    parser.add_argument("--strict", action="store_true", help="fail where a target is missed")
    options = parser.parse_args()
    files, changed = (1_000, 10) if options.full else (options.files, options.changed)
    load = load_average()
    with tempfile.TemporaryDirectory(prefix="vigie-bench-") as scratch:
        indexing = load_settings(home=str(Path(scratch) / "indexing"))
        again = load_settings(home=str(Path(scratch) / "again"))
        figures = bench_indexing(indexing, options.documents)
        figures += bench_again(again, files, changed)
    show("Ingestion", figures, load)
    return 0 if all(figure.met for figure in figures) or not options.strict else 1


if __name__ == "__main__":
    sys.exit(main())
