"""Where on its page each word of a version stands, packed for the catalogue.

A box is kept for the words as they were read (offsets in the raw text), so that cleaning the text
anew leaves it valid: a version's alignment leads from a quotation to the raw text, and from there
to the boxes.
"""

from __future__ import annotations

import struct
import sys
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from corpus.records import Alignment

_MAGIC = b"VWB1"
_HEAD = struct.Struct("<4sI")
_SCALE = 65535
_LARGEST = 256 * 1024 * 1024  # bytes unpacked: what is larger was not written by this module
_BYTES_A_WORD = 4 + 2 + 2 + 4 * 2


class Box(NamedTuple):
    """A rectangle on a page; sides are shares (0 to 1) of its width and height, origin top left."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float


class WordBox(NamedTuple):
    """The box of ``raw[start:end]``."""

    start: int
    end: int
    box: Box


@dataclass(frozen=True)
class WordBoxes:
    """The boxes of a version's words, in the order of the raw text."""

    words: tuple[WordBox, ...]

    def of_raw(self, start: int, end: int) -> list[WordBox]:
        """The words that the raw span ``start..end`` touches."""
        starts = [word.start for word in self.words]
        first = bisect_left(starts, start)
        while first > 0 and self.words[first - 1].end > start:
            first -= 1
        found = []
        for word in self.words[first:]:
            if word.start >= end:
                break
            if word.end > start:
                found.append(word)
        return found

    def of_span(self, alignment: Alignment, start: int, end: int) -> list[Box]:
        """Rectangles that cover the cleaned span ``start..end``, one for each line of each page.

        Args:
            alignment: of the version whose boxes these are.
            start, end: code points of the cleaned text.
        """
        words = self.of_raw(*alignment.to_raw(start, end))
        lines: list[Box] = []
        for _, _, box in words:
            if lines and _same_line(lines[-1], box):
                last = lines[-1]
                lines[-1] = Box(
                    box.page,
                    min(last.x0, box.x0),
                    min(last.y0, box.y0),
                    max(last.x1, box.x1),
                    max(last.y1, box.y1),
                )
            else:
                lines.append(box)
        return lines

    def pack(self) -> bytes:
        """These boxes as bytes, about 6 a word; empty where there are none."""
        if not self.words:
            return b""
        starts = array("I", (word.start for word in self.words))
        lengths = array("H", (min(word.end - word.start, 65535) for word in self.words))
        pages = array("H", (min(word.box.page, 65535) for word in self.words))
        sides = [
            array("H", (_short(word.box[side]) for word in self.words)) for side in range(1, 5)
        ]
        deltas = array("I", (b - a for a, b in zip([0, *starts], starts, strict=False)))
        columns = b"".join(_little(one).tobytes() for one in (deltas, lengths, pages, *sides))
        return _HEAD.pack(_MAGIC, len(self.words)) + zlib.compress(columns, 6)


def unpack(blob: bytes | None) -> WordBoxes | None:
    """The inverse of ``WordBoxes.pack``; None for a version without boxes.

    Raises:
        ValueError: ``blob`` is damaged.
    """
    if not blob:
        return None
    try:
        magic, count = _HEAD.unpack_from(blob)
        if magic != _MAGIC or count * _BYTES_A_WORD > _LARGEST:
            raise ValueError("not packed word boxes")
        unpacker = zlib.decompressobj()
        columns = unpacker.decompress(blob[_HEAD.size :], count * _BYTES_A_WORD + 1)
    except (struct.error, zlib.error) as error:
        raise ValueError("damaged word boxes") from error
    if len(columns) != count * _BYTES_A_WORD:
        raise ValueError("word boxes of another length")
    deltas = _column("I", columns, 0, count)
    lengths = _column("H", columns, 4 * count, count)
    pages = _column("H", columns, 6 * count, count)
    sides = [_column("H", columns, (8 + 2 * side) * count, count) for side in range(4)]
    words = []
    at = 0
    for index, delta in enumerate(deltas):
        at += delta
        box = Box(pages[index], *(side[index] / _SCALE for side in sides))
        words.append(WordBox(at, at + lengths[index], box))
    return WordBoxes(tuple(words))


def pack(words: Sequence[WordBox]) -> bytes:
    """``words``, in order, as bytes."""
    return WordBoxes(tuple(words)).pack()


def _same_line(last: Box, box: Box) -> bool:
    overlap = min(last.y1, box.y1) - max(last.y0, box.y0)
    smaller = min(last.y1 - last.y0, box.y1 - box.y0)
    return last.page == box.page and overlap > 0.5 * smaller and box.x0 >= last.x0


def _short(share: float) -> int:
    return round(min(1.0, max(0.0, share)) * _SCALE)


def _column(code: str, columns: bytes, start: int, count: int) -> array[int]:
    found = array(code)
    found.frombytes(columns[start : start + count * found.itemsize])
    return _little(found)


def _little(values: array[int]) -> array[int]:
    if sys.byteorder == "big":
        values.byteswap()
    return values
