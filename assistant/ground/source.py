"""A passage that an answer may cite, with what in it must not be believed left out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from assistant.instruction import is_instruction
from corpus.french.sentences import sentence_spans
from corpus.records import StoredPassage

_TURN = re.compile(
    r"^\W*(?:system|système|assistant|user|utilisateur|human|vigie|ia|ai|bot|modèle|"
    r"instructions?(?: système)?|consignes?(?: système)?|prompt|note (?:à|pour) l[’'](?:ia|assistant)\w*)"
    r"\s*(?:\([^)]*\))?\s*[:>\]]",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(
    r"\b(?:si (?:tu|vous) (?:es|êtes) (?:une? )?(?:ia|assistant|modèle|robot|machine|llm|intelligence)|"
    r"(?:chers?|à l[’']attention (?:de l[’']|des? )|note (?:à|pour) )(?:ia|assistants?|modèles?|robots?|llm)\b|"
    r"(?:as an? |dear )(?:ai|assistant|language model)|you are (?:now )?(?:an? )?(?:ai|assistant|chatbot)|"
    r"<\|im_|\[/?inst\]|<<sys>>|system prompt|prompt système|mode développeur|developer mode|"
    r"jailbreak|do anything now)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Source:
    """A passage and its sentences; ``number`` is what the model calls it, from 1."""

    number: int
    stored: StoredPassage

    @property
    def text(self) -> str:
        """The passage's text, that offsets count in."""
        return self.stored.passage.text

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """Spans of the sentences that state something: orders to a machine are none."""
        return tuple(
            (start, end)
            for start, end in sentence_spans(self.text)
            if not gives_orders(self.text[start:end])
        )

    @cached_property
    def shown(self) -> str:
        """The text as a model is shown it: orders to a machine left out."""
        kept, at = [], 0
        for start, end in sentence_spans(self.text):
            if gives_orders(self.text[start:end]):
                kept.append(self.text[at:start])
                at = end
        kept.append(self.text[at:])
        return "".join(kept)


def gives_orders(sentence: str) -> bool:
    """Whether a document's sentence speaks to a machine that reads it."""
    return bool(_TURN.search(sentence) or _ADDRESSED.search(sentence) or is_instruction(sentence))
