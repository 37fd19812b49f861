"""The training questions, each with what the assistant measured for it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.candidate import Sentence
from assistant.evaluate.matching import holds_any
from assistant.evaluate.questions import QUESTIONS_FILE, Question, read_lines, read_set
from assistant.features import Measures
from assistant.passage_features import PASSAGE_FEATURES
from assistant.question import QuestionTerms
from assistant.retrieve import PassageRetriever
from assistant.sentence_features import SENTENCE_FEATURES
from assistant.sentence_scores import window_in
from benchmarks.fit import Floats
from corpus.records import Scope
from ingest.encode.pair_encoder import Window
from ui.compose import open_with
from ui.evaluation import ingest_set
from ui.settings import load_settings

TRAINING = Path(__file__).parent.parent / "assistant" / "training" / "data"


@dataclass(frozen=True)
class Sample:
    """A question's candidates as measured: which are right, which sentences answer.

    Attributes:
        right: whether each candidate is of a listed document, shape (C,).
        holding: whether it holds a gold answer besides, shape (C,).
        answering: whether each sentence holds one, shape (S,).
        names: the document of each candidate.
        headings: the title and headings above each.
        source: the folder and the file that the question is of.
    """

    question: Question
    terms: QuestionTerms
    kind: str
    measures: Measures
    right: NDArray[np.bool_]
    holding: NDArray[np.bool_]
    answering: NDArray[np.bool_]
    texts: tuple[str, ...]
    names: tuple[str, ...]
    headings: tuple[str, ...]
    source: str

    def window(self, row: int) -> Window:
        """A sentence as the cross-encoder reads it."""
        sentence = self.measures.sentences[row]
        return window_in(
            self.headings[sentence.candidate],
            self.texts[sentence.candidate],
            self.measures.sentences,
            sentence,
        )


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
                pairs=None,
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
                        tuple(one.passage.document for one in found.passages),
                        tuple(one.heading for one in found.passages),
                        f"{folder.name}/{questions.name}",
                    )


def twins(folder: Path) -> Iterator[list[Sample]]:
    """The measured questions of a training set, twins together, any other by itself."""
    numbers = {
        record["question"]: record.get("twin") for _, record in read_lines(folder / QUESTIONS_FILE)
    }
    together: dict[object, list[Sample]] = {}
    for place, sample in enumerate(measured(folder)):
        number = numbers.get(sample.question.question)
        together.setdefault(("alone", place) if number is None else number, []).append(sample)
    yield from together.values()


@dataclass(frozen=True)
class Ranked:
    """A sample with its candidates in the order of the passage model.

    ``rows`` are the places of its sentences among the sample's, shape (S,).
    """

    sample: Sample
    measures: Measures
    scores: NDArray[np.float32]
    answering: NDArray[np.bool_]
    texts: tuple[str, ...]
    rows: NDArray[np.int64]


def ranked_by(scores: Floats, sample: Sample, keep: NDArray[np.bool_] | None = None) -> Ranked:
    """The candidates that ``keep`` admits, best first, with relative features set anew.

    Args:
        scores: of the sample's candidates, shape (C,).
    """
    kept = np.arange(len(scores)) if keep is None else np.flatnonzero(keep)
    order = kept[np.argsort(-scores[kept], kind="stable")]
    owner = sample.measures.owners
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
        rows,
    )
