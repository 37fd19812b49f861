"""Documents that replace others: the older yields where the newer speaks of the point asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from assistant import phrases
from assistant.alone import document_of, quote_of, sentences_of, with_only
from assistant.quote import Quote
from assistant.read import Reading, read
from assistant.retrieve import Retrieval
from assistant.setting import Setting
from assistant.values import values
from corpus.records import Document, Scope

AS_GOOD = 3.0  # another document answers too when its best sentence's score is this near
STATED_WITHIN = 6.0  # a sentence that states a value counts when its score is this near
LEAST_PARALLEL = 0.3  # of what a sentence tells, values apart, that its counterpart tells too
_STATED_ODDS = 0.5  # of the cross-encoder, above which the successor answers the question itself
_PARALLEL_BONUS = 3.0  # what a sentence told in the very same words gains by it
_VALUE_BONUS = 2.0  # and one that states a value of what is asked
_SUCCESSIONS = 8  # longest chain of replacements that is followed

FindDocument = Callable[[str], Document | None]


class Held(NamedTuple):
    """The quotations that hold, and what is said before and after them."""

    quotes: tuple[Quote, ...]
    introduction: str | None = None
    note: str | None = None


def former_documents(
    retrieval: Retrieval, find_document: FindDocument, period: Scope | None
) -> dict[str, Document]:
    """The replaced documents among those found, each with the last that replaces it."""
    former = {}
    for stored in retrieval.passages:
        name = stored.passage.document
        if not stored.replaced_by or name in former:
            continue
        successor = _last_successor(name, stored.replaced_by, find_document)
        if successor is not None and not _before(period, successor):
            former[name] = successor
    return former


def _last_successor(name: str, by: tuple[str, ...], find_document: FindDocument) -> Document | None:
    last: Document | None = None
    seen = {name}
    for _ in range(_SUCCESSIONS):
        known = [found for one in by if one not in seen and (found := find_document(one))]
        if not known:
            break
        last = max(known, key=lambda one: one.metadata.date or "")
        seen.add(last.name)
        by = last.replaced_by
    return last


def _before(period: Scope | None, successor: Document) -> bool:
    """Whether the question is about a time when ``successor`` was not there yet."""
    if period is None or not period.until or not successor.metadata.date:
        return False
    return successor.metadata.date[: len(period.until)] > period.until


def counterpart(retrieval: Retrieval, answering: Setting, name: str) -> Setting | None:
    """The sentence of document ``name`` on the point that ``answering`` answers, if it has one."""
    own = sentences_of(retrieval, answering.passage.passage.document)
    there = sentences_of(retrieval, name)
    if not own or not there or there[0][0] < own[0][0] - AS_GOOD:
        return None
    question, kind = retrieval.terms, retrieval.kind
    score, found = max(
        there,
        key=lambda one: (
            one[0]
            + _PARALLEL_BONUS * answering.parallel(one[1])
            + _VALUE_BONUS * bool(values(kind, question, one[1].text))
        ),
    )
    if score < own[0][0] - STATED_WITHIN:
        return None
    asked = answering.met(question)
    on_the_point = bool(asked) and asked <= found.met(question)
    if on_the_point and values(kind, question, found.text):
        return found
    return found if answering.parallel(found) >= LEAST_PARALLEL else None


def instead_of(
    answering: Setting,
    successor: Document,
    retrieval: Retrieval,
    reading: Reading,
    find_document: FindDocument,
) -> Held:
    """The answer of ``successor`` where it speaks of the point; else the older, with a warning."""
    former = answering.passage.passage.document
    there = _read_in(retrieval, successor.name)
    newer = counterpart(retrieval, answering, successor.name)
    if there is not None and newer is not None:
        held = any(newer.within(quote) for quote in there.quotes)
        quotes = there.quotes if held else (quote_of(retrieval, newer),)
        return Held(quotes, renewal(find_document(former), successor))
    if there is not None and there.judged.odds[there.sentence] > _STATED_ODDS:
        return Held(there.quotes, renewal(find_document(former), successor))
    own = tuple(quote for quote in reading.quotes if document_of(quote) == former)
    title = successor.metadata.title or successor.name
    return Held(own, note=phrases.SUPERSEDED.format(successor=title))


def _read_in(retrieval: Retrieval, name: str) -> Reading | None:
    """What one of the documents found says by itself; None where it was not found."""
    if all(stored.passage.document != name for stored in retrieval.passages):
        return None
    return read(with_only(retrieval, {name}))


def in_force_then(
    retrieval: Retrieval,
    answering: Setting,
    find_document: FindDocument,
    period: Scope | None,
) -> Held | None:
    """The answer of the document that was in force in the period asked about, if it is not now."""
    chosen = find_document(answering.passage.passage.document)
    if chosen is None or not _before(period, chosen):
        return None
    for stored in retrieval.passages:
        if chosen.name in stored.replaced_by:
            older = counterpart(retrieval, answering, stored.passage.document)
            if older is not None:
                title = chosen.metadata.title or chosen.name
                note = phrases.SUPERSEDED.format(successor=title)
                return Held((quote_of(retrieval, older),), note=note)
    return None


def renewal(former: Document | None, successor: Document) -> str:
    """The phrase that says of what date the answer holds, and whose place it takes."""
    old, new = former.metadata.date if former else None, successor.metadata.date
    if old and new:
        return phrases.SUPERSEDES.format(
            date=phrases.french_date(new), former=phrases.french_date(old)
        )
    return phrases.SUPERSEDES_UNDATED.format(
        title=successor.metadata.title or successor.name,
        former=former.metadata.title or former.name if former else "",
    )
