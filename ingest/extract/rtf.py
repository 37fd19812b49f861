"""RTF, read by its control words: text, headings, tables, footnotes, page breaks.

Left out: headers and footers, tables of contents, hidden and deleted text, pictures.
"""

from __future__ import annotations

import codecs
import re

from corpus.records import Metadata
from ingest.extract.base import Extracted, Source
from ingest.extract.compose import Composer
from ingest.extract.flow import BREAK, Flow, Grid, Paragraph, Row
from ingest.extract.package import damaged
from ingest.extract.properties import properties
from ingest.extract.rtf_groups import SKIPPED, Group

_TOKEN = re.compile(
    rb"\\(?:'(?P<hex>[0-9A-Fa-f]{2})|(?P<word>[A-Za-z]{1,32})(?P<value>-?\d{1,10})? ?"
    rb"|(?P<sign>[^A-Za-z]))|(?P<open>\{)|(?P<close>\})|(?P<text>[^\\{}\r\n]+)|[\r\n]+"
)
_DEEPEST = 200
_SIGNS = {"~": "\u00a0", "-": "\u00ad", "_": "\u2011", "\n": "\n", "\r": "\n"}
_CHARACTERS = {
    "tab": " ", "line": "\n", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’",
    "ldblquote": "“", "rdblquote": "”", "bullet": "•", "emspace": " ", "enspace": " ",
}  # fmt: skip
_HEADING = re.compile(r"(?:heading|titre)\s*([1-9])", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|tm)\s*\d", re.IGNORECASE)


def read_rtf(source: Source) -> Extracted:
    """The text of an RTF document.

    Raises:
        DocumentError: it is damaged or cut, or holds no text.
    """
    reader = _Reader(source.name)
    at = 0
    while match := _TOKEN.match(source.data, at):
        reader.take(match)
        at = match.end()
        if match["word"] == b"bin" and match["value"]:
            at += max(0, int(match["value"]))
    if at < len(source.data) and source.data[at:].strip(b"\x00\r\n\t \x1a"):
        raise damaged(source.name)
    blocks = reader.finish()
    composer = Composer(source.name)
    Flow(composer, paged=reader.paged).add(blocks)
    found = properties(
        title=reader.info.get("title", ""),
        author=reader.info.get("author", ""),
        publisher=reader.info.get("company", ""),
        subject=reader.info.get("subject", ""),
    )
    return composer.finish(Metadata(), found)


class _Reader:
    """Follows the control words; ``blocks`` grow as paragraphs and tables end."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._groups: list[Group] = []
        self._codec = "cp1252"
        self._bytes = bytearray()
        self._skip = 0  # bytes of the substitute after a Unicode character
        self._blocks: list[Paragraph | Grid] = []
        self._cells: list[list[Paragraph]] = []
        self._cell: list[Paragraph] = []
        self._rows: list[Row] = []
        self._number = 0
        self._notes: list[str] = []
        self._styles: dict[int, str] = {}
        self._fresh = True
        self._ended = False
        self._top = Group()
        self._page_before = False
        self.info: dict[str, str] = {}
        self.paged = False

    def take(self, match: re.Match[bytes]) -> None:
        """One token."""
        if match["hex"]:
            if self._skip:
                self._skip -= 1
            else:
                self._bytes.append(int(match["hex"], 16))
            return
        if match["text"]:
            text = match["text"]
            dropped = min(self._skip, len(text))
            self._skip -= dropped
            self._bytes += text[dropped:]
            return
        self._flush()
        if match["open"]:
            if len(self._groups) >= _DEEPEST or self._ended:
                raise damaged(self._name)
            self._skip = 0
            self._groups.append(self._groups[-1].inner() if self._groups else Group())
        elif match["close"]:
            self._skip = 0
            self._close()
        elif match["word"]:
            value = int(match["value"]) if match["value"] else None
            self._word(match["word"].decode("ascii"), value)
        elif match["sign"]:
            self._sign(match["sign"].decode("latin-1"))

    def finish(self) -> list[Paragraph | Grid]:
        """The blocks of the whole document."""
        self._flush()
        if not self._ended:
            raise damaged(self._name)  # cut: half a document is none
        self._end_paragraph()
        self._end_table()
        return self._blocks

    @property
    def _group(self) -> Group:
        if not self._groups:
            raise damaged(self._name)
        return self._groups[-1]

    def _flush(self) -> None:
        if self._bytes and self._groups:
            self._say(self._bytes.decode(self._codec, "replace"))
        self._bytes.clear()

    def _say(self, text: str) -> None:
        group = self._group
        if group.skipped or group.hidden:
            return
        if group.into is None and text.strip():
            self._fresh = False
        group.words.append(text)

    def _close(self) -> None:
        group = self._group
        self._groups.pop()
        if group.into is not None and group.owner:
            text = " ".join("".join(group.words).split())
            if group.into == "footnote":
                self._notes.append(f"({self._number}) {text.lstrip('*').strip()}")
            elif group.into == "style":
                self._styles[group.style] = text.rstrip(";").strip()
            else:
                self.info[group.into] = text
        if not self._groups:
            self._top = group
            self._ended = True

    def _word(self, word: str, value: int | None) -> None:
        group = self._group
        if word == "ansicpg" and value:
            self._codec = _codec(value)
        elif word == "mac":
            self._codec = "mac-roman"
        elif word == "u" and value is not None:
            self._unicode(value)
        elif word == "uc":
            group.uc = max(0, min(value or 0, 8))
        elif word == "v" or word in {"deleted", "webhidden"}:
            group.hidden = value != 0
        elif word in SKIPPED:
            group.skipped = True
        elif word == "stylesheet":
            group.sheet = True
        elif word == "s" and group.sheet:
            group.open("style")
            group.style = value or 0
        elif word in {"title", "author", "company", "subject"} and group.info:
            group.open(word)
        elif word == "info":
            group.info = True
        elif word == "footnote":
            self._number += 1
            if not group.skipped and not group.hidden:
                group.words.append(f" ({self._number})")
            group.open("footnote")
        elif not group.skipped and not group.sheet and not group.info:
            self._structure(word, value)

    def _structure(self, word: str, value: int | None) -> None:
        group = self._group
        if word in _CHARACTERS:
            self._say(_CHARACTERS[word])
        elif group.into is not None:
            if word == "par":
                self._say(" ")
        elif word == "pard":
            group.level, group.contents, group.in_table = 0, False, False
            self._page_before = False
        elif word == "s":
            self._style(group, self._styles.get(value or 0, ""))
        elif word == "outlinelevel" and value is not None and 0 <= value < 9:
            group.level = value + 2
        elif word == "intbl":
            group.in_table = True
        elif word == "pagebb":
            self._page_before = True
        elif word == "par":
            self._end_paragraph()
        elif word in {"page", "sect"}:
            if word == "sect":
                self._end_paragraph()
            self._turn()
        elif word == "softpage":
            self._turn(soft=True)
        elif word in {"cell", "nestcell"}:
            self._end_paragraph(cell=True)
            self._cells.append(self._cell)
            self._cell = []
        elif word == "row":
            self._rows.append(Row(self._cells))
            self._cells = []

    def _style(self, group: Group, name: str) -> None:
        heading = _HEADING.match(name)
        if heading:
            group.level = int(heading[1]) + 1
        elif name.lower() in {"title", "titre"}:
            group.level = 1
        group.contents = _CONTENTS.match(name) is not None

    def _turn(self, *, soft: bool = False) -> None:
        self.paged = True
        if soft and self._fresh:
            return
        self._fresh = not soft
        self._group.words.append(BREAK)

    def _unicode(self, value: int) -> None:
        self._skip = self._group.uc
        code = value + 65536 if value < 0 else value
        if 0xD800 <= code < 0xDC00:
            self._group.lead = code
            return
        if 0xDC00 <= code < 0xE000:
            lead, self._group.lead = self._group.lead, 0
            if not lead:
                return
            code = 0x10000 + ((lead - 0xD800) << 10) + (code - 0xDC00)
        if 0 < code <= 0x10FFFF:
            self._say(chr(code))

    def _sign(self, sign: str) -> None:
        if sign == "*":
            self._group.skipped = True
        elif sign in _SIGNS:
            self._say(_SIGNS[sign])
            if sign in "\r\n" and self._group.into is None and not self._group.skipped:
                self._end_paragraph()
        elif sign in "\\{}":
            self._say(sign)

    def _end_paragraph(self, *, cell: bool = False) -> None:
        group = self._groups[-1] if self._groups else self._top
        if group.skipped or group.into is not None:
            return
        text = "".join(group.words)
        group.words.clear()
        notes, self._notes = self._notes, []
        if group.contents:
            text = BREAK * text.count(BREAK)
        if self._page_before and text.strip(BREAK + " \n") and not text.startswith(BREAK):
            text, self.paged = BREAK + text, True
        level = group.level if text.strip(BREAK + " \n") else 0
        paragraph = Paragraph(text, level, notes)
        if cell or group.in_table:
            if text.strip() or notes:
                self._cell.append(Paragraph(text, 0, notes))
            return
        self._end_table()
        self._blocks.append(paragraph)

    def _end_table(self) -> None:
        # Cells that no « row » ended are text all the same.
        if self._cell:
            self._cells.append(self._cell)
            self._cell = []
        if self._cells:
            self._rows.append(Row(self._cells))
            self._cells = []
        if self._rows:
            self._blocks.append(Grid(self._rows))
            self._rows = []


def _codec(page: int) -> str:
    name = {10000: "mac-roman", 65001: "utf-8"}.get(page, f"cp{page}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1252"
