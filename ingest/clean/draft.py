"""A text under revision that remembers which stretch of the raw text each edit came from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from corpus.records import Alignment


class Edit(NamedTuple):
    """Replace ``text[start:end]`` by ``by``."""

    start: int
    end: int
    by: str


class _Stretch(NamedTuple):
    raw_start: int
    raw_end: int
    start: int
    end: int


class Draft:
    """A text and the stretches by which it differs from the raw one, in order."""

    def __init__(self, raw: str) -> None:
        self.text = raw
        self._raw_length = len(raw)
        self._stretches: list[_Stretch] = []

    def apply(self, edits: Iterable[Edit]) -> bool:
        """Make ``edits`` (in order, apart from each other); tell whether the text changed."""
        real = [_narrowed(self.text, edit) for edit in edits]
        real = [edit for edit in real if edit.start < edit.end or edit.by]
        if not real:
            return False
        pieces: list[str] = []
        at = 0
        for edit in real:
            pieces += self.text[at : edit.start], edit.by
            at = edit.end
        pieces.append(self.text[at:])
        self.text = "".join(pieces)
        self._stretches = _merged(self._stretches, real)
        return True

    def alignment(self) -> Alignment:
        """The breakpoints between this text and the raw one."""
        points = [(0, 0)]
        for stretch in self._stretches:
            points.append((stretch.start, stretch.raw_start))
            points.append((stretch.end, stretch.raw_end))
        points.append((len(self.text), self._raw_length))
        points = list(dict.fromkeys(points))
        return Alignment(tuple(p[0] for p in points), tuple(p[1] for p in points))


def _narrowed(text: str, edit: Edit) -> Edit:
    """``edit`` without the characters that it leaves as they are, one left at least to hold on
    to where it adds some: what is added must come from somewhere in the raw text."""
    start, end, by = edit
    if text[start:end] == by:
        return Edit(start, start, "")
    while end - start > 1 and by and text[start] == by[0]:
        start, by = start + 1, by[1:]
    while end - start > 1 and by and text[end - 1] == by[-1]:
        end, by = end - 1, by[:-1]
    return Edit(start, end, by)


def _merged(old: list[_Stretch], edits: list[Edit]) -> list[_Stretch]:
    """Stretches from the raw text to the edited one. Those that overlap become one."""
    merged: list[_Stretch] = []
    to_raw = to_new = 0  # what to add to an offset of the text before the edits
    i = j = 0
    while i < len(old) or j < len(edits):
        from_old = j == len(edits) or (i < len(old) and old[i].start <= edits[j].start)
        start = end = old[i].start if from_old else edits[j].start
        raw_start, new_start = start + to_raw, start + to_new
        first = True
        while True:
            if i < len(old) and (old[i].start < end or (first and from_old)):
                stretch = old[i]
                end = max(end, stretch.end)
                to_raw += (stretch.raw_end - stretch.raw_start) - (stretch.end - stretch.start)
                i += 1
            elif j < len(edits) and (edits[j].start < end or (first and not from_old)):
                edit = edits[j]
                end = max(end, edit.end)
                to_new += len(edit.by) - (edit.end - edit.start)
                j += 1
            else:
                break
            first = False
        merged.append(_Stretch(raw_start, end + to_raw, new_start, end + to_new))
    return merged
