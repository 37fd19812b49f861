"""What a statement is read beside."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from assistant.ground.evidence import Evidence, evidence_of
from assistant.ground.source import Source
from assistant.ground.statement import read_statement
from assistant.ground.window import LONGEST, window
from benchmarks.statements import examples, plain_source, read_statements
from corpus.records import Metadata, Passage, StoredPassage

FOUNDED = "L’Observatoire fictif a été créé en 2019 par Odile Marchefer."
STAFF = "Il emploie douze statisticiens."
COST = "Son budget annuel atteint 800 000 euros."
WEATHER = "La pluie est tombée sur la place du marché ce matin-là."
LAST = "Les travaux de voirie de la rue Neuve ont pris fin en avril."
PADDING = " ".join(f"Le village imaginaire numéro {n} a fêté ses moissons." for n in range(30))
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


def evidence(*texts: str, title: str = "") -> list[Evidence]:
    """The sentences of passages with these texts."""
    found: list[Evidence] = []
    for number, text in enumerate(texts):
        passage = Passage(f"p{number}", "d", "v", number, 0, len(text), None, (), text)
        source = Source(number + 1, StoredPassage(passage, b"", b"", Metadata(title), ()))
        found += evidence_of(source)
    return found


def test_a_short_passage_is_shown_around_what_is_said() -> None:
    said = window(read_statement("L'observatoire date de 2019."), evidence(f"{FOUNDED} {STAFF}"))
    assert said == f"{FOUNDED} {STAFF}"


def test_what_a_sentence_leans_on_comes_with_it() -> None:
    claim = read_statement("Douze statisticiens y travaillent.")
    said = window(claim, evidence(f"{PADDING} {FOUNDED} {STAFF} {PADDING}"))
    assert f"{FOUNDED} {STAFF}" in said
    assert len(said) <= LONGEST


def test_sentences_that_are_apart_are_both_shown() -> None:
    claim = read_statement("L'Observatoire fictif, créé en 2019, dispose de 800 000 euros.")
    said = window(claim, evidence(f"{FOUNDED} {PADDING} {COST}"))
    assert said.startswith(FOUNDED)
    assert " … " in said
    assert said.endswith(COST)


def test_two_passages_are_shown_together() -> None:
    claim = read_statement("L'Observatoire fictif, créé en 2019, dispose de 800 000 euros.")
    said = window(claim, evidence(f"{FOUNDED} {PADDING}", f"{PADDING} {COST}"))
    assert FOUNDED in said
    assert COST in said


def test_a_title_that_says_what_no_sentence_does_stands_first() -> None:
    claim = read_statement("L'observatoire de Testville emploie douze statisticiens.")
    said = window(claim, evidence(STAFF, title="Observatoire de Testville"))
    assert said == f"Observatoire de Testville. {STAFF}"
    assert window(read_statement("Douze statisticiens."), evidence(STAFF, title="Rien")) == STAFF


def test_nothing_to_be_read_beside() -> None:
    assert window(read_statement("L'observatoire date de 2019."), []) == ""


@given(TEXT, TEXT)
def test_a_window_is_never_longer_than_a_sentence_or_what_is_read(claim: str, text: str) -> None:
    found = evidence(text)
    said = window(read_statement(claim), found)
    assert len(said) <= max([LONGEST, *(len(one.written) for one in found)]) * 2
    assert bool(said) == bool(found)


def test_statements_are_read_with_their_passages(tmp_path: Path) -> None:
    passages = [{"name": "a", "text": f"{FOUNDED} {STAFF}"}, {"name": "b", "text": WEATHER}]
    right = {"passage": "a", "statement": "Odile Marchefer l'a créé en 2019.", "supported": True}
    wrong = right | {"statement": "Il a été créé en 2018.", "supported": False, "error": "number"}
    lines = [
        right | {"error": None, "pair": 1},
        wrong | {"pair": 1},
        *({**right, "error": None, "pair": n} for n in range(2, 10)),
        wrong | {"passage": "b", "pair": 11},
    ]
    for name, found in (("passages", passages), ("statements", lines)):
        text = "\n".join(json.dumps(one, ensure_ascii=False) for one in found)
        (tmp_path / f"{name}.jsonl").write_text(text, encoding="utf-8")
    stated = read_statements(tmp_path)
    assert [one.right for one in stated[:2]] == [True, False]
    shown = examples(stated)
    assert [one.label for one in shown[:2]] == [1, 0]
    assert shown[0].window == f"{FOUNDED} {STAFF}"
    assert shown[-1].error == "marker"
    assert shown[-1].window == WEATHER
    assert len(examples(stated, elsewhere=False)) == len(lines)
    assert plain_source("a", LAST).text == LAST
