"""Whole sentences out of the pieces that a model writes, with the passages that each one cites."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.french.sentences import sentence_spans

_MARKER = re.compile(r"\[[ \u00a0]*(\d{1,3}(?:[ \u00a0]*[,;et][ \u00a0]*\d{1,3})*)[ \u00a0]*\]")
# « … du plan. [2] » is written for « … du plan [2]. »
_AFTER_POINT = re.compile(
    rf"(?P<mark>[.!?…]+)(?P<space>[ \u00a0]*)(?P<cited>(?:{_MARKER.pattern}[ \u00a0]*)+)"
)
_BRACKETED = re.compile(r"【[^】]{0,40}】|\[\^?[^\]\n]{0,80}\]")
_IMAGE = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)")
_LINK = re.compile(r"\[(?P<said>[^\]\n]*)\]\([^)\n]*\)")
_ADDRESS = re.compile(
    r"<?\b(?:https?|ftp|file|data|javascript|mailto):[^\s>»)]*>?|\bwww\.[^\s>»)]+|\b[\w.+-]+@[\w-]+\.\w+",
    re.IGNORECASE,
)
_HTML = re.compile(r"<!--.*?-->|</?[a-zA-Z][^<>]{0,300}>|&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|\w{2,8});")
_TURN = re.compile(r"<\|[^|>]{0,40}\|>|\[/?INST\]|<</?SYS>>|</?s>")
_THOUGHT = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL)
_HEADING = re.compile(r"^\s*(?:#{1,6}\s.*|\*\*[^*\n]{1,80}\*\*\s*:?|[-=_*]{3,})\s*$")
_ITEM = re.compile(r"^\s*(?:[-–—•*▪◦·]|\d{1,2}[.)])\s+")
_STRESS = re.compile(r"\*\*|__|`+|(?<!\w)\*(?=\S)|(?<=\S)\*(?!\w)|(?<!\w)_(?=\w)|(?<=\w)_(?!\w)|~~")
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_ENDED = re.compile(r"(?:\]|\])[ \u00a0]*[.!?…]+$")
_LONGEST = 1_200  # characters of one sentence


@dataclass(frozen=True)
class Written:
    """A sentence as the model wrote it, cleaned.

    Attributes:
        text: without its markers, nor anything but words.
        cited: the numbers that it cites, in order, each once.
        item: whether it is an item of a list.
        opens: whether it announces a list (« … : »).
    """

    text: str
    cited: tuple[int, ...]
    item: bool = False
    opens: bool = False


class Sentences:
    """Takes pieces of text, gives whole sentences as soon as they are surely whole."""

    def __init__(self) -> None:
        self._left = ""

    def add(self, piece: str) -> list[Written]:
        """The sentences that ``piece`` completes."""
        self._left += piece
        found: list[Written] = []
        if _unfinished_thought(self._left):
            return found
        self._left = _THOUGHT.sub("", self._left)
        while "\n" in self._left:
            line, self._left = self._left.split("\n", 1)
            found += _of_line(line)
        whole = _whole(self._left)
        if whole:
            found += _of_line(self._left[:whole])
            self._left = self._left[whole:]
        if len(self._left) > _LONGEST:
            self._left = ""
        return found

    def end(self, *, whole: bool) -> list[Written]:
        """What is left; nothing where the model was cut off in the middle (not ``whole``)."""
        line, self._left = _THOUGHT.sub("", self._left), ""
        found = _of_line(line)
        return found if whole or re.search(r"[.!?…\]»][ \u00a0]*$", line) else found[:-1]


def _unfinished_thought(text: str) -> bool:
    return bool(re.search(r"<think(?:ing)?>(?!.*</think)", text, re.DOTALL))


def _whole(text: str) -> int:
    """How many characters of a line that goes on are whole sentences, their markers included."""
    spans = sentence_spans(text)
    if not spans:
        return 0
    if _ENDED.search(text.rstrip()) and not re.search(r"\[[^\]]*$", text):
        return len(text)
    for start, _ in reversed(spans[1:]):
        # What follows may still be the marker of the sentence before.
        if not re.match(r"[ \u00a0]*(?:\[|\()", text[start:]) and len(text) > start:
            return start
    return 0


def _of_line(line: str) -> list[Written]:
    line = clean(line)
    if not line.strip() or _HEADING.match(line):
        return []
    item = _ITEM.match(line)
    if item:
        line = line[item.end() :]
    line = _STRESS.sub("", line)
    line = _AFTER_POINT.sub(lambda m: f" {m['cited'].strip()}{m['mark']} ", line)
    found: list[Written] = []
    for start, end in sentence_spans(line):
        sentence = line[start:end]
        cited: list[int] = []
        for marker in _MARKER.finditer(sentence):
            cited += [int(number) for number in re.findall(r"\d+", marker[1])]
        text = _BRACKETED.sub(" ", _MARKER.sub(" ", sentence))
        text = re.sub(r"\s+([.,;!?…])", r"\1", " ".join(text.split())).strip()
        text = re.sub(r"^[,;.]\s*", "", text)
        if not re.search(r"\w", text):
            if found and cited:
                last = found[-1]
                found[-1] = Written(last.text, _once(*last.cited, *cited), last.item, last.opens)
            continue
        opens = not item and text.rstrip(" \u00a0").endswith(":")
        found.append(Written(text, _once(*cited), bool(item), opens))
    return found


def _once(*numbers: int) -> tuple[int, ...]:
    return tuple(dict.fromkeys(numbers))


def clean(text: str) -> str:
    """``text`` without links, images, HTML, addresses, template tokens and hidden characters.

    What looks like a mark of an answer's own grammar does not pass either.
    """
    text = _HIDDEN.sub("", text)
    text = _IMAGE.sub(" ", text)
    text = _LINK.sub(lambda match: match["said"], text)
    text = _TURN.sub(" ", text)
    for _ in range(3):  # what is left of one tag may make another
        text = _HTML.sub(" ", text)
    return _ADDRESS.sub(" ", text)
