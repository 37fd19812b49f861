"""Signs that a sentence holds the kind of answer asked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.evidence import answer_spans, evidence, is_strict
from assistant.question import ANSWER_KINDS
from corpus.french.words import term_keys, terms

HELD = [
    ("person", "La brigade sera commandée par Odile Marchefer."),
    ("place", "La réunion aura lieu à Testville."),
    ("place", "Le rendez-vous est fixé dans la commune voisine."),
    ("date", "Elle prendra son service le 1er mars 2024."),
    ("date", "Elle a été créée en 2019."),
    ("date", "Le médiateur reçoit chaque mercredi."),
    ("duration", "La formation dure trois semaines."),
    ("duration", "Le marché court sur 48 mois."),
    ("share", "Ainsi, 62 % des voyageurs l’approuvent."),
    ("share", "Plus des deux tiers des agents sont formés."),
    ("amount", "Le plan atteint 14,2 millions d’euros."),
    ("amount", "Le prix fixé est de 350 €."),
    ("number", "La brigade compte 48 agents."),
    ("number", "Elle compte quarante-huit agents."),
    ("reason", "Elle a été posée parce que les vols augmentaient."),
    ("manner", "Les familles sont reçues en prenant rendez-vous."),
    ("definition", "La médiation est un mode de règlement des conflits."),
    ("list", "Le plan comprend des portails, des alarmes et des caméras."),
    ("organisation", "L’enquête a été menée par Sondage-Exemple."),
    ("occasion", "Elle fut annoncée lors du congrès fictif."),
]
LACKING = [
    ("person", "La brigade sera commandée par une ancienne cheffe."),
    ("date", "Elle prendra bientôt son service."),
    ("duration", "La formation dure longtemps."),
    ("share", "Beaucoup de voyageurs l’approuvent."),
    ("amount", "Le plan coûte cher."),
    ("number", "La brigade compte beaucoup de monde."),
    ("reason", "Elle a été posée hier."),
    ("definition", "La médiation avance bien."),
    ("list", "Le plan avance bien"),
    ("organisation", "L’enquête a été menée hier."),
    ("occasion", "Elle fut annoncée hier."),
]


def sign(kind: str, sentence: str, asked: str = "") -> float:
    return evidence(kind, sentence, 0, terms(sentence), frozenset(term_keys(asked)))


@pytest.mark.parametrize(("kind", "sentence"), HELD)
def test_a_sign_is_seen(kind: str, sentence: str) -> None:
    assert sign(kind, sentence) == 1.0


@pytest.mark.parametrize(("kind", "sentence"), LACKING)
def test_its_absence_is_seen(kind: str, sentence: str) -> None:
    assert sign(kind, sentence) == 0.0


def test_every_kind_that_has_a_sign_is_tested() -> None:
    assert {kind for kind, _ in HELD} == set(ANSWER_KINDS) - {"yesno", "thing"}


@pytest.mark.parametrize("kind", ["yesno", "thing"])
def test_kinds_without_a_sign_say_nothing(kind: str) -> None:
    assert sign(kind, "Odile Marchefer a 48 agents.") == 0.5
    assert not is_strict(kind)


@pytest.mark.parametrize(
    ("kind", "sentence", "asked"),
    [
        ("person", "Ainsi parle Odile Marchefer.", "Qui est Odile Marchefer ?"),
        ("number", "La brigade compte 48 agents.", "Combien de postes pour les 48 agents ?"),
        ("date", "Tout a changé en 2024.", "Quand, en 2024, la brigade fut-elle créée ?"),
        ("organisation", "Le rapport vient de Sondage-Exemple.", "Quel Sondage-Exemple ?"),
    ],
)
def test_what_the_question_names_is_no_answer_to_it(kind: str, sentence: str, asked: str) -> None:
    assert sign(kind, sentence) == 1.0
    assert sign(kind, sentence, asked) == 0.0
    assert answer_spans(kind, sentence, frozenset(term_keys(asked))) == []


def test_a_single_capitalised_word_is_a_weaker_sign_of_a_person() -> None:
    weak = sign("person", "La brigade est confiée à Marchefer.")
    assert 0.0 < weak < sign("person", "La brigade est confiée à Odile Marchefer.")


def test_offsets_count_in_the_passage() -> None:
    text = "Bilan fictif. La brigade compte 48 agents."
    start = text.index("La")
    inside = [term for term in terms(text) if term.start >= start]
    assert evidence("number", text[start:], start, inside, frozenset()) == 1.0
    assert evidence("number", text[start:], start, inside, frozenset({"48"})) == 0.0


@pytest.mark.parametrize(
    ("kind", "sentence", "words"),
    [
        ("person", "Elle sera commandée par Odile Marchefer.", ["Odile Marchefer"]),
        ("date", "Elle commence le 1er mars 2024 à 8 heures.", ["1er mars 2024"]),
        ("share", "Ainsi, 62 % des voyageurs l’approuvent.", ["62 %"]),
        ("amount", "Le plan atteint 14,2 millions d’euros.", ["14,2 millions"]),
        ("number", "Il y a 48 agents et 12 chiens.", ["48", "12"]),
        ("reason", "Elle est née parce que les vols augmentaient.", []),
    ],
)
def test_the_answering_words(kind: str, sentence: str, words: list[str]) -> None:
    spans = answer_spans(kind, sentence, frozenset())
    assert [sentence[slice(*span)] for span in spans] == words


@given(
    st.sampled_from(ANSWER_KINDS),
    st.one_of(
        st.text(max_size=120),
        st.lists(st.sampled_from([one for _, one in HELD]), max_size=3).map(" ".join),
    ),
)
def test_any_sentence_can_be_looked_at(kind: str, sentence: str) -> None:
    assert 0.0 <= sign(kind, sentence) <= 1.0
    at = 0
    for start, end in answer_spans(kind, sentence, frozenset()):
        assert at <= start < end <= len(sentence)
        at = end
