"""What is answered from the catalogue, and what is left to the documents' text."""

from __future__ import annotations

import pytest

from assistant.converse import Conversation
from assistant.summary import KEY_SENTENCES, Summariser
from corpus.records import Scope
from tests.ingest.conftest import Corpus

PUBLIC = Scope()


@pytest.mark.parametrize(
    "question",
    ["Bonjour", "Bonsoir !", "Merci beaucoup", "Que sais-tu faire ?", "Qui êtes-vous ?"],
)
def test_small_talk_is_answered(library: Corpus, question: str) -> None:
    answer = Conversation(library.catalogue).reply(question, PUBLIC)
    assert answer is not None
    assert answer.mode == "corpus"
    assert not answer.abstained
    assert answer.citations == ()


@pytest.mark.parametrize(
    "question",
    [
        "Bonjour, qui préside le groupe ?",
        "De quand date la loi sur les gares ?",
        "Combien d’articles contient la charte ?",
        "Qui préside le groupe de travail ?",
        "Quels documents faut-il fournir pour une carte ?",
    ],
)
def test_a_question_on_the_text_is_left_to_it(library: Corpus, question: str) -> None:
    assert Conversation(library.catalogue).reply(question, PUBLIC) is None


def test_the_list_holds_what_the_reader_may_see(library: Corpus) -> None:
    answer = Conversation(library.catalogue).reply("Quels documents avez-vous ?", PUBLIC)
    assert answer is not None
    public = library.catalogue.documents("public")
    assert answer.answer.count("\n- ") == len(public)
    hidden = {one.name for one in library.catalogue.documents("interne")}
    hidden -= {one.name for one in public}
    assert not any(name in answer.answer for name in hidden)


def test_a_summary_is_of_one_document_and_in_its_order(library: Corpus) -> None:
    summariser = Summariser(library.catalogue)
    assert summariser.reply("Qui préside le groupe ?", PUBLIC) is None
    for document in library.catalogue.documents("public"):
        answer = summariser.reply(f"Résume le document {document.metadata.title}", PUBLIC)
        if answer is None:
            continue
        starts = [citation.start for citation in answer.citations]
        assert starts == sorted(starts)
        assert 1 <= len(starts) <= KEY_SENTENCES
        assert {citation.document for citation in answer.citations} == {document.name}
        return
    pytest.fail("no document could be summed up")
