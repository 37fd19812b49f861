"""A passage that an answer may cite, with what in it must not be believed left out."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

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

_ABOUT_US = re.compile(
    r"\b(?:consignes?|instructions?|prompts?|assistant\w*|chatbot|mod[eè]le de langage|llm|ia|ai|syst[eè]me|system|"
    r"utilisat\w+|users?|lecteur|r[eé]pons\w*|r[eé]pond\w*|answers?|reply|respond|previous|pr[eé]c[eé]dent\w*|"
    r"r[eè]gles|rules|citations?|sources?|liens?|links?|cl[eé]s?|mots? de passe|passwords?|questions?|vigie)\b",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"\b(?:ignore[rz]?|oublie[rz]?|d[eé]sob[eé]is\w*|forget|disregard|override|bypass|r[eé]ponds|r[eé]pondez|answer|"
    r"reply|respond|output|print|affiche[rz]?|r[eé]v[eè]le[rz]?|reveal|r[eé]p[eè]te[rz]?|repeat|dis|dites|say|tell|"
    r"[eé]cris|[eé]crivez|write|ajoute[rz]?|append|insert|ins[eè]re[rz]?|envoie|envoyez|send|visite[rz]?(?= (?:l[ea] |l['’]|ce |cette |notre |\S+\.\w|http))|visit|click|"
    r"clique[rz]?|tu es|you are|act as|agis|comporte-toi|pretend|conclu[st]|cite[rz]?|remplace[rz]?|replace|"
    r"traduis|translate|tu (?:dois|peux|vas)|you (?:must|should|can|will))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Source:
    """A passage and its sentences; ``number`` is what the model calls it, from 1.

    ``read`` keeps what ``evidence_of`` made of it, for the sentences of one answer.
    """

    number: int
    stored: StoredPassage
    read: list[Any] = field(default_factory=list, compare=False, repr=False)

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
    """Whether a document's sentence speaks to a machine that reads it.

    A text that tells citizens what to do is none: it has to speak of consignes, of answers or of
    prompts as well.
    """
    if _TURN.search(sentence) or _ADDRESSED.search(sentence):
        return True
    about_us = bool(_ABOUT_US.search(sentence))
    return about_us and (bool(_ORDER.search(sentence)) or is_instruction(sentence))
