"""The stretches of a sentence that each say one thing."""

from __future__ import annotations

import re
from collections.abc import Sequence

import simplemma

from assistant.ground.lexis import listed
from assistant.ground.statement import Statement, Word
from assistant.ground.verbs import doings

_SOURCE = 6  # words at most that name a source


def stretches(claim: Statement) -> list[list[Word]]:
    """The words of each stretch of a sentence; one that tells nothing joins its neighbour."""
    parts: list[list[Word]] = [[] for _ in range(len(claim.cuts) + 1)]
    for word in claim.words:
        parts[claim.segment(word.start)].append(word)
    found: list[list[Word]] = []
    for part in parts:
        if not part:
            continue
        said_by = bool(found) and _is_source(claim, found[-1])
        if found and (
            said_by
            or (len(found) == 1 and not _does(found[0], claim) and _is_joined(claim, part))
            or _is_source(claim, part)
            or not _tells(part, claim)
            or not _tells(found[-1], claim)
            or _apposed(claim, found[-1], part)
        ):
            found[-1] = found[-1] + part
        else:
            found.append(list(part))
    return found


def is_bare(claim: Statement, words: Sequence[Word]) -> bool:
    """Whether a stretch is a figure and at most one word, without a verb."""
    told = [word for word in words if not claim.in_figure(word)]
    verbs = any(doing.verb in words for doing in doings(claim))
    return len(told) <= 1 and len(told) < len(words) and not verbs


def _is_source(claim: Statement, words: Sequence[Word]) -> bool:
    """Whether a stretch says whose words these are (« Selon … »)."""
    cut = max((cut for cut in claim.cuts if cut <= words[0].start), default=0)
    return bool(re.match(r"\W*(?:selon|d'apres)\b", claim.folded[cut:])) and len(words) <= _SOURCE


def _apposed(claim: Statement, before: Sequence[Word], words: Sequence[Word]) -> bool:
    """Whether a stretch without a verb says who somebody is who was just named."""
    first = words[0]
    cut = max((cut for cut in claim.cuts if cut <= first.start), default=0)
    lead = claim.folded[cut : first.start].strip(" ,;:(«")
    if not before[-1].name or lead or any(doing.verb in words for doing in doings(claim)):
        return False
    stem = re.sub(r"(?:e|ent)$", "", first.said)
    return stem == first.said or not simplemma.is_known(f"{stem}er", "fr")


def _is_joined(claim: Statement, words: Sequence[Word]) -> bool:
    """Whether a stretch goes on after « et »: « les toilettes et la salle ne sont pas … »."""
    cut = max((cut for cut in claim.cuts if cut <= words[0].start), default=0)
    being = re.search(r"\b(?:est|sont|etait|sera|seront|a|ont)\b", claim.folded[:cut])
    return _does(words, claim) and claim.folded.startswith("et ", cut) and not being


def _does(words: Sequence[Word], claim: Statement) -> bool:
    return any(doing.verb in words for doing in doings(claim))


def _tells(words: Sequence[Word], claim: Statement) -> bool:
    light = listed("light")
    return any(word.key not in light and not claim.in_figure(word) for word in words)
