"""A replaced document yields to its successor, whatever the words that this one says it in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.answer import Answer, Ask
from assistant.chain import VigieChain
from ingest.encode.base import Encoder
from tests.assistant.fictitious import chain_over
from tests.ingest.conftest import open_corpus

pytestmark = pytest.mark.xdist_group("model")

OLDER = """---
titre: Le numéro d’alerte de la Région Fictive
date: 2023-01-19
---
Document de test, fictif.

Le numéro d’alerte des voyageurs de la Région Fictive est le 00 00 41. Douze opérateurs se relaient
au centre d’appel de Villexemple. Ils répondent de six heures à minuit.
"""
NEWER = """---
titre: Le numéro d’alerte change
date: 2025-06-17
remplace: ancien.txt
---
Document de test, fictif.

Le numéro d’alerte des voyageurs de la Région Fictive devient le 00 00 42. Dix-huit opérateurs
prennent désormais les appels au centre de Villexemple. Le service fonctionne jour et nuit.
"""
OPERATORS = "Combien d’opérateurs répondent au numéro d’alerte de la Région Fictive ?"


@pytest.fixture(scope="module")
def chain(
    tmp_path_factory: pytest.TempPathFactory, loaded_encoder: Encoder
) -> Iterator[VigieChain]:
    corpus = open_corpus(tmp_path_factory.mktemp("succession"), loaded_encoder)
    corpus.pipeline.resume()
    corpus.ingest(ancien=OLDER, nouveau=NEWER)
    yield chain_over(corpus)
    corpus.close()


def asked(chain: VigieChain, question: str) -> Answer:
    return chain.invoke(Ask(question))


def test_the_newest_number_is_given(chain: VigieChain) -> None:
    answer = asked(chain, OPERATORS)
    assert {citation.document for citation in answer.citations} == {"nouveau.txt"}
    assert "Dix-huit" in answer.citations[0].quote
    assert "17 juin 2025" in answer.answer


def test_what_was_true_then_is_given_for_then(chain: VigieChain) -> None:
    answer = asked(chain, "En 2023, combien d’opérateurs répondaient au numéro d’alerte ?")
    assert {citation.document for citation in answer.citations} == {"ancien.txt"}
    assert "Douze" in answer.citations[0].quote
