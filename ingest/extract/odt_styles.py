"""What an OpenDocument text's styles say of a paragraph or of some words."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_HEADING = re.compile(r"(?:heading|titre)(?:_20_|\s)*([1-9])", re.IGNORECASE)
_TITLE = frozenset({"title", "titre"})
_CONTENTS = re.compile(r"contents(?:_20_|\s)*(?:heading|\d+)", re.IGNORECASE)
_LONGEST_CHAIN = 20
_TINY = re.compile(r"[01](?:\.\d+)?pt")


@dataclass(frozen=True)
class Style:
    """Of a paragraph: heading level (1 is the document's title) and what becomes of it."""

    level: int = 0
    contents: bool = False
    hidden: bool = False
    page_before: bool = False


class OdtStyles:
    """The styles of a text, automatic ones included, by name."""

    def __init__(self, content: Any, styles: Any | None) -> None:
        self._elements: dict[str, Any] = {}
        self._known: dict[str, Style] = {}
        self._numbered: dict[str, set[int]] = {}
        for root in (styles, content):
            if root is None:
                continue
            for element in root.iter(f"{_STYLE}style"):
                self._elements[element.get(f"{_STYLE}name") or ""] = element
            for element in root.iter(f"{TEXT}list-style"):
                self._numbered[element.get(f"{_STYLE}name") or ""] = {
                    int(level.get(f"{TEXT}level") or 0)
                    for level in element.iterfind(f"{TEXT}list-level-style-number")
                    if (level.get(f"{_STYLE}num-format") or "") and
                    (level.get(f"{TEXT}level") or "").isdigit()
                }  # fmt: skip

    def paragraph(self, name: str) -> Style:
        """The style of that name, with what it takes from its parents."""
        known = self._known.get(name)
        if known is None:
            known = self._resolved(name)
            self._known[name] = known
        return known

    def hides(self, name: str) -> bool:
        """Whether nobody sees words of that style."""
        return bool(name) and self.paragraph(name).hidden

    def numbers(self, name: str, level: int) -> bool:
        """Whether a list of that style numbers its items at ``level`` (from 1)."""
        return level in self._numbered.get(name, ())

    def _resolved(self, name: str) -> Style:
        chain: list[Any] = []
        at: str | None = name
        while at in self._elements and len(chain) < _LONGEST_CHAIN:
            chain.append(self._elements[at])
            at = self._elements[at].get(f"{_STYLE}parent-style-name")
        style = _named(Style(), at or name) if not chain else Style()
        if chain and at:
            style = _named(style, at)
        for element in reversed(chain):
            style = _named(style, element.get(f"{_STYLE}name") or "")
            style = _named(style, element.get(f"{_STYLE}display-name") or "")
            style = _with(style, element, own=element is chain[0])
        return style


def _named(style: Style, name: str) -> Style:
    heading = _HEADING.fullmatch(name)
    if heading:
        return replace(style, level=int(heading[1]) + 1)
    if name.lower() in _TITLE:
        return replace(style, level=1)
    if _CONTENTS.fullmatch(name):
        return replace(style, contents=True)
    return style


def _with(style: Style, element: Any, *, own: bool) -> Style:
    paragraph = element.find(f"{_STYLE}paragraph-properties")
    if paragraph is not None and paragraph.get(f"{_FO}break-before") is not None:
        style = replace(style, page_before=paragraph.get(f"{_FO}break-before") == "page")
    if own and element.get(f"{_STYLE}master-page-name"):
        style = replace(style, page_before=True)
    text = element.find(f"{_STYLE}text-properties")
    if text is not None:
        hidden = text.get(f"{TEXT}display") == "none"
        tiny = _TINY.fullmatch(text.get(f"{_FO}font-size") or "") is not None
        white = (text.get(f"{_FO}color") or "").lower() == "#ffffff" and not _background(element)
        if hidden or tiny or white:
            style = replace(style, hidden=True)
    return style


def _background(element: Any) -> bool:
    """Whether a style that writes in white says what stands behind; a table's cell may."""
    return any(
        (one.get(f"{_FO}background-color") or "transparent") != "transparent" for one in element
    ) or (element.get(f"{_STYLE}family") == "paragraph")
