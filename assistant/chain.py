"""The assistant: a question in, an answer with its citations out, as a LangChain Runnable."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Generator, Hashable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from time import perf_counter
from typing import Any, cast

from langchain_core.runnables import Runnable, RunnableConfig

from assistant import phrases
from assistant.acronyms import Acronyms
from assistant.answer import Answer, Ask, ScoredPassage, Turn
from assistant.concord import Concord, reconcile
from assistant.confidence import REFUSAL_THRESHOLD
from assistant.contextualise import Topic, depends, standalone_candidates
from assistant.converse import Conversation
from assistant.english import is_english, to_french
from assistant.find import Finder, Finding, doubted, read_further
from assistant.instruction import is_instruction, polite_core
from assistant.modes import Modes
from assistant.parts import split_parts
from assistant.period import period_of, scope_with, without_period
from assistant.polarity import polarity
from assistant.premise import claim_question, presupposes_unstated
from assistant.question import is_yes_no
from assistant.read import Reading
from assistant.recall import Recall
from assistant.rerank import Reranker
from assistant.retrieve import PassageRetriever
from assistant.say import Part, decline, say, scored, timed
from assistant.shorthand import write_out
from assistant.summary import Summariser
from assistant.unstated import is_unstated
from assistant.validated import ValidatedAnswers
from assistant.write.writer import Writer
from corpus.catalogue import Catalogue
from corpus.errors import QuestionError, UnknownDocumentError
from corpus.records import Document, Scope
from ingest.encode.base import Encoder
from ingest.encode.pair_encoder import PairEncoder
from ingest.index.lexical import LexicalIndex
from ingest.index.vector import VectorIndex

LONGEST_QUESTION = 2_000  # characters
REMEMBERED_TURNS = 6
# A question that calls for yes or no and gets neither is answered only by what is sure to bear on
# it: near words that settle nothing would pass for an answer.
_UNSETTLED = 0.8
# Above it, what the question takes for granted has been read to be so: of the training questions
# whose premise no word bears out, most are answered rightly.
_TAKEN = 0.85
_SURER = 0.12  # by which a less likely reading of a follow-up must be surer to be preferred
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_PIECE = re.compile(r"\S+\s*|\s+")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_MARKS = re.compile(r"\*\*| \[\d+\]")


class VigieChain(Runnable[Ask, Answer]):
    """Contextualise, retrieve, read, ground, answer."""

    disagreement = phrases.DISAGREEMENT

    def __init__(
        self,
        *,
        catalogue: Catalogue,
        vectors: VectorIndex,
        lexicon: LexicalIndex,
        encoder: Encoder,
        pairs: PairEncoder,
        threshold: float = REFUSAL_THRESHOLD,
        acronyms: Acronyms | None = None,
        writer: Writer | None = None,
        modes: Modes | None = None,
        validated: ValidatedAnswers | None = None,
        reranker: Reranker | None = None,
    ) -> None:
        """A chain over one corpus.

        Args:
            pairs: reads the question and a sentence together.
            threshold: the confidence, 0..1, below which it abstains.
            acronyms: what acronyms stand for; the shipped table by default.
            writer: writes answers with a chat model; None: all answers are quotations.
            modes: which way of answering holds where the reader chose none.
            validated: the answers that staff vouch for, which come before all others.
            reranker: reads the best passages again together with the question; None: off.
        """
        self._catalogue = catalogue
        self._threshold = threshold
        self._validated = validated
        self.retriever = PassageRetriever(
            catalogue=catalogue,
            vectors=vectors,
            lexicon=lexicon,
            encoder=encoder,
            pairs=pairs,
            reranker=reranker,
        )
        self._finder = Finder(self.retriever, lexicon, acronyms or Acronyms())
        self._conversation = Conversation(catalogue)
        self._summariser = Summariser(catalogue)
        self._writer = writer
        self._recall = Recall()
        self.modes = modes or Modes()

    def invoke(self, input: Ask, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:  # noqa: A002, ARG002 - LangChain's signature
        """The answer to a question.

        Raises:
            QuestionError: the question is empty or too long.
        """
        return self._call_with_config(self._answer, input, config, run_type="chain")

    def stream(  # type: ignore[override]  # the answer comes in pieces, then whole
        self,
        input: Ask,  # noqa: A002 - LangChain's name
        config: RunnableConfig | None = None,
        **kwargs: Any,  # noqa: ARG002 - idem
    ) -> Iterator[str | Answer]:
        """Pieces of the answer's text, then the whole answer."""
        del config
        yield from self._pieces(input)

    async def astream(  # type: ignore[override]  # idem
        self,
        input: Ask,  # noqa: A002 - LangChain's name
        config: RunnableConfig | None = None,
        **kwargs: Any,  # noqa: ARG002 - idem
    ) -> AsyncIterator[str | Answer]:
        """As ``stream``, without holding up the event loop."""
        del config
        pieces = self._pieces(input)
        try:
            while (piece := await asyncio.to_thread(next, pieces, None)) is not None:
                yield piece
        finally:
            pieces.close()

    def search(self, query: str, scope: Scope, top: int) -> list[ScoredPassage]:
        """The ``top`` passages nearest to a query, best first.

        Raises:
            QuestionError: the query is empty or too long.
        """
        return list(scored(self._finder.find(checked(query), scope).retrieval, top))

    def _answer(self, ask: Ask) -> Answer:
        return next(piece for piece in self._pieces(ask) if isinstance(piece, Answer))

    def _pieces(self, ask: Ask) -> Generator[str | Answer]:
        """Pieces of the text as it is known, empty ones while nothing is, then the answer."""
        started = perf_counter()
        question = checked(ask.question)
        answer = self._unread(question, ask.scope)
        if answer is None:
            parts = self._parts(question, ask)
            answer = say(question, parts)
            if self._writes(ask) and not answer.abstained:
                for piece in cast(Writer, self._writer).write(question, parts, answer):
                    if isinstance(piece, Answer):
                        yield timed(piece, (perf_counter() - started) * 1000)
                    else:
                        yield piece
                return
            if ask.mode == "generated" and self._writer is None and not answer.abstained:
                answer = replace(answer, answer=f"{answer.answer}\n{phrases.NO_MODEL}")
        yield from _PIECE.findall(answer.answer)
        yield timed(answer, (perf_counter() - started) * 1000)

    def _writes(self, ask: Ask) -> bool:
        """Whether the answer is to be written by the model."""
        return self._writer is not None and self.modes.chosen(ask.mode) == "generated"

    def _unread(self, question: str, scope: Scope) -> Answer | None:
        """What is answered without looking for a passage."""
        if is_instruction(question):
            return decline(question, phrases.INSTRUCTION)
        if self._validated is not None and (given := self._validated.reply(question, scope)):
            return given
        return self._conversation.reply(question, scope) or self._summariser.reply(question, scope)

    def _parts(self, question: str, ask: Ask) -> list[Part]:
        state = self._catalogue.answering_state()
        topics = self._topics(ask.history[-REMEMBERED_TURNS:], ask.scope, state)
        parts: list[Part] = []
        for asked in split_parts(question):
            rewritten = None
            if self._writer is not None and self._writes(ask) and ask.history and depends(asked):
                rewritten = self._writer.rewrite(asked, ask.history[-REMEMBERED_TURNS:])
            readings = _readings(asked, topics, rewritten)
            part = self._part(asked, readings, ask.scope)
            parts.append(part)
            topic = _topic(say(asked, [part]))
            if asked == question and rewritten is None:
                self._recall.keep(state, (asked, readings, ask.scope), topic)
            topics = [*topics, topic]
        return parts

    def _part(self, asked: str, readings: Sequence[str], scope: Scope) -> Part:
        claim = claim_question(write_out(polite_core(asked)))
        finding = self._surest(readings, scope)
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
        best: Finding | None = None
        for candidate in candidates:
            for plain, within in _within(candidate, scope):
                finding = self._finder.find(plain, within)
                if best is None or finding.confidence > best.confidence + _SURER:
                    best = finding
        return cast(Finding, best)

    def _topics(self, history: Sequence[Turn], scope: Scope, state: Hashable) -> list[Topic]:
        """Earlier turns made standalone, as recalled; others are answered again."""
        topics: list[Topic] = []
        for turn in history:
            try:
                question = checked(turn.question)
            except QuestionError:
                continue
            readings = _readings(question, topics)
            topic = self._recall.topic(
                state,
                (question, readings, scope),
                partial(self._made_topic, question, readings, scope),
            )
            if topic is None:
                continue
            said = turn.answer
            topics.append(topic if said is None else replace(topic, answer=_MARKS.sub("", said)))
        return topics

    def _made_topic(self, question: str, readings: Sequence[str], scope: Scope) -> Topic | None:
        if self._unread(question, scope) is not None:
            return None
        return _topic(say(question, [self._part(question, readings, scope)]))

    def _document(self, name: str, scope: Scope) -> Document | None:
        try:
            return self._catalogue.document(name, scope.audience)
        except UnknownDocumentError:
            return None


def checked(question: str) -> str:
    """The question without control characters and surplus space.

    Raises:
        QuestionError: nothing is left of it, or it is too long.
    """
    plain = " ".join(_CONTROL.sub(" ", question).split())
    if not re.search(r"\w", plain):
        raise QuestionError("La question est vide. Écrivez une question, puis envoyez-la.")
    if len(plain) > LONGEST_QUESTION:
        raise QuestionError(
            f"La question compte {len(plain)} caractères, pour {LONGEST_QUESTION} au plus. "
            "Raccourcissez-la."
        )
    return plain


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


def _readings(asked: str, topics: Sequence[Topic], rewritten: str | None = None) -> tuple[str, ...]:
    """What a question may mean after these topics, standing alone, likeliest first."""
    core = write_out(polite_core(asked))
    plain = claim_question(core) or core
    if is_english(plain):
        plain = to_french(plain)
    readings = standalone_candidates(plain, topics)
    return readings if rewritten is None else tuple(dict.fromkeys((rewritten, *readings)))


def _topic(answer: Answer) -> Topic:
    said = "" if answer.abstained else _MARKS.sub("", answer.answer)
    return Topic(answer.standalone_question, said, tuple(_BOLD.findall(answer.answer)))
