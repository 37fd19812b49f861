"""Spaces and blank lines.

One rule: every run of spaces is one plain space, except that a no-break space stays where
French typography wants it, before « : ; ? ! % » € » or after « « ». None stands at a line's
ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.clean.draft import Edit

_ODD = "\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_RUN = re.compile(rf"(?:[{_ODD}]| (?=[ {_ODD}\n]|\Z)|(?<=\n) |\A )[ {_ODD}]*")
_NO_BREAK = re.compile("[\u00a0\u202f]")
_AFTER = frozenset(":;?!%»€")
_BLANK_LINES = re.compile(r"\A\n++|(?<!\n)\n++\Z|(?<=\n\n)\n++")


def spaces(text: str) -> Iterator[Edit]:
    """Runs of spaces made one, or none at a line's ends."""
    for match in _RUN.finditer(text):
        before = text[match.start() - 1] if match.start() else "\n"
        after = text[match.end()] if match.end() < len(text) else "\n"
        if "\n" in (before, after):
            yield Edit(match.start(), match.end(), "")
            continue
        no_break = _NO_BREAK.search(match[0]) if before == "«" or after in _AFTER else None
        kept = no_break[0] if no_break else " "
        if match[0] != kept:
            yield Edit(match.start(), match.end(), kept)


def blank_lines(text: str) -> Iterator[Edit]:
    """No blank line at either end, one at most between two paragraphs."""
    for match in _BLANK_LINES.finditer(text):
        yield Edit(match.start(), match.end(), "")
