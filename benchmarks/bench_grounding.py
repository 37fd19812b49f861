"""What checking a sentence costs, how well it tells right from wrong, how soon readers see one.

    python -m benchmarks.bench_grounding

All parts of ``tests/data/writing`` are measured: those that the checks were tuned on, and those
kept apart; by words alone (« lexical ») and with the vectors of words (« whole »). So are the sets
of ``tests/data/statements``, by other hands: a right statement and a wrong one, as alike as can be,
of each thing; nothing was tuned on them, those whose name ends with 2 were not read. Then sentences
come in pieces, as from a model: the time from the moment that the last piece of one has come to
the moment that a reader sees it checked, beside the bare stream.
"""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from pathlib import Path

import numpy as np

from assistant.ground.grounder import Grounder
from assistant.ground.source import Source
from assistant.write.draft import Draft
from assistant.write.sentences import Sentences
from benchmarks.statements import SETS, read_statements
from ingest.encode.base import Encoder
from ingest.encode.load import load_encoder
from ingest.extract.base import Source as File
from tests.assistant.planted import HALVES, Claim, Passages, cited_documents, claims
from tests.ingest.conftest import open_corpus
from ui.process import leave_in_peace
from ui.settings import load_settings

_PIECE = 5  # characters of a piece, about a token
_TRIALS = 40


def main() -> None:
    """Print the figures."""
    encoder = load_encoder(None, load_settings().cache, print)
    with tempfile.TemporaryDirectory() as home:
        corpus = open_corpus(Path(home), encoder)
        corpus.pipeline.resume()
        files = [File(name, text.encode()) for name, text in cited_documents(*HALVES).items()]
        corpus.pipeline.ingest(files)
        passages = Passages(corpus)
        leave_in_peace()  # as a server does
        for half in HALVES:
            asked = [(claim, passages.cited(claim)) for claim in claims(half)]
            measure(half, "lexical", Grounder(None), asked)
            measure(half, "whole", Grounder(encoder), asked)
        for folder in sorted(SETS.iterdir()):
            stated = read_statements(folder, encoder)
            foreign = [
                (Claim(one.error or "right", folder.name, one.statement, ""), [one.source])
                for one in stated
            ]
            measure(folder.name, "lexical", Grounder(None), foreign)
            measure(folder.name, "whole", Grounder(encoder), foreign)
        first_sentence(passages, encoder)
        corpus.close()


def measure(
    half: str, how: str, grounder: Grounder, asked: list[tuple[Claim, list[Source]]]
) -> None:
    """Print the figures of one part."""
    good: Counter[str] = Counter()
    total: Counter[str] = Counter()
    quoted = 0
    times = []
    for claim, sources in asked:
        # As the writer does while the model reads the question.
        grounder.read(sources)
        started = time.thread_time()
        verdict = grounder.check(claim.sentence, sources)
        times.append((time.thread_time() - started) * 1000)
        right = claim.kind == "right"
        total[claim.kind] += 1
        good[claim.kind] += verdict.supported == right
        quoted += right and not verdict.supported and bool(verdict.supports)
    wrong = [kind for kind in total if kind != "right"]
    stopped = sum(good[kind] for kind in wrong) / sum(total[kind] for kind in wrong)
    p50, p95 = np.percentile(times, [50, 95])
    print(
        f"{half}, {how}: {len(asked)} sentences, {stopped:.3f} of errors stopped, "
        f"{good['right'] / total['right']:.3f} of right sentences kept "
        f"(and {quoted / total['right']:.3f} replaced by a quotation); "
        f"time of its thread p50 {p50:.1f} ms, p95 {p95:.1f} ms"
    )
    print("  " + ", ".join(f"{kind} {good[kind]}/{total[kind]}" for kind in total))


def first_sentence(passages: Passages, encoder: Encoder) -> None:
    """Print how long a finished first sentence waits for its check."""
    right = [claim for claim in claims("dev, reworded") if claim.kind == "right"][:_TRIALS]
    for how, grounder in (
        ("bare", None),
        ("lexical", Grounder(None)),
        ("whole", Grounder(encoder)),
    ):
        waits = []
        for claim in right:
            sources = passages.cited(claim)
            draft = Draft(grounder or Grounder(None), sources)
            if grounder is not None:
                grounder.read(sources)
            sentences = Sentences()
            text = f"{claim.sentence.rstrip('.')} [1]."
            written: list[object] = []
            for at in range(0, len(text), _PIECE):
                started = time.perf_counter()
                for one in sentences.add(text[at : at + _PIECE]):
                    written.append(one)
                    if grounder is not None:
                        draft.add(one)
            waits.append((time.perf_counter() - started) * 1000)
        p50, p95 = np.percentile(waits, [50, 95])
        print(f"first sentence, {how}: seen {p50:.1f} ms (p50), {p95:.1f} ms (p95) after its end")


if __name__ == "__main__":
    main()
