"""Presentations (PPTX): a slide is a page, its speaker notes after it; none is hidden."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from corpus.records import Metadata
from ingest.extract.base import MOST_PAGES, Extracted, Source
from ingest.extract.compose import Composer, looks_like_names
from ingest.extract.package import Package, damaged
from ingest.extract.properties import properties

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_REL = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_APP = "{http://schemas.openxmlformats.org/officeDocument/2006/extended-properties}"
_FURNITURE = frozenset({"sldNum", "ftr", "dt", "hdr"})
_TITLES = frozenset({"title", "ctrTitle"})
_NOTES = "Notes de l’orateur"
_BODIES = frozenset({"", "body", "obj"})


def read_pptx(source: Source) -> Extracted:
    """The text of a presentation.

    Raises:
        DocumentError: it is damaged, protected, unpacks to too much, or holds no text.
    """
    composer = Composer(source.name)
    with Package(source.data, source.name) as package:
        slides = _slides(package)
        if not slides or len(slides) > MOST_PAGES:
            raise damaged(source.name)
        for number, part in enumerate(slides, 1):
            composer.page(number)
            slide = package.require_xml(part)
            if slide.get("show") not in {"0", "false"}:
                _write_slide(composer, slide, number)
                _write_notes(composer, package, part)
        core, app = package.xml("docProps/core.xml"), package.xml("docProps/app.xml")
        found = properties(
            title=_said(core, f"{_DC}title"),
            author=_said(core, f"{_DC}creator"),
            publisher=_said(app, f"{_APP}Company"),
        )
    return composer.finish(Metadata(), found)


def _said(root: Any | None, tag: str) -> str:
    return "" if root is None else (root.findtext(tag) or "")


def _slides(package: Package) -> list[str]:
    presentation = package.require_xml("ppt/presentation.xml")
    links = package.require_xml("ppt/_rels/presentation.xml.rels")
    targets = {one.get("Id"): one.get("Target") or "" for one in links.iter(f"{_REL}Relationship")}
    listed = presentation.find(f"{_P}sldIdLst")
    found = []
    for entry in [] if listed is None else listed:
        target = targets.get(entry.get(f"{_R}id"), "")
        if target:
            absolute = target.lstrip("/") if target.startswith("/") else f"ppt/{target}"
            found.append(posixpath.normpath(absolute))
    return found


def _write_slide(composer: Composer, slide: Any, number: int) -> None:
    # The order of the file is the one in which a screen reader says the shapes.
    for shape in _shapes(slide):
        kind = _placeholder(shape)
        if kind in _FURNITURE:
            continue
        table = next(shape.iter(f"{_A}tbl"), None)
        if table is not None:
            rows = [
                [" ".join(_paragraphs(cell)) for cell in row.iterfind(f"{_A}tc")]
                for row in table.iterfind(f"{_A}tr")
            ]
            composer.table(rows, headed=bool(rows) and looks_like_names(rows[0]))
            continue
        body = shape.find(f"{_P}txBody")
        if body is None:
            continue
        texts = list(_paragraphs(body))
        if kind in _TITLES:
            composer.paragraph(" ".join(texts), 1 if kind == "ctrTitle" and number == 1 else 2)
            continue
        listed = kind is not None and kind in _BODIES and len(texts) > 1
        for text in texts:
            composer.paragraph(f"- {text}" if listed and text[:1].isalnum() else text)


def _write_notes(composer: Composer, package: Package, slide: str) -> None:
    """What the speaker wrote beneath a slide; nothing where that part is missing."""
    folder, _, file = slide.rpartition("/")
    links = package.xml(f"{folder}/_rels/{file}.rels")
    if links is None:
        return
    for link in links.iter(f"{_REL}Relationship"):
        if not (link.get("Type") or "").endswith("/notesSlide"):
            continue
        target = link.get("Target") or ""
        place = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
        notes = package.xml(posixpath.normpath(place))
        for shape in [] if notes is None else _shapes(notes):
            body = shape.find(f"{_P}txBody")
            if body is not None and _placeholder(shape) == "body":
                said = list(_paragraphs(body))
                for index, text in enumerate(said):
                    composer.paragraph(text if index else f"{_NOTES}\u00a0: {text}")


def _shapes(parent: Any) -> Iterator[Any]:
    """The shapes of a slide in their order, those inside groups too; hidden ones left out."""
    tree = parent.find(f"{_P}cSld/{_P}spTree")
    waiting = [] if tree is None else list(tree)
    while waiting:
        shape = waiting.pop(0)
        if shape.tag == f"{_P}grpSp":
            waiting = list(shape) + waiting
        elif shape.tag in {f"{_P}sp", f"{_P}graphicFrame"}:
            described = next(shape.iter(f"{_P}cNvPr"), None)
            if described is None or described.get("hidden") not in {"1", "true"}:
                yield shape


def _placeholder(shape: Any) -> str | None:
    found = next(shape.iter(f"{_P}ph"), None)
    return None if found is None else (found.get("type") or "")


def _paragraphs(body: Any) -> Iterator[str]:
    for paragraph in body.iter(f"{_A}p"):
        parts = []
        for child in paragraph:
            if child.tag == f"{_A}br":
                parts.append(" ")
            elif child.tag == f"{_A}r" or (
                child.tag == f"{_A}fld" and child.get("type") != "slidenum"
            ):
                parts.append(child.findtext(f"{_A}t") or "")
        text = " ".join("".join(parts).split())
        if text:
            yield text
