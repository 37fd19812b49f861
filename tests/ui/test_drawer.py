"""Open conversations: found by their secret, by their owner, for an hour."""

from __future__ import annotations

import pytest

from corpus.errors import UnknownDocumentError
from ui.drawer import Drawer, Said

SAID = (Said("Qui\u00a0?", {"answer": "Camille Exemple"}, "2026-11-23T12:00:00+00:00"),)


def test_a_citizens_conversation_is_for_whoever_knows_its_secret() -> None:
    drawer = Drawer()
    drawer.put("secret", None, SAID)
    assert drawer.get("secret", None) == SAID
    with pytest.raises(UnknownDocumentError):
        drawer.get("secre", None)


def test_a_colleagues_conversation_is_for_nobody_else() -> None:
    drawer = Drawer()
    drawer.put("secret", 7, SAID)
    assert drawer.get("secret", 7) == SAID
    for other in (None, 8):
        with pytest.raises(UnknownDocumentError):
            drawer.get("secret", other)


def test_it_is_forgotten_when_erased_and_after_an_hour() -> None:
    now = [0.0]
    drawer = Drawer(lambda: now[0])
    drawer.put("a", None, SAID)
    drawer.put("b", None, SAID)
    drawer.forget("a")
    with pytest.raises(UnknownDocumentError):
        drawer.get("a", None)
    now[0] = 3599.0
    assert drawer.get("b", None)
    now[0] = 3601.0
    with pytest.raises(UnknownDocumentError):
        drawer.get("b", None)


def test_what_was_said_takes_little_room_and_comes_back_whole() -> None:
    answer = {"answer": "Élodie Exemple préside la Région Fictive. " * 100, "citations": [{"n": 1}]}
    said = Said("Qui\u00a0?", answer, "2026-11-23T12:00:00+00:00")
    assert said.answer == answer
    assert len(said.packed) < 1_000


def test_the_same_answer_to_several_readers_is_kept_once() -> None:
    slow, quick = ({"answer": "Camille Exemple", "timings_ms": {"total": ms}} for ms in (90.5, 8.0))
    one, other = (Said("Qui\u00a0?", answer, "") for answer in (slow, quick))
    assert one.packed is other.packed
    assert (one.answer, other.answer) == (slow, quick)
    assert list(one.answer) == list(slow)
