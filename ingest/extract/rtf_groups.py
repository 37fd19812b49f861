"""A group of an RTF document: what holds between a brace and its match."""

from __future__ import annotations

from dataclasses import dataclass, field

SKIPPED = frozenset(
    {
        "fonttbl", "colortbl", "filetbl", "listtable", "listoverridetable", "revtbl", "rsidtbl",
        "generator", "pict", "object", "objdata", "header", "headerl", "headerr", "headerf",
        "footer", "footerl", "footerr", "footerf", "fldinst", "themedata", "colorschememapping",
        "datastore", "latentstyles", "xmlnstbl", "bkmkstart", "bkmkend", "annotation", "atnid",
        "atnauthor", "ftnsep", "ftnsepc", "ftncn", "aftnsep", "aftnsepc", "aftncn", "pgdsctbl",
        "pntext", "nonshppict", "shppict", "mmathPr", "userprops", "docvar", "tc", "xe",
        "nonesttables",
    }
)  # fmt: skip


@dataclass
class Group:
    """``words`` is what was written in it so far, by the group or those inside it that ended.

    ``into`` says where the words go once it ends: nowhere else than the text (None), a footnote,
    a style's name, or a property.
    """

    skipped: bool = False
    hidden: bool = False
    sheet: bool = False
    info: bool = False
    into: str | None = None
    owner: bool = False
    style: int = 0
    uc: int = 1
    lead: int = 0
    level: int = 0
    contents: bool = False
    in_table: bool = False
    words: list[str] = field(default_factory=list)

    def inner(self) -> Group:
        """A group that opens inside this one: it writes where this one does."""
        return Group(
            self.skipped, self.hidden, self.sheet, self.info, self.into, False, self.style,
            self.uc, 0, self.level, self.contents, self.in_table, self.words,
        )  # fmt: skip

    def open(self, into: str) -> None:
        """What this group writes goes elsewhere."""
        if self.skipped:
            return
        self.into, self.owner, self.words = into, True, []
