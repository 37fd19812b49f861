"""Tests of sentence boundaries."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.french.sentences import is_heading, sentence_spans


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    "sentence",
    [
        "M. Durain et Mme. Fictive y seront.",
        "Voir l’art. 5 et les pp. 12 à 14.",
        "J. Durain l’a dit.",
        "Des acteurs (police nationale, gendarmerie, MILDECA...) y participent.",
        "Le taux est de 3.5 points.",
        "Les brigades… puis la suite.",
        "« Est-ce vrai ? » demande-t-il.",
        "12. Un point de la liste",
    ],
)
def test_an_abbreviation_does_not_end_a_sentence(sentence: str) -> None:
    assert sentences(sentence) == [sentence]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Il préside l’instance.", "Elle est nouvelle."),
        ("Le trajet est géré par la SNCF.", "Le reste suit."),
        ("« Nous le ferons. »", "Il l’a promis."),
        ("Des lycées, des gares, etc.", "La Région agit."),
        ("Est-ce vrai ?", "Oui."),
        ("C’était en 2025.", "Depuis, rien."),
        ("Les brigades…", "La suite."),
    ],
)
def test_a_sentence_ends_before_the_next(first: str, second: str) -> None:
    assert sentences(f"{first} {second}") == [first, second]


def test_a_line_break_ends_a_sentence() -> None:
    assert sentences("Communiqué :\nÀ l’occasion du congrès") == [
        "Communiqué :",
        "À l’occasion du congrès",
    ]


def test_only_the_part_asked_for_is_cut() -> None:
    text = "Avant. Un deux. Trois quatre. Après."
    assert [text[s:e] for s, e in sentence_spans(text, 7, 29)] == ["Un deux.", "Trois quatre."]


@given(st.text(alphabet="Aaé .!?…»«\n(M", max_size=80))
def test_sentences_hold_every_visible_character_once(text: str) -> None:
    spans = sentence_spans(text)
    covered = [index for start, end in spans for index in range(start, end)]
    assert covered == sorted(set(covered))
    assert all(text[index].isspace() for index in set(range(len(text))) - set(covered))
    assert all(text[s:e].strip() == text[s:e] != "" for s, e in spans)


def test_a_very_long_line_takes_linear_time() -> None:
    assert len(sentence_spans("Une phrase ici. " * 20_000)) == 20_000
    assert len(sentence_spans("." * 300_000)) == 1


@pytest.mark.parametrize(
    ("text", "line", "heading"),
    [
        ("Article 3\nLe conseil décide.", "Article 3", True),
        ("3. Sinistre du lycée\n- Le feu a pris.", "3. Sinistre du lycée", True),
        ("Le conseil décide.\nIl vote.", "Le conseil décide.", False),
        ("- des alarmes\n- des portails", "- des alarmes", False),
        ("Budget : 3 millions\nIl est voté.", "Budget : 3 millions", False),
        ("Fait à Testville", "Fait à Testville", False),
        ("Il comprend :\n- des alarmes", "Il comprend :", False),
        ("Fin. Article 3\nLe conseil décide.", "Article 3", False),
    ],
)
def test_what_announces_is_told_from_what_says(text: str, line: str, heading: bool) -> None:
    start = text.index(line)
    assert is_heading(text, start, start + len(line)) is heading
