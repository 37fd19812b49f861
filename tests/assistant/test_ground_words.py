"""The words and figures that checks compare: kin found by an index, dates that share a month."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.ground.figures import Figure
from assistant.ground.grounder import Grounder, Verdict
from assistant.ground.lexis import akin, best_akin, kin, opposite
from assistant.ground.statement import read_statement
from benchmarks.statements import plain_source
from corpus.french.words import term_keys
from tests.assistant.planted import HALVES, claims

PASSAGE = (
    "Document de test, fictif. La brigade de Testville compte 48 agents et dispose de 300 m². "
    "Les dossiers sont déposés avant le 15 mars. Elle a été créée en 1994 par Odile Marchefer. "
    "Son budget atteint 640 000 euros par an. Les deux tiers des agents sont des femmes."
)
WORDS = sorted({key for claim in claims("dev") for key in term_keys(claim.sentence)})


def checked(sentence: str, text: str = PASSAGE) -> Verdict:
    return Grounder(None).check(sentence, [plain_source("p", text)])


@given(st.sampled_from(WORDS), st.frozensets(st.sampled_from(WORDS), max_size=30))
@settings(max_examples=150, deadline=None)
def test_the_index_finds_what_comparing_each_word_does(key: str, keys: frozenset[str]) -> None:
    found = kin(key, keys)
    assert found.akin == {other: akin(key, other) for other in keys if akin(key, other)}
    assert found.opposite == {other for other in keys if opposite(key, other)}
    assert best_akin(key, keys) == max((akin(key, other) for other in keys), default=0.0)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("sécurité", "insécurité"),
        ("payant", "gratuit"),
        ("présent", "excusé"),
        ("gagner", "perdre"),
    ],
)
def test_contraries_are_found(one: str, other: str) -> None:
    (first,), (second,) = term_keys(one), term_keys(other)
    assert kin(first, frozenset({second})).opposite == {second}
    assert kin(second, frozenset({first})).opposite == {first}


@pytest.mark.parametrize(
    ("sentence", "dates"),
    [
        ("Le congrès a eu lieu les 6 et 7 novembre 2025.", [(6, 11, 2025), (7, 11, 2025)]),
        ("Le bureau est fermé du 1er au 3 mai.", [(1, 5, 0), (3, 5, 0)]),
        ("Il a réuni 3 élus et 4 maires en novembre.", [(0, 11, 0)]),
    ],
)
def test_two_days_of_one_month(sentence: str, dates: list[tuple[int, int, int]]) -> None:
    found: list[Figure] = [one for one in read_statement(sentence).figures if one.is_date]
    assert [one.value for one in found] == dates


def test_a_day_of_two_that_is_changed_is_stopped() -> None:
    text = "Le congrès fictif s'est tenu à Testville les 6 et 7 novembre 2025."
    assert checked(
        "Le congrès fictif s'est tenu les 6 et 7 novembre 2025 à Testville.", text
    ).supported
    wrong = checked("Le congrès fictif s'est tenu les 9 et 7 novembre 2025 à Testville.", text)
    assert wrong.reason.startswith("figure ")


def test_the_contrary_limit_is_beyond_repair() -> None:
    assert checked("Les dossiers sont déposés avant le 15 mars.").supported
    assert checked("Les dossiers sont déposés après le 15 mars.").reason.startswith(
        "contrary bound"
    )


def test_a_figure_of_something_else_is_weighed_and_one_of_nothing_is_not() -> None:
    assert checked("La brigade de Testville compte 640 000 agents.").reason.startswith("judged")
    assert checked("La brigade de Testville compte 52 agents.").reason == "figure 52"


def test_a_year_written_as_a_number_and_a_part_in_a_word() -> None:
    """They may still be judged by how far the rest is said; they are not refused outright."""
    assert "figure 1994" not in checked("La brigade, de 1994, compte 48 agents.").reason
    assert "figure" not in checked("Deux agents sur trois sont des femmes.").reason.split()[0:1]


def test_what_two_sentences_say_is_quoted_from_both() -> None:
    verdict = checked(
        "La brigade de Testville, dirigée par 52 agents, a été créée par Odile Marchefer."
    )
    quoted = [PASSAGE[one.start : one.end] for one in verdict.supports]
    assert not verdict.supported
    assert len(quoted) == 2
    assert quoted[0].startswith("La brigade")
    assert "Odile Marchefer" in quoted[1]


def test_every_part_of_the_sets_has_sentences() -> None:
    assert all(claims(half) for half in HALVES)
