"""Markdown that dresses words: emphasis, links, rules. Headings and list marks stay."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.clean.draft import Edit

_LINK = re.compile(
    r"!?\[(?P<text>[^\[\]\n]{0,500})\]"
    r"\((?:<[^<>\n]{0,2000}>|(?=[^)\s]*[:/#.])[^()\s]{0,2000})"
    r"(?:[ \t]+[\"'][^\"'\n]{0,300}[\"'])?\)"
)
_MARK = re.compile(r"(?<!\\)(?:(?<!\*)\*{1,3}+(?!\*)|(?<!_)_{1,3}+(?!_))")
_RULE = re.compile(r"^[-=_*|: \t]{3,}+$", re.MULTILINE)
_RULE_MARKS = 3
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>()]+")


def marks(text: str) -> Iterator[Edit]:
    """Emphasis and links reduced to their text, rules and table rulings removed."""
    found: list[Edit] = []
    if "](" in text:
        for match in _LINK.finditer(text):
            found.append(Edit(match.start(), match.start("text"), ""))
            found.append(Edit(match.end("text"), match.end(), ""))
    if "*" in text or "_" in text:
        found.extend(_emphasis(text))
    found.extend(
        Edit(match.start(), match.end(), "")
        for match in _RULE.finditer(text)
        if len(match[0]) - match[0].count(" ") - match[0].count("\t") >= _RULE_MARKS
    )
    yield from _apart(found)


def _emphasis(text: str) -> Iterator[Edit]:
    """Pairs of marks on one line, the first before a word, the second after one."""
    addresses = _ADDRESS.finditer(text)
    address = next(addresses, None)
    opened: dict[str, list[tuple[int, int]]] = {}
    last = 0
    for match in _MARK.finditer(text):
        mark, (start, end) = match[0], match.span()
        if text.find("\n", last, start) >= 0:
            opened.clear()
        last = end
        while address and address.end() <= start:
            address = next(addresses, None)
        if address and address.start() <= start:
            continue
        before = text[start - 1] if start else "\n"
        after = text[end] if end < len(text) else "\n"
        waiting = opened.setdefault(mark, [])
        if waiting and waiting[-1][1] < start and not before.isspace() and not _in_word(after):
            yield Edit(*waiting.pop(), "")
            yield Edit(start, end, "")
        elif not after.isspace() and not _in_word(before):
            waiting.append((start, end))


def _in_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _apart(edits: list[Edit]) -> Iterator[Edit]:
    """The edits in order, those that overlap an earlier one left for the next pass."""
    at = 0
    for edit in sorted(edits):
        if edit.start >= at:
            yield edit
            at = edit.end
