"""Details that a passage on the right subject does not state."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.question import expected_kind
from assistant.quote import Quote
from assistant.unstated import is_unstated
from corpus.records import Metadata, Passage, StoredPassage

TEXT = (
    "Document de test. Lise Fictive est présidente de la Région Imaginaire depuis 2021. "
    "Elle a interrogé les voyageurs : 61 % des personnes approuvent. "
    "La Région Imaginaire a créé une brigade de 48 agents. "
    "Le siège est au 12, rue des Essais. La séance s’est ouverte à 9 h."
)


FOUR_DIGITS = "La Région Imaginaire compte 1074 lampadaires en 2024."


def quote(sentence: str, text: str = TEXT, date: str | None = "2024-03-01") -> Quote:
    """The sentence quoted from the document of test."""
    start = text.index(sentence)
    passage = Passage("p", "essai.md", "v", 0, 0, len(text), None, (), text)
    stored = StoredPassage(passage, b"", b"", replace(Metadata(), date=date), ())
    return Quote(stored, start, start + len(sentence))


PRESIDENT = "Lise Fictive est présidente de la Région Imaginaire depuis 2021."
BRIGADE = "La Région Imaginaire a créé une brigade de 48 agents."
POLL = "Elle a interrogé les voyageurs : 61 % des personnes approuvent."
SEAT = "Le siège est au 12, rue des Essais."
HOUR = "La séance s’est ouverte à 9 h."


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Combien coûte la brigade de la Région Imaginaire ?", BRIGADE),
        ("Combien de chiens compte la brigade ?", BRIGADE),
        ("Quelle est l’adresse de la brigade ?", BRIGADE),
        ("Quel est le numéro de téléphone de la brigade ?", BRIGADE),
        ("Quel âge a Lise Fictive ?", BRIGADE),
        ("Combien de personnes ont été interrogées ?", POLL),
        ("Qui est la vice-présidente de la Région Imaginaire ?", PRESIDENT),
        ("Qui est la présidente de la Région Exemple ?", PRESIDENT),
        ("Qui est le directeur de la Région Imaginaire ?", PRESIDENT),
        ("Qui présidait la Région Imaginaire avant Lise Fictive ?", PRESIDENT),
        ("Qui a remplacé Lise Fictive ?", PRESIDENT),
        ("Combien d’agents compte la brigade en 2019 ?", BRIGADE),
        ("Quand Lise Fictive est-elle devenue ministre des Essais ?", PRESIDENT),
        ("Combien d’agents comptait la brigade avant 2015 ?", BRIGADE),
        ("Dans quelle rue patrouille la brigade ?", BRIGADE),
        ("Quelle est la couleur du gilet des agents ?", BRIGADE),
        ("Quelle est la profondeur du port ?", SEAT),
        ("Combien de kilomètres la brigade parcourt-elle ?", BRIGADE),
        ("Quels sont les frais de la brigade ?", BRIGADE),
    ],
)
def test_an_answer_without_its_form_is_unstated(question: str, sentence: str) -> None:
    assert is_unstated(question, expected_kind(question), [quote(sentence)])


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Combien d’agents compte la brigade ?", BRIGADE),
        ("Combien de personnes compte la brigade ?", BRIGADE),
        ("Combien d’agents compte la brigade en 2024 ?", BRIGADE),
        ("Combien d’agents comptait la brigade avant 2023 ?", BRIGADE),
        ("Quelle part des personnes approuve ?", POLL),
        ("Qui est la présidente de la Région Imaginaire ?", PRESIDENT),
        ("Qui est le président de la Région Imaginaire ?", PRESIDENT),
        ("Depuis quand Lise Fictive préside-t-elle la Région Imaginaire ?", PRESIDENT),
        ("Quelle est l’adresse du siège ?", SEAT),
        ("À quelle heure la séance s’est-elle ouverte ?", HOUR),
        ("La brigade coûte-t-elle cher ?", BRIGADE),
    ],
)
def test_an_answer_in_its_form_is_stated(question: str, sentence: str) -> None:
    assert not is_unstated(question, expected_kind(question), [quote(sentence)])


def test_the_sentence_before_counts_as_said() -> None:
    text = "La brigade compte des chiens. Ils sont huit depuis mars."
    question = "Combien de chiens compte la brigade ?"
    assert not is_unstated(question, "number", [quote("Ils sont huit depuis mars.", text)])


def test_the_date_of_the_document_counts_as_said() -> None:
    question = "Combien d’agents compte la brigade en 2022 ?"
    assert is_unstated(question, "number", [quote(BRIGADE, date="2024")])
    assert not is_unstated(question, "number", [quote(BRIGADE, date="2022-05")])


def test_four_digits_before_a_noun_count_it() -> None:
    question = "Combien de lampadaires compte la Région Imaginaire ?"
    assert not is_unstated(question, expected_kind(question), [quote(FOUR_DIGITS, FOUR_DIGITS)])
    dated = "La Région Imaginaire pose des lampadaires en 2024."
    assert is_unstated("Combien de lampadaires pose la Région ?", "number", [quote(dated, dated)])


@pytest.mark.parametrize(
    ("question", "unstated"),
    [
        ("Combien de personnes approuvent la Région Imaginaire ?", False),
        ("Combien d’usagers sont favorables à la brigade ?", False),
        ("Combien de personnes travaillent au siège ?", True),
    ],
)
def test_how_many_think_so_may_be_told_as_a_share(question: str, unstated: bool) -> None:
    quotes = [quote("Elle a interrogé les voyageurs : 61 % des personnes approuvent.")]
    assert is_unstated(question, expected_kind(question), quotes) == unstated
