"""Words met in a sentence that says something else of them give neither « oui » nor « non »."""

from __future__ import annotations

import pytest

from assistant.polarity import polarity


@pytest.mark.parametrize(
    ("question", "sentence", "wrong"),
    [
        (
            "Les cars partent-ils de la gare de Villefeinte ?",
            "Les cars partent de la place des Essais et non de la gare de Villefeinte.",
            "oui",
        ),
        (
            "Les fonds ont-ils été donnés au musée ?",
            "Les fonds n’ont pas été gardés : ils ont été donnés au musée.",
            "non",
        ),
        (
            "Le gymnase est-il fermé ?",
            "La piscine est fermée ; le gymnase, lui, reste ouvert aux clubs de la ville.",
            "oui",
        ),
        (
            "Le seuil est-il dépassé le jour ?",
            "Le seuil est respecté le jour, mais il est dépassé chaque nuit de l’été.",
            "oui",
        ),
        (
            "Les halles sont-elles classées ?",
            "Le fort est classé depuis 1951, à l’exclusion des halles.",
            "oui",
        ),
        (
            "Villefeinte est-elle la première ville de la région ?",
            "Bourg-Fictif reste la première ville de la région, devant Villefeinte.",
            "oui",
        ),
        (
            "L’étude a-t-elle été payée par le duché ?",
            "L’étude a été commandée par le syndicat, qui l’a payée.",
            "oui",
        ),
        (
            "Est-il vrai que l’étude a été payée par le duché ?",
            "L’étude a été commandée par le syndicat, qui l’a payée.",
            "oui",
        ),
        (
            "Le syndicat est-il contre l’accord ?",
            "Le syndicat a signé l’accord, et la ligue l’a dénoncé.",
            "oui",
        ),
        (
            "L’usage du téléphone est-il autorisé ?",
            "L’usage du téléphone est autorisé pour la recherche et interdit en classe.",
            "non",
        ),
        (
            "A-t-elle été élue dès 1983 ?",
            "Battue aux élections de 1983, elle est élue trois ans plus tard.",
            "oui",
        ),
        (
            "A-t-elle étudié le droit à l’université ?",
            "Elle étudie le droit seule, sans avoir jamais fréquenté l’université.",
            "oui",
        ),
    ],
)
def test_what_is_set_against_something_else(question: str, sentence: str, wrong: str) -> None:
    assert polarity(question, (sentence,), "Le duché de Testeville") != wrong


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("La commune reçoit 190 000 euros de taxes.", "non"),
        ("La commune reçoit 210\u00a0000 euros de taxes.", "oui"),
        ("La commune reçoit 1.200.000 euros de taxes.", "oui"),
    ],
)
def test_a_threshold_in_thousands(sentence: str, expected: str) -> None:
    asked = "La commune reçoit-elle plus de 200 000 euros de taxes ?"
    assert polarity(asked, (sentence,)) == expected
