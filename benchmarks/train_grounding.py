"""Learns how the measures of a written sentence tell right ones from wrong ones.

    python -m benchmarks.train_grounding

From the parts of ``tests/data/writing`` that may be tuned on (``LEARNED``), never those kept apart:
each right sentence and each error that an author wrote. What no weight makes up for (a name or a
figure that no passage gives) is decided before. Weights may not be above zero: every measure speaks
against a sentence. The threshold stops ``_STOPPED`` of the authors' errors in documents left out.
"""

from __future__ import annotations

import json
import random
import tempfile
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assistant.ground.grounder import Grounder
from assistant.ground.judge import Judge, load_judge
from assistant.ground.measures import MEASURES
from benchmarks.fit import Fit, logistic
from ingest.encode.load import load_encoder
from ingest.extract.base import Source as File
from tests.assistant.planted import MADE, Claim, Passages, cited_documents, claims
from tests.conftest import ROOT
from tests.ingest.conftest import open_corpus
from ui.settings import load_settings

LEARNED = (
    "dev", "kept", "dev, reworded", "dev, reworded again", "dev, reworded last", "dev, as a model",
)  # fmt: skip
_STOPPED = 0.94
_PENALTY = 1e-2
_FOLDS = 6
_FILE = ROOT / "assistant" / "ground" / "judgement.json"


class Row(NamedTuple):
    """A claim as it was measured; ``verbatim`` where nothing had to be weighed."""

    claim: Claim
    measured: tuple[tuple[float, ...], ...]
    verbatim: bool


class _Recorder(Judge):
    """Refuses everything, and keeps what it was shown."""

    def __init__(self, judge: Judge) -> None:
        super().__init__({}, -1.0)
        self.shown: list[tuple[float, ...]] = []
        self._judge = judge

    def score(self, found: dict[str, float]) -> float:
        self.shown.append(tuple(found[name] for name in MEASURES))
        return super().score(found)

    def penalty(self, kind: str) -> float:
        return self._judge.penalty(kind)


def main() -> None:
    """Write the weights of both models."""
    encoder = load_encoder(None, load_settings().cache, print)
    models = {}
    with tempfile.TemporaryDirectory() as home:
        corpus = open_corpus(Path(home), encoder)
        corpus.pipeline.resume()
        files = [File(name, text.encode()) for name, text in cited_documents(*LEARNED).items()]
        corpus.pipeline.ingest(files)
        passages = Passages(corpus)
        for name in ("lexical", "whole"):
            rows = measured(passages, name, Grounder(None if name == "lexical" else encoder))
            models[name] = learned(name, rows)
        corpus.close()
    _FILE.write_text(json.dumps(models, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def measured(passages: Passages, name: str, grounder: Grounder) -> list[Row]:
    """Every claim to learn from."""
    rows = []
    for half in LEARNED:
        for claim in claims(half):
            if claim.kind in MADE:
                continue
            recorder = _Recorder(load_judge(name))
            verdict = grounder.judged_by(recorder).check(claim.sentence, passages.cited(claim))
            rows.append(Row(claim, tuple(recorder.shown), verdict.supported))
    return rows


def learned(name: str, rows: list[Row]) -> dict[str, object]:
    """One model, its threshold set on documents that its folds left out."""
    documents = sorted({row.claim.document for row in rows})
    random.Random(5).shuffle(documents)
    fold = {document: at % _FOLDS for at, document in enumerate(documents)}
    scores = np.zeros(len(rows))
    for left in range(_FOLDS):
        fit = _fit([row for row in rows if fold[row.claim.document] != left])
        for at, row in enumerate(rows):
            if fold[row.claim.document] == left:
                scores[at] = _score(fit, row)
    right = np.array([row.claim.kind == "right" for row in rows])
    threshold = float(np.quantile(scores[~right], _STOPPED))
    kept = float((scores[right] > threshold).mean())
    print(
        f"{name}: {kept:.3f} of {right.sum()} kept where {_STOPPED} of {(~right).sum()} are stopped"
    )
    fit = _fit(rows)
    plain = fit.weights / fit.scale
    bias = fit.bias - float(fit.mean @ plain) - threshold
    weights = {m: round(float(w), 4) for m, w in zip(MEASURES, plain, strict=True) if w < -1e-4}
    return {"bias": round(bias, 4), "weights": weights}


def _fit(rows: list[Row]) -> Fit:
    used = [row for row in rows if row.measured and not row.verbatim]
    features: NDArray[np.float32] = np.array([row.measured[0] for row in used], np.float32)
    right = np.array([row.claim.kind == "right" for row in used])
    importance = np.where(right, 0.5 / right.sum(), 0.5 / (~right).sum())
    return logistic(features, right, importance, [-1] * len(MEASURES), penalty=_PENALTY)


def _score(fit: Fit, row: Row) -> float:
    if row.verbatim:
        return 99.0
    if not row.measured:
        return -99.0
    return float(fit.score(np.array(row.measured, np.float32)).max())


if __name__ == "__main__":
    main()
