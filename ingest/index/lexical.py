"""The lexical index: Tantivy over terms that ``corpus.french`` makes."""

from __future__ import annotations

import math
import shutil
import threading
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import tantivy
from tantivy import Document, Occur, Query

from corpus.errors import CorpusError, TransientError, VigieError
from corpus.records import IndexedPassage
from ingest.index.lexical_terms import body_of, surface_of
from ingest.index.proof import Proof
from ingest.index.state import IndexState, read_state, require_whole, state_stamp, write_state

_HEAP = 64_000_000  # bytes that Tantivy fills before it writes a segment
_REWRITE_BELOW = 5_000  # passages; a larger index is rewritten when a tenth of it is dead
_ALL = "x"


class LexicalIndex:
    """Passages by the terms of their headings, title and text.

    Raises, from any method: ``TransientError`` (disk full) or ``CorpusError`` (damaged:
    ``Indexes`` rebuilds it).
    """

    label = "l’index lexical"

    def __init__(self, folder: Path) -> None:
        """An index in ``folder``, opened at first use."""
        self._folder = folder
        self._lock = threading.RLock()
        self._index: tantivy.Index | None = None
        self._searcher: tantivy.Searcher | None = None
        self._stamp: tuple[int, int] | None = None
        self._words: frozenset[str] | None = None
        self._proof = Proof(folder)
        self._schema = (
            tantivy.SchemaBuilder()
            .add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
            .add_text_field("body", stored=True, tokenizer_name="whitespace", index_option="freq")
            .add_text_field(
                "surface", stored=True, tokenizer_name="whitespace", index_option="basic"
            )
            # One term that every passage has: its frequency is the number that BM25 counts with.
            .add_text_field("all", tokenizer_name="raw", index_option="basic")
            .build()
        )

    def search(self, terms: Sequence[tuple[str, float]], k: int) -> list[tuple[str, float]]:
        """The ``k`` best passages for weighted terms, the best first.

        The score is the sum over terms of weight × BM25's saturated and length-normalised term
        frequency (0..2.2): the weights stand in for BM25's own inverse frequencies.
        """
        with self._mapped():
            searcher = self._fresh()
            clauses = self._clauses(searcher, terms) if searcher else []
            if searcher is None or not clauses:
                return []
            hits = searcher.search(Query.boolean_query(clauses), limit=k, count=False).hits
            return [(_stored_id(searcher, address), score) for score, address in hits]

    def score(self, ids: Sequence[str], terms: Sequence[tuple[str, float]]) -> dict[str, float]:
        """The scores that ``search`` would give these passages; 0 for one without any term."""
        scores = dict.fromkeys(ids, 0.0)
        if not scores:
            return scores
        with self._mapped():
            searcher = self._fresh()
            clauses = self._clauses(searcher, terms) if searcher else []
            if searcher is None or not clauses:
                return scores
            among = Query.term_set_query(self._schema, "id", list(scores))
            query = Query.boolean_query(
                [
                    (Occur.Must, Query.const_score_query(among, 0.0)),
                    (Occur.Must, Query.boolean_query(clauses)),
                ]
            )
            for score, address in searcher.search(query, limit=len(scores), count=False).hits:
                scores[_stored_id(searcher, address)] = score
        return scores

    def document_frequency(self, key: str) -> int:
        """In how many passages the term stands."""
        with self._mapped():
            searcher = self._fresh()
            return searcher.doc_freq("body", key) if searcher else 0

    @property
    def passages(self) -> int:
        """How many passages frequencies are counted over."""
        with self._mapped():
            searcher = self._fresh()
            return searcher.doc_freq("all", _ALL) if searcher else 0

    def vocabulary(self) -> frozenset[str]:
        """The words of the corpus, in lower case without accents, to spell a question by."""
        with self._lock, self._mapped():
            searcher = self._fresh()
            if searcher is None:
                return frozenset()
            if self._words is None:
                found = searcher.terms_with_prefix("surface", "")
                self._words = frozenset(word for word, _ in found)
            return self._words

    def state(self) -> IndexState | None:
        """What is applied; None where there is no index or it was left unfinished."""
        return read_state(self._folder)

    def clear(self) -> None:
        """Start anew, empty and without a state."""
        with self._lock:
            self.close()
            with self._mapped():
                if self._folder.exists():
                    shutil.rmtree(self._folder)
                self._proof.begin()
                self._open()

    def write(self, add: Sequence[IndexedPassage], drop: Sequence[str]) -> None:
        """Make changes durable; adding what is there or dropping what is not changes nothing."""
        with self._lock, self._mapped():
            self._proof.begin()
            index = self._index or self._open()
            writer = index.writer(_HEAP, 1)
            for passage in [*drop, *(one.id for one in add)]:
                writer.delete_documents_by_term("id", passage)
            for one in add:
                writer.add_document(_document(one))
            writer.commit()
            writer.wait_merging_threads()
            index.reload()
            self._searcher = self._rewritten(index, index.searcher())
            self._words = None

    def mark(self, state: IndexState) -> None:
        """Record what is applied, once it is durable."""
        with self._lock, self._mapped():
            write_state(self._folder, state)
            self._proof.end()
            self._stamp = state_stamp(self._folder)

    def is_intact(self, *, fully: bool) -> bool:
        """Whether the files are what was written; ``fully`` reads them all."""
        with self._lock:
            return not self._proof.is_damaged(fully=fully)

    def holds(self, canaries: Sequence[IndexedPassage]) -> bool:
        """Whether searches find passages that must be there, by id and by their terms."""
        try:
            for canary in canaries:
                keys = set(body_of(canary).split()[:50])
                if keys and self.score([canary.id], [(key, 1.0) for key in keys])[canary.id] <= 0:
                    return False
        except (CorpusError, TransientError):
            return False
        return True

    def close(self) -> None:
        """Release the index's files."""
        with self._lock:
            self._index = self._searcher = self._stamp = self._words = None

    def _fresh(self) -> tantivy.Searcher | None:
        stamp = state_stamp(self._folder)
        require_whole(self._folder, self.label, stamp, self._proof, opened=self._stamp is not None)
        if self._searcher is not None and stamp == self._stamp:
            return self._searcher
        with self._lock:
            if self._searcher is None or stamp != self._stamp:
                # Another process wrote, or rebuilt the index in the same folder.
                self.close()
                if stamp is None:
                    return None
                self._open()
                self._stamp = stamp
            return self._searcher

    def _open(self) -> tantivy.Index:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._index = tantivy.Index(self._schema, str(self._folder))
        self._searcher = self._index.searcher()
        self._words = None
        return self._index

    def _clauses(
        self, searcher: tantivy.Searcher, terms: Sequence[tuple[str, float]]
    ) -> list[tuple[Occur, Query]]:
        weights: dict[str, float] = defaultdict(float)
        for key, weight in terms:
            weights[key] += weight
        passages = searcher.doc_freq("all", _ALL)
        clauses = []
        for key, weight in weights.items():
            found_in = searcher.doc_freq("body", key)
            if found_in and weight > 0:
                inverse = math.log1p((passages - found_in + 0.5) / (found_in + 0.5))
                query = Query.term_query(self._schema, "body", key, index_option="freq")
                clauses.append((Occur.Should, Query.boost_query(query, weight / inverse)))
        return clauses

    def _rewritten(self, index: tantivy.Index, searcher: tantivy.Searcher) -> tantivy.Searcher:
        # Dropped passages count in every frequency, and their words stay in the files, until
        # their segment is written anew.
        alive = searcher.num_docs
        dead = searcher.doc_freq("all", _ALL) - alive
        if dead <= 0 or (alive > _REWRITE_BELOW and dead < alive / 10):
            return searcher
        hits = searcher.search(Query.all_query(), limit=max(alive, 1), count=False).hits
        writer = index.writer(_HEAP, 1)
        writer.delete_all_documents()
        for _, address in hits:
            kept = searcher.doc(address)
            fields = {name: kept.get_first(name) for name in ("id", "body", "surface")}
            writer.add_document(Document(**fields, all=_ALL))
        writer.commit()
        writer.garbage_collect_files()
        writer.wait_merging_threads()
        index.reload()
        return index.searcher()

    @contextmanager
    def _mapped(self) -> Iterator[None]:
        try:
            yield
        except VigieError:
            raise
        # Tantivy raises ValueError, OSError or a panic of its engine, whatever the cause is.
        except BaseException as error:
            if isinstance(error, (KeyboardInterrupt, SystemExit, GeneratorExit)):
                raise
            said = str(error).lower()
            if "space left" in said or "too large" in said or "lockbusy" in said:
                raise TransientError(
                    f"L’index lexical {self._folder} ne peut pas être écrit ({error}). Libérez "
                    "de la place puis recommencez."
                ) from error
            raise CorpusError(
                f"L’index lexical {self._folder} est endommagé ({error}). Lancez "
                "«\u00a0vigie doctor --repair\u00a0»."
            ) from error


def _document(passage: IndexedPassage) -> Document:
    return Document(id=passage.id, body=body_of(passage), surface=surface_of(passage), all=_ALL)


def _stored_id(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> str:
    return str(searcher.doc(address).get_first("id"))
