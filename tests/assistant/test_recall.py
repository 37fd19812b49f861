"""What earlier questions were about is worked out once, and forgotten with the corpus."""

from __future__ import annotations

from dataclasses import replace
from unittest.mock import patch

import pytest

from assistant.answer import Answer, Ask, Turn
from assistant.dialogue.antecedents import Topic
from assistant.recall import Recall
from tests.assistant.fictitious import chain_over
from tests.ingest.conftest import Corpus

TOPIC = Topic("Qui préside\u00a0?", "Camille Exemple.", ("Camille Exemple",))
AGENTS = "Combien d’agents compte la brigade de sûreté\u00a0?"
LYCEES = "Combien de lycées le plan de sécurisation concerne-t-il\u00a0?"
COST = "Quel est le coût annuel de la brigade de sûreté des trains\u00a0?"
HISTORY = (Turn(AGENTS), Turn("Bonjour"), Turn(LYCEES, "Le plan concerne 37 lycées."))


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def never() -> Topic | None:
    raise AssertionError("it was made already")


def test_a_topic_is_made_once() -> None:
    recall = Recall()
    assert recall.topic(1, "a", lambda: TOPIC) == TOPIC
    assert recall.topic(1, "a", never) == TOPIC
    assert recall.topic(1, "b", lambda: None) is None
    assert recall.topic(1, "b", never) is None
    recall.keep(1, "c", TOPIC)
    assert recall.topic(1, "c", never) == TOPIC


def test_all_is_forgotten_when_the_corpus_changes() -> None:
    recall = Recall()
    recall.keep(1, "a", TOPIC)
    assert recall.topic(2, "a", lambda: None) is None


def test_an_hour_later_it_is_forgotten() -> None:
    clock = Clock()
    recall = Recall(clock)
    recall.keep(1, "a", TOPIC)
    clock.now = 3599
    assert recall.topic(1, "a", never) == TOPIC
    clock.now = 3601
    assert recall.topic(1, "a", lambda: None) is None


def test_so_many_are_remembered_and_no_more() -> None:
    recall = Recall()
    for number in range(2_001):
        recall.keep(1, number, TOPIC)
    assert recall.topic(1, 2_000, never) == TOPIC
    assert recall.topic(1, 0, lambda: None) is None


def untimed(answer: Answer) -> Answer:
    return replace(answer, timings_ms={})


@pytest.mark.parametrize("question", ["Et qui la dirige\u00a0?", "Jusqu’à quand\u00a0?", COST])
def test_a_conversation_is_answered_alike_with_and_without_memory(
    library: Corpus, question: str
) -> None:
    remembering = chain_over(library)
    for length in (0, 1, 2, 3, 3):
        ask = Ask(question, HISTORY[:length])
        assert untimed(remembering.invoke(ask)) == untimed(chain_over(library).invoke(ask))


def test_earlier_questions_are_not_looked_for_again(library: Corpus) -> None:
    chain = chain_over(library)
    with patch.object(
        library.encoder, "encode_query", wraps=library.encoder.encode_query
    ) as looked:

        def times(question: str, *history: str) -> int:
            looked.reset_mock()
            chain.invoke(Ask(question, tuple(Turn(one) for one in history)))
            return looked.call_count

        alone = times(COST)
        assert times(COST, LYCEES) > alone
        assert times(COST, LYCEES) == alone
        times(AGENTS, LYCEES)
        assert times(COST, LYCEES, AGENTS) == alone
