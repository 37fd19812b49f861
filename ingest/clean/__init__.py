"""Raw text in, readable French text out, with the way back to every raw character.

What is done, in this order, until nothing is left to do: Unicode NFC; typographic ligatures
opened (« œ » and « æ » stay); apostrophes between letters made « ’ »; invisible characters
removed; ligatures lost by a PDF's extraction repaired where a lexicon makes it certain; line
breaks made one kind; Markdown emphasis and links reduced to their text; spaces evened; lines
cut by a page's width joined; words cut at line ends joined; blank lines limited to one.

Nothing else is touched: letters, figures, punctuation, quotation marks and dashes stay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from corpus.records import Alignment
from ingest.clean.characters import (
    apostrophes,
    composed,
    controls,
    invisibles,
    ligatures,
    line_breaks,
)
from ingest.clean.draft import Draft, Edit
from ingest.clean.hyphenation import cut_words
from ingest.clean.lines import cut_lines
from ingest.clean.lost_ligatures import lost_ligatures
from ingest.clean.markup import marks
from ingest.clean.spaces import blank_lines, spaces

CLEANER = "clean-v1"

_STEPS: tuple[Callable[[str], Iterator[Edit]], ...] = (
    invisibles,
    composed,
    ligatures,
    apostrophes,
    lost_ligatures,
    line_breaks,
    marks,
    spaces,
    cut_lines,
    cut_words,
    controls,
    blank_lines,
)
# One pass does the work and a second one finds nothing: more are for text that was cleaned
# into something to clean, such as marks within marks. The limit keeps the time linear.
_PASSES = 12


@dataclass(frozen=True)
class Cleaned:
    """Cleaned ``text`` and its ``alignment`` with the raw text, in code points."""

    text: str
    alignment: Alignment


def clean(raw: str) -> Cleaned:
    """Clean ``raw``; cleaning what comes out changes nothing."""
    draft = Draft(raw)
    for _ in range(_PASSES):
        changes = [draft.apply(step(draft.text)) for step in _STEPS]
        if not any(changes):
            break
    return Cleaned(draft.text, draft.alignment())
