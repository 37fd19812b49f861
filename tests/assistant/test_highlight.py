"""The words in bold are those that answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.highlight import highlight
from assistant.question import ANSWER_KINDS, expected_kind
from corpus.french.words import term_keys
from tests.assistant.fictitious import terms_of


def bold(question: str, text: str, start: int = 0, end: int | None = None) -> list[str]:
    end = len(text) if end is None else end
    spans = highlight(text, start, end, terms_of(question, [text]), expected_kind(question))
    return [text[slice(*span)] for span in spans]


@pytest.mark.parametrize(
    ("question", "sentence", "words"),
    [
        (
            "Qui commandera la brigade de la Région Fictive ?",
            "La brigade de la Région Fictive sera commandée par Odile Marchefer.",
            ["Odile Marchefer"],
        ),
        ("Combien d'agents compte-t-elle ?", "La brigade compte 48 agents.", ["48"]),
        (
            "Quand prendra-t-elle son service ?",
            "Elle prendra son service le 1er mars 2024.",
            ["1er mars 2024"],
        ),
        (
            "Que comprend le plan de la Région Exemple ?",
            "Le plan de la Région Exemple comprend des portails neufs.",
            ["portails neufs"],
        ),
    ],
)
def test_the_answering_words_stand_out(question: str, sentence: str, words: list[str]) -> None:
    assert bold(question, sentence) == words


def test_only_the_sentence_is_looked_at() -> None:
    text = "Elle compte 12 chiens. Elle compte 48 agents. Elle a 7 voitures."
    start = text.index("Elle compte 48")
    assert bold("Combien d’agents ?", text, start, text.index(" Elle a 7")) == ["48"]


def test_nothing_stands_out_where_all_is_known() -> None:
    assert bold("Que fait la brigade fictive ?", "La brigade fictive.") == []


WORDS = st.sampled_from(
    [
        "La",
        "brigade",
        "Odile",
        "Marchefer",
        "48",
        "agents",
        ",",
        ";",
        "«",
        "(",
        ")",
        "»",
        "–",
        "62",
        "%",
        "mars",
        "2024",
        "Testville",
        ".",
    ]
)


@given(st.lists(WORDS, max_size=40), st.sampled_from(ANSWER_KINDS), st.data())
def test_spans_lie_within_in_order(words: list[str], kind: str, data: st.DataObject) -> None:
    text = " ".join(words)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    spans = highlight(text, start, end, terms_of("Où va la brigade de mars ?"), kind)
    assert len(spans) <= 4
    at = start
    for first, last in spans:
        assert at <= first < last <= end
        at = last


@given(st.lists(WORDS, max_size=40), st.sampled_from(ANSWER_KINDS))
def test_what_stands_out_is_new(words: list[str], kind: str) -> None:
    text = " ".join(words)
    terms = terms_of("Où va la brigade de mars ?")
    for first, last in highlight(text, 0, len(text), terms, kind):
        assert set(term_keys(text[first:last])) - set(terms.keys)
