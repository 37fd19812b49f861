"""Sentences shortened to the clauses that answer."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assistant.clip import clip
from tests.assistant.fictitious import terms_of

TEXT = (
    "La Région Fictive, qui gère quarante lycées, a confié en mars la sûreté des gares à la "
    "société Exemplum, après un appel d’offres de huit mois, et compte en tirer un rapport."
)


def test_the_clause_that_answers_is_kept() -> None:
    question = "À quelle société la sûreté des gares a-t-elle été confiée ?"
    found = clip(TEXT, 0, len(TEXT), 16, terms_of(question, [TEXT]), "organisation")
    assert found is not None
    kept = TEXT[slice(*found)]
    assert "Exemplum" in kept
    assert len(kept.split()) <= 16


def test_nothing_is_better_than_a_scrap() -> None:
    assert clip(TEXT, 0, len(TEXT), 3, terms_of("Qui ?"), "person") is None


@given(st.text(alphabet="abé ,;:()—.1", max_size=120), st.integers(1, 40))
def test_a_clip_lies_within_its_sentence(text: str, words: int) -> None:
    found = clip(text, 0, len(text), words, terms_of("où est le abé ?"), "place")
    if found is not None:
        start, end = found
        assert 0 <= start <= end <= len(text)
        assert len(text[start:end].split()) <= words
