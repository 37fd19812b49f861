"""Finds the passages that may answer: dense and lexical search, fused and measured."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from time import perf_counter, sleep
from typing import Any

import numpy as np
from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from numpy.typing import NDArray
from pydantic import ConfigDict, PrivateAttr

from assistant.analysis import analyse
from assistant.candidate import Candidate
from assistant.features import Measures, measure
from assistant.fuse import fuse
from assistant.passage_features import PASSAGE_FEATURES
from assistant.question import QuestionTerms, expected_kind, question_terms
from assistant.rerank import RERANKED, Reranker
from assistant.weights import load_weights
from corpus.catalogue import Catalogue
from corpus.french.words import term_keys
from corpus.records import Scope, StoredPassage
from ingest.encode.base import TERM_DIMENSIONS, Encoded, Encoder
from ingest.encode.pair_encoder import PairEncoder
from ingest.index.lexical import LexicalIndex
from ingest.index.vector import VectorIndex

NEAREST = 50  # passages that each index is asked for
MEASURED = 30  # of these, how many are measured, the best of score fusion
_EXACT_WITHIN = 5_000  # passages of a narrow scope that are all compared
_THREADS = 8  # that encode questions and search by them
_GIVE_WAY = 5e-5  # seconds: a search that has ended needs the interpreter to say so


@dataclass(frozen=True)
class Retrieval:
    """What was found for a question, best first.

    Attributes:
        terms: the question's terms.
        kind: the kind of answer expected.
        passages: the passages found, best first.
        scores: fp32, shape (C,), of the learned ranking, comparable within one question.
        measures: features of the passages, in the same order, and of their sentences.
        pairs: reads the question and a sentence together.
        timings_ms: of the stages ``encode`` and ``search``.
    """

    terms: QuestionTerms
    kind: str
    passages: tuple[StoredPassage, ...]
    scores: NDArray[np.float32]
    measures: Measures | None
    pairs: PairEncoder
    timings_ms: dict[str, float]

    @property
    def measured(self) -> Measures:
        """The measures of a retrieval that found something.

        Raises:
            ValueError: it found nothing.
        """
        if self.measures is None:
            raise ValueError("no passage was found, so none was measured")
        return self.measures


class PassageRetriever(BaseRetriever):
    """Hybrid retrieval with a learned ranking; a LangChain retriever."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    catalogue: Any
    vectors: Any
    lexicon: Any
    encoder: Any
    pairs: Any
    reranker: Any = None
    scope: Scope = Scope()
    top: int = 10
    _pool: ThreadPoolExecutor = PrivateAttr(
        default_factory=lambda: ThreadPoolExecutor(_THREADS, "vigie-search")
    )

    def retrieve(self, question: str, scope: Scope) -> Retrieval:
        """The passages within ``scope`` that may answer ``question``, best first."""
        catalogue: Catalogue = self.catalogue
        lexicon: LexicalIndex = self.lexicon
        started = perf_counter()
        # The pool takes work in its order, so that what is waited for has always begun.
        encoding = self._pool.submit(self._encoded, question)
        nearest = self._pool.submit(self._nearest, encoding)
        terms = question_terms(question, lexicon.document_frequency, max(lexicon.passages, 1))
        weighted = [
            (key, float(weight)) for key, weight in zip(terms.keys, terms.weights, strict=True)
        ]
        lexical = dict(lexicon.search(weighted, NEAREST))
        # What words lead to is read while another core encodes the question and searches by it.
        ahead = catalogue.stored_passages(list(lexical), scope)
        encoded, encoded_in = encoding.result()
        _analyse_until(nearest, encoded.vector, list(ahead.values()), lexical)
        dense = nearest.result()
        ids = list(dict.fromkeys([*(one for one, _ in dense), *lexical]))
        others = [one for one in ids if one not in lexical]
        scoring = self._pool.submit(lexicon.score, others, weighted)
        stored = catalogue.stored_passages(ids, scope)
        if len(stored) < min(len(ids), MEASURED):
            stored |= self._within(scope)
        passages = list(stored.values())
        kind = expected_kind(question)
        if not passages:
            found_at = perf_counter()
            return Retrieval(
                terms, kind, (), np.zeros(0, np.float32), None, self.pairs,
                _timings(started, encoded_in, found_at),
            )  # fmt: skip
        found = [one.passage.id for one in passages]
        lexical |= scoring.result()
        lexical |= lexicon.score([one for one in found if one not in lexical], weighted)
        similarity = _similarities(encoded.vector, passages)
        bm25 = np.array([lexical.get(one, 0.0) for one in found], np.float32)
        order = np.argsort(-fuse(similarity, bm25), kind="stable")[:MEASURED]
        candidates = [
            _candidate(passages[index], float(similarity[index]), float(bm25[index]))
            for index in order
        ]
        asked = _rows_of(terms, question, encoded.term_vectors)
        measures = measure(terms, kind, asked, candidates)
        scores = load_weights()["passage"].score(measures.passages, PASSAGE_FEATURES)
        if self.reranker is not None:
            self._rerank(question, candidates, scores)
        best = np.argsort(-scores, kind="stable")
        found_at = perf_counter()
        return Retrieval(
            terms,
            kind,
            tuple(passages[order[index]] for index in best),
            scores[best],
            measures.reordered(best),
            self.pairs,
            _timings(started, encoded_in, found_at),
        )

    def _encoded(self, question: str) -> tuple[Encoded, float]:
        """The question encoded, and the seconds that it took."""
        encoder: Encoder = self.encoder
        started = perf_counter()
        encoded = encoder.encode_query(question)
        return encoded, perf_counter() - started

    def _nearest(self, encoding: Future[tuple[Encoded, float]]) -> list[tuple[str, float]]:
        vectors: VectorIndex = self.vectors
        return vectors.query(encoding.result()[0].vector, NEAREST)

    def _rerank(
        self, question: str, candidates: list[Candidate], scores: NDArray[np.float32]
    ) -> None:
        """Add the cross-encoder's log-odds to the best scores, which are log-odds too."""
        reranker: Reranker = self.reranker
        top = np.argsort(-scores, kind="stable")[:RERANKED]
        scores[top] += reranker.log_odds(question, [candidates[index].text for index in top])
        # Those that are not read again stay below those that are.
        others = np.setdiff1d(np.arange(len(scores)), top)
        scores[others] = np.minimum(scores[others], scores[top].min())

    def _within(self, scope: Scope) -> dict[str, StoredPassage]:
        """All passages of a narrow scope, where the nearest of all are mostly outside it."""
        ids = self.catalogue.scope_passage_ids(scope, _EXACT_WITHIN)
        found: dict[str, StoredPassage] = self.catalogue.stored_passages(ids, scope)
        return found

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002
    ) -> list[LangChainDocument]:
        retrieval = self.retrieve(query, self.scope)
        return [
            LangChainDocument(
                page_content=stored.passage.text,
                metadata={
                    "document": stored.passage.document,
                    "passage": stored.passage.id,
                    "version": stored.passage.version,
                    "start": stored.passage.start,
                    "end": stored.passage.end,
                    "page": stored.passage.page,
                },
            )
            for stored in retrieval.passages[: self.top]
        ]


def _timings(started: float, encoding: float, found: float) -> dict[str, float]:
    return {"encode": encoding * 1000, "search": (found - started - encoding) * 1000}


def _analyse_until(
    nearest: Future[list[tuple[str, float]]],
    question: NDArray[np.float32],
    passages: list[StoredPassage],
    lexical: dict[str, float],
) -> None:
    """Analyse the passages that are likeliest to be measured, as long as a search takes."""
    if not passages:
        return
    bm25 = np.array([lexical[one.passage.id] for one in passages], np.float32)
    order = np.argsort(-fuse(_similarities(question, passages), bm25), kind="stable")
    for index in order[:MEASURED]:
        if nearest.done():
            return
        analyse(passages[index].passage.text)
        sleep(_GIVE_WAY)


def _similarities(
    question: NDArray[np.float32], passages: list[StoredPassage]
) -> NDArray[np.float32]:
    matrix = np.frombuffer(b"".join(one.vector for one in passages), dtype="<f4")
    return matrix.reshape(len(passages), -1) @ question


def _candidate(stored: StoredPassage, similarity: float, lexical: float) -> Candidate:
    vectors = np.frombuffer(stored.term_vectors, dtype=np.int8).reshape(-1, TERM_DIMENSIONS)
    passage = stored.passage
    return Candidate(passage.document, passage.text, stored.heading, similarity, lexical, vectors)


def _rows_of(
    terms: QuestionTerms, question: str, term_vectors: NDArray[np.int8]
) -> NDArray[np.int8]:
    """The term vectors of the question's distinct terms; zero rows for those spelled out."""
    keys = term_keys(question)
    if len(keys) != len(term_vectors):
        return np.zeros((0, TERM_DIMENSIONS), np.int8)
    rows = np.zeros((len(terms.keys), TERM_DIMENSIONS), np.int8)
    for row, key in enumerate(terms.keys):
        if key in keys:
            rows[row] = term_vectors[keys.index(key)]
    return rows
