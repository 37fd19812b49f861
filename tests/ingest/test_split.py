"""Tests of the passages that a cleaned text is cut into."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.split import _LONGEST, split

LINES = st.lists(
    st.one_of(
        st.sampled_from(["", "# Titre", "## Sous-titre fictif", "Article 2", "I. Le contexte",
                         "- un point", "SÉCURITÉ", "Une phrase.", "Contact :", "x" * 3000]),
        st.text(alphabet="abc dé.;,\u00a0Œ", max_size=60),
        st.integers(min_value=1, max_value=120).map(lambda n: "Une phrase de test. " * n),
        st.integers(min_value=1, max_value=700).map(lambda n: "mot " * n),
    ),
    max_size=25,
)  # fmt: skip


@given(LINES.map("\n".join))
def test_every_visible_character_is_in_exactly_one_passage(text: str) -> None:
    cuts = split(text)
    at = 0
    for cut in cuts:
        assert not text[at : cut.start].strip()
        assert at <= cut.start < cut.end <= len(text)
        at = cut.end
    assert not text[at:].strip()


@given(LINES.map("\n".join))
def test_a_passage_is_trimmed_and_not_too_long(text: str) -> None:
    for cut in split(text):
        passage = text[cut.start : cut.end]
        assert passage == passage.strip()
        assert len(passage) <= _LONGEST


def test_nothing_gives_nothing() -> None:
    assert split("") == []
    assert split(" \n\n ") == []


def test_a_short_text_is_one_passage() -> None:
    text = "Titre fictif\nUne phrase de test plus longue que son titre."
    assert [(cut.start, cut.end) for cut in split(text)] == [(0, len(text))]


def test_headings_above_a_passage_go_with_it() -> None:
    body = "Une phrase de test assez longue pour compter. " * 16
    text = (
        f"# Rapport fictif\n{body}\n## Les gares\n{body}\n## Les lycées\n{body}\n# Annexe\n{body}"
    )
    headings = {text[cut.start : cut.start + 12]: cut.headings for cut in split(text)}
    assert headings["## Les gares"] == ("Rapport fictif",)
    assert headings["## Les lycée"] == ("Rapport fictif",)
    assert headings["# Annexe\nUne"] == ()


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    text = "Une phrase de test qui compte quarante-six signes. " * 60
    cuts = split(text)
    assert len(cuts) > 2
    assert all(text[: cut.end].endswith(".") for cut in cuts)


def test_a_long_sentence_is_cut_between_words() -> None:
    text = "mot " * 1000
    cuts = split(text)
    assert all(text[cut.start : cut.end].split() == ["mot"] * n for cut in cuts
               for n in [len(text[cut.start : cut.end].split())])  # fmt: skip
    assert sum(len(text[cut.start : cut.end].split()) for cut in cuts) == 1000


def test_a_very_long_line_takes_linear_time() -> None:
    assert len(split("mot " * 100_000)) > 300
