"""Where names came from, and what an erasure takes out of people's records, on both engines."""

from __future__ import annotations

import pytest

from corpus.catalogue import Catalogue
from corpus.catalogue.traces import ERASED_ANSWER, ERASED_WORDS
from tests.corpus.test_catalogue import add

TEXT = "La Région Fictive adopte un plan de prévention doté de douze millions d’euros."


def test_a_name_is_of_the_root_that_brought_it_last(catalogue: Catalogue) -> None:
    for name in ("a.txt", "b.txt"):
        add(catalogue, name, f"Document de test {name}.")
    assert catalogue.brought("") == {"a.txt", "b.txt"}
    catalogue.claim({"a.txt": "/un", "b.txt": "/un", "absent.txt": "/un"})
    catalogue.claim({"b.txt": "/deux"})
    catalogue.claim({})
    assert catalogue.brought("/un") == {"a.txt"}
    assert catalogue.brought("/deux") == {"b.txt"}
    add(catalogue, "a.txt", "Document de test a.txt, revu.")
    assert catalogue.brought("/un") == {"a.txt"}


def test_what_was_taken_out_is_shunned_until_it_is_back(catalogue: Catalogue) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        add(catalogue, name, f"Document de test {name}.")
    catalogue.remove("a.txt")
    catalogue.purge("b.txt")
    every = ["a.txt", "b.txt", "c.txt", "d.txt"]
    assert catalogue.shunned(every) == {"a.txt", "b.txt"}
    for name in ("a.txt", "b.txt"):
        add(catalogue, name, f"Document de test {name}.")
    assert catalogue.shunned(every) == frozenset()


@pytest.mark.parametrize("wild", ["%", "_", "\\"])
def test_an_archive_stands_for_what_it_holds(catalogue: Catalogue, wild: str) -> None:
    inside = f"lo{wild}t.zip/a.txt"
    for name in (inside, "loxt.zip/b.txt", "m.eml", "m.eml/c.txt"):
        add(catalogue, name, f"Document de test {name}.")
    assert catalogue.with_contents([f"lo{wild}t.zip"]) == [inside]
    assert catalogue.with_contents(["m.eml", inside]) == ["m.eml", "m.eml/c.txt", inside]
    catalogue.remove(inside)
    assert catalogue.with_contents([f"lo{wild}t.zip"], removed=True) == [inside]


def test_records_lose_what_quoted_the_document(catalogue: Catalogue) -> None:
    version = add(catalogue, "plan.txt", TEXT)
    account = catalogue.accounts.add("agent", "Agent", "editeur", "x").id
    citing = {"answer": "Oui [1].", "citations": [{"version": version, "document": "x"}]}
    other = {"answer": "Cent gares [1].", "citations": [{"version": "y", "document": "y"}]}
    kept = catalogue.conversations.add(account, None, f"« {TEXT} » Vrai ?", citing)
    catalogue.conversations.add(account, kept, "Combien de gares ?", other)
    catalogue.feedback.add(question="Quel plan ?", useful=True, answer=f"« {TEXT} » [1]")
    erased = catalogue.purge("plan.txt")
    assert (erased.answers, erased.remarks) == (1, 1)
    title, said = catalogue.conversations.exchanges(account, kept)
    assert title == ERASED_WORDS
    assert [one.answer["answer"] for one in said] == [ERASED_ANSWER, "Cent gares [1]."]
    assert said[0].question == ERASED_WORDS
    [opinion] = catalogue.feedback.opinions()
    assert (opinion.question, opinion.answer) == ("Quel plan ?", ERASED_WORDS)
