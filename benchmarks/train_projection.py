"""Learns the projection of term vectors from the project's own training texts.

``python -m benchmarks.train_projection`` writes ``ingest/encode/projection.npz``: the means of
the terms' states in passages and in questions, and the principal directions of the former,
half-whitened. Nothing but unlabelled text goes in.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.french.words import terms
from ingest.encode import term_vectors
from ingest.encode.base import TERM_DIMENSIONS, PassageText
from ingest.encode.graph import TERM_STATES, WORDS
from ingest.encode.onnx_encoder import open_graph, open_tokenizer, open_words
from ingest.encode.term_vectors import passage_input, pool_terms
from ingest.encode.unpack import GRAPH_FILE, PROMPTS, prepare_default_model
from ingest.split import split
from ui.settings import load_settings

TRAINING = Path(__file__).parent.parent / "assistant" / "training" / "data"
_SAMPLE = 20_000


def main() -> int:
    """Encode the training texts and write the projection beside its reader."""
    folder = prepare_default_model(load_settings().cache, print)
    session, words = open_graph(folder, GRAPH_FILE), open_words(folder)
    tokenizer = open_tokenizer(folder)

    def states(whole: str, before: int, text: str) -> NDArray[np.float32]:
        tokens = tokenizer.encode(whole)
        (found,) = session.run([TERM_STATES], {WORDS: words.of(tokens.ids)})
        spans = [(term.start + before, term.end + before) for term in terms(text)]
        return pool_terms(found[0], tokens.offsets, spans)

    passages, questions = [], []
    for name in sorted(TRAINING.glob("*/documents.jsonl")):
        for line in name.read_text("utf-8").splitlines():
            text = json.loads(line)["text"]
            for cut in split(text):
                piece = PassageText(text[cut.start : cut.end], cut.headings)
                passages.append(states(*passage_input(PROMPTS["document"], piece), piece.text))
    for name in sorted(TRAINING.glob("*/questions*.jsonl")):
        for line in name.read_text("utf-8").splitlines():
            asked = json.loads(line)["question"]
            prompt = PROMPTS["query"]
            questions.append(states(prompt + asked, len(prompt), asked))
    seen = _known(passages)
    passage_mean, query_mean = seen.mean(axis=0), _known(questions).mean(axis=0)
    sample = np.random.default_rng(0).permutation(len(seen))[:_SAMPLE]
    _, spread, directions = np.linalg.svd(seen[sample] - passage_mean, full_matrices=False)
    matrix = directions[:TERM_DIMENSIONS].T / np.sqrt(spread[:TERM_DIMENSIONS])
    np.savez_compressed(
        Path(term_vectors.__file__).with_name("projection.npz"),
        passage_mean=passage_mean.astype(np.float32),
        query_mean=query_mean.astype(np.float32),
        matrix=(matrix / np.abs(matrix).max()).astype(np.float32),
    )
    print(f"{len(passages)} passages, {len(questions)} questions, {len(seen)} terms")
    return 0


def _known(pooled: list[NDArray[np.float32]]) -> NDArray[np.float32]:
    rows = np.concatenate(pooled)
    return rows[rows.any(axis=1)]


if __name__ == "__main__":
    sys.exit(main())
