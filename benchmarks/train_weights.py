"""Learns the weights that ship in ``assistant/weights.json`` from the project's own questions.

``python -m benchmarks.train_weights`` ingests each training set into a home of its own, looks for
each question as the assistant does, and fits six linear models and a network on what was measured.
On the first seven sets:

- ``passage``: ranks passages; listwise softmax, a passage of a right document being right;
- ``sentence``: ranks the sentences of a right passage; listwise softmax;
- ``relevance``: how relevant a passage is by itself, 0..1; logistic regression;
- ``refusal``: whether the corpus answers (see ``benchmarks.train_refusal``); three kinds of
  questions that it does not: on other subjects, on its subjects but not said, and answerable ones
  whose answering passages were taken away.

And on those that the cross-encoder was not trained on (``benchmarks.train_trust``):

- ``judging``: how much it counts beside a sentence's measures;
- ``confidence``: how much it counts in deciding when to refuse; set by hand.

Signs are constrained to what a feature means (a better match never lowers a score), which is what
lets the weights carry over to other texts. The sets in ``tests/data`` are never read here.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

import assistant.weights
from assistant.confidence import REFUSAL_FEATURES, TOLD
from assistant.passage_features import PASSAGE_FEATURES
from assistant.sentence_scores import JUDGING_FEATURES, READING_FEATURES, reading_features
from assistant.weights import Linear
from benchmarks.fit import Fit, listwise, logistic
from benchmarks.samples import TRAINING, Ranked, Sample, measured, ranked_by
from benchmarks.train_refusal import fit_refusal, rows_of
from benchmarks.train_trust import fit_judging, trust
from ingest.encode.pair_encoder import PairEncoder
from ingest.encode.unpack import prepare_default_model
from ui.settings import load_settings

# The other files were written to learn refusing, and ask less of the choice of a sentence.
_READING = re.compile(r"[a-d]/questions(?:-close)?\.jsonl")

# The cross-encoder has not seen these: what weighs it must not trust it more than it deserves.
_WEIGHED = re.compile(r"[a-g]/")
_KEPT = re.compile(r"[a-z]2/")

_UNMET = frozenset(
    {
        "rarest_missing",
        "name_missing",
        "unmet",
        "sign_missing",
        "asked_missing",
        "count_missing",
        "rest_missing",
        "headed",
    }
)
_FREE = frozenset({"length", "short", "position", "exact_rest", "list_intro", "novelty"})
_RELATIVE = frozenset({"similarity_gap", "soft_gap", "lexical_share", "fusion", "sibling"})


def main() -> int:
    """Measure, fit, write."""
    samples = [sample for folder in sorted(TRAINING.glob("[a-z]*")) for sample in measured(folder)]
    known = [sample for sample in samples if _WEIGHED.match(sample.source)]
    passage = listwise(
        [(s.measures.passages, s.right) for s in known if s.right.any()],
        [_sign(name) for name in PASSAGE_FEATURES],
        penalty=1e-3,
    )
    reading = [sample for sample in known if _READING.fullmatch(sample.source)]
    sentence = _fit_sentence([_ranked(passage, sample) for sample in reading])
    relevance = _fit_relevance(known)
    reader = _as_shipped(sentence, READING_FEATURES)
    refusal, network = fit_refusal(rows_of(passage, reader, known))
    kept = [sample for sample in samples if _KEPT.match(sample.source)]
    pairs = PairEncoder(prepare_default_model(load_settings().cache))
    judging = fit_judging([_ranked(passage, sample) for sample in kept], reader, pairs)
    models = {
        "passage": passage.to_json(PASSAGE_FEATURES),
        "sentence": sentence.to_json(READING_FEATURES),
        "judging": judging.to_json(JUDGING_FEATURES),
        "relevance": relevance.to_json(PASSAGE_FEATURES),
        "refusal": refusal.to_json(REFUSAL_FEATURES),
        "confidence": trust().to_json(TOLD),
    }
    target = Path(assistant.weights.__file__).with_name("weights.json")
    target.write_text(json.dumps(models, indent=1) + "\n", encoding="utf-8")
    target.with_name("refusal_network.json").write_text(network + "\n", encoding="utf-8")
    print(f"{len(samples)} questions → {target.name}")
    return 0


def _ranked(passage: Fit, sample: Sample) -> Ranked:
    return ranked_by(passage.score(sample.measures.passages), sample)


def _fit_sentence(ranked: Sequence[Ranked]) -> Fit:
    """Within right passages; a passage's own log-odds are then added as they are."""
    gap = READING_FEATURES.index("passage_gap")
    left_out = {"passage_gap", "soft_gap", "exact_gap"}
    used = [i for i, name in enumerate(READING_FEATURES) if name not in left_out]
    groups = []
    for one in ranked:
        features = reading_features(one.measures, one.scores)
        owner = one.measures.owners
        for candidate in np.unique(owner[one.answering]):
            inside = owner == candidate
            if inside.sum() > 1:
                groups.append((features[inside][:, used], one.answering[inside]))
    fit = listwise(groups, [_sign(READING_FEATURES[i]) for i in used], penalty=1e-3)
    mean, scale, weights = (np.zeros(len(READING_FEATURES)) for _ in range(3))
    scale += 1.0
    mean[used], scale[used], weights[used] = fit.mean, fit.scale, fit.weights
    weights[gap] = 1.0
    return Fit(mean, scale, weights)


def _fit_relevance(samples: Sequence[Sample]) -> Fit:
    rows = np.concatenate([sample.measures.passages for sample in samples])
    right = np.concatenate([sample.holding for sample in samples])
    signs = [0 if name in _RELATIVE else _sign(name) for name in PASSAGE_FEATURES]
    masked = rows.copy()
    for index, name in enumerate(PASSAGE_FEATURES):
        if name in _RELATIVE:
            masked[:, index] = 0.0
    return logistic(masked, right, np.full(len(right), 1 / len(right)), signs, penalty=1e-4)


def _as_shipped(fit: Fit, names: Sequence[str]) -> Linear:
    return Linear(
        tuple(names),
        fit.mean.astype(np.float32),
        fit.scale.astype(np.float32),
        fit.weights.astype(np.float32),
        fit.bias,
    )


def _sign(name: str) -> int:
    return -1 if name in _UNMET else 0 if name in _FREE else 1


if __name__ == "__main__":
    sys.exit(main())
