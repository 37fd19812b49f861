"""Documents that replace, confirm or contradict each other: which are quoted, and what is said.

To be called after ``assistant.read.read``: the quotations come back in the order in which they
are to be said, with a phrase before them and one after where there is something to say.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

import numpy as np

from assistant import phrases
from assistant.highlight import highlight
from assistant.quote import Quote
from assistant.read import READ_PASSAGES, Reading, read, sentence_scores
from assistant.retrieve import Retrieval
from assistant.setting import Setting, bodies, names_in
from assistant.values import Value, values, years
from corpus.records import Document, Scope

AS_GOOD = 2.5  # another document's sentence answers too when its score is this near
LEAST_COVERED = 0.55  # weight of the question's terms that a sentence and its setting must hold
STATED_WITHIN = 6.0
LESS_COVERED = 0.3  # and by how much it may hold less than the sentence it is compared with
LEAST_SHARED = 0.24  # of the telling words of the shorter passage, that the other holds
STANDS_OUT = 1.8  # standard deviations by which two passages on one matter are nearer than others
ENOUGH_PASSAGES = 5  # fewer have no standard deviation to speak of
COMPARED_PASSAGES = 10
_SUCCESSIONS = 8  # longest chain of replacements that is followed

FindDocument = Callable[[str], Document | None]


@dataclass(frozen=True)
class Concord:
    """What is to be said.

    Attributes:
        quotes: in the order in which they are said, at least one.
        introduction: said before them; None where nothing is to be said.
        note: said after them; None where nothing is to be said.
        disagreement: whether ``quotes`` contradict each other.
    """

    quotes: tuple[Quote, ...]
    introduction: str | None = None
    note: str | None = None
    disagreement: bool = False


def reconcile(
    retrieval: Retrieval,
    reading: Reading,
    find_document: FindDocument,
    period: Scope | None = None,
) -> Concord:
    """Let replaced documents yield, and show the documents that contradict the answer.

    Args:
        retrieval: what was found, with at least one passage.
        reading: what was read out of it.
        find_document: a document by its name; None where the reader may not see it.
        period: the period asked about: what was in force then does not yield to what came
            later. None where the question names none.
    """
    former = _former(retrieval, find_document, period)
    chosen = _document(reading.quotes[0])
    if chosen in former:
        return _instead_of(chosen, former[chosen], retrieval, reading, find_document)
    quotes = tuple(quote for quote in reading.quotes if _document(quote) not in former)
    for name, successor in former.items():
        if successor.name == chosen and _answers(retrieval, reading, name):
            own = tuple(quote for quote in quotes if _document(quote) == chosen)
            return Concord(own, _renewal(find_document(name), successor))
    return _compared(retrieval, replace(reading, quotes=quotes), former)


def _former(
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


def _instead_of(
    former: str,
    successor: Document,
    retrieval: Retrieval,
    reading: Reading,
    find_document: FindDocument,
) -> Concord:
    if _answers(retrieval, reading, successor.name):
        newer = read(_with_only(retrieval, {successor.name}))
        return Concord(newer.quotes, _renewal(find_document(former), successor))
    own = tuple(quote for quote in reading.quotes if _document(quote) == former)
    title = successor.metadata.title or successor.name
    return Concord(own, note=phrases.SUPERSEDED.format(successor=title))


def _renewal(former: Document | None, successor: Document) -> str:
    old, new = former.metadata.date if former else None, successor.metadata.date
    if old and new:
        return phrases.SUPERSEDES.format(
            date=phrases.french_date(new), former=phrases.french_date(old)
        )
    return phrases.SUPERSEDES_UNDATED.format(
        title=successor.metadata.title or successor.name,
        former=former.metadata.title or former.name if former else "",
    )


def _compared(retrieval: Retrieval, reading: Reading, former: Collection[str]) -> Concord:
    """The reading's answer, with those of other documents that give another value."""
    chosen = _document(reading.quotes[0])
    ours = _stated(retrieval, reading, chosen)
    contrary: list[_Stated] = []
    if ours is not None:
        others = dict.fromkeys(
            one.passage.document for one in retrieval.passages[:COMPARED_PASSAGES]
        )
        for name in others:
            if name != chosen and name not in former:
                theirs = _stated(retrieval, reading, name)
                if theirs is not None and _contradict(retrieval, ours, theirs):
                    contrary.append(theirs)
    if ours is None or not contrary:
        return Concord(reading.quotes)
    newest = sorted(
        (one.setting for one in (ours, *contrary)),
        key=lambda one: one.passage.metadata.date or "",
        reverse=True,
    )
    return Concord(
        tuple(_quote(retrieval, one) for one in newest),
        phrases.DISAGREEMENT_INTRO,
        disagreement=True,
    )


@dataclass(frozen=True)
class _Stated:
    """The sentence by which a document states a value of what is asked."""

    setting: Setting
    values: frozenset[Value]
    everywhere: frozenset[Value]  # what all its passages found state


def _stated(retrieval: Retrieval, reading: Reading, name: str) -> _Stated | None:
    """The best sentence of document ``name`` that states a value asked for, if it is near."""
    question, kind = retrieval.terms, retrieval.kind
    part = _beside_the_best(retrieval, name)
    scores = sentence_scores(part)
    best: tuple[float, _Stated] | None = None
    everywhere: set[Value] = set()
    for index, sentence in enumerate(part.measured.sentences):
        stored = part.passages[sentence.candidate]
        if stored.passage.document != name or not np.isfinite(scores[index]):
            continue
        setting = Setting(stored, sentence.start, sentence.end)
        stated = values(kind, question, setting.text)
        everywhere |= stated
        near = float(scores[index]) >= float(reading.scores[reading.sentence]) - STATED_WITHIN
        if (
            stated
            and near
            and (best is None or scores[index] > best[0])
            and _is_about(setting, retrieval)
        ):
            best = float(scores[index]), _Stated(setting, stated, frozenset())
    return None if best is None else replace(best[1], everywhere=frozenset(everywhere))


def _is_about(setting: Setting, retrieval: Retrieval) -> bool:
    """Whether the sentence, where it stands, speaks of what the question names."""
    question = retrieval.terms
    asked, own = years(question.text), years(setting.text)
    if asked and not asked <= (own or years(setting.around)):
        return False
    return setting.covered(question) >= LEAST_COVERED and setting.holds(names_in(question.text))


def _contradict(retrieval: Retrieval, ours: _Stated, theirs: _Stated) -> bool:
    """Whether two documents give different values of the same thing."""
    if not {one.slot for one in ours.values} & {one.slot for one in theirs.values}:
        return False
    if any(one.matches(two) for one in ours.values for two in theirs.everywhere):
        return False
    if any(one.matches(two) for one in ours.everywhere for two in theirs.values):
        return False
    return _same_subject(retrieval, ours.setting, theirs.setting)


def _same_subject(retrieval: Retrieval, one: Setting, other: Setting) -> bool:
    question = retrieval.terms
    if abs(one.covered(question) - other.covered(question)) > LESS_COVERED:
        return False
    named = [found for found in (bodies(question.text), one.bodies(), other.bodies()) if found]
    if named and not frozenset.intersection(*named):
        return False
    ours, theirs = (years(each.text) - years(question.text) for each in (one, other))
    if retrieval.kind != "date" and ours and theirs and not ours & theirs:
        return False
    if not one.names() & other.names() and (one.names() or other.names()):
        return False
    return one.shared(other) >= LEAST_SHARED and _nearest(retrieval, one, other)


def _nearest(retrieval: Retrieval, one: Setting, other: Setting) -> bool:
    """Whether ``other``'s passage stands out as near to ``one``'s among all those found."""
    mine = np.frombuffer(one.passage.vector, dtype="<f4")
    near = float(np.frombuffer(other.passage.vector, dtype="<f4") @ mine)
    rest = [
        float(np.frombuffer(stored.vector, dtype="<f4") @ mine)
        for stored in retrieval.passages
        if stored.passage.document
        not in (one.passage.passage.document, other.passage.passage.document)
    ]
    if len(rest) < ENOUGH_PASSAGES:
        return True
    nearer = sum(value > near for value in rest)
    return nearer <= 1 and near >= float(np.mean(rest)) + STANDS_OUT * float(np.std(rest))


def _quote(retrieval: Retrieval, setting: Setting) -> Quote:
    text = setting.passage.passage.text
    bold = highlight(text, setting.start, setting.end, retrieval.terms, retrieval.kind)
    return Quote(setting.passage, setting.start, setting.end, bold)


def _answers(retrieval: Retrieval, reading: Reading, name: str) -> bool:
    """Whether a sentence of document ``name`` answers about as well as the one read."""
    part = _beside_the_best(retrieval, name)
    least = float(reading.scores[reading.sentence]) - AS_GOOD
    for sentence, score in zip(part.measured.sentences, sentence_scores(part), strict=True):
        stored = part.passages[sentence.candidate]
        if (
            stored.passage.document == name
            and score >= least
            and _is_about(Setting(stored, sentence.start, sentence.end), retrieval)
        ):
            return True
    return False


def _beside_the_best(retrieval: Retrieval, name: str) -> Retrieval:
    """The passages of document ``name`` and the best of all, which scores are relative to."""
    wanted = [index for index, one in enumerate(retrieval.passages) if one.passage.document == name]
    return _part(retrieval, sorted({0, *wanted[: READ_PASSAGES - 1]}))


def _with_only(retrieval: Retrieval, names: Collection[str]) -> Retrieval:
    return _part(
        retrieval,
        [index for index, one in enumerate(retrieval.passages) if one.passage.document in names],
    )


def _part(retrieval: Retrieval, kept: list[int]) -> Retrieval:
    order = np.array(kept)
    return replace(
        retrieval,
        passages=tuple(retrieval.passages[index] for index in kept),
        scores=retrieval.scores[order],
        measures=retrieval.measured.reordered(order),
    )


def _document(quote: Quote) -> str:
    return quote.passage.passage.document
