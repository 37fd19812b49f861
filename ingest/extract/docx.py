"""Word documents (DOCX), read from their XML: text, headings, lists, tables, notes, page breaks.

Left out: headers and footers, tables of contents, hidden and deleted text, comments.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from corpus.records import Metadata
from ingest.extract.base import Extracted, Source
from ingest.extract.compose import Composer
from ingest.extract.docx_styles import Numbering, Styles
from ingest.extract.flow import BREAK, Flow, Grid, Paragraph, Row
from ingest.extract.package import Package
from ingest.extract.properties import properties

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_APP = "{http://schemas.openxmlformats.org/officeDocument/2006/extended-properties}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SKIPPED = frozenset(
    {
        "del", "moveFrom", "instrText", "delText", "rPr", "pPr", "sectPr", "pict", "object",
        "commentReference", "annotationRef", "fldData", "rt",
    }
)  # fmt: skip
_MOST_SPANNED = 60  # columns of one cell


def read_docx(source: Source) -> Extracted:
    """The text of a Word document.

    Raises:
        DocumentError: it is damaged, protected, unpacks to too much, or holds no text.
    """
    with Package(source.data, source.name) as package:
        main = package.require_xml("word/document.xml")
        reader = _Reader(
            Styles(package.xml("word/styles.xml")),
            Numbering(package.xml("word/numbering.xml")),
            {
                kind: _notes(package.xml(f"word/{kind}s.xml"), kind)
                for kind in ("footnote", "endnote")
            },
        )
        found = _properties(package)
    composer = Composer(source.name)
    body = main.find(f"{W}body")
    blocks = [] if body is None else list(reader.blocks(body))
    flow = Flow(composer, paged=reader.paged)
    flow.add(blocks)
    return composer.finish(Metadata(), found)


def _notes(root: Any | None, kind: str) -> dict[str, Any]:
    if root is None:
        return {}
    return {
        note.get(f"{W}id"): note for note in root.iter(f"{W}{kind}") if not note.get(f"{W}type")
    }


def _properties(package: Package) -> Metadata:
    core, app = package.xml("docProps/core.xml"), package.xml("docProps/app.xml")

    def said(root: Any | None, tag: str) -> str:
        return "" if root is None else (root.findtext(tag) or "")

    return properties(
        title=said(core, f"{_DC}title"),
        author=said(core, f"{_DC}creator"),
        publisher=said(core, f"{_DC}publisher") or said(app, f"{_APP}Company"),
        subject=said(core, f"{_DC}subject"),
    )


class _Reader:
    """Walks the document's body once; counts notes and list items as it goes."""

    def __init__(
        self, styles: Styles, numbering: Numbering, notes: dict[str, dict[str, Any]]
    ) -> None:
        self._styles = styles
        self._numbering = numbering
        self._notes = notes
        self._number = 0
        self._field: list[str] = []  # instructions of the fields that are open
        self._fresh = False  # whether a page break was written since the last text
        self._waiting: list[str] = []
        self._boxes: list[Any] = []
        self._depth = 0
        self.paged = False

    def blocks(self, parent: Any) -> Iterator[Paragraph | Grid]:
        """The paragraphs and tables below ``parent``."""
        for child in parent:
            tag = _local(child)
            if tag == "p":
                yield from self._paragraph(child)
            elif tag == "tbl":
                yield self._table(child)
            elif tag == "sdt":
                if not _is_contents(child):
                    content = child.find(f"{W}sdtContent")
                    if content is not None:
                        yield from self.blocks(content)
            elif tag in {"ins", "moveTo", "smartTag", "customXml", "txbxContent"}:
                yield from self.blocks(child)
            elif tag == "AlternateContent":
                for choice in child.iterfind(f"{_MC}Choice"):
                    yield from self.blocks(choice)

    def _paragraph(self, element: Any) -> Iterator[Paragraph | Grid]:
        style = self._styles.of(element)
        before = ""
        if style.page_before and not self._fresh:
            before = self._turn(rendered=False)
        in_contents = any("TOC" in one for one in self._field) or style.contents
        self._waiting, self._boxes = [], []
        text = "".join(self._inline(element, style.hidden))
        notes, boxes = self._waiting, self._boxes
        if in_contents:
            text = BREAK * text.count(BREAK)
        stripped = text.strip(BREAK + " \n\t")
        if stripped:
            label = self._numbering.label(element, style)
            at = len(text) - len(text.lstrip(BREAK + " \n\t"))
            text = text[:at] + label + text[at:]
        section = element.find(f"{W}pPr/{W}sectPr")
        if section is not None and _new_page(section):
            text += self._turn(rendered=False)
        yield Paragraph(before + text, style.level if stripped else 0, notes)
        for box in boxes:
            yield from self.blocks(box)

    def _inline(self, parent: Any, hidden: bool) -> Iterator[str]:
        for child in parent:
            tag = _local(child)
            if tag == "t":
                if not hidden and not self._in_instruction():
                    if child.text:
                        self._fresh = False
                    yield child.text or ""
            elif tag == "r":
                yield from self._inline(child, hidden or self._styles.hides(child))
            elif tag == "br" and child.get(f"{W}type") == "page":
                yield self._turn(rendered=False)
            elif tag == "lastRenderedPageBreak":
                yield self._turn(rendered=True)
            elif tag in _MARKS:
                yield _MARKS[tag]
            elif tag == "fldChar":
                self._field_mark(child.get(f"{W}fldCharType"))
            elif tag == "instrText" and self._field:
                self._field[-1] += child.text or ""
            elif tag == "fldSimple":
                if "TOC" not in (child.get(f"{W}instr") or ""):
                    yield from self._inline(child, hidden)
            elif tag in {"footnoteReference", "endnoteReference"} and not hidden:
                yield self._call(tag.removesuffix("Reference"), child.get(f"{W}id"))
            elif tag == "txbxContent":
                self._boxes.append(child)
            elif tag == "AlternateContent":
                for choice in child.iterfind(f"{_MC}Choice"):
                    yield from self._inline(choice, hidden)
            elif tag not in _SKIPPED:
                yield from self._inline(child, hidden)

    def _turn(self, *, rendered: bool) -> str:
        """A page ends: a break that Word only notes where it fell is none after a real one."""
        self.paged = True
        if rendered and self._fresh:
            return ""
        self._fresh = not rendered
        return BREAK

    def _field_mark(self, kind: str | None) -> None:
        if kind == "begin":
            self._field.append("\x00")
        elif kind == "separate" and self._field:
            self._field[-1] = self._field[-1].replace("\x00", "")
        elif kind == "end" and self._field:
            self._field.pop()

    def _in_instruction(self) -> bool:
        return any("\x00" in one for one in self._field)

    def _call(self, kind: str, identity: str | None) -> str:
        note = self._notes.get(kind, {}).get(identity or "")
        if note is None or self._depth:
            return ""
        self._number += 1
        waiting, boxes = self._waiting, self._boxes
        self._depth += 1
        said = " ".join(
            block.text.replace(BREAK, " ").strip()
            for block in self.blocks(note)
            if isinstance(block, Paragraph)
        )
        self._depth -= 1
        self._waiting, self._boxes = waiting, boxes
        self._waiting.append(f"({self._number}) {said.strip()}")
        return f" ({self._number})"

    def _table(self, element: Any) -> Grid:
        rows: list[Row] = []
        above: dict[int, list[Paragraph]] = {}
        for line in _rows(element):
            cells: list[list[Paragraph]] = []
            for cell in _children(line, "tc"):
                column = len(cells)
                blocks = list(self.blocks(cell))
                flat = [one for block in blocks for one in _flattened(block)]
                merge = cell.find(f"{W}tcPr/{W}vMerge")
                if merge is not None and merge.get(f"{W}val") != "restart":
                    flat = [
                        Paragraph(one.text.replace(BREAK, "")) for one in above.get(column, flat)
                    ]
                above[column] = flat
                cells.append(flat)
                span = cell.find(f"{W}tcPr/{W}gridSpan")
                extra = _number(span) - 1 if span is not None else 0
                cells += [[] for _ in range(min(extra, _MOST_SPANNED))]
            names = line.find(f"{W}trPr/{W}tblHeader") is not None
            rows.append(Row(cells, names))
        return Grid(rows)


_MARKS = {
    "tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad",
    "ptab": " ",
}  # fmt: skip


def _local(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _children(parent: Any, tag: str) -> Iterator[Any]:
    """Children of that tag, those inside content controls and insertions too."""
    for child in parent:
        local = _local(child)
        if local == tag:
            yield child
        elif local in {"sdt", "sdtContent", "ins", "customXml"}:
            yield from _children(child, tag)


def _rows(table: Any) -> Iterator[Any]:
    for row in _children(table, "tr"):
        if row.find(f"{W}trPr/{W}del") is None:
            yield row


def _flattened(block: Paragraph | Grid) -> Iterator[Paragraph]:
    if isinstance(block, Paragraph):
        if block.text.strip(" \n") or block.notes:
            yield block
        return
    for row in block.rows:
        for cell in row.cells:
            yield from cell


def _number(element: Any) -> int:
    try:
        return int(element.get(f"{W}val") or 1)
    except ValueError:
        return 1


def _new_page(section: Any) -> bool:
    kind = section.find(f"{W}type")
    return kind is None or kind.get(f"{W}val") not in {"continuous", "nextColumn"}


def _is_contents(control: Any) -> bool:
    gallery = control.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
    return gallery is not None and gallery.get(f"{W}val") == "Table of Contents"
