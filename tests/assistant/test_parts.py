"""Questions in several parts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.parts import MOST_PARTS, split_parts

WORDS = """
    Qui préside le groupe et quel est son budget ? , . ; où quand puis a-t-il combien M. sont-ils
    3.5 « »
"""


def parts(question: str) -> list[str]:
    """The parts without their no-break spaces."""
    return [part.replace("\u00a0", " ") for part in split_parts(question)]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Qui préside le groupe et quel est son budget ?",
         ["Qui préside le groupe ?", "quel est son budget ?"]),
        ("Qui préside le groupe ? Quel est son budget ?",
         ["Qui préside le groupe ?", "Quel est son budget ?"]),
        ("qui preside le groupe ? quel est le budget",
         ["qui preside le groupe ?", "quel est le budget"]),
        ("Quel est le taux, et à qui l'aide est-elle versée ?",
         ["Quel est le taux ?", "à qui l'aide est-elle versée ?"]),
        ("Les agents sont-ils armés et portent-ils une caméra ?",
         ["Les agents sont-ils armés ?", "portent-ils une caméra ?"]),
        ("Quand le groupe a-t-il été créé, par qui et pourquoi ?",
         ["Quand le groupe a-t-il été créé ?", "par qui ?", "pourquoi ?"]),
        ("Qui préside le groupe, qui a commandé le sondage et combien de membres compte-t-il ?",
         ["Qui préside le groupe ?", "qui a commandé le sondage ?",
          "combien de membres compte-t-il ?"]),
        ("Comment signaler un vol et où porter plainte ?",
         ["Comment signaler un vol ?", "où porter plainte ?"]),
        ("M. Testard est-il président ? Depuis quand ?",
         ["M. Testard est-il président ?", "Depuis quand ?"]),
        ("Je suis élue locale. Qui préside le groupe de travail ?",
         ["Qui préside le groupe de travail ?"]),
        ("Combien coûte le plan ? Qui paie ? Quand commence-t-il ? Où ?",
         ["Combien coûte le plan ?", "Qui paie ?", "Quand commence-t-il ? Où ?"]),
    ],
)  # fmt: skip
def test_each_part_is_a_question(question: str, expected: list[str]) -> None:
    assert parts(question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "Qui préside le groupe de travail ?",
        "Qui a créé et préside le groupe ?",
        "Qui a décidé et qui préside le groupe de travail ?",
        "Quels sont les noms et adresses ?",
        "Où et quand le congrès d'essai a-t-il lieu ?",
        "Que dit la loi sur les agents et sur les mineurs ?",
        "Quel est le rôle du président, qui dirige le groupe ?",
        "Dites-moi qui préside le groupe et qui le finance.",
        "Bonjour. Merci !",
        "La Région Fictive a un plan. Combien coûte-t-il ?",
        "Le budget fictif s'élève à 3.5 millions. Est-ce exact ?",
        "  Qui préside le groupe ?  ",
    ],
)
def test_one_question_comes_back_unchanged(question: str) -> None:
    assert split_parts(question) == (question,)


@given(
    st.one_of(
        st.text(max_size=80),
        st.lists(
            st.sampled_from(WORDS.split()),
            max_size=14,
        ).map(" ".join),
    )
)
def test_any_text_gives_one_to_three_parts_none_empty(question: str) -> None:
    found = split_parts(question)
    assert 1 <= len(found) <= MOST_PARTS
    if question.strip():
        assert all(part.strip() for part in found)
