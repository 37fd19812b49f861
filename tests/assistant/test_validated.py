"""When two questions are one for a validated answer: rather too seldom than wrongly."""

from __future__ import annotations

import pytest

from assistant.validated import meaning

SAME = [
    ("Qui préside le groupe de travail\u00a0?", "le groupe de travail, qui le préside ?"),
    ("Combien coûtent les brigades\u00a0?", "combien coute la brigade"),
    ("Qui est Camille Exemple\u00a0?", "Peux-tu me dire qui est Camille Exemple\u00a0?"),
    ("Où sont installées les brigades\u00a0?", "Les brigades sont installées où\u00a0?"),
]
OTHER = [
    ("Comment signaler une infraction\u00a0?", "Où signaler une infraction\u00a0?"),
    ("Où sont installées les brigades\u00a0?", "Quand sont installées les brigades\u00a0?"),
    ("Qui préside le groupe de travail\u00a0?", "Qui a créé le groupe de travail\u00a0?"),
    ("Quel est le budget des lycées\u00a0?", "Quel est le budget des gares\u00a0?"),
    ("Quel est le budget de 2026\u00a0?", "Quel est le budget de 2025\u00a0?"),
    (
        "Les Régions peuvent armer une police\u00a0?",
        "Les Régions ne peuvent pas armer une police\u00a0?",
    ),
    ("Qui est Camille Exemple\u00a0?", "Qui est Dominique Exemple\u00a0?"),
    ("Les Régions arment-elles une police\u00a0?", "Les communes arment-elles une police\u00a0?"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_question_otherwise(one: str, other: str) -> None:
    assert meaning(one) == meaning(other)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_another_question_however_near(one: str, other: str) -> None:
    assert meaning(one) != meaning(other)
