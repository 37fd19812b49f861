"""Quotations: stretches of a version's text, and how they are written into an answer."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.answer import Citation
from assistant.phrases import NB
from corpus.records import StoredPassage

_MARKS = str.maketrans({"[": "(", "]": ")"})
_STARS = re.compile(r"\*\*+")


@dataclass(frozen=True)
class Quote:
    """``text[start:end]`` of a passage's text, its answering words in ``bold``.

    Offsets count from the start of the passage's text; ``bold`` is within ``start..end``.
    """

    passage: StoredPassage
    start: int
    end: int
    bold: tuple[tuple[int, int], ...] = ()

    @property
    def text(self) -> str:
        """The words, to the letter."""
        return self.passage.passage.text[self.start : self.end]

    def citation(self, number: int) -> Citation:
        """The quotation as citation ``number``."""
        passage, metadata = self.passage.passage, self.passage.metadata
        return Citation(
            n=number,
            document=passage.document,
            version=passage.version,
            title=metadata.title,
            date=metadata.date,
            url=metadata.url,
            page=passage.page_at(passage.start + self.start),
            quote=self.text,
            start=passage.start + self.start,
            end=passage.start + self.end,
        )

    def marked(self, *, lines: bool = False) -> str:
        """The words as an answer holds them: bold marks put in, look-alikes of marks put out.

        Line breaks become spaces unless ``lines``.
        """
        text = self.passage.passage.text
        pieces, at = [], self.start
        for start, end in self.bold:
            pieces.append(_plain(text[at:start]))
            pieces.append(f"**{_plain(text[start:end])}**")
            at = end
        pieces.append(_plain(text[at : self.end]))
        whole = "".join(pieces)
        return whole if lines else whole.replace("\n", " ")


def _plain(text: str) -> str:
    return _STARS.sub("∗", text.translate(_MARKS))


def quoted(text: str) -> str:
    """``text`` between French quotation marks, unless it is a quotation by itself."""
    inner = text.strip()
    if (
        inner.startswith("«")
        and inner.endswith("»")
        and inner.count("«") == 1
        and inner.count("»") == 1
    ):
        return inner
    if "«" in inner or "»" in inner:
        inner = inner.replace("«", "“").replace("»", "”")
        inner = re.sub(r"“[\s\u00a0\u202f]+", "“", inner)
        inner = re.sub(r"[\s\u00a0\u202f]+”", "”", inner)
        # A sentence may hold only one end of a longer quotation.
        inner = "“" * (inner.count("”") > inner.count("“")) + inner
        inner += "”" * (inner.count("“") > inner.count("”"))
    return f"«{NB}{inner}{NB}»"
