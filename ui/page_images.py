"""Pages of a PDF as images, the quoted words marked where their place is certain."""

from __future__ import annotations

import io
import threading
from collections import OrderedDict
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from PIL import Image, ImageChops

from corpus.errors import UnknownDocumentError
from corpus.records import Version
from corpus.word_boxes import Box, WordBoxes
from ui import texts_fr as t

if TYPE_CHECKING:
    from corpus.catalogue import Catalogue
    from corpus.originals import Originals
    from ingest.extract.sandbox import Sandbox

_WIDTH = 1000  # pixels
_KEPT_IMAGES = 64
_KEPT_BOXES = 16
_MARK = (255, 224, 138)


class PageImages:
    """Makes images in a sandbox of its own, so that a long reading does not hold a reader up."""

    def __init__(self, catalogue: Catalogue, originals: Originals, sandbox: Sandbox) -> None:
        self._catalogue = catalogue
        self._originals = originals
        self._sandbox = sandbox
        self._lock = threading.Lock()
        self._images: OrderedDict[tuple[str, int], bytes] = OrderedDict()
        self._boxes: OrderedDict[str, WordBoxes | None] = OrderedDict()

    def are_there(self, version: str, audience: str) -> bool:
        """Whether the version was read from a PDF that is kept, and that ``audience`` may see."""
        try:
            original = self._catalogue.original(version, None, audience)
        except UnknownDocumentError:
            return False
        return PurePosixPath(original.name).suffix.lower() == ".pdf"

    def png(self, version: str, number: int, span: tuple[int, int] | None, audience: str) -> bytes:
        """Page ``number`` (from 1) of a version; ``span`` of its cleaned text is marked on it.

        Raises:
            UnknownDocumentError: there is no such page that ``audience`` may see.
            DocumentError: the file cannot be shown.
        """
        shown = self._catalogue.version(version, audience)
        if not self.are_there(version, audience):
            raise UnknownDocumentError(t.SOURCE_NOT_FOUND)
        if number not in {page.number for page in shown.pages}:
            raise UnknownDocumentError(t.SOURCE_NOT_FOUND)
        image = self._image(version, number)
        boxes = [box for box in self._places(shown, span) if box.page == number] if span else []
        return _marked(image, boxes) if boxes else image

    def _image(self, version: str, number: int) -> bytes:
        with self._lock:
            if (version, number) not in self._images:
                name, data = self._file(version)
                task = {"task": "page", "name": name, "page": number, "width": _WIDTH}
                _, (image,) = self._sandbox.ask(task, data)
                self._images[version, number] = image
                while len(self._images) > _KEPT_IMAGES:
                    self._images.popitem(last=False)
            self._images.move_to_end((version, number))
            return self._images[version, number]

    def _places(self, version: Version, span: tuple[int, int]) -> list[Box]:
        """Where the words of ``span`` stand; empty where it is not certain of every one."""
        with self._lock:
            if version.hash not in self._boxes:
                self._boxes[version.hash] = self._catalogue.word_boxes(version.hash)
                while len(self._boxes) > _KEPT_BOXES:
                    self._boxes.popitem(last=False)
            boxes = self._boxes[version.hash]
        if boxes is None or not 0 <= span[0] < span[1] <= len(version.text):
            return []
        start, end = version.alignment.to_raw(*span)
        placed = {at for word in boxes.of_raw(start, end) for at in range(word.start, word.end)}
        written = {at for at in range(start, end) if version.raw[at].isalnum()}
        return boxes.of_span(version.alignment, *span) if written <= placed else []

    def _file(self, version: str) -> tuple[str, bytes]:
        original = self._catalogue.original(version)
        return original.name, self._originals.read(original.sha256)


def _marked(image: bytes, boxes: list[Box]) -> bytes:
    page = Image.open(io.BytesIO(image)).convert("RGB")
    wide, high = page.size
    for box in boxes:
        area = (
            max(0, round(box.x0 * wide) - 2), max(0, round(box.y0 * high) - 2),
            min(wide, round(box.x1 * wide) + 2), min(high, round(box.y1 * high) + 2),
        )  # fmt: skip
        if area[0] < area[2] and area[1] < area[3]:
            part = page.crop(area)
            page.paste(ImageChops.multiply(part, Image.new("RGB", part.size, _MARK)), area)
    buffer = io.BytesIO()
    page.save(buffer, "PNG")
    return buffer.getvalue()
