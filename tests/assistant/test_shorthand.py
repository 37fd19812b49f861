import pytest

from assistant.question import expected_kind
from assistant.shorthand import write_out


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("Cb de lycées ds la Région Fictive ?", "Combien de lycées dans la Région Fictive ?"),
        ("pk le vote a été reporté", "pourquoi le vote a été reporté"),
        ("c’est qd ?", "c’est quand ?"),
        ("nb de caméras", "nombre de caméras"),
    ],
)
def test_shorthand_is_written_out(short: str, long: str) -> None:
    assert write_out(short) == long


@pytest.mark.parametrize(
    "question",
    [
        "Que fait la DS de Modèleville ?",
        "Le PR a-t-il voté ?",
        "L’adresse est-elle contact@pr.fictif ?",
        "Combien de lycées la Région Fictive compte-t-elle ?",
    ],
)
def test_what_is_no_shorthand_is_left(question: str) -> None:
    assert write_out(question) == question


@pytest.mark.parametrize(
    ("bare", "kind"),
    [
        ("montant aide vélo Région Fictive", "amount"),
        ("l’adresse de la Maison de la Région", "place"),
        ("Région Fictive directrice", "person"),
        ("plan lycées budget ?", "amount"),
        ("date du vote", "date"),
        ("Région Fictive brigade", "thing"),
    ],
)
def test_bare_words_ask_for_a_kind_of_answer(bare: str, kind: str) -> None:
    assert expected_kind(bare) == kind
