"""A quotation is the passage's text to the letter, and brings no mark of its own into an answer."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assistant.phrases import NB
from assistant.quote import Quote, quoted
from tests.assistant.fictitious import stored

TEXT = st.one_of(
    st.text(min_size=1, max_size=80),
    st.text(alphabet="a[]1*« »\n2“.", min_size=1, max_size=40),
)


@st.composite
def quotes(draw: st.DrawFn) -> Quote:
    text = draw(TEXT)
    bounds = sorted(draw(st.lists(st.integers(0, len(text)), min_size=6, max_size=6)))
    inner = list(zip(bounds[1:-1:2], bounds[2:-1:2], strict=True))
    # What stands out begins and ends in a word: it never parts two stars.
    bold = tuple(
        (start, end)
        for start, end in inner
        if start < end and text[start].isalnum() and text[end - 1].isalnum()
    )
    return Quote(stored(text, start=draw(st.integers(0, 9_999))), bounds[0], bounds[-1], bold)


@given(quotes(), st.integers(1, 30), st.text(max_size=30))
def test_a_citation_is_the_text_between_its_offsets(quote: Quote, number: int, after: str) -> None:
    passage = quote.passage.passage
    version = "x" * passage.start + passage.text + after
    citation = quote.citation(number)
    assert citation.quote == version[citation.start : citation.end] == quote.text
    assert citation.n == number
    assert (citation.document, citation.version) == (passage.document, passage.version)


@given(quotes())
def test_marks_are_only_those_put_in(quote: Quote) -> None:
    marked = quote.marked()
    assert not re.search(r"[\[\]\n]", marked)
    assert marked.count("**") == 2 * len(quote.bold)


@given(quotes())
def test_nothing_is_lost_between_the_marks(quote: Quote) -> None:
    plain = quote.text.replace("[", "(").replace("]", ")")
    levelled = re.sub(r"[*∗]+", "", plain)
    assert re.sub(r"[*∗]+", "", quote.marked(lines=True)) == levelled
    assert re.sub(r"[*∗]+", "", quote.marked()) == levelled.replace("\n", " ")


def test_a_citation_says_where_it_is_from() -> None:
    citation = Quote(stored("Document de test, fictif.", start=40), 0, 8).citation(2)
    assert citation.quote == "Document"
    assert (citation.start, citation.end, citation.n) == (40, 48, 2)
    assert (citation.title, citation.date) == ("Document de test", "2025-09-05")


def test_look_alikes_of_marks_are_written_otherwise() -> None:
    text = "Voir la note [3] et le ** gras ** de la Région Fictive."
    quote = Quote(stored(text), 0, len(text), ((8, 15),))
    assert quote.marked().startswith("Voir la **note (3**) et le ∗ gras ∗")
    assert quote.text == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Document de test.", f"«{NB}Document de test.{NB}»"),
        (" espace ", f"«{NB}espace{NB}»"),
        ("« déjà citée »", "« déjà citée »"),
        ("dit « oui » hier", f"«{NB}dit “oui” hier{NB}»"),
        ("« un » et « deux »", f"«{NB}“un” et “deux”{NB}»"),
        ("ouvert « sans fin", f"«{NB}ouvert “sans fin”{NB}»"),
    ],
)
def test_quotation_marks(text: str, expected: str) -> None:
    assert quoted(text) == expected


@given(TEXT)
def test_quotation_marks_never_nest(text: str) -> None:
    assume(text.count("«") != 1 or text.count("»") <= 1)  # see the next test
    written = quoted(text)
    assert written.startswith("«")
    assert written.endswith("»")
    assert written.count("«") == 1 == written.count("»")


def test_a_quotation_that_is_closed_twice_is_quoted_anew() -> None:
    assert quoted("« oui » dit-il »").count("»") == 1
