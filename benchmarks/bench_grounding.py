"""What checking a sentence costs and how well it tells right from wrong.

    python -m benchmarks.bench_grounding

Both halves of ``tests/data/writing`` are measured: that the checks were tuned on, and that kept
apart. « lexical » is without the encoder, which answers from memory there.
"""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from pathlib import Path

import numpy as np

from assistant.ground.grounder import Grounder
from ingest.encode.base import Encoder
from ingest.encode.load import load_encoder
from ingest.extract.base import Source as File
from tests.assistant.planted import HALVES, Passages, Remembering, claims, own_documents
from tests.ingest.conftest import open_corpus
from ui.settings import load_settings


def main() -> None:
    """Print the figures."""
    encoder = load_encoder(None, load_settings().cache, print)
    with tempfile.TemporaryDirectory() as home:
        corpus = open_corpus(Path(home), encoder)
        corpus.pipeline.resume()
        files = [File(name, text.encode()) for name, text in own_documents().items()]
        corpus.pipeline.ingest(files)
        passages = Passages(corpus)
        for half in HALVES:
            measure(half, passages, encoder)
        corpus.close()


def measure(half: str, passages: Passages, encoder: Encoder) -> None:
    """Print the figures of one half."""
    remembering = Remembering(encoder)
    grounder = Grounder(remembering)
    asked = [(claim, passages.cited(claim)) for claim in claims(half)]
    good: Counter[str] = Counter()
    total: Counter[str] = Counter()
    whole, lexical = [], []
    for claim, source in asked:
        started = time.perf_counter()
        verdict = grounder.check(claim.sentence, [source])
        whole.append((time.perf_counter() - started) * 1000)
        total[claim.kind] += 1
        good[claim.kind] += verdict.supported == (claim.kind == "right")
    for claim, source in asked:
        started = time.perf_counter()
        grounder.check(claim.sentence, [source])
        lexical.append((time.perf_counter() - started) * 1000)
    wrong = [kind for kind in total if kind != "right"]
    stopped = sum(good[kind] for kind in wrong) / sum(total[kind] for kind in wrong)
    print(f"{half}: {len(asked)} sentences, {stopped:.3f} of errors stopped,", end=" ")
    print(f"{good['right'] / total['right']:.3f} of right sentences kept")
    print("  " + ", ".join(f"{kind} {good[kind]}/{total[kind]}" for kind in total))
    for name, times in (("whole", whole), ("lexical", lexical)):
        p50, p95 = np.percentile(times, [50, 95])
        print(f"  {name}: p50 {p50:.1f} ms, p95 {p95:.1f} ms")


if __name__ == "__main__":
    main()
