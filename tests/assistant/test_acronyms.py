"""Acronyms are spelled out, words are abbreviated, operators add their own."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.acronyms import Acronyms
from corpus.errors import ConfigurationError

SHIPPED = Acronyms()


def everything(_: str) -> bool:
    return True


def nothing(_: str) -> bool:
    return False


@pytest.mark.parametrize(
    ("question", "other"),
    [
        ("Que fait la SNCF ?", "Que fait la Société nationale des chemins de fer français ?"),
        (
            "Qui siège au CLSPD ?",
            "Qui siège au conseil local de sécurité et de prévention de la délinquance ?",
        ),
        (
            "qui siège au clspd ?",
            "qui siège au conseil local de sécurité et de prévention de la délinquance ?",
        ),
        ("Que dit la région PACA ?", "Que dit la région Provence-Alpes-Côte d’Azur ?"),
        ("Combien de quartiers prioritaires de la politique de la ville ?", "Combien de QPV ?"),
        ("Que finance Auvergne-Rhône-Alpes ?", "Que finance AURA ?"),
        ("Quel est le rôle des trains express régionaux ?", "Quel est le rôle des TER ?"),
    ],
)
def test_both_ways(question: str, other: str) -> None:
    assert SHIPPED.variants(question, everything) == (question, other)


@pytest.mark.parametrize(
    "question",
    [
        "Qui préside le groupe de travail ?",
        "Combien de bacs et de thermostats ?",
        "Pourquoi OFASTEUX et paca-pacane ne sont-ils pas des sigles ?".replace("paca-", ""),
        "",
    ],
)
def test_nothing_to_say_otherwise(question: str) -> None:
    assert SHIPPED.variants(question, everything) == (question,)


@pytest.mark.parametrize(
    "question", ["Que fait la SNCF ?", "Combien de trains express régionaux ?"]
)
def test_what_the_corpus_does_not_hold_is_not_looked_for(question: str) -> None:
    assert SHIPPED.variants(question, nothing) == (question,)


def test_an_operator_adds_and_replaces(tmp_path: Path) -> None:
    table = tmp_path / "sigles.toml"
    table.write_text(
        '[acronyms]\nBFT = ["brigade fictive des trains"]\nBAC = ["baccalauréat fictif"]\n', "utf-8"
    )

    def variants(question: str) -> tuple[str, ...]:
        return Acronyms(table).variants(question, everything)

    assert variants("Que fait la BFT ?")[1] == "Que fait la brigade fictive des trains ?"
    assert variants("La brigade fictive des trains roule ?")[1] == "La BFT roule ?"
    assert variants("Que fait la BAC ?")[1] == "Que fait la baccalauréat fictif ?"
    assert "chemins de fer" in variants("Que fait la SNCF ?")[1]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            b"[acronyms]\nBFT = 'brigade'\n",
            "« BFT » doit être une liste de textes, et non 'brigade'",
        ),
        (b"[acronyms]\nBFT = [48]\n", "« BFT » doit être une liste de textes, et non [48]"),
        (b"[sigles]\nBFT = ['x']\n", "section [acronyms]"),
        (b"acronyms = 5\n", "« acronyms » doit être une section, et non 5"),
        (b"[acronyms\n", "n’est pas un fichier TOML"),
        (b"\xff\xfe", "n’est pas un fichier TOML"),
        (None, "est illisible"),
    ],
)
def test_errors_name_the_file_and_the_value(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    table = tmp_path / "sigles-fictifs.toml"
    if content is not None:
        table.write_bytes(content)
    with pytest.raises(ConfigurationError) as raised:
        Acronyms(table).variants("Que fait la BFT ?", everything)
    message = str(raised.value).replace("\u00a0", " ")
    assert said in message
    assert str(table) in message


def test_the_file_is_read_when_needed_only(tmp_path: Path) -> None:
    acronyms = Acronyms(tmp_path / "plus-tard.toml")
    (tmp_path / "plus-tard.toml").write_text('[acronyms]\nBFT = ["brigade fictive"]\n', "utf-8")
    assert acronyms.variants("La BFT ?", everything)[1] == "La brigade fictive ?"


@given(
    st.one_of(
        st.text(max_size=120),
        st.lists(
            st.sampled_from(
                ["la", "SNCF", "TER", "express", "trains", "régionaux", "paca", "ARF", "?"]
            )
        ).map(" ".join),
    ),
    st.booleans(),
)
def test_any_question_comes_first_as_asked(question: str, held: bool) -> None:
    variants = SHIPPED.variants(question, everything if held else nothing)
    assert variants[0] == question
    assert len(set(variants)) == len(variants) <= 2
