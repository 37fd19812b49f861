"""Trains the cross-encoder that ships as ``ingest/encode/pair_weights.npz``.

``python -m benchmarks.train_pairs`` takes three hours on two cores. Of each question it shows the
model a sentence that answers and two that do not, among those that the measures find most
promising, so that it learns what the measures do not see; of a question without answer, two that
do not. Twins, questions that differ in a few words, are shown together, and the one that nothing
answers with what answers the others too. Some questions are shown in small letters, without accents
or with two letters swapped. It starts from the first layers of the embedding model and learns by
three losses: whether the sentence answers; whether it answers better than the question's others, or
than it answers a twin that nothing answers; and, where it answers, at which words the answer begins
and ends (only the first ships: the last teaches where to look). Word vectors stay as they are.

The sets whose name ends with 2 are kept from it: ``benchmarks.train_weights`` learns on them how
far to trust it.
"""

from __future__ import annotations

import random
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

import ingest.encode.pair_graph
from assistant.passage_features import PASSAGE_FEATURES
from assistant.sentence_scores import score_sentences
from assistant.weights import load_weights
from benchmarks.pair_model import PairModel, changes
from benchmarks.samples import TRAINING, Sample, ranked_by, twins
from corpus.french.frequency import fold
from ingest.encode.onnx_encoder import open_tokenizer
from ingest.encode.pair_encoder import pair_tokens
from ingest.encode.unpack import prepare_default_model
from ui.settings import load_settings

_PROMISING = 6  # sentences of a question among which those that are shown are drawn
_WRONG = 2  # that are shown of each question
_EPOCHS = 3
_TOKENS = 1_600  # in a batch
_RATE, _HEAD_RATE = 1e-4, 5e-4
_WARMING = 0.06  # of all steps
_RANK_SHARE = 0.3  # of the second loss
_SPAN_SHARE = 0.3  # of the third
_PLAIN, _BARE, _SWAPPED = 0.06, 0.10, 0.14  # shares of the questions altered, summed up
_PADDING = 1


@dataclass(frozen=True)
class Example:
    """A question with a sentence.

    Attributes:
        ids: its tokens.
        types: 1 for those of the sentence.
        question: which, or which twins; those of one number stand together.
        answers: whether the sentence does.
        span: the first and last token of the answer, where known.
    """

    ids: list[int]
    types: list[int]
    question: int
    answers: bool
    span: tuple[int, int] | None


def main() -> int:
    """Measure, train, write."""
    folders = [one for one in sorted(TRAINING.glob("[a-z]*")) if not one.name.endswith("2")]
    groups = [group for folder in folders for group in twins(folder)]
    folder = prepare_default_model(load_settings().cache)
    model = PairModel(folder)
    train(model, Examples(groups, folder, random.Random(0)))
    target = Path(ingest.encode.pair_graph.__file__).with_name("pair_weights.npz")
    np.savez_compressed(target, **changes(model, folder))  # type: ignore[arg-type]
    print(f"{sum(map(len, groups))} questions → {target.name}")
    return 0


class Examples:
    """Draws other sentences of the same questions for each epoch."""

    def __init__(
        self, groups: Sequence[Sequence[Sample]], folder: Path, chance: random.Random
    ) -> None:
        """Examples of questions, twins of one group."""
        self._tokenizer = open_tokenizer(folder)
        self._chance = chance
        self._shown = [[(sample, *_promising(sample)) for sample in group] for group in groups]

    def batches(self) -> list[list[Example]]:
        """One epoch: questions whose sentences are of like length together, in any order."""
        drawn = sorted(self._drawn(), key=lambda one: _longest(one) + 12 * self._chance.random())
        batches: list[list[Example]] = [[]]
        for together in drawn:
            if (len(batches[-1]) + len(together)) * _longest([*batches[-1], *together]) > _TOKENS:
                batches.append([])
            batches[-1].extend(together)
        batches = [batch for batch in batches if batch]
        self._chance.shuffle(batches)
        return batches

    def _drawn(self) -> Iterator[list[Example]]:
        for number, group in enumerate(self._shown):
            telling = {_sentence(sample, right[0]) for sample, right, _ in group if right}
            drawn: list[Example] = []
            for sample, right, wrong in group:
                if sample.question.answerable and not right:
                    continue
                rows = [self._chance.choice(right[:2])] if right else []
                rows += self._chance.sample(wrong[:5], min(_WRONG, len(wrong[:5])))
                if not sample.question.answerable:
                    rows += [
                        row
                        for row in range(len(sample.answering))
                        if row not in rows and _sentence(sample, row) in telling
                    ]
                question = _altered(sample.question.question, self._chance)
                drawn += [self._example(number, question, sample, row) for row in rows]
            if drawn:
                yield drawn

    def _example(self, number: int, question: str, sample: Sample, row: int) -> Example:
        window = sample.window(row)
        ids, types = pair_tokens(self._tokenizer, question, window)
        answers = bool(sample.answering[row])
        span = self._span(window.sentence, sample.question.answers) if answers else None
        if span is not None:
            first = types.index(1)
            span = (first + span[0], min(first + span[1], len(ids) - 1))
        return Example(ids, types, number, answers, span)

    def _span(self, sentence: str, answers: Sequence[str]) -> tuple[int, int] | None:
        """The first and last of the sentence's tokens that hold an answer."""
        folded = fold(sentence)
        offsets = self._tokenizer.encode(sentence, add_special_tokens=False).offsets
        for answer in map(fold, answers):
            start = folded.find(answer) if len(folded) == len(sentence) else -1
            end = start + len(answer)
            held = [at for at, (a, b) in enumerate(offsets) if start >= 0 and b > start and a < end]
            if held:
                return held[0], held[-1]
        return None


def _sentence(sample: Sample, row: int) -> str:
    return sample.window(row).sentence


def _longest(examples: Sequence[Example]) -> int:
    return max(len(one.ids) for one in examples)


def _altered(question: str, chance: random.Random) -> str:
    """The question as somebody in a hurry types it, now and then."""
    draw = chance.random()
    if draw < _PLAIN:
        return question.lower()
    if draw < _BARE:
        parts = unicodedata.normalize("NFD", question)
        return "".join(one for one in parts if not unicodedata.combining(one))
    if draw < _SWAPPED and len(question) > 12:
        at = chance.randrange(3, len(question) - 3)
        return question[:at] + question[at + 1] + question[at] + question[at + 2 :]
    return question


def _promising(sample: Sample) -> tuple[list[int], list[int]]:
    """Rows of the best sentences that answer and of those that do not, best first."""
    weights = load_weights()
    passages = weights["passage"].score(sample.measures.passages, PASSAGE_FEATURES)
    ranked = ranked_by(passages.astype(np.float64), sample)
    scores = score_sentences(ranked.measures, ranked.scores, sample.kind, weights["sentence"])
    order = np.argsort(-scores, kind="stable")
    right = [int(ranked.rows[at]) for at in order if ranked.answering[at]]
    wrong = [int(ranked.rows[at]) for at in order[:_PROMISING] if not ranked.answering[at]]
    return right, wrong


def train(model: PairModel, examples: Examples) -> None:
    """Train ``model`` on ``examples``, the rate falling to nothing over all epochs."""
    torch.manual_seed(0)
    heads = [*model.inner.parameters(), *model.outer.parameters(), *model.edges.parameters()]
    body = [one for one in model.bert.parameters() if one.requires_grad]
    optimiser = torch.optim.AdamW(
        [{"params": body, "lr": _RATE}, {"params": heads, "lr": _HEAD_RATE}], weight_decay=0.01
    )
    epochs = [examples.batches() for _ in range(_EPOCHS)]
    steps = sum(len(batches) for batches in epochs)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / (_WARMING * steps)) * (1 - step / steps)
    )
    model.train()
    for step, batch in enumerate(batch for batches in epochs for batch in batches):
        optimiser.zero_grad()
        loss = _loss(model, batch)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        if step % 50 == 0:
            print(f"{step}/{steps} {float(loss):.3f}", flush=True)
    model.eval()


def _loss(model: PairModel, batch: Sequence[Example]) -> torch.Tensor:
    longest = max(len(one.ids) for one in batch)
    ids = torch.full((len(batch), longest), _PADDING)
    types, seen = torch.zeros_like(ids), torch.zeros_like(ids)
    for row, one in enumerate(batch):
        ids[row, : len(one.ids)] = torch.tensor(one.ids)
        types[row, : len(one.ids)] = torch.tensor(one.types)
        seen[row, : len(one.ids)] = 1
    odds, edges = model(ids, types, seen)
    right = torch.tensor([float(one.answers) for one in batch])
    loss = torch.nn.functional.binary_cross_entropy_with_logits(odds, right)
    for number in {one.question for one in batch}:
        rows = [row for row, one in enumerate(batch) if one.question == number]
        better = odds[[row for row in rows if batch[row].answers]]
        worse = odds[[row for row in rows if not batch[row].answers]]
        if len(better) and len(worse):
            margins = better[:, None] - worse[None]
            missed = torch.nn.functional.softplus(-margins).mean()
            loss = loss + _RANK_SHARE * missed * len(rows) / len(batch)
    known = [(row, one.span) for row, one in enumerate(batch) if one.span is not None]
    if known:
        rows = [row for row, _ in known]
        for edge in (0, 1):
            wanted = torch.tensor([span[edge] for _, span in known])
            found = torch.nn.functional.cross_entropy(edges[rows, :, edge], wanted)
            loss = loss + _SPAN_SHARE * found * len(known) / len(batch)
    return loss


if __name__ == "__main__":
    sys.exit(main())
