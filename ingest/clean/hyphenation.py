"""Words that a hyphen cuts at a line's end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.french.frequency import zipf
from corpus.french.lexicon import is_listed, is_word
from ingest.clean.draft import Edit

# U+00AD is a soft hyphen; PDF readers also write it as U+0002 or U+FFFE.
_CUT = re.compile(
    r"(?<![^\W\d_])(?P<left>[^\W\d_]++)(?P<mark>[-\u2010\u2011\u00ad\x02\ufffe])"
    r"(?P<break>[ \t]*+\n[ \t]*+)(?=(?P<right>[^\W\d_]++))"
)
_WORD = re.compile(r"[^\W\d_]++(?:[-\u2010\u2011][^\W\d_]++)*+")
_SOFT = "\u00ad"
_WORD_ITSELF = 3.0  # Zipf value


def cut_words(text: str) -> Iterator[Edit]:
    """« sécu-⏎rité » is one word; « Franche-⏎Comté » keeps its hyphen and loses the break."""
    elsewhere: set[str] | None = None
    for match in _CUT.finditer(text):
        if elsewhere is None:
            elsewhere = {word.lower() for word in _WORD.findall(text)}
        left, right, mark = match["left"], match["right"], match["mark"]
        if mark == _SOFT or _is_one_word(left, right, elsewhere):
            yield Edit(match.start("mark"), match.end(), "")
        elif mark in "-\u2010\u2011":
            yield Edit(match.start("break"), match.end(), "")
        else:
            yield Edit(match.start("mark"), match.end(), "-")


def _is_one_word(left: str, right: str, elsewhere: set[str]) -> bool:
    if not (right.islower() or (left.isupper() and right.isupper())):
        return False
    left, right = left.lower(), right.lower()
    whole = left + right
    if f"{left}-{right}" in elsewhere:
        return False
    if whole in elsewhere:
        return True
    if not is_word(whole):
        return False
    # « peutêtre » is written often enough to be in a word list; « peut-être » is meant.
    compound = zipf(left) >= _WORD_ITSELF and zipf(right) >= _WORD_ITSELF
    return is_listed(whole) or not compound
