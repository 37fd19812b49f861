"""Documents that replace, confirm or contradict each other: which are quoted, and what is said.

To be called after ``assistant.read.read``: the quotations come back in the order in which they
are to be said, with a phrase before them and one after where there is something to say.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant import phrases
from assistant.alone import document_of
from assistant.disagreement import contradicting
from assistant.quote import Quote
from assistant.read import Reading
from assistant.retrieve import Retrieval
from assistant.setting import Setting
from assistant.succession import (
    FindDocument,
    counterpart,
    former_documents,
    in_force_then,
    instead_of,
    renewal,
)
from corpus.records import Scope


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
    former = former_documents(retrieval, find_document, period)
    chosen = document_of(reading.quotes[0])
    answering = _best(retrieval, reading)
    if chosen in former:
        held = instead_of(answering, former[chosen], retrieval, reading, find_document)
        return Concord(*held)
    then = in_force_then(retrieval, answering, find_document, period)
    if then is not None:
        return Concord(*then)
    quotes = tuple(quote for quote in reading.quotes if document_of(quote) not in former)
    for name, successor in former.items():
        if successor.name == chosen and counterpart(retrieval, answering, name):
            own = tuple(quote for quote in quotes if document_of(quote) == chosen)
            return Concord(own, renewal(find_document(name), successor))
    contrary = contradicting(retrieval, chosen, former)
    if not contrary:
        return Concord(quotes)
    dated = all(quote.passage.metadata.date for quote in contrary)
    introduction = phrases.DISAGREEMENT_INTRO if dated else phrases.DISAGREEMENT_UNDATED
    return Concord(contrary, introduction, disagreement=True)


def _best(retrieval: Retrieval, reading: Reading) -> Setting:
    """The sentence that the reading rests on."""
    sentence = retrieval.measured.sentences[reading.sentence]
    return Setting(retrieval.passages[sentence.candidate], sentence.start, sentence.end)
