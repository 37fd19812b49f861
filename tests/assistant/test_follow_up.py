"""Which documents a question of a conversation can be about, and what it is answered from."""

from __future__ import annotations

import pytest

from assistant.acronyms import Acronyms
from assistant.contextualise import Topic
from assistant.find import Finder
from assistant.follow_up import near_of, readings_of
from assistant.resolve import Near, Resolver
from corpus.records import Scope
from tests.assistant.fictitious import retriever_of
from tests.ingest.conftest import Corpus

PLAN = Topic("Que comprend le plan d'essai des lycées ?", "« Des portails. »", (), ("lycees",))
REFUSED = Topic("Combien coûte le plan d'essai des ports ?")


def test_a_question_that_names_nothing_is_about_what_was_quoted() -> None:
    assert near_of("Quels groupes ont voté contre ?", [PLAN]) == Near(
        "Quels groupes ont voté contre\u00a0?", ("lycees",)
    )


def test_what_was_refused_quotes_nothing_and_leaves_the_turn_before() -> None:
    assert near_of("Et quels groupes ont voté contre ?", [REFUSED]) is None
    near = near_of("Et quels groupes ont voté contre ?", [PLAN, REFUSED])
    assert near is not None
    assert near.documents == ("lycees",)


@pytest.mark.parametrize(
    "question",
    [
        "Qui préside la Région Exemple ?",
        "Et en 2024 ?",
        "Où est-il né ?",
        "Autre chose : qui vote ?",
    ],
)
def test_what_says_its_subject_or_points_to_it_may_be_about_any_document(question: str) -> None:
    assert near_of(question, [PLAN]) is None


def test_a_question_without_a_subject_is_shown_with_one() -> None:
    shown = readings_of("Quels groupes ont voté contre ?", [PLAN])[0]
    assert shown == "Pour le plan d'essai des lycées, quels groupes ont voté contre\u00a0?"


def test_as_it_stands_it_is_put_to_no_other_document(library: Corpus) -> None:
    resolver = Resolver(
        Finder(retriever_of(library), library.indexes.lexical, Acronyms()), library.catalogue, 0.5
    )
    bare = "Quel est le coût annuel ?"
    carried = "Pour le plan de sécurisation des lycées, quel est le coût annuel ?"
    alone = resolver.resolve(bare, [bare], Scope())
    leaning = resolver.resolve(bare, [carried], Scope(), Near(bare, ("lycees.txt",)))
    found = {one.passage.document for one in leaning.finding.retrieval.passages}
    assert "brigade.txt" in {one.passage.document for one in alone.finding.retrieval.passages}
    assert found == {"lycees.txt"}
    assert leaning.finding.question == carried
