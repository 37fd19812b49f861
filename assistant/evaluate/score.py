"""The figures of a run, under the keys of the contract of ``vigie eval``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from statistics import median
from typing import Any

from assistant.evaluate.curves import (
    calibration_error,
    latency_histogram,
    refusal_curve,
    reliability,
    score_by_rank,
)
from assistant.evaluate.outcome import Outcome
from assistant.evaluate.statistics import auroc, mean, percentile

PAIR_AGREE, PAIR_DISAGREE, PAIR_SUPERSEDED = "pair_agree", "pair_disagree", "pair_superseded"
DIALOGUE = "dialogue"


def score(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """All figures, shares in 0..1; None where there is nothing to measure.

    What the contract does not name stands under ``extra``: counts by kind, polarity of yes-no
    questions, pairs of documents, dialogues, calibration and the curves of the report.
    """
    answerable = [o for o in outcomes if o.answerable]
    others = [o for o in outcomes if not o.answerable]
    refused = [o for o in outcomes if o.answer.abstained]
    golden = [o for o in answerable if o.answer_in_reply is not None]
    figures: dict[str, Any] = {
        f"hit@{top}": mean(o.hit(top) for o in answerable) for top in (1, 3, 5, 10)
    }
    figures |= {
        "mrr@10": mean(o.reciprocal_rank or 0.0 for o in answerable),
        "ndcg@10": mean(o.ndcg or 0.0 for o in answerable),
        "answer_in_top1": mean(_in_top(o, 1) for o in golden),
        "answer_in_top3": mean(_in_top(o, 3) for o in golden),
        "answer_in_reply": mean(bool(o.answer_in_reply) for o in golden),
        "reply_words": percentile(
            [float(o.reply_words) for o in golden if not o.answer.abstained], 50
        ),
        "citation_precision": mean(right for o in outcomes for right in o.cited_right),
        "quote_exact": mean(exact for o in outcomes for exact in o.quoted_exactly),
        "answered": mean(not o.answer.abstained for o in answerable),
        "abstention_precision": mean(not o.answerable for o in refused),
        "abstention_recall": mean(o.answer.abstained for o in others),
        "abstention_auroc": _auroc(others, answerable),
        "by_kind": _by_kind(others, answerable),
        "latency_ms": _latency(outcomes),
        "extra": _extra(outcomes),
    }
    return figures


def _in_top(outcome: Outcome, top: int) -> bool:
    return outcome.answer_rank is not None and outcome.answer_rank <= top


def _auroc(others: Sequence[Outcome], answerable: Sequence[Outcome]) -> float | None:
    return auroc(
        [1.0 - o.answer.confidence for o in others], [1.0 - o.answer.confidence for o in answerable]
    )


def _by_kind(
    others: Sequence[Outcome], answerable: Sequence[Outcome]
) -> dict[str, dict[str, float | None]]:
    figures: dict[str, dict[str, float | None]] = {}
    for kind in sorted({o.question.kind for o in others}):
        of_kind = [o for o in others if o.question.kind == kind]
        figures[kind] = {
            "recall": mean(o.answer.abstained for o in of_kind),
            "auroc": _auroc(of_kind, answerable),
        }
    return figures


def _latency(outcomes: Sequence[Outcome]) -> dict[str, dict[str, float | None]]:
    stages: dict[str, list[float]] = {}
    for outcome in outcomes:
        for stage, milliseconds in outcome.answer.timings_ms.items():
            stages.setdefault(stage, []).append(milliseconds)
    return {
        stage: {"p50": percentile(values, 50), "p95": percentile(values, 95)}
        for stage, values in stages.items()
    }


def _writing(outcomes: Sequence[Outcome]) -> dict[str, Any] | None:
    """What a chat model cost and what became of its sentences; None where none was asked."""
    asked = [o.answer for o in outcomes if o.answer.writing is not None]
    if not asked:
        return None

    def median_of(key: str) -> float | None:
        found = [a.writing[key] for a in asked if a.writing and a.writing.get(key) is not None]
        return round(median(found), 2) if found else None

    told = [a.writing for a in asked if a.writing]
    written = sum(one["sentences"] for one in told)
    return {
        "asked": len(asked),
        "generated": mean(a.mode == "generated" for a in asked),
        "failed": sum(one["failure"] is not None for one in told),
        "sentences": written,
        "share_dropped": 1 - sum(one["kept"] for one in told) / written if written else None,
        "prompt_tokens": median_of("prompt_tokens"),
        "completion_tokens": median_of("completion_tokens"),
        "first_sentence_ms": median_of("first_sentence_ms"),
        "tokens_per_s": median_of("tokens_per_s"),
    }


def _extra(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    bins = reliability(outcomes)
    kinds = Counter(o.question.kind for o in outcomes)
    replies = {
        kind: mean(
            bool(o.answer_in_reply)
            for o in outcomes
            if o.question.kind == kind and o.answer_in_reply is not None
        )
        for kind in sorted({o.question.kind for o in outcomes if o.answer_in_reply is not None})
    }
    return {
        "questions": len(outcomes),
        "questions_by_kind": dict(sorted(kinds.items())),
        "answer_in_reply_by_kind": replies,
        "dialogue_accuracy": replies.get(DIALOGUE),
        "yesno": _polarity(outcomes),
        "pairs": _pairs(outcomes),
        "writing": _writing(outcomes),
        "calibration_error": calibration_error(bins),
        "reliability": bins,
        "refusal_curve": refusal_curve(outcomes),
        "score_by_rank": score_by_rank(outcomes),
        "latency_histogram": latency_histogram(outcomes),
    }


def _polarity(outcomes: Sequence[Outcome]) -> dict[str, float | None]:
    asked = [o for o in outcomes if o.answerable and o.question.polarity is not None]
    said = [o for o in asked if o.said is not None]
    return {
        "said": mean(o.said is not None for o in asked),
        "right": mean(o.said == o.question.polarity for o in said),
    }


def _pairs(outcomes: Sequence[Outcome]) -> dict[str, float | None]:
    pairs = [
        o
        for o in outcomes
        if o.question.kind in (PAIR_AGREE, PAIR_DISAGREE, PAIR_SUPERSEDED) and o.answerable
    ]
    disagreeing = [o for o in pairs if o.question.kind == PAIR_DISAGREE]
    both = [o for o in disagreeing if o.values_at and None not in o.values_at]
    return {
        "disagreement_precision": mean(
            o.question.kind == PAIR_DISAGREE for o in pairs if o.disagreement_said
        ),
        "disagreement_recall": mean(o.disagreement_said for o in disagreeing),
        "both_shown": mean(o in both for o in disagreeing),
        "newest_first": mean(_newest_first(o) for o in both),
        "newest_shown": mean(_newest_first(o) for o in pairs if o.question.kind == PAIR_SUPERSEDED),
    }


def _newest_first(outcome: Outcome) -> bool:
    """Whether the newest value is in the reply, before any older one."""
    if not outcome.values_at or outcome.values_at[-1] is None:
        return False
    newest = outcome.values_at[-1]
    return all(at is None or newest <= at for at in outcome.values_at[:-1])
