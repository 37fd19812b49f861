from __future__ import annotations

import re
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from rich.console import Console

from assistant.evaluate.compare import compare, read_details, scores_of
from assistant.evaluate.curves import (
    calibration_error,
    latency_histogram,
    refusal_curve,
    reliability,
)
from assistant.evaluate.evaluation import Evaluation
from assistant.evaluate.labels import number
from assistant.evaluate.outcome import Outcome
from assistant.evaluate.report import html_report
from assistant.evaluate.statistics import paired_test
from assistant.evaluate.terminal import comparison_table, figures_table
from corpus.errors import UsageError
from tests.assistant.evaluation_samples import (
    UNANSWERABLE,
    answer,
    outcome,
    passage,
    question,
    refusal,
)


def run(right: int, wrong: int) -> list[Outcome]:
    good = answer(passages=(passage("un.txt", "48 agents", 0.8),), confidence=0.92)
    bad = answer("Rien [1].", passages=(passage("deux.txt"), passage("un.txt")), confidence=0.42)
    return [
        *(outcome(question(), good) for _ in range(right)),
        *(outcome(question(), bad) for _ in range(wrong)),
        *(outcome(UNANSWERABLE, refusal(0.12)) for _ in range(10)),
        outcome(question((), (), "<b>genre</b>"), answer(confidence=0.5)),
    ]


def rendered(table: object) -> str:
    console = Console(width=140, record=True, file=StringIO())
    console.print(table)
    return console.export_text()


def test_reliability_puts_each_confidence_in_its_bin() -> None:
    bins = reliability([outcome(question(), answer(confidence=c)) for c in (0.0, 0.1, 0.95, 1.0)])
    assert [b["count"] for b in bins] == [1, 1, 0, 0, 0, 0, 0, 0, 0, 2]
    assert bins[9]["confidence"] == pytest.approx(0.975)
    assert calibration_error(bins) == pytest.approx((1.0 + 0.9 + 2 * 0.025) / 4)
    assert calibration_error(reliability([])) is None


def test_refusal_curve_ends_with_everything_refused() -> None:
    points = refusal_curve(run(5, 5))
    assert points[0] == {
        "confidence": 0.12, "precision": 1.0, "recall": pytest.approx(10 / 11), "answered": 1.0,
    }  # fmt: skip
    assert points[-1]["recall"] == 1.0
    assert points[-1]["answered"] == 0.0
    assert refusal_curve([outcome(question(), answer())]) == []


def test_latency_histogram_holds_every_question() -> None:
    outcomes = [outcome(question(), answer(timings={"total": float(t)})) for t in range(200)]
    bins = latency_histogram(outcomes)
    assert sum(b["count"] for b in bins) == 200
    assert bins[-1]["to"] < 199
    assert latency_histogram([outcome(question(), answer(timings={}))]) == []


def test_equal_runs_differ_by_nothing() -> None:
    low, high, p = paired_test([0.0, 1.0, 0.5], [0.0, 1.0, 0.5])
    assert (low, high, p) == (0.0, 0.0, 1.0)


def test_a_large_difference_is_significant_and_a_small_one_is_not() -> None:
    low, high, p = paired_test([0.0] * 40, [1.0] * 30 + [0.0] * 10)
    assert 0.5 < low < 0.75 < high < 0.95
    assert p < 0.001
    low, high, p = paired_test([0.0, 1.0] * 20, [1.0, 0.0] * 19 + [1.0, 1.0])
    assert low < 0 < high
    assert p > 0.5


def test_paired_test_agrees_with_all_sign_flips() -> None:
    # Six differences of one sign: 2 of the 64 sign patterns are as extreme.
    _, _, p = paired_test([0.0] * 6, [1.0] * 6, resamples=20_000)
    assert p == pytest.approx(2 / 64, abs=0.006)
    with pytest.raises(ValueError, match="2 and 1"):
        paired_test([1.0, 2.0], [1.0])


def test_details_files_compare_like_the_runs_they_tell_of(tmp_path: Path) -> None:
    before, after = run(10, 20), run(25, 5)
    for name, outcomes in (("a", before), ("b", after)):
        Evaluation(name, tuple(outcomes)).write_details(tmp_path / f"{name}.jsonl")
    read = compare(read_details(tmp_path / "a.jsonl"), read_details(tmp_path / "b.jsonl"))
    assert read == compare(scores_of(before), scores_of(after))
    by_figure = {found.figure: found for found in read}
    assert by_figure["answer_in_reply"].difference == pytest.approx(0.5)
    assert by_figure["answer_in_reply"].questions == 30
    assert by_figure["answer_in_reply"].p < 0.01
    assert by_figure["abstained_right"].difference == 0.0
    shown = rendered(comparison_table(read))
    assert "+0,500" in shown
    assert "Réponse juste" in shown


def test_runs_over_other_questions_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="mêmes questions"):
        compare(scores_of(run(1, 0)), scores_of(run(2, 0)))
    (tmp_path / "x.jsonl").write_text('{"question": "Quoi ?"}\n', encoding="utf-8")
    with pytest.raises(UsageError, match=r"ligne 1.*scores"):
        read_details(tmp_path / "x.jsonl")


def test_terminal_table_is_french() -> None:
    shown = rendered(figures_table(Evaluation("essai", tuple(run(3, 1)))))
    assert "Réponse juste" in shown
    assert "0,750" in shown
    assert "sujet présent, réponse absente" in shown


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [v or "" for k, v in attrs if k in ("src", "href", "data", "action")]


def test_page_stands_alone_and_escapes_what_a_set_brings() -> None:
    outcomes = run(10, 5)
    differences = compare(scores_of(run(5, 10)), scores_of(outcomes))
    html = html_report(Evaluation("<script>alert(1)</script>", tuple(outcomes)), differences)
    page = _Page()
    page.feed(html)
    assert page.tags.count("svg") == 4
    assert page.addresses == []
    assert not {"script", "link", "img", "b"} & set(page.tags)
    assert '<html lang="fr">' in html
    assert "http" not in html.replace("http-equiv", "")
    assert "Comparaison appariée" in html
    assert not re.search(r"\b(?:None|nan)\b", html)
    for drawing in re.findall(r"<svg.*?</svg>", html):
        ET.fromstring(drawing)


@pytest.mark.parametrize(
    "outcomes", [[outcome(UNANSWERABLE, refusal())], [outcome(question(), answer(timings={}))]]
)
def test_page_and_table_hold_when_little_is_measured(outcomes: list[Outcome]) -> None:
    evaluation = Evaluation("essai", tuple(outcomes))
    assert html_report(evaluation).count("<svg") == 4
    assert "essai" in rendered(figures_table(evaluation))


def test_numbers_are_written_as_in_french() -> None:
    assert number(0.8314) == "0,831"
    assert number(-0.5, 2, signed=True) == "\u22120,50"
    assert number(None) == "–"
