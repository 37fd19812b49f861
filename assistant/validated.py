"""Answers that staff vouch for, found again for their question and its paraphrases.

A question meets one of the forms that a person wrote down when it has the same terms (stems,
without stop words, in any order) or is so near it for the encoder that only another way of asking
is left; in either case numbers and negations must be the same, since no vector tells them apart.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.answer import Answer, Citation, ValidatedBy
from corpus.catalogue import Catalogue
from corpus.catalogue.corrections import ValidatedAnswer
from corpus.catalogue.passages import in_scope
from corpus.errors import UnknownDocumentError
from corpus.french.frequency import fold
from corpus.french.words import terms
from corpus.records import Scope
from ingest.encode.base import Encoder

# Measured on the project's own questions and their paraphrases: tests/assistant/test_validated.py.
NEAR = 0.955
_NUMBER = re.compile(r"\d+")
_NEGATION = re.compile(r"\b(?:ne|n|pas|jamais|aucune?|sans|non|ni)\b")


@dataclass(frozen=True)
class _Form:
    keys: frozenset[str]
    sharp: frozenset[str]
    vector: NDArray[np.float32]
    answer: ValidatedAnswer


class ValidatedAnswers:
    """Those that stand now; read anew when they change."""

    def __init__(self, catalogue: Catalogue, encoder: Encoder) -> None:
        self._catalogue = catalogue
        self._encoder = encoder
        self._lock = threading.Lock()
        self._known: tuple[int, ...] = ()
        self._forms: tuple[_Form, ...] = ()

    def reply(self, question: str, scope: Scope) -> Answer | None:
        """The answer that staff gave to this question, if they did and it is within ``scope``."""
        standing = self._catalogue.corrections.validated(standing=True)
        if not standing:
            return None
        forms = self._read(standing)
        keys, sharp = _keys(question), _sharp(question)
        alike = [form for form in forms if form.sharp == sharp]
        if not alike:
            return None
        found = next((form for form in alike if form.keys == keys and keys), None)
        if found is None:
            vector = self._encoder.encode_query(question).vector
            nearest = max(alike, key=lambda form: float(form.vector @ vector))
            # A name that only one of the two holds is another question, however near.
            if float(nearest.vector @ vector) < NEAR or not _names(question, nearest):
                return None
            found = nearest
        return self._said(question, found.answer, scope)

    def _read(self, standing: Sequence[ValidatedAnswer]) -> tuple[_Form, ...]:
        numbers = tuple(one.id for one in standing)
        with self._lock:
            if numbers != self._known:
                self._forms = tuple(
                    _Form(_keys(text), _sharp(text), self._encoder.encode_query(text).vector, one)
                    for one in standing
                    for text in (one.question, *one.paraphrases)
                )
                self._known = numbers
            return self._forms

    def _said(self, question: str, kept: ValidatedAnswer, scope: Scope) -> Answer | None:
        try:
            version = self._catalogue.version(kept.version, scope.audience)
            metadata = self._catalogue.version_metadata(kept.version)
        except UnknownDocumentError:
            return None
        if not in_scope(metadata, scope) or version.document not in (
            scope.documents or (version.document,)
        ):
            return None
        page = next((p.number for p in version.pages if p.start <= kept.start < p.end), None)
        citation = Citation(
            1,
            version.document,
            kept.version,
            metadata.title,
            metadata.date,
            metadata.url,
            page,
            version.text[kept.start : kept.end],
            kept.start,
            kept.end,
        )
        text = " ".join(kept.answer.replace("[", "(").replace("]", ")").split())
        return Answer(
            question,
            question,
            f"{text} [1]",
            abstained=False,
            confidence=1.0,
            mode="corpus",
            citations=(citation,),
            validated=ValidatedBy(kept.author, kept.created[:10]),
        )


def _keys(text: str) -> frozenset[str]:
    return frozenset(term.key for term in terms(text))


def _sharp(text: str) -> frozenset[str]:
    """What changes a question whole: its numbers, and whether it denies."""
    folded = fold(text).replace("’", "'").replace("'", " ")
    denied = {"ne"} if _NEGATION.search(folded) else set()
    return frozenset(_NUMBER.findall(folded)) | denied


def _names(question: str, form: _Form) -> bool:
    """Whether the capitalised words of a question, its first aside, are among the form's terms."""
    later = question.split()[1:]
    capital = {key for word in later if word[:1].isupper() for key in (t.key for t in terms(word))}
    return capital <= form.keys
