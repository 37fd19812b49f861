from __future__ import annotations

import json
import math
from itertools import product
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.answer import Answer, Ask
from assistant.evaluate.evaluation import evaluate
from assistant.evaluate.matching import count_words, holds_any, normalise, plain_reply
from assistant.evaluate.outcome import Outcome
from assistant.evaluate.questions import QuestionSet
from assistant.evaluate.score import score
from assistant.evaluate.statistics import auroc
from corpus.errors import QuestionError, UsageError
from tests.assistant.evaluation_samples import (
    DISAGREEMENT,
    TEXTS,
    UNANSWERABLE,
    answer,
    citation,
    names_of,
    outcome,
    passage,
    question,
    refusal,
    text_of,
)

CONTRACT = [
    "hit@1", "hit@3", "hit@5", "hit@10", "mrr@10", "ndcg@10", "answer_in_top1", "answer_in_top3",
    "answer_in_reply", "reply_words", "citation_precision", "quote_exact", "answered",
    "abstention_precision", "abstention_recall", "abstention_auroc", "by_kind", "latency_ms",
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "gold", "held"),
    [
        ("Créé à l’ÉTÉ 2024.", "l'été 2024", True),
        ("soit 61 % des personnes", "61%", True),
        ("un œuvre", "OEUVRE", True),
        ("quatre-vingts agents", "quatre vingts", True),
        ("148 agents", "48 agents", False),
        ("les Régions", "Région", False),
        ("rien", "…", False),
    ],
)
def test_gold_answers_match_whole_words_only(text: str, gold: str, held: bool) -> None:
    assert holds_any(text, [gold]) is held


@given(st.text(max_size=60))
@example("Ǽ")  # a ligature that bears an accent
def test_normalising_twice_is_normalising_once(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_marks_are_no_words_of_a_reply() -> None:
    reply = "- La **Région** Fictive [1] : 48 agents [12]."
    assert plain_reply(reply) == "- La Région Fictive : 48 agents."
    assert count_words(plain_reply(reply)) == 5


def test_gold_answer_across_a_mark_counts() -> None:
    given_answer = answer("Elle compte **48** agents [1].")
    assert outcome(question(), given_answer).answer_in_reply is True


def test_ranks_count_passages_and_both_names_of_a_document() -> None:
    ranking = (passage("deux.txt"), passage("copie-de-un.txt"), passage("un.txt"))
    found = outcome(question(), answer(passages=ranking))
    assert found.relevant == (False, True, True)
    assert found.reciprocal_rank == 0.5
    assert found.ndcg == pytest.approx(1 / math.log2(3))
    assert (found.hit(1), found.hit(3)) == (False, True)
    listed_by_alias = outcome(question(("copie-de-un.txt", "un.txt")), answer(passages=ranking))
    assert listed_by_alias.ndcg == found.ndcg


def test_ndcg_counts_each_listed_document_once() -> None:
    ranking = (passage("un.txt"), passage("un.txt"), passage("deux.txt"))
    found = outcome(question(("un.txt", "deux.txt")), answer(passages=ranking))
    assert found.ndcg == pytest.approx((1 + 1 / 2) / (1 + 1 / math.log2(3)))


def test_only_ten_passages_are_ranked() -> None:
    ranking = (*(passage("deux.txt"),) * 10, passage("un.txt", "48 agents"))
    found = outcome(question(), answer(passages=ranking))
    assert (found.reciprocal_rank, found.ndcg, found.answer_rank) == (0.0, 0.0, None)


def test_ranking_is_scored_when_refused_but_the_reply_is_a_miss() -> None:
    refused = Answer(
        "q", "q", "48 agents", abstained=True, confidence=0.2, mode="extractive",
        passages=(passage("un.txt", "Elle compte 48 AGENTS."),),
    )  # fmt: skip
    found = outcome(question(), refused)
    assert (found.reciprocal_rank, found.answer_rank, found.answer_in_reply) == (1.0, 1, False)


def test_citations_are_checked_against_the_text_and_the_list() -> None:
    good = citation("copie-de-un.txt", "compte 48 agents")
    moved = citation("deux.txt", "compte 48 agents", start=3)
    empty = citation("un.txt", "", start=0)
    found = outcome(question(), answer(citations=(good, moved, empty)))
    assert found.cited_right == (True, False, True)
    assert found.quoted_exactly == (True, False, False)
    assert TEXTS["v1"][good.start : good.end] == good.quote


def test_citing_for_a_question_without_answer_is_citing_wrong() -> None:
    wrong = outcome(UNANSWERABLE, answer(citations=(citation("un.txt", "48 agents"),)))
    assert score([wrong])["citation_precision"] == 0.0


def sample() -> list[Outcome]:
    right = (passage("un.txt", "48 agents", 0.9), passage("deux.txt", score=0.3))
    late = (passage("deux.txt", score=0.6), passage("un.txt", "il y a 48 agents", 0.5))
    return [
        outcome(question(), answer(passages=right, confidence=0.95)),
        outcome(question(), answer("Non [1].", passages=late, confidence=0.4)),
        outcome(question(answers=()), refusal(0.3)),
        outcome(UNANSWERABLE, refusal(0.2)),
        outcome(UNANSWERABLE, answer(confidence=0.6)),
        outcome(question((), (), "outside"), refusal(0.0)),
    ]


def test_every_figure_of_the_contract() -> None:
    figures = score(sample())
    assert [*figures] == [*CONTRACT, "extra"]
    assert figures["hit@1"] == pytest.approx(1 / 3)
    assert figures["hit@3"] == figures["hit@10"] == pytest.approx(2 / 3)
    assert figures["mrr@10"] == pytest.approx(0.5)
    assert (figures["answer_in_top1"], figures["answer_in_top3"]) == (0.5, 1.0)
    assert figures["answer_in_reply"] == 0.5
    assert figures["reply_words"] == 3.5
    assert figures["answered"] == pytest.approx(2 / 3)
    assert figures["abstention_precision"] == pytest.approx(2 / 3)
    assert figures["abstention_recall"] == pytest.approx(2 / 3)
    assert figures["abstention_auroc"] == pytest.approx(7 / 9)
    assert figures["by_kind"] == {
        "absent": {"recall": 0.5, "auroc": pytest.approx(4 / 6)},
        "outside": {"recall": 1.0, "auroc": 1.0},
    }
    assert figures["latency_ms"] == {"total": {"p50": 10.0, "p95": 10.0}}
    json.dumps(figures, allow_nan=False)


def test_what_cannot_be_measured_is_null() -> None:
    figures = score([outcome(question(answers=()), answer())])
    for key in (
        "answer_in_top1", "answer_in_reply", "reply_words", "citation_precision", "quote_exact",
        "abstention_precision", "abstention_recall", "abstention_auroc",
    ):  # fmt: skip
        assert figures[key] is None
    assert figures["by_kind"] == {}
    none_answerable = score([outcome(UNANSWERABLE, refusal())])
    assert none_answerable["mrr@10"] is None
    assert none_answerable["answered"] is None


def test_latency_is_told_by_stage() -> None:
    times = [{"encode": float(i), "total": 2.0 * i} for i in range(101)]
    figures = score([outcome(question(), answer(timings=t)) for t in times])
    assert figures["latency_ms"]["encode"] == {"p50": 50.0, "p95": 95.0}
    assert figures["latency_ms"]["total"] == {"p50": 100.0, "p95": 190.0}


def test_polarity_counts_what_was_said() -> None:
    asked = question(kind="yesno", polarity="non", answers=())
    replies = ["Non : rien [1].", "**Oui** [1].", "Nonobstant cela [1]."]
    figures = score([outcome(asked, answer(reply)) for reply in replies])
    assert figures["extra"]["yesno"] == {"said": pytest.approx(2 / 3), "right": 0.5}


def test_pairs_of_documents() -> None:
    values = ("385 caméras", "420 caméras")
    disagree = question(kind="pair_disagree", values=values)
    agree = question(kind="pair_agree", values=values)
    superseded = question(kind="pair_superseded", values=values)
    said = f"{DISAGREEMENT} : 420 caméras [1] ; 385 caméras [2]."
    figures = score(
        [
            outcome(disagree, answer(said)),
            outcome(disagree, answer("385 caméras [1], 420 caméras [2].")),
            outcome(disagree, answer("420 caméras [1].")),
            outcome(agree, answer(said)),
            outcome(superseded, answer("420 caméras [1], et non 385 caméras.")),
            outcome(superseded, answer("385 caméras [1].")),
        ]
    )
    assert figures["extra"]["pairs"] == {
        "disagreement_precision": 0.5,
        "disagreement_recall": pytest.approx(1 / 3),
        "both_shown": pytest.approx(2 / 3),
        "newest_first": 0.5,
        "newest_shown": 0.5,
    }


scores = st.lists(st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0]), min_size=1, max_size=12)


@given(scores, scores)
def test_auroc_is_the_share_of_pairs_in_order(
    positives: list[float], negatives: list[float]
) -> None:
    pairs = [(p > n) + 0.5 * (p == n) for p, n in product(positives, negatives)]
    assert auroc(positives, negatives) == pytest.approx(sum(pairs) / len(pairs))


def test_evaluate_asks_all_in_order_and_counts_the_unreadable_as_refused(tmp_path: Path) -> None:
    asked: list[str] = []

    def ask(request: Ask) -> Answer:
        asked.append(request.question)
        if "illisible" in request.question:
            raise QuestionError("La question est illisible.")
        return answer(passages=(passage("un.txt"),))

    steps: list[tuple[int, int]] = []
    questions = (question(), question((), (), "instruction", text="illisible"))
    run = evaluate(
        QuestionSet("essai", (), questions), ask, names_of, text_of, DISAGREEMENT,
        lambda _, done, total: steps.append((done, total)),
    )  # fmt: skip
    assert asked == [q.question for q in questions]
    assert steps == [(0, 2), (1, 2), (2, 2)]
    assert run.to_json()["by_kind"]["instruction"]["recall"] == 1.0
    run.write_details(tmp_path / "details.jsonl")
    lines = (tmp_path / "details.jsonl").read_text(encoding="utf-8").splitlines()
    first = json.loads(lines[0])
    assert len(lines) == 2
    assert first["ranking"] == ["un.txt"]
    assert first["answer"]["confidence"] == 0.9
    assert {"question", "kind", "documents", "ranking", "answer"} <= first.keys()
    with pytest.raises(UsageError, match="ne peut pas être écrit"):
        run.write_details(tmp_path / "absent" / "details.jsonl")
