"""What the corpus says to one standalone question, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from time import perf_counter

from assistant.acronyms import Acronyms
from assistant.confidence import confidence, refusal_features
from assistant.read import Reading, read, read_on
from assistant.retrieve import PassageRetriever, Retrieval
from assistant.spelling import mend
from assistant.support import support_features
from corpus.records import Scope
from ingest.index.lexical import LexicalIndex


@dataclass(frozen=True)
class Finding:
    """What was found for a standalone question.

    Attributes:
        question: as it was looked for, its spelling mended.
        retrieval: the passages, best first.
        reading: the sentences that answer best; None where no passage was found.
        confidence: 0..1, that the corpus answers.
    """

    question: str
    retrieval: Retrieval
    reading: Reading | None
    confidence: float


# Of the training questions whose answer lacks its form, this share is answered all the same.
_DOUBTED = 0.3


def doubted(finding: Finding) -> Finding:
    """The finding where what was read turns out not to state what is asked."""
    return replace(finding, confidence=min(finding.confidence, _DOUBTED))


class Finder:
    """Mends, looks for, reads and weighs."""

    def __init__(
        self, retriever: PassageRetriever, lexicon: LexicalIndex, acronyms: Acronyms
    ) -> None:
        self._retriever = retriever
        self._lexicon = lexicon
        self._acronyms = acronyms

    def find(self, question: str, scope: Scope) -> Finding:
        """The passages and sentences within ``scope`` that answer ``question`` best."""
        started = perf_counter()
        mended = mend(question, self._lexicon.vocabulary, self._is_held)
        variants = self._acronyms.variants(mended, self._is_held)
        spell = (perf_counter() - started) * 1000
        findings = [self._find(variant, scope) for variant in variants]
        best = max(findings, key=lambda finding: finding.confidence)
        best.retrieval.timings_ms["spell"] = spell
        return replace(best, question=mended)

    def _find(self, question: str, scope: Scope) -> Finding:
        retrieval = self._retriever.retrieve(question, scope)
        if retrieval.measures is None:
            return Finding(question, retrieval, None, 0.0)
        found_at = perf_counter()
        finding = weighed(question, retrieval, read(retrieval))
        retrieval.timings_ms["read"] = (perf_counter() - found_at) * 1000
        return finding

    def _is_held(self, key: str) -> bool:
        return self._lexicon.document_frequency(key) > 0


def read_further(finding: Finding) -> Iterator[Finding]:
    """The same passages read otherwise, where what was read does not state what is asked."""
    if finding.reading is not None:
        for reading in read_on(finding.retrieval, finding.reading):
            yield weighed(finding.question, finding.retrieval, reading)


def weighed(question: str, retrieval: Retrieval, reading: Reading) -> Finding:
    """A reading with how sure it is that it answers."""
    answering = retrieval.measured.sentences[reading.sentence].candidate
    features = refusal_features(
        retrieval.terms,
        retrieval.kind,
        retrieval.measured,
        retrieval.scores,
        reading.sentence,
        retrieval.passages[answering].passage.text,
    )
    support = support_features(
        retrieval.terms,
        retrieval.kind,
        retrieval.measured,
        retrieval.scores,
        reading.judged,
        reading.sentence,
    )
    return Finding(
        question, retrieval, reading, confidence(features, support, reading.judged.best_odds)
    )
