"""The sentences that passed, as an answer: its text, its citations, what was left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from assistant.answer import Citation
from assistant.ground.grounder import Grounder, Support, Verdict
from assistant.ground.source import Source
from assistant.phrases import NB
from assistant.quote import Quote, quoted
from assistant.write.sentences import Written

_ANSWERED = re.compile(r"^(?P<said>oui|non)\b[\s,.:;!–—-]*", re.IGNORECASE)
_END = re.compile(r"[\s\u00a0]*(?P<mark>[.!…:;,]*)$")
_GRAMMAR = str.maketrans("[]*", "()∗")
_NONE = re.compile(r"^\W*aucune r[ée]ponse\b", re.IGNORECASE)


@dataclass
class Tally:
    """What became of the model's sentences."""

    written: int = 0
    kept: int = 0
    quoted: int = 0
    dropped: int = 0
    reasons: list[str] = field(default_factory=list)


class Draft:
    """An answer in the making: each sentence is checked before it is added.

    Args:
        sources: what the model was shown, numbered from 1.
        polarity: what the quoted words say to a yes-no question; « oui » and « non » of the
            model must agree with it.
    """

    def __init__(
        self, grounder: Grounder, sources: Sequence[Source], polarity: str | None = None
    ) -> None:
        self._grounder = grounder
        self._sources = {source.number: source for source in sources}
        self._polarity = polarity
        self._numbers: dict[tuple[str, int, int], int] = {}
        self._said: set[str] = set()
        self._opening: Written | None = None
        self._in_list = False
        self.text = ""
        self.citations: list[Citation] = []
        self.tally = Tally()

    def line(self, text: str) -> str:
        """Add a line of our own; what is to be shown of it."""
        return self._append(("\n" if self.text else "") + text)

    def quote(self, quote: Quote) -> str:
        """Add a quotation, unless its words are cited already; what is to be shown of it."""
        key = (quote.passage.passage.id, quote.start, quote.end)
        if self.cites(quote):
            return ""
        n = self._cite(key, quote)
        return self.line(f"{quoted(quote.marked())} [{n}]")

    def cites(self, quote: Quote) -> bool:
        """Whether words of ``quote`` are cited already."""
        return any(
            passage == quote.passage.passage.id and start < quote.end and quote.start < end
            for passage, start, end in self._numbers
        )

    def add(self, written: Written) -> str:
        """Check a sentence; what is to be shown of it, often nothing."""
        if _NONE.match(written.text):
            return ""
        if written.opens and not written.cited:
            # « Le plan prévoit : » is shown with the first item that it announces.
            self._opening = written
            return ""
        self.tally.written += 1
        text = self._without_answer(written.text)
        key = re.sub(r"\W+", " ", written.text.casefold())
        if text is None:
            return self._drop("contrary to the quoted words")
        if key in self._said:
            self.tally.written -= 1
            return ""
        self._said.add(key)
        if not written.cited:
            return self._fail(Verdict(False, "cites nothing", ()), written)
        unknown = [number for number in written.cited if number not in self._sources]
        if unknown:
            return self._fail(Verdict(False, "invented citation", ()), written)
        sources = [self._sources[number] for number in written.cited]
        if written.item and self._opening is not None:
            return self._first_item(written, text, sources)
        verdict = self._grounder.check(text, sources)
        if not verdict.supported:
            return self._fail(verdict, written)
        self.tally.kept += 1
        return self._show(self._lead(text), verdict.supports, item=written.item)

    def _first_item(self, written: Written, text: str, sources: Sequence[Source]) -> str:
        opening, self._opening = self._opening, None
        assert opening is not None  # noqa: S101 - the caller looked
        announced = opening.text.rstrip(f" {NB}:")
        verdict = self._grounder.check(f"{announced} {text[:1].lower()}{text[1:]}", sources)
        if verdict.supported:
            self.tally.kept += 1
            shown = self._show(f"{announced}{NB}:", verdict.supports, item=False)
            return shown + self._show(self._lead(text), verdict.supports, item=True)
        verdict = self._grounder.check(text, sources)
        if not verdict.supported:
            return self._fail(verdict, written)
        self.tally.kept += 1
        return self._show(self._lead(text), verdict.supports, item=True)

    def _without_answer(self, text: str) -> str | None:
        """The sentence without the « oui » or « non » that it starts with, said only where sure.

        None where it is the contrary of what the quoted words say.
        """
        found = _ANSWERED.match(text)
        if found is None:
            return text
        if self._polarity is not None and found["said"].lower() != self._polarity:
            return None
        rest = text[found.end() :]
        return rest[:1].upper() + rest[1:]

    def _lead(self, text: str) -> str:
        """The sentence, with « Oui » or « Non » before the first one where the passages say so."""
        if self._polarity is None or self.citations:
            return text
        first = (
            text[:1].lower()
            if not re.match(r"[A-ZÀ-Þ]\w*[ -][A-ZÀ-Þ]|[A-ZÀ-Þ]{2}", text)
            else text[:1]
        )
        keeps = re.match(
            r"(?:Le|La|Les|L[’']|Un|Une|Des|Il|Elle|Ils|Elles|Cette|Ce|Ces|On|Aucun|Aucune|Selon|Dans|En)\b",
            text,
        )
        return f"{self._polarity.capitalize()}, {first if keeps else text[:1]}{text[1:]}"

    def _fail(self, verdict: Verdict, written: Written) -> str:
        """The quotations that come nearest, in the place of a sentence that failed."""
        shown = ""
        for support in verdict.supports:
            quote = Quote(support.source.stored, support.start, support.end)
            if self.cites(quote):
                continue
            n = self._cite((quote.passage.passage.id, quote.start, quote.end), quote)
            shown += self._put(f"{quoted(quote.marked())} [{n}]", item=written.item)
        if not shown:
            return self._drop(verdict.reason)
        self.tally.quoted += 1
        self.tally.reasons.append(verdict.reason)
        return shown

    def _drop(self, reason: str) -> str:
        self.tally.dropped += 1
        self.tally.reasons.append(reason)
        return ""

    def _show(self, text: str, supports: Iterable[Support], *, item: bool) -> str:
        numbers = []
        for support in supports:
            quote = Quote(support.source.stored, support.start, support.end)
            numbers.append(self._cite((quote.passage.passage.id, quote.start, quote.end), quote))
        markers = "".join(f" [{n}]" for n in dict.fromkeys(numbers))
        end = _END.search(text)
        mark = end["mark"] if end else ""
        body = text[: end.start()] if end else text
        body = body.translate(_GRAMMAR)
        space = NB if mark[:1] in (":", ";", "!") else ""
        return self._put(f"{body}{markers}{space}{mark or '.'}", item=item)

    def _cite(self, key: tuple[str, int, int], quote: Quote) -> int:
        if key not in self._numbers:
            self._numbers[key] = len(self.citations) + 1
            self.citations.append(quote.citation(self._numbers[key]))
        return self._numbers[key]

    def _put(self, text: str, *, item: bool) -> str:
        before = "" if not self.text else "\n" if item or self._in_list else " "
        self._in_list = item
        return self._append(f"{before}{'- ' if item else ''}{text}")

    def _append(self, text: str) -> str:
        self.text += text
        return text
