"""What a question asks for, in the ways in which it is asked."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.question import ANSWER_KINDS, expected_kind, is_yes_no
from corpus.french.frequency import fold
from tests.assistant.fictitious import terms_of

KINDS = [
    ("Qui préside le groupe de travail ?", "person"),
    ("Par qui la brigade est-elle commandée ?", "person"),
    ("Quel est le président de la Région Fictive ?", "person"),
    ("À qui le rapport a-t-il été remis ?", "person"),
    ("Quel est le nom de la cheffe de la brigade ?", "person"),
    ("Où se trouve le lycée de Fictiveville ?", "place"),
    ("Dans quelle ville la réunion a-t-elle eu lieu ?", "place"),
    ("D'où vient le médiateur ?", "place"),
    ("Quel est le siège de l'observatoire ?", "place"),
    ("Quand la brigade prend-elle son service ?", "date"),
    ("À quelle date le plan a-t-il été voté ?", "date"),
    ("En quelle année le rapport a-t-il paru ?", "date"),
    ("Depuis quand les caméras sont-elles posées ?", "date"),
    ("Quel jour le médiateur accueille-t-il les familles ?", "date"),
    ("Combien de temps dure la formation ?", "duration"),
    ("Combien de mois les travaux ont-ils pris ?", "duration"),
    ("Quelle est la durée du plan ?", "duration"),
    ("Quel est le délai de réponse ?", "duration"),
    ("Quelle part des voyageurs juge la vidéoprotection utile ?", "share"),
    ("Quel pourcentage de Français se sent en sécurité ?", "share"),
    ("Quel est le taux de réussite ?", "share"),
    ("Combien coûte la brigade ?", "amount"),
    ("Quel est le montant de l'autorisation de programme ?", "amount"),
    ("Quel budget la Région consacre-t-elle aux lycées ?", "amount"),
    ("Combien d'agents compte la brigade ?", "number"),
    ("Quel est le nombre de lycées concernés ?", "number"),
    ("Quel effectif la brigade atteint-elle ?", "number"),
    ("Quelle est la population de la Région Fictive ?", "number"),
    ("Pourquoi les caméras ont-elles été posées ?", "reason"),
    ("Pour quelle raison le groupe a-t-il été créé ?", "reason"),
    ("Quel est le but du groupe de travail ?", "reason"),
    ("Dans quel but la brigade a-t-elle été formée ?", "reason"),
    ("Quel institut a mené l'enquête ?", "organisation"),
    ("Quelle association a signé la convention ?", "organisation"),
    ("À quelle occasion le groupe a-t-il été créé ?", "occasion"),
    ("Lors de quel congrès la décision a-t-elle été prise ?", "occasion"),
    ("Comment les lycées ont-ils été choisis ?", "manner"),
    ("De quelle façon les familles sont-elles accueillies ?", "manner"),
    ("Qu'est-ce que la vidéoprotection ?", "definition"),
    ("C'est quoi une brigade de sûreté ?", "definition"),
    ("Que signifie CLSPD ?", "definition"),
    ("Quelles sont les mesures du plan ?", "list"),
    ("Citez les équipements prévus.", "list"),
    ("Quels lycées sont concernés ?", "list"),
    ("La brigade est-elle armée ?", "yesno"),
    ("Est-ce que le plan concerne les collèges ?", "yesno"),
    ("Y a-t-il des caméras dans les gares ?", "yesno"),
    ("Le médiateur accueille-t-il les familles ?", "yesno"),
    ("Que prévoit le plan ?", "thing"),
    ("Le budget de la brigade", "amount"),
    ("Que dit le rapport de la médiation ?", "thing"),
]


@pytest.mark.parametrize(("question", "kind"), KINDS, ids=[question for question, _ in KINDS])
def test_the_kind_of_answer(question: str, kind: str) -> None:
    assert expected_kind(question) == kind


@pytest.mark.parametrize(("question", "kind"), KINDS[::4])
def test_the_kind_does_not_hang_on_case_accents_or_apostrophe(question: str, kind: str) -> None:
    assert expected_kind(question.replace("'", "’")) == kind
    assert expected_kind(fold(question)) == kind
    assert expected_kind(f"  {question} ") == kind


def test_each_kind_is_asked_for_by_some_question() -> None:
    assert {kind for _, kind in KINDS} == set(ANSWER_KINDS)


@pytest.mark.parametrize(("question", "kind"), KINDS)
def test_yes_or_no_is_asked_for_by_no_other_kind(question: str, kind: str) -> None:
    assert is_yes_no(question) == (kind == "yesno")


@given(st.text(max_size=200))
def test_any_text_has_a_kind(text: str) -> None:
    assert expected_kind(text) in ANSWER_KINDS


@given(
    st.lists(
        st.sampled_from(
            ["Où", "sécurité", "48", "la", "le", "12", "mars", "TER", "d’agents", "!", "Région"]
        )
    )
)
def test_terms_are_told_apart_and_weighted(words: list[str]) -> None:
    question = " ".join(words)
    terms = terms_of(question)
    assert len(set(terms.keys)) == len(terms.keys) == len(terms.words) == len(terms.weights)
    assert terms.weights.dtype == np.float32
    assert (terms.weights > 0).all()
    assert all(word in question for word in terms.words)


def test_a_rare_word_tells_more_than_a_common_one() -> None:
    terms = terms_of("Quelle vidéoprotection dans la ville ?")
    weights = dict(zip(terms.words, terms.weights, strict=True))
    assert weights["vidéoprotection"] > weights["ville"]


def test_the_noun_that_only_names_the_kind_of_answer_tells_half() -> None:
    named = terms_of("Quel institut a mené l’enquête fictive ?")
    meant = terms_of("Que fait l’institut de l’enquête fictive ?")
    halved = dict(zip(named.keys, named.weights, strict=True))
    whole = dict(zip(meant.keys, meant.weights, strict=True))
    assert halved["institut"] == pytest.approx(whole["institut"] / 2)
    assert halved["enquet"] == whole["enquet"]


def test_a_question_of_function_words_has_no_terms() -> None:
    terms = terms_of("Qu’est-ce que c’est ?")
    assert terms.keys == ()
    assert terms.weights.shape == (0,)
