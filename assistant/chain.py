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
from assistant.confidence import REFUSAL_THRESHOLD
from assistant.contextualise import Topic, depends
from assistant.converse import Conversation
from assistant.find import Finder
from assistant.follow_up import near_of, readings_of
from assistant.instruction import is_instruction
from assistant.modes import Modes
from assistant.parts import split_parts
from assistant.recall import Recall
from assistant.rerank import Reranker
from assistant.resolve import Near, Resolver
from assistant.retrieve import PassageRetriever
from assistant.say import Part, decline, say, scored, timed
from assistant.summary import Summariser
from assistant.validated import ValidatedAnswers
from assistant.write.writer import Writer
from corpus.catalogue import Catalogue
from corpus.errors import QuestionError
from corpus.records import Scope
from ingest.encode.base import Encoder
from ingest.encode.pair_encoder import PairEncoder
from ingest.index.lexical import LexicalIndex
from ingest.index.vector import VectorIndex

LONGEST_QUESTION = 2_000  # characters
REMEMBERED_TURNS = 6
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
        self._resolver = Resolver(self._finder, catalogue, threshold)
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
            readings = readings_of(asked, topics, rewritten)
            near = near_of(asked, topics)
            part = self._resolver.resolve(asked, readings, ask.scope, near)
            parts.append(part)
            topic = _topic(say(asked, [part]))
            if asked == question and rewritten is None:
                self._recall.keep(state, (asked, readings, ask.scope, near), topic)
            topics = [*topics, topic]
        return parts

    def _topics(self, history: Sequence[Turn], scope: Scope, state: Hashable) -> list[Topic]:
        """Earlier turns made standalone, as recalled; others are answered again."""
        topics: list[Topic] = []
        for turn in history:
            try:
                question = checked(turn.question)
            except QuestionError:
                continue
            readings = readings_of(question, topics)
            near = near_of(question, topics)
            topic = self._recall.topic(
                state,
                (question, readings, scope, near),
                partial(self._made_topic, question, readings, scope, near),
            )
            if topic is None:
                continue
            said = turn.answer
            topics.append(topic if said is None else replace(topic, answer=_MARKS.sub("", said)))
        return topics

    def _made_topic(
        self, question: str, readings: Sequence[str], scope: Scope, near: Near | None
    ) -> Topic | None:
        if self._unread(question, scope) is not None:
            return None
        return _topic(say(question, [self._resolver.resolve(question, readings, scope, near)]))


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


def _topic(answer: Answer) -> Topic:
    said = "" if answer.abstained else _MARKS.sub("", answer.answer)
    return Topic(
        answer.standalone_question,
        said,
        tuple(_BOLD.findall(answer.answer)),
        tuple(dict.fromkeys(citation.document for citation in answer.citations)),
    )
