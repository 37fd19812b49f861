"""Periods that a question names."""

from __future__ import annotations

import pytest

from assistant.period import Period, period_of, scope_with, without_period
from corpus.records import Scope


@pytest.mark.parametrize(
    ("question", "period"),
    [
        ("Quels communiqués depuis 2024 ?", Period("2024", None, True)),
        (
            "Les communiqués de novembre 2025 parlent-ils des lycées ?",
            Period("2025-11", "2025-11", True),
        ),
        ("Quel rapport publié avant le 5 mars 2023 ?", Period(None, "2023-03-05", True)),
        ("Que s’est-il passé entre 2020 et 2022 ?", Period("2020", "2022", False)),
        ("Qui a voté la loi du 13 juin 2025 ?", Period("2025-06-13", "2025-06-13", False)),
        ("Qu’a fait le roi en 1943 ?", Period("1943", "1943", False)),
        ("Qui préside le groupe ?", None),
        ("En quelle année la brigade a-t-elle été créée ?", None),
    ],
)  # fmt: skip
def test_a_period_is_read_with_what_it_is_of(question: str, period: Period | None) -> None:
    assert period_of(question) == period


def test_a_scope_keeps_the_bounds_that_it_has() -> None:
    narrowed = scope_with(Scope(since="2025-02"), Period("2024", "2026", True))
    assert (narrowed.since, narrowed.until) == ("2025-02", "2026")


@pytest.mark.parametrize(
    ("question", "plain"),
    [
        (
            "Avant 2021, de quoi la Région Fictive équipait-elle ses agents ?",
            "De quoi la Région Fictive équipait-elle ses agents ?",
        ),
        ("Entre 2018 et 2020, quel projet a été annoncé ?", "Quel projet a été annoncé ?"),
        ("Qu’a annoncé la Région Fictive en mars 2022 ?", "Qu’a annoncé la Région Fictive ?"),
        ("Qui préside depuis 2020 la Région Fictive ?", None),
        ("Avant 2021 la Région Fictive équipait-elle ses agents ?", None),
        ("Qui préside la Région Fictive ?", None),
    ],
)
def test_a_question_without_the_period_that_opens_or_closes_it(
    question: str, plain: str | None
) -> None:
    assert without_period(question) == plain
