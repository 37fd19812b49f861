"""Characters that say the same in another form, or say nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from ingest.clean.draft import Edit

_LIGATURES = {
    "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl",
    "\ufb05": "st", "\ufb06": "st",
}  # fmt: skip
_LIGATURE = re.compile("[\ufb00-\ufb06]")
# A character and those after it that may compose with it: nothing else than these blocks does.
_CLUSTER = re.compile(
    "[\\s\\S][\u0300-\u1fff\u20d0-\u20ff\u2de0-\u2dff\u302a-\u30ff\ua000-\uabff"
    "\ufb1e\ufe20-\ufe2f\U00010000-\U0001ffff]*"
)
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])['\u02bc`\u00b4\u2018\u2032\uff07](?=[^\W\d_])")
# Zero-width, bidirectional and tag characters, lone surrogates, noncharacters. Soft hyphens,
# U+FFFE and control characters have their say first, as hyphens and lost ligatures.
_INVISIBLE = re.compile(
    "[\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff"
    "\uffa0\ufff9-\ufffb\uffff\ud800-\udfff\U000e0000-\U000e007f]+"
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\ufffe]+")
_LINE_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")


def composed(text: str) -> Iterator[Edit]:
    """Unicode NFC, one combining sequence at a time."""
    if unicodedata.is_normalized("NFC", text):
        return
    for match in _CLUSTER.finditer(text):
        normal = unicodedata.normalize("NFC", match[0])
        if normal != match[0]:
            yield Edit(match.start(), match.end(), normal)


def ligatures(text: str) -> Iterator[Edit]:
    """« ﬁ » is a letter shape, « œ » is a letter: only the former is opened."""
    for match in _LIGATURE.finditer(text):
        yield Edit(match.start(), match.end(), _LIGATURES[match[0]])


def apostrophes(text: str) -> Iterator[Edit]:
    """« l'État » is « l’État », one character for one."""
    for match in _APOSTROPHE.finditer(text):
        yield Edit(match.start(), match.end(), "’")


def invisibles(text: str) -> Iterator[Edit]:
    """What nobody sees is not text, and hides instructions or breaks words."""
    for match in _INVISIBLE.finditer(text):
        yield Edit(match.start(), match.end(), "")


def controls(text: str) -> Iterator[Edit]:
    """Control characters and soft hyphens that stood for nothing."""
    for match in _CONTROL.finditer(text):
        yield Edit(match.start(), match.end(), "")


def line_breaks(text: str) -> Iterator[Edit]:
    """Every line break is a line feed."""
    for match in _LINE_BREAK.finditer(text):
        yield Edit(match.start(), match.end(), "\n")
