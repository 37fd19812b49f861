"""The learned judgement: what it is made of, what it may not do."""

from __future__ import annotations

import json
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.ground.figures import Figure
from assistant.ground.judge import Judge, load_judge
from assistant.ground.measures import HARD, MEASURES
from assistant.ground.rounded import is_counted, is_rounded, names_share
from assistant.ground.statement import Statement, read_statement

NOTHING = dict.fromkeys(MEASURES, 0.0)


def figure_of(said: Statement, value: float) -> Figure:
    """The figure of a sentence that has this value."""
    return next(figure for figure in said.figures if figure.value == value)


@pytest.mark.parametrize("name", ["lexical", "whole"])
def test_what_ships_speaks_only_against_a_sentence(name: str) -> None:
    text = resources.files("assistant.ground").joinpath("judgement.json").read_text("utf-8")
    weights = json.loads(text)[name]["weights"]
    assert weights
    assert set(weights) <= set(MEASURES)
    assert max(weights.values()) < 0


@pytest.mark.parametrize("name", ["lexical", "whole"])
def test_a_sentence_that_nothing_speaks_against_is_kept(name: str) -> None:
    assert load_judge(name).score(NOTHING) > 0


@given(st.sampled_from(MEASURES), st.floats(0, 2), st.floats(0, 2))
def test_more_against_it_never_helps(name: str, one: float, more: float) -> None:
    judge = load_judge("whole")
    assert judge.score(NOTHING | {name: one + more}) <= judge.score(NOTHING | {name: one})


def test_a_figure_or_a_name_that_is_nowhere_outweighs_all_else() -> None:
    judge = load_judge("whole")
    assert all(judge.penalty(kind) > sum(map(judge.penalty, MEASURES)) for kind in HARD)


def test_weights_of_unknown_measures_are_refused() -> None:
    with pytest.raises(ValueError, match="allure"):
        Judge({"allure": -1.0}, 0.0)


def test_what_speaks_most_is_named() -> None:
    judge = Judge({"negation": -2.0, "missed": -1.0}, 1.0)
    said = judge.worst(NOTHING | {"negation": 1.0, "missed": 0.5})
    assert said == "judged -1.50: negation 1.00, missed 0.50"


def test_a_number_of_things_is_counted_where_they_are_listed() -> None:
    said = read_statement("Le plan fictif a trois axes : la formation, l'accès et le partage.")
    assert is_counted(said, figure_of(said, 3.0))
    wrong = read_statement("Le plan fictif a cinq axes : la formation, l'accès et le partage.")
    assert not is_counted(wrong, figure_of(wrong, 5.0))


def test_so_many_out_of_ten_rounds_the_share_beside_it() -> None:
    said = read_statement("Sept maires sur dix environ (71 %) aiment leur mandat.")
    assert is_rounded(said, figure_of(said, 7.0))
    wrong = read_statement("Cinq maires sur dix environ (71 %) aiment leur mandat.")
    assert not is_rounded(wrong, figure_of(wrong, 5.0))


def test_a_third_rounds_the_share_beside_it() -> None:
    said = read_statement("Environ un tiers des maires (34 %) ont été injuriés.")
    word = next(one for one in said.words if one.said == "tiers")
    assert names_share(word, said)
    wrong = read_statement("Environ un tiers des maires (54 %) ont été injuriés.")
    assert not names_share(word, wrong)
