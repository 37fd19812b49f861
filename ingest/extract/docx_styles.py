"""What a Word document's styles and numbering say of a paragraph."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"(?:heading|titre)\s*([1-9])", re.IGNORECASE)
_TITLE = frozenset({"title", "titre"})
_CONTENTS = re.compile(
    r"(?:toc|tm)\s*(?:\d|heading)|toc heading|en-t[êe]te de table des mati[èe]res", re.IGNORECASE
)
_OFF = frozenset({"0", "false", "off"})
_WHITE = frozenset({"FFFFFF", "ffffff"})
_TINY = 2  # half-points
_LONGEST_CHAIN = 20


@dataclass(frozen=True)
class Style:
    """Of a paragraph: its heading level (1 is the document's title), what becomes of it."""

    level: int = 0
    contents: bool = False
    hidden: bool = False
    page_before: bool = False
    list_id: str = ""
    list_level: int = 0


class Styles:
    """The styles of a document, by their identifiers."""

    def __init__(self, root: Any | None) -> None:
        self._elements = {}
        self._known: dict[str, Style] = {}
        if root is not None:
            self._elements = {one.get(f"{W}styleId"): one for one in root.iterfind(f"{W}style")}

    def of(self, paragraph: Any) -> Style:
        """The style of a paragraph, its own settings included."""
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return Style()
        named = properties.find(f"{W}pStyle")
        style = Style() if named is None else self._named(named.get(f"{W}val"))
        return _with(style, properties)

    def hides(self, run: Any) -> bool:
        """Whether nobody sees a run of characters."""
        properties = run.find(f"{W}rPr")
        if properties is None:
            return False
        named = properties.find(f"{W}rStyle")
        if named is not None and self._named(named.get(f"{W}val")).hidden:
            return True
        if _on(properties.find(f"{W}vanish")):
            return True
        size = properties.find(f"{W}sz")
        points = "" if size is None else size.get(f"{W}val") or ""
        if points.isdigit() and int(points) <= _TINY:
            return True
        color = properties.find(f"{W}color")
        if color is None or color.get(f"{W}val") not in _WHITE:
            return False
        return not _has_background(run, properties)

    def _named(self, identity: str | None) -> Style:
        known = self._known.get(identity or "")
        if known is not None:
            return known
        style = Style()
        chain: list[Any] = []
        at = identity
        while at in self._elements and len(chain) < _LONGEST_CHAIN:
            element = self._elements[at]
            chain.append(element)
            based = element.find(f"{W}basedOn")
            at = None if based is None else based.get(f"{W}val")
        for element in reversed(chain):
            name = element.find(f"{W}name")
            words = ("" if name is None else name.get(f"{W}val") or "").strip()
            heading = _HEADING.fullmatch(words)
            if heading:
                style = replace(style, level=int(heading[1]) + 1)
            elif words.lower() in _TITLE:
                style = replace(style, level=1)
            if _CONTENTS.fullmatch(words):
                style = replace(style, contents=True)
            properties = element.find(f"{W}pPr")
            if properties is not None:
                style = _with(style, properties)
            if _on(element.find(f"{W}rPr/{W}vanish")):
                style = replace(style, hidden=True)
        self._known[identity or ""] = style
        return style


def _with(style: Style, properties: Any) -> Style:
    """``style`` with what a ``pPr`` element sets."""
    outline = properties.find(f"{W}outlineLvl")
    if outline is not None and not style.level:
        value = outline.get(f"{W}val") or ""
        if value.isdigit() and int(value) < 9:
            style = replace(style, level=int(value) + 2)
    if properties.find(f"{W}pageBreakBefore") is not None:
        style = replace(style, page_before=_on(properties.find(f"{W}pageBreakBefore")))
    number = properties.find(f"{W}numPr")
    if number is not None:
        identity, level = number.find(f"{W}numId"), number.find(f"{W}ilvl")
        if identity is not None:
            style = replace(style, list_id=identity.get(f"{W}val") or "")
        if level is not None and (level.get(f"{W}val") or "").isdigit():
            style = replace(style, list_level=min(8, int(level.get(f"{W}val"))))
    return style


def _on(element: Any | None) -> bool:
    return element is not None and (element.get(f"{W}val") or "1").lower() not in _OFF


def _has_background(run: Any, properties: Any) -> bool:
    """Whether white letters may stand on something darker."""
    if properties.find(f"{W}shd") is not None or properties.find(f"{W}highlight") is not None:
        return True
    for above in run.iterancestors():
        tag = above.tag.rpartition("}")[2]
        if tag in {"tbl", "txbxContent"}:
            return True
        if tag == "p" and above.find(f"{W}pPr/{W}shd") is not None:
            return True
    return False


class Numbering:
    """Labels of list items and numbered headings, counted as the document goes."""

    def __init__(self, root: Any | None) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._counts: dict[str, list[int]] = defaultdict(lambda: [0] * 9)
        if root is None:
            return
        abstract = {one.get(f"{W}abstractNumId"): one for one in root.iterfind(f"{W}abstractNum")}
        for number in root.iterfind(f"{W}num"):
            link = number.find(f"{W}abstractNumId")
            found = None if link is None else abstract.get(link.get(f"{W}val"))
            if found is not None:
                self._levels[number.get(f"{W}numId")] = _levels(found)

    def label(self, paragraph: Any, style: Style) -> str:
        """What Word writes before a paragraph: « - », « 2. », « 1.1 », or nothing."""
        del paragraph
        levels = self._levels.get(style.list_id)
        if not style.list_id or style.list_id == "0":
            return ""
        if levels is None or style.list_level not in levels:
            return "" if style.level else "- "
        counts = self._counts[style.list_id]
        kind, pattern, start = levels[style.list_level]
        counts[style.list_level] = (counts[style.list_level] or start - 1) + 1
        counts[style.list_level + 1 :] = [0] * (8 - style.list_level)
        if kind == "none":
            return ""
        if kind == "bullet":
            return "- "

        def numbered(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            form, _, first = levels.get(at, ("decimal", "", 1))
            return _figure(counts[at] or first, form)

        label = re.sub(r"%([1-9])", numbered, pattern)
        return f"{label} " if label.strip() else ""


def _levels(abstract: Any) -> dict[int, tuple[str, str, int]]:
    found = {}
    for level in abstract.iterfind(f"{W}lvl"):
        values = {}
        for tag in ("numFmt", "lvlText", "start"):
            element = level.find(f"{W}{tag}")
            values[tag] = "" if element is None else (element.get(f"{W}val") or "")
        start = int(values["start"]) if values["start"].isdigit() else 1
        index = level.get(f"{W}ilvl") or "0"
        if index.isdigit():
            found[int(index)] = (values["numFmt"] or "decimal", values["lvlText"][:40], start)
    return found


def _figure(value: int, form: str) -> str:
    if form in {"lowerLetter", "upperLetter"}:
        letter = chr(ord("a") + (value - 1) % 26)
        return letter.upper() if form == "upperLetter" else letter
    if form in {"lowerRoman", "upperRoman"}:
        roman = _roman(value)
        return roman if form == "upperRoman" else roman.lower()
    return str(value)


def _roman(value: int) -> str:
    if not 0 < value < 4000:
        return str(value)
    pairs = (
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
        (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    )  # fmt: skip
    said = ""
    for number, sign in pairs:
        said += sign * (value // number)
        value %= number
    return said
