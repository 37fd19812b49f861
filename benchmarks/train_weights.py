"""Learns the weights that ship in ``assistant/weights.json`` from the project's own questions.

``python -m benchmarks.train_weights`` ingests each training set into a home of its own, looks for
each question as the assistant does, and fits four linear models on what was measured:

- ``passage``: ranks passages; listwise softmax, a passage of a right document being right;
- ``sentence``: ranks the sentences of a right passage; listwise softmax;
- ``relevance``: how relevant a passage is by itself, 0..1; logistic regression;
- ``refusal``: whether the corpus answers; logistic regression on three kinds of questions that it
  does not: on other subjects, on its subjects but not said, and answerable ones whose answering
  passages were taken away.

Signs are constrained to what a feature means (a better match never lowers a score), which is what
lets the weights carry over to other texts. The sets in ``tests/data`` are never read here.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize  # type: ignore[import-untyped]

import assistant.weights
from assistant.confidence import REFUSAL_FEATURES, refusal_features
from assistant.evaluate.matching import holds_any
from assistant.evaluate.questions import Question, read_set
from assistant.features import PASSAGE_FEATURES, SENTENCE_FEATURES, Measures, Sentence
from assistant.question import QuestionTerms
from assistant.read import READ_PASSAGES, READING_FEATURES
from assistant.retrieve import PassageRetriever
from corpus.records import Scope
from ui.compose import open_with
from ui.evaluation import ingest_set
from ui.settings import load_settings

TRAINING = Path(__file__).parent.parent / "assistant" / "training" / "data"
Floats = NDArray[np.float64]

_UNMET = frozenset(
    {
        "rarest_missing",
        "name_missing",
        "unmet",
        "sign_missing",
        "asked_missing",
        "count_missing",
        "rest_missing",
    }
)
_FREE = frozenset({"length", "short", "position", "exact_rest", "list_intro", "novelty"})
_RELATIVE = frozenset({"similarity_gap", "soft_gap", "lexical_share", "fusion", "sibling"})
_KINDS = {"removed": 0.2, "outside": 1.0, "withheld": 1.0}  # shares of the refusals' weight


@dataclass(frozen=True)
class Sample:
    """A question's candidates as measured: which are right, which sentences answer."""

    question: Question
    terms: QuestionTerms
    kind: str
    measures: Measures
    right: NDArray[np.bool_]
    holding: NDArray[np.bool_]
    answering: NDArray[np.bool_]
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Fit:
    """A linear model under way: ``((x - mean) / scale) @ weights + bias``."""

    mean: Floats
    scale: Floats
    weights: Floats
    bias: float = 0.0

    def score(self, features: NDArray[np.float32]) -> Floats:
        """Scores, shape (N,)."""
        return np.asarray(((features - self.mean) / self.scale) @ self.weights + self.bias)

    def to_json(self, names: Sequence[str]) -> dict[str, object]:
        """As ``assistant.weights`` reads it, features without weight left out."""
        used = [i for i, weight in enumerate(self.weights) if abs(weight) > 1e-4]
        return {
            "names": [names[i] for i in used],
            "mean": [round(float(self.mean[i]), 5) for i in used],
            "scale": [round(float(self.scale[i]), 5) for i in used],
            "weights": [round(float(self.weights[i]), 5) for i in used],
            "bias": round(self.bias, 5),
        }


def main() -> int:
    """Measure, fit, write."""
    samples = [sample for folder in sorted(TRAINING.glob("[a-z]")) for sample in measured(folder)]
    passage = listwise(
        [(s.measures.passages, s.right) for s in samples if s.right.any()],
        [_sign(name) for name in PASSAGE_FEATURES],
        penalty=1e-3,
    )
    ranked = [ranked_by(passage, sample) for sample in samples]
    sentence = _fit_sentence(ranked)
    relevance = _fit_relevance(samples)
    refusal = _fit_refusal(passage, sentence, samples)
    models = {
        "passage": passage.to_json(PASSAGE_FEATURES),
        "sentence": sentence.to_json(READING_FEATURES),
        "relevance": relevance.to_json(PASSAGE_FEATURES),
        "refusal": refusal.to_json(REFUSAL_FEATURES),
    }
    target = Path(assistant.weights.__file__).with_name("weights.json")
    target.write_text(json.dumps(models, indent=1) + "\n", encoding="utf-8")
    print(f"{len(samples)} questions → {target.name}")
    return 0


def measured(folder: Path) -> Iterator[Sample]:
    """The questions of one training set, measured as the assistant measures them."""
    with tempfile.TemporaryDirectory(prefix="vigie-train-") as home:
        settings = load_settings(home=Path(home))
        with open_with(settings) as application:
            ingest_set(application, read_set(folder))
            retriever = PassageRetriever(
                catalogue=application.catalogue,
                vectors=application.indexes.vector,
                lexicon=application.indexes.lexical,
                encoder=application.encoder,
            )
            for questions in sorted(folder.glob("questions*.jsonl")):
                for question in read_set(folder, questions.name).questions:
                    found = retriever.retrieve(question.question, Scope(audience="interne"))
                    if found.measures is None:
                        continue
                    texts = [one.passage.text for one in found.passages]
                    right = np.array(
                        [one.passage.document in question.documents for one in found.passages]
                    )
                    answers = question.answers
                    holding = np.array(
                        [
                            bool(is_right and (not answers or holds_any(text, answers)))
                            for is_right, text in zip(right, texts, strict=True)
                        ]
                    )
                    answering = np.array(
                        [
                            bool(
                                answers
                                and right[one.candidate]
                                and holds_any(texts[one.candidate][one.start : one.end], answers)
                            )
                            for one in found.measures.sentences
                        ]
                    )
                    yield Sample(
                        question,
                        found.terms,
                        found.kind,
                        found.measures,
                        right,
                        holding,
                        answering,
                        tuple(texts),
                    )


@dataclass(frozen=True)
class Ranked:
    """A sample with its candidates in the order of the passage model."""

    sample: Sample
    measures: Measures
    scores: NDArray[np.float32]
    answering: NDArray[np.bool_]
    texts: tuple[str, ...]


def ranked_by(passage: Fit, sample: Sample, keep: NDArray[np.bool_] | None = None) -> Ranked:
    """The candidates that ``keep`` admits, best first, with relative features set anew."""
    scores = passage.score(sample.measures.passages)
    kept = np.arange(len(scores)) if keep is None else np.flatnonzero(keep)
    order = kept[np.argsort(-scores[kept], kind="stable")]
    owner = np.array([one.candidate for one in sample.measures.sentences])
    rows = np.concatenate([np.flatnonzero(owner == index) for index in order])
    place = {int(index): at for at, index in enumerate(order)}
    passages = sample.measures.passages[order].copy()
    for gap, base, unit in (("similarity_gap", "similarity", 10.0), ("soft_gap", "soft", 1.0)):
        values = passages[:, PASSAGE_FEATURES.index(base)]
        passages[:, PASSAGE_FEATURES.index(gap)] = (values - values.max()) * unit
    features = sample.measures.sentence_features[rows].copy()
    for gap, base in (("soft_gap", "soft"), ("exact_gap", "exact")):
        values = features[:, SENTENCE_FEATURES.index(base)]
        features[:, SENTENCE_FEATURES.index(gap)] = values - values.max()
    sentences = tuple(
        Sentence(place[int(owner[row])], one.start, one.end)
        for row, one in ((row, sample.measures.sentences[row]) for row in rows)
    )
    measures = Measures(passages, sentences, features, sample.measures.matched[:, rows])
    return Ranked(
        sample,
        measures,
        scores[order].astype(np.float32),
        sample.answering[rows],
        tuple(sample.texts[index] for index in order),
    )


def reading_features(ranked: Ranked) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Features of all sentences, shape (S, len(READING_FEATURES)), and their candidates."""
    owner = np.array([one.candidate for one in ranked.measures.sentences])
    gap = (ranked.scores - ranked.scores.max())[owner]
    return np.c_[ranked.measures.sentence_features, gap].astype(np.float32), owner


def listwise(
    groups: Sequence[tuple[NDArray[np.float32], NDArray[np.bool_]]],
    signs: Sequence[int],
    penalty: float,
) -> Fit:
    """Softmax over each group, all its right rows together being right."""
    rows = np.concatenate([features for features, _ in groups])
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    standard = ((rows - mean) / scale).astype(np.float64)
    right = np.concatenate([flags for _, flags in groups])
    sizes = np.array([len(flags) for _, flags in groups])
    starts = np.r_[0, np.cumsum(sizes)[:-1]]
    group = np.repeat(np.arange(len(groups)), sizes)

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = standard @ weights
        shares = np.exp(scores - np.maximum.reduceat(scores, starts)[group])
        whole = np.add.reduceat(shares, starts)
        good = np.add.reduceat(shares * right, starts) + 1e-12
        value = -(np.log(good) - np.log(whole)).mean() + penalty * (weights @ weights)
        slope = (shares / whole[group] - shares * right / good[group]) @ standard / len(groups)
        return float(value), slope + 2 * penalty * weights

    bounds = [_BOUNDS[sign] for sign in signs]
    found = minimize(loss, np.zeros(len(signs)), jac=True, method="L-BFGS-B", bounds=bounds)
    return Fit(mean, scale, found.x)


def logistic(
    rows: NDArray[np.float32],
    right: NDArray[np.bool_],
    importance: Floats,
    signs: Sequence[int],
    penalty: float,
) -> Fit:
    """Logistic regression with signs; ``importance`` sums to one."""
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    standard = np.c_[(rows - mean) / scale, np.ones(len(rows))].astype(np.float64)

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = standard @ weights
        chance = 1 / (1 + np.exp(-scores))
        value = (importance * (np.logaddexp(0, scores) - right * scores)).sum()
        slope = standard.T @ (importance * (chance - right))
        slope[:-1] += 2 * penalty * weights[:-1]
        return float(value + penalty * (weights[:-1] @ weights[:-1])), slope

    bounds = [*(_BOUNDS[sign] for sign in signs), (None, None)]
    start = np.zeros(len(signs) + 1)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds)
    return Fit(mean, scale, found.x[:-1], float(found.x[-1]))


def _fit_sentence(ranked: Sequence[Ranked]) -> Fit:
    """Within right passages; a passage's own log-odds are then added as they are."""
    gap = READING_FEATURES.index("passage_gap")
    left_out = {"passage_gap", "soft_gap", "exact_gap"}
    used = [i for i, name in enumerate(READING_FEATURES) if name not in left_out]
    groups = []
    for one in ranked:
        features, owner = reading_features(one)
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


def _fit_refusal(passage: Fit, sentence: Fit, samples: Sequence[Sample]) -> Fit:
    rows, kinds = [], []

    def add(ranked: Ranked, kind: str) -> None:
        features, owner = reading_features(ranked)
        scores = np.where(owner < READ_PASSAGES, sentence.score(features), -np.inf)
        chosen = int(scores.argmax())
        rows.append(
            refusal_features(
                ranked.sample.terms,
                ranked.sample.kind,
                ranked.measures,
                ranked.scores,
                chosen,
                ranked.texts[int(owner[chosen])],
            )
        )
        kinds.append(kind)

    for sample in samples:
        if len(sample.right) < 2:
            continue
        question = sample.question
        add(ranked_by(passage, sample), "answerable" if question.answerable else question.kind)
        without = ~sample.holding
        if question.answers and sample.holding.any() and without.sum() > 1:
            add(ranked_by(passage, sample, without), "withheld")
    kind = np.array(kinds)
    importance = np.where(kind == "answerable", 0.5 / max((kind == "answerable").sum(), 1), 0.0)
    for name, share in _KINDS.items():
        chosen = kind == name
        importance[chosen] = 0.5 * share / sum(_KINDS.values()) / max(chosen.sum(), 1)
    signs = [-1 if name.endswith(tuple(_UNMET)) else 1 for name in REFUSAL_FEATURES]
    return logistic(np.array(rows), kind == "answerable", importance, signs, penalty=1e-2)


_BOUNDS: dict[int, tuple[float | None, float | None]] = {
    1: (0.0, None),
    0: (None, None),
    -1: (None, 0.0),
}


def _sign(name: str) -> int:
    return -1 if name in _UNMET else 0 if name in _FREE else 1


if __name__ == "__main__":
    sys.exit(main())
