"""Lines that a page's width cut out of one paragraph.

A line was cut by the page where the next line's first word would not have fitted on it. Text
of which that is true almost throughout is wrapped prose; verse, lists, addresses and one
paragraph a line are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from ingest.clean.draft import Edit

_BLOCK = re.compile(r"[^\n]++(?:\n[^\n]++)*+")
_NARROWEST, _WIDEST = 35, 160  # characters of a line cut by a page or a column
_FULL = 0.86  # letters differ in width: share of the widest line that counts as full
_MOSTLY = 0.6  # share of a block's lines that must be full
_RUNNING_ON = 0.3  # share of its lines that must start in lower case
_STARTS_ITSELF = re.compile(
    r"[-–—•*▪◦·‣►➢✓#|>]|(?:\d{1,3}|[a-z]|[IVXivx]{1,5})[.)°]\s|(?:https?://|www\.)"
    r"|(?:Article|Art\.|Chapitre|Titre|Partie|Annexe|Section)\s+(?:\d|[IVX]|[Pp]rem)"
)
_STANDS_ALONE = re.compile(r"[#|>]")
# Such a break is left to ``cut_words``, which knows whether the hyphen stays.
_CUT_WORD = re.compile(r"[^\W\d_][-\u2010\u2011\u00ad\x02\ufffe]$")
_SENTENCE_END = re.compile(r"[.!?…:;][»”\")\]’\u00a0\u202f ]*$")


def cut_lines(text: str) -> Iterator[Edit]:
    """Line breaks that a page's width made, to be spaces."""
    for block in _BLOCK.finditer(text):
        lines = block[0].split("\n")
        if len(lines) == 1:
            continue
        at = block.start()
        joins = _joins(lines)
        for line, join in zip(lines, joins, strict=False):
            at += len(line)
            if join:
                yield Edit(at, at + 1, " ")
            at += 1


def _joins(lines: list[str]) -> list[bool]:
    """For each line but the last, whether the next one continues it."""
    nothing = [False] * (len(lines) - 1)
    width = max(map(len, lines))
    if not _NARROWEST <= width <= _WIDEST:
        return nothing
    pairs = list(pairwise(lines))
    full = [
        len(line) + 1 + len(after.split(" ", 1)[0]) > _FULL * width or _is_cut(line)
        for line, after in pairs
    ]
    on = [_first_letter_is_lower(after) for _, after in pairs]
    if sum(full) < _MOSTLY * len(pairs) or sum(on) < _RUNNING_ON * len(pairs):
        return nothing
    return [
        is_full and not _is_cut(line) and _continues(line, after, runs_on)
        for (line, after), is_full, runs_on in zip(pairs, full, on, strict=True)
    ]


def _is_cut(line: str) -> bool:
    return _CUT_WORD.search(line, max(0, len(line) - 2)) is not None


def _first_letter_is_lower(line: str) -> bool:
    return line.lstrip("«“\"'(\u00a0\u202f ")[:1].islower()


def _continues(line: str, after: str, runs_on: bool) -> bool:
    if _STANDS_ALONE.match(line) or _STARTS_ITSELF.match(after):
        return False
    return runs_on or not (_SENTENCE_END.search(line) or line.isupper())
