"""A question of a conversation: what it may mean alone, and which documents it can be about."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.contextualise import Topic, leaning, standalone_candidates
from assistant.english import is_english, to_french
from assistant.instruction import polite_core
from assistant.premise import claim_question
from assistant.resolve import Near
from assistant.shorthand import write_out


def readings_of(
    asked: str, topics: Sequence[Topic], rewritten: str | None = None
) -> tuple[str, ...]:
    """What a question may mean after these topics, standing alone, likeliest first."""
    readings = standalone_candidates(_plain(asked), topics)
    return readings if rewritten is None else tuple(dict.fromkeys((rewritten, *readings)))


def near_of(asked: str, topics: Sequence[Topic]) -> Near | None:
    """What a follow-up that names nothing says, and the documents that it can only be about."""
    bare = leaning(_plain(asked))
    documents = next((topic.documents for topic in reversed(topics) if topic.documents), ())
    return Near(bare, documents) if bare and documents else None


def _plain(asked: str) -> str:
    """What is asked, in French, without « Peux-tu me dire » and such."""
    core = write_out(polite_core(asked))
    plain = claim_question(core) or core
    return to_french(plain) if is_english(plain) else plain
