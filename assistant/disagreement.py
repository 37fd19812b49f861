"""Documents that give different values of the same thing.

A disagreement is said only where all speaks for it: both sentences state a value of what is asked,
no value of one stands anywhere in the other, both cover the question and its names, and the two
passages are about one matter and stand out as such among all that was found.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from assistant.alone import quote_of, sentences_of
from assistant.quote import Quote
from assistant.retrieve import Retrieval
from assistant.setting import Setting, bodies, names_in
from assistant.succession import LEAST_PARALLEL, STATED_WITHIN
from assistant.values import Value, values, years

_LEAST_COVERED = 0.55  # weight of the question's terms that a sentence and its setting must hold
_LESS_COVERED = 0.3  # and by how much it may hold less than the sentence it is compared with
_LEAST_SHARED = 0.24  # of the telling words of the shorter passage, that the other holds
_STANDS_OUT = 1.8  # standard deviations by which two passages on one matter are nearer than others
_ENOUGH_PASSAGES = 5  # fewer have no standard deviation to speak of
_COMPARED_PASSAGES = 10


def contradicting(retrieval: Retrieval, chosen: str, former: Collection[str]) -> tuple[Quote, ...]:
    """The answer of document ``chosen`` with those that contradict it, newest first, or nothing.

    Documents that replace one another do not contradict each other: one holds.

    Args:
        former: documents that have been replaced, which contradict nothing any more.
    """
    ours = _stated(retrieval, chosen)
    if ours is None:
        return ()
    set_aside = {chosen, *former, *_related(retrieval, chosen)}
    found = dict.fromkeys(one.passage.document for one in retrieval.passages[:_COMPARED_PASSAGES])
    contrary = [
        theirs.setting
        for name in found
        if name not in set_aside
        and (theirs := _stated(retrieval, name)) is not None
        and _contradict(retrieval, ours, theirs)
    ]
    if not contrary:
        return ()
    shown = [ours.setting, *contrary]
    shown.sort(key=lambda one: one.passage.metadata.date or "", reverse=True)
    return tuple(quote_of(retrieval, one) for one in shown)


@dataclass(frozen=True)
class _Stated:
    """The sentence by which a document states a value of what is asked."""

    setting: Setting
    values: frozenset[Value]
    among: tuple[str, ...]  # the sentences of all its passages found
    retrieval: Retrieval

    @cached_property
    def everywhere(self) -> frozenset[Value]:
        """What all its passages found state."""
        question, kind = self.retrieval.terms, self.retrieval.kind
        return frozenset().union(*(values(kind, question, one) for one in self.among))


def _related(retrieval: Retrieval, name: str) -> frozenset[str]:
    """The documents found that ``name`` replaces or is replaced by."""
    by = {one.passage.document: one.replaced_by for one in retrieval.passages}
    return frozenset(by.get(name, ())) | {other for other, later in by.items() if name in later}


def _stated(retrieval: Retrieval, name: str) -> _Stated | None:
    """The best sentence of document ``name`` that states a value asked for, if it is near."""
    question, kind = retrieval.terms, retrieval.kind
    found = sentences_of(retrieval, name)
    for score, setting in found:
        if score < found[0][0] - STATED_WITHIN:
            break
        stated = values(kind, question, setting.text)
        if stated and _is_about(setting, retrieval):
            return _Stated(setting, stated, tuple(one.text for _, one in found), retrieval)
    return None


def _is_about(setting: Setting, retrieval: Retrieval) -> bool:
    """Whether the sentence, where it stands, speaks of what the question names."""
    question = retrieval.terms
    asked, own = years(question.text), years(setting.text)
    if asked and not asked <= (own or years(setting.around)):
        return False
    return setting.covered(question) >= _LEAST_COVERED and setting.holds(names_in(question.text))


def _contradict(retrieval: Retrieval, ours: _Stated, theirs: _Stated) -> bool:
    """Whether two documents give different values of the same thing."""
    if not {one.slot for one in ours.values} & {one.slot for one in theirs.values}:
        return False
    if any(one.matches(two) for one in ours.values for two in theirs.values):
        return False
    # The dearest comes last: it reads every sentence of both documents.
    return _same_subject(retrieval, ours.setting, theirs.setting) and not (
        any(one.matches(two) for one in ours.values for two in theirs.everywhere)
        or any(one.matches(two) for one in ours.everywhere for two in theirs.values)
    )


def _same_subject(retrieval: Retrieval, one: Setting, other: Setting) -> bool:
    question = retrieval.terms
    if abs(one.covered(question) - other.covered(question)) > _LESS_COVERED:
        return False
    named = [found for found in (bodies(question.text), one.bodies(), other.bodies()) if found]
    if named and not frozenset.intersection(*named):
        return False
    ours, theirs = (years(each.text) - years(question.text) for each in (one, other))
    if retrieval.kind != "date" and ours and theirs and not ours & theirs:
        return False
    if not one.names() & other.names() and (one.names() or other.names()):
        return False
    # Undated texts are more often parts of one whole than statements about one time.
    undated = not (one.passage.metadata.date and other.passage.metadata.date)
    if undated and max(one.parallel(other), other.parallel(one)) < LEAST_PARALLEL:
        return False
    return one.shared(other) >= _LEAST_SHARED and _nearest(retrieval, one, other)


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
    if len(rest) < _ENOUGH_PASSAGES:
        return True
    nearer = sum(value > near for value in rest)
    return nearer <= 1 and near >= float(np.mean(rest)) + _STANDS_OUT * float(np.std(rest))
