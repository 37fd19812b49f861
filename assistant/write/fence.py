"""Passages as data within a prompt, as many as the model's context holds."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.ground.source import Source
from assistant.phrases import french_date
from corpus.french.sentences import sentence_spans

# Tokens are not counted but estimated, since no tokeniser is shared by all models: French takes
# 2.3 characters a token with an English vocabulary (SmolLM2), 3.5 to 4 with a multilingual one.
CHARACTERS_A_TOKEN = 2.3
_OVERHEAD = 40  # tokens of a chat template and of a fence

_FENCE = re.compile(r"</?\s*passage\b[^>]*>?", re.IGNORECASE)
_TEMPLATE = re.compile(
    r"<\|[^|\n]{0,60}\|>|\[/?INST\]|<</?SYS>>|</?s>|<(?:start|end)_of_turn>|"
    r"^\s*#{2,}\s*(?:instruction|system|response|assistant|user|human)s?\s*:?\s*$",
    re.IGNORECASE | re.MULTILINE,
)
_MARKER = re.compile(r"\[(\d{1,3})\]")
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")


def tokens(text: str) -> int:
    """How many tokens ``text`` takes at most, estimated."""
    return int(len(text) / CHARACTERS_A_TOKEN) + 1


def fenced(sources: Sequence[Source], budget: int) -> tuple[str, int]:
    """The sources between fences, numbered from 1, and how many of them the budget held.

    The first is cut to whole sentences where it does not fit alone. Orders that a document gives
    to a machine are left out, and so is what looks like a fence, a marker or a chat template.

    Args:
        budget: tokens.
    """
    blocks: list[str] = []
    for number, source in enumerate(sources, 1):
        head, tail = _head(number, source), "\n</passage>"
        room = budget - tokens(head + tail) - _OVERHEAD
        text = data(source.shown)
        if tokens(text) > room:
            text = "" if blocks else _first_sentences(text, room)
        if not text:
            break
        block = f"{head}\n{text}{tail}"
        budget -= tokens(block)
        blocks.append(block)
    return "\n\n".join(blocks), len(blocks)


def data(text: str) -> str:
    """``text`` with nothing that ends its fence or opens another turn."""
    text = _TEMPLATE.sub(" ", _FENCE.sub(" ", _HIDDEN.sub("", text)))
    return _MARKER.sub(r"(\1)", text).strip()


def _head(number: int, source: Source) -> str:
    metadata = source.stored.metadata
    title = re.sub(r"[\"<>\n]", " ", metadata.title or source.stored.passage.document)
    return f'<passage numero="{number}" titre="{data(title)}" date="{french_date(metadata.date)}">'


def _first_sentences(text: str, room: int) -> str:
    end = 0
    for _, stop in sentence_spans(text):
        if tokens(text[:stop]) > room:
            break
        end = stop
    return text[:end]
