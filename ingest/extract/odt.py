"""OpenDocument texts (ODT), read from their XML.

Left out: headers and footers, tables of contents, hidden and deleted text, comments.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from corpus.errors import DocumentError
from corpus.records import Metadata
from ingest.extract.base import Extracted, Source
from ingest.extract.compose import Composer
from ingest.extract.flow import BREAK, Flow, Grid, Paragraph, Row
from ingest.extract.odt_styles import OFFICE, TABLE, TEXT, OdtStyles
from ingest.extract.package import Package, damaged
from ingest.extract.properties import properties

_DC = "{http://purl.org/dc/elements/1.1/}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_SKIPPED = frozenset(
    {
        f"{TEXT}table-of-content", f"{TEXT}alphabetical-index", f"{TEXT}illustration-index",
        f"{TEXT}table-index", f"{TEXT}tracked-changes", f"{TEXT}hidden-text",
        f"{TEXT}hidden-paragraph", f"{OFFICE}annotation", f"{OFFICE}annotation-end",
        f"{OFFICE}forms", f"{TEXT}sequence-decls", f"{TEXT}variable-decls",
        f"{TEXT}user-field-decls", f"{TEXT}page-number", f"{TEXT}page-count", f"{TEXT}ruby-text",
    }
)  # fmt: skip
_MOST_REPEATED = 60  # cells or rows that one element may stand for


def read_odt(source: Source) -> Extracted:
    """The text of an OpenDocument text.

    Raises:
        DocumentError: it is damaged, protected, unpacks to too much, or holds no text.
    """
    with Package(source.data, source.name) as package:
        manifest = package.read("META-INF/manifest.xml") or b""
        if b"encryption-data" in manifest:
            raise DocumentError(
                f"«\u00a0{source.name}\u00a0» est protégé par un mot de passe\u00a0: "
                "enregistrez-en une copie sans protection."
            )
        content = package.require_xml("content.xml")
        styles = OdtStyles(content, package.xml("styles.xml"))
        found = _properties(package.xml("meta.xml"))
    text = content.find(f"{OFFICE}body/{OFFICE}text")
    if text is None:
        raise damaged(source.name)
    reader = _Reader(styles)
    blocks = list(reader.blocks(text))
    composer = Composer(source.name)
    Flow(composer, paged=reader.paged).add(blocks)
    return composer.finish(Metadata(), found)


def _properties(root: Any | None) -> Metadata:
    if root is None:
        return Metadata()

    def said(tag: str) -> str:
        element = next(root.iter(tag), None)
        return "" if element is None else (element.text or "")

    return properties(
        title=said(f"{_DC}title"),
        author=said(f"{_META}initial-creator") or said(f"{_DC}creator"),
        publisher=said(f"{_DC}publisher"),
        subject=said(f"{_DC}subject"),
    )


class _Reader:
    def __init__(self, styles: OdtStyles) -> None:
        self._styles = styles
        self._number = 0
        self._notes: list[str] = []
        self._boxes: list[Any] = []
        self._fresh = True
        self._begun = False
        self.paged = False

    def blocks(self, parent: Any, label: str = "") -> Iterator[Paragraph | Grid]:
        """The paragraphs and tables below ``parent``; ``label`` goes before the first."""
        for child in parent:
            tag = child.tag
            if tag in _SKIPPED or not isinstance(tag, str):
                continue
            if tag in {f"{TEXT}p", f"{TEXT}h"}:
                yield from self._paragraph(child, label)
                label = ""
            elif tag == f"{TEXT}list":
                yield from self._list(child, 0)
            elif tag == f"{TABLE}table":
                yield self._table(child)
            elif tag == f"{TEXT}soft-page-break":
                yield Paragraph(self._turn(soft=True))
            elif tag == f"{TEXT}section" and child.get(f"{TEXT}display") == "none":
                continue
            else:
                yield from self.blocks(child)

    def _list(self, element: Any, depth: int, style: str = "") -> Iterator[Paragraph | Grid]:
        style = element.get(f"{TEXT}style-name") or style
        count = 0
        for item in element:
            if item.tag not in {f"{TEXT}list-item", f"{TEXT}list-header"}:
                continue
            count += 1
            label = f"{count}. " if self._styles.numbers(style, depth + 1) else "- "
            for child in item:
                if child.tag == f"{TEXT}list":
                    yield from self._list(child, depth + 1, style)
                elif child.tag in {f"{TEXT}p", f"{TEXT}h"}:
                    yield from self._paragraph(child, label)
                    label = ""

    def _paragraph(self, element: Any, label: str) -> Iterator[Paragraph | Grid]:
        style = self._styles.paragraph(element.get(f"{TEXT}style-name") or "")
        if style.hidden or style.contents:
            return
        before = ""
        if style.page_before and self._begun:
            before = self._turn(soft=False)
        self._notes, self._boxes = [], []
        text = "".join(self._inline(element))
        notes, boxes = self._notes, self._boxes
        level = style.level
        if element.tag == f"{TEXT}h":
            said = element.get(f"{TEXT}outline-level") or "1"
            level = level or (int(said) + 1 if said.isdigit() else 2)
        if text.strip(BREAK + " \n"):
            self._begun = True
            at = len(text) - len(text.lstrip(BREAK + " \n"))
            text = text[:at] + label + text[at:]
        yield Paragraph(before + text, level, notes)
        for box in boxes:
            yield from self.blocks(box)

    def _inline(self, element: Any) -> Iterator[str]:
        yield self._said(element.text)
        for child in element:
            tag = child.tag
            if isinstance(tag, str) and tag not in _SKIPPED:
                if tag in {f"{TEXT}s", f"{TEXT}tab"}:
                    yield " "
                elif tag == f"{TEXT}line-break":
                    yield "\n"
                elif tag == f"{TEXT}soft-page-break":
                    yield self._turn(soft=True)
                elif tag == f"{TEXT}note":
                    yield self._note(child)
                elif tag in {f"{_DRAW}text-box", f"{_DRAW}custom-shape"}:
                    self._boxes.append(child)
                elif not self._styles.hides(child.get(f"{TEXT}style-name") or ""):
                    yield from self._inline(child)
            yield self._said(child.tail)

    def _said(self, text: str | None) -> str:
        if text and text.strip():
            self._fresh = False
        return " ".join(text.split("\n")) if text else ""

    def _turn(self, *, soft: bool) -> str:
        """A page ends: one that the program only noted is none where a set one just was."""
        self.paged = True
        if soft and self._fresh:
            return ""
        self._fresh = True
        return BREAK

    def _note(self, element: Any) -> str:
        body = element.find(f"{TEXT}note-body")
        if body is None:
            return ""
        self._number += 1
        said = " ".join(
            " ".join("".join(one.itertext()).split()) for one in body.iter(f"{TEXT}p", f"{TEXT}h")
        )
        self._notes.append(f"({self._number}) {said}")
        return f" ({self._number})"

    def _table(self, element: Any) -> Grid:
        rows: list[Row] = []
        self._rows(element, rows, names=False)
        return Grid(rows)

    def _rows(self, parent: Any, rows: list[Row], *, names: bool) -> None:
        for child in parent:
            if child.tag == f"{TABLE}table-row":
                cells: list[list[Paragraph]] = []
                for cell in child:
                    if cell.tag not in {f"{TABLE}table-cell", f"{TABLE}covered-table-cell"}:
                        continue
                    flat = [one for block in self.blocks(cell) for one in _flattened(block)]
                    times = _times(cell, "number-columns-repeated") if flat else 1
                    cells += [flat] * times
                if any(cells):
                    rows += [Row(cells, names)] * _times(child, "number-rows-repeated")
            elif child.tag == f"{TABLE}table-header-rows":
                self._rows(child, rows, names=True)
            elif child.tag in {f"{TABLE}table-rows", f"{TABLE}table-row-group"}:
                self._rows(child, rows, names=names)
            elif child.tag == f"{TEXT}soft-page-break" and rows and rows[-1].cells:
                mark = Paragraph(self._turn(soft=True))
                rows[-1] = Row([[*rows[-1].cells[0], mark], *rows[-1].cells[1:]], rows[-1].names)


def _flattened(block: Paragraph | Grid) -> Iterator[Paragraph]:
    if isinstance(block, Paragraph):
        if block.text.strip(" \n") or block.notes:
            yield block
        return
    for row in block.rows:
        for cell in row.cells:
            yield from cell


def _times(element: Any, attribute: str) -> int:
    said = element.get(f"{TABLE}{attribute}") or "1"
    return min(int(said), _MOST_REPEATED) if said.isdigit() else 1
