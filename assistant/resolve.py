"""What one question of a message is answered with, of all that it may mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import cast

from assistant.concord import Concord, reconcile
from assistant.find import Finder, Finding, doubted, read_further
from assistant.instruction import polite_core
from assistant.period import period_of, scope_with, without_period
from assistant.polarity import polarity
from assistant.premise import claim_question, presupposes_unstated
from assistant.question import is_yes_no
from assistant.read import Reading
from assistant.say import Part
from assistant.shorthand import write_out
from assistant.unstated import is_unstated
from corpus.catalogue import Catalogue
from corpus.errors import UnknownDocumentError
from corpus.records import Document, Scope

# A question that calls for yes or no and gets neither is answered only by what is sure to bear on
# it: near words that settle nothing would pass for an answer.
_UNSETTLED = 0.8
# Above it, what the question takes for granted has been read to be so: of the training questions
# whose premise no word bears out, most are answered rightly.
_TAKEN = 0.85
_SURER = 0.12  # by which a less likely reading of a follow-up must be surer to be preferred


@dataclass(frozen=True)
class Near:
    """A follow-up that names nothing itself, and the documents that the conversation draws on.

    Another document may say the same words of something else.
    """

    question: str
    documents: tuple[str, ...]


class Resolver:
    """Finds, compares and settles; refuses what the corpus does not state."""

    def __init__(self, finder: Finder, catalogue: Catalogue, threshold: float) -> None:
        """A resolver over one corpus.

        Args:
            threshold: the confidence, 0..1, below which it refuses.
        """
        self._finder = finder
        self._catalogue = catalogue
        self._threshold = threshold

    def resolve(
        self, asked: str, readings: Sequence[str], scope: Scope, near: Near | None = None
    ) -> Part:
        """The answer to a question, or its refusal: a part without ``concord``.

        Args:
            asked: as it was put.
            readings: what it may mean, standing alone, likeliest first; at least one.
            near: the question as it is said, if it may only be put to some documents so.
        """
        if near is None:
            return self._resolved(asked, self._surest(readings, scope), scope)
        allowed = scope.documents or near.documents
        narrow = replace(scope, documents=tuple(x for x in near.documents if x in allowed))
        standing = [one for one in readings if one != near.question] or list(readings)
        finding = self._surest(standing, scope)
        local = self._surest([near.question], narrow) if narrow.documents else finding
        if local.confidence <= finding.confidence + _SURER:
            part = self._resolved(asked, finding, scope)
            if part.concord is not None or local is finding:
                return part
        part = self._resolved(asked, local, narrow)
        return replace(part, finding=replace(part.finding, question=finding.question))

    def _resolved(self, asked: str, finding: Finding, scope: Scope) -> Part:
        """What a finding answers, or its refusal."""
        claim = claim_question(write_out(polite_core(asked)))
        if finding.reading is None or finding.confidence < self._threshold:
            return Part(asked, finding, None)
        asks = bool(claim) or is_yes_no(finding.question)
        part = self._settled(asked, finding, scope, asks)
        if part is not None and (part.polarity or not asks):
            return part
        for other in read_further(finding):
            if other.confidence >= self._threshold:
                further = self._settled(asked, other, scope, asks)
                if further is not None and (further.polarity or not asks):
                    return further
        if part is None or claim or finding.confidence < _UNSETTLED:
            return Part(asked, doubted(finding), None)
        return part

    def _settled(self, asked: str, finding: Finding, scope: Scope, asks: bool) -> Part | None:
        """What a finding says, with its « oui » or « non »; None where it does not state it.

        Args:
            asks: whether it is asked for « oui » or « non ».
        """
        period = period_of(finding.question) or period_of(asked)
        concord = reconcile(
            finding.retrieval,
            cast(Reading, finding.reading),
            lambda name: self._document(name, scope),
            scope_with(scope, period) if period else None,
        )
        quoted = [quote.text for quote in concord.quotes]
        if asks:
            said = polarity(finding.question, quoted, _context(concord))
            return Part(asked, finding, concord, said)
        if finding.confidence < _TAKEN and presupposes_unstated(
            finding.question, [*quoted, *_around(concord)]
        ):
            return None
        if is_unstated(finding.question, finding.retrieval.kind, concord.quotes):
            return None
        return Part(asked, finding, concord)

    def _surest(self, candidates: Sequence[str], scope: Scope) -> Finding:
        """The likeliest reading, or one that the corpus answers where it does not answer that."""
        best: Finding | None = None
        for candidate in candidates:
            if best is not None and best.confidence >= self._threshold:
                break
            for plain, within in _within(candidate, scope):
                finding = self._finder.find(plain, within)
                if best is None or finding.confidence > best.confidence + _SURER:
                    best = finding
        return cast(Finding, best)

    def _document(self, name: str, scope: Scope) -> Document | None:
        try:
            return self._catalogue.document(name, scope.audience)
        except UnknownDocumentError:
            return None


def _context(concord: Concord) -> str:
    """Who and what the quotations speak of: title, issuer and passage of the first."""
    stored = concord.quotes[0].passage
    return f"{stored.metadata.title} {stored.metadata.issuer} {stored.passage.text}"


def _around(concord: Concord) -> list[str]:
    """The passages that the quotations stand in."""
    return list(dict.fromkeys(quote.passage.passage.text for quote in concord.quotes))


def _within(question: str, scope: Scope) -> Iterator[tuple[str, Scope]]:
    """A question with where it is looked for: a period is of documents, or may be."""
    period = period_of(question)
    if period is None or not period.explicit:
        yield question, scope
    if period is not None and (period.explicit or not is_yes_no(question)):
        plain = question if period.explicit else without_period(question)
        if plain:
            yield plain, scope_with(scope, period)
