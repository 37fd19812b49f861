"""Writes an answer with a chat model: each sentence is checked before anybody sees it."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from assistant import phrases
from assistant.answer import Answer, Turn
from assistant.ground.grounder import Grounder
from assistant.ground.source import Source
from assistant.say import Part
from assistant.write.breaker import Breaker
from assistant.write.choice import ModelChoice
from assistant.write.draft import Draft
from assistant.write.failures import MESSAGES, ModelError
from assistant.write.fence import fenced, tokens
from assistant.write.guard import Guard, Stream
from assistant.write.prompts import prompt
from assistant.write.sentences import Sentences
from corpus.french.words import term_keys

_log = logging.getLogger(__name__)
_SHOWN_PASSAGES = 6
_LONGEST_REWRITING = 400  # characters
_TURNS = 4
_SIGN_OF_LIFE_S = 0.2
_LONGEST_TURN = 500  # characters of an earlier answer that are shown to the model


class Writer:
    """One chat model and the checks on what it writes. Any number of threads may share it."""

    def __init__(
        self,
        choice: ModelChoice,
        guard: Guard,
        grounder: Grounder,
        breaker: Breaker | None = None,
    ) -> None:
        self.choice = choice
        self._guard = guard
        self._grounder = grounder
        self._breaker = breaker or Breaker()

    def write(
        self, question: str, parts: Sequence[Part], extractive: Answer
    ) -> Iterator[str | Answer]:
        """The checked sentences as they come, then the whole answer.

        Joined, the pieces are the answer's text. Where the model fails or nothing that it wrote
        holds, the answer is ``extractive``, with one line that says so.

        Args:
            parts: what was found for each part of the question.
            extractive: the answer without the model; not a refusal.
        """
        answered = [part for part in parts if part.concord is not None]
        sources = _sources(answered)
        polarity = answered[0].polarity if len(parts) == 1 else None
        draft = Draft(self._grounder, sources, polarity)
        stream: Stream | None = None
        failure: ModelError | None = None
        checked: list[float] = []
        if not self._breaker.admit():
            failure = ModelError("resting")
        else:
            settled = False
            try:
                messages, shown = self._messages(question, sources)
                draft = Draft(self._grounder, sources[:shown], polarity)
                stream = self._guard.open(messages)
                # The model has the question to read meanwhile.
                self._grounder.read(sources[:shown])
                for piece in self._sentences(stream, draft):
                    if piece:
                        checked.append(time.perf_counter())
                    yield piece
                self._breaker.succeeded()
                settled = True
            except ModelError as error:
                failure = error
                settled = True
                self._breaker.failed()
                _log.warning("chat model %s: %s", self.choice.label, error.kind)
            finally:
                if not settled:
                    self._breaker.abandoned()
                if stream is not None:
                    stream.close()
        facts = self._facts(stream, draft, checked, failure)
        if not (draft.tally.kept or draft.tally.quoted):
            reason = MESSAGES[failure.kind if failure else "left_out"]
            note = phrases.NOT_WRITTEN.format(reason=reason)
            text = f"{extractive.answer}\n{note}"
            yield text
            yield replace(extractive, answer=text, writing=facts)
            return
        if failure is not None:
            yield draft.line(phrases.CUT_SHORT.format(reason=MESSAGES[failure.kind]))
        yield from self._complete(parts, draft)
        yield replace(
            extractive,
            answer=draft.text,
            citations=tuple(draft.citations),
            mode="generated",
            writing=facts,
        )

    def rewrite(self, question: str, history: Sequence[Turn]) -> str | None:
        """``question`` made to stand alone, from what was said before; None where it failed.

        A rewriting that drops what the question says, or brings in what nobody said, is refused.
        """
        if not self._breaker.admit():
            return None
        told = "\n".join(
            f"- Question\u00a0: {turn.question}"
            + (f"\n  Réponse\u00a0: {turn.answer[:_LONGEST_TURN]}" if turn.answer else "")
            for turn in history[-_TURNS:]
        )
        asked = prompt("reformulation.txt", echanges=told, question=question)
        stream = self._guard.open([HumanMessage(asked)])
        try:
            said = "".join(stream).strip()
        except ModelError:
            self._breaker.failed()
            return None
        finally:
            stream.close()
        self._breaker.succeeded()
        line = next((line.strip(' «»"*-') for line in said.splitlines() if line.strip()), "")
        known = set(term_keys(question)) | set(term_keys(told))
        written = set(term_keys(line))
        if not 0 < len(line) <= _LONGEST_REWRITING or not written <= known:
            return None
        return line if set(term_keys(question)) <= written else None

    def try_out(self) -> str:
        """What the model answers to a trial.

        Raises:
            ModelError: it did not answer.
        """
        stream = self._guard.open([HumanMessage(prompt("essai.txt"))])
        try:
            return "".join(stream).strip()
        finally:
            stream.close()

    def _sentences(self, stream: Stream, draft: Draft) -> Iterator[str]:
        sentences = Sentences()
        failure: ModelError | None = None
        shown = time.perf_counter()
        try:
            for piece in stream:
                found = sentences.add(piece)
                if not found and time.perf_counter() - shown > _SIGN_OF_LIFE_S:
                    shown = time.perf_counter()
                    yield ""  # lets a reader who left be noticed
                for written in found:
                    yield draft.add(written)
        except ModelError as error:
            failure = error
        for written in sentences.end(whole=failure is None):
            yield draft.add(written)
        if failure is not None:
            raise failure

    def _complete(self, parts: Sequence[Part], draft: Draft) -> Iterator[str]:
        """What the model left out: quotations that answer, disagreements, parts unanswered."""
        for part in parts:
            if part.concord is None:
                yield draft.line(phrases.PART_UNANSWERED.format(part=part.asked))
                continue
            concord = part.concord
            missing = [quote for quote in concord.quotes if not draft.cites(quote)]
            wanted = concord.quotes if concord.disagreement else concord.quotes[:1]
            if concord.introduction and not concord.disagreement:
                yield draft.line(concord.introduction.rstrip(f"{phrases.NB}:") + ".")
            elif concord.disagreement:
                yield draft.line(phrases.DISAGREEMENT_NOTE)
            for quote in wanted:
                if quote in missing:
                    yield draft.quote(quote)
            if concord.note:
                yield draft.line(concord.note)

    def _messages(self, question: str, sources: Sequence[Source]) -> tuple[list[BaseMessage], int]:
        system = prompt("redaction.txt")
        bare = prompt("demande.txt", passages="", question=question)
        room = self.choice.tokens - self.choice.longest_answer - tokens(system + bare)
        passages, shown = fenced(sources, room)
        if not shown:
            raise ModelError("context")
        asked = prompt("demande.txt", passages=passages, question=question)
        return [SystemMessage(system), HumanMessage(asked)], shown

    def _facts(
        self,
        stream: Stream | None,
        draft: Draft,
        checked: Sequence[float],
        failure: ModelError | None,
    ) -> dict[str, Any]:
        """What the answer cost and what became of the model's sentences."""
        tally = draft.tally
        facts: dict[str, Any] = {
            "model": self.choice.label,
            "sentences": tally.written,
            "kept": tally.kept,
            "quoted": tally.quoted,
            "dropped": tally.dropped,
            "share_dropped": round(1 - tally.kept / tally.written, 4) if tally.written else None,
            "failure": failure.kind if failure else None,
        }
        if stream is None:
            return facts
        usage = stream.usage
        facts |= {
            "prompt_tokens": usage.prompt_tokens,
            "completion_tokens": usage.completion_tokens,
            "first_text_ms": _ms(usage.started, usage.first_text),
            "first_sentence_ms": _ms(usage.started, checked[0] if checked else None),
            "tokens_per_s": None,
        }
        if usage.completion_tokens and usage.first_text and usage.last_text:
            took = usage.last_text - usage.first_text
            if took > 0:
                facts["tokens_per_s"] = round(usage.completion_tokens / took, 1)
        return facts


def _ms(started: float, at: float | None) -> float | None:
    return None if at is None else round((at - started) * 1000, 1)


def _sources(answered: Sequence[Part]) -> list[Source]:
    """What the model is shown: the quoted passages first, then the nearest of each part."""
    chosen: dict[str, Any] = {}
    for part in answered:
        if part.concord is not None:
            for quote in part.concord.quotes:
                chosen.setdefault(quote.passage.passage.id, quote.passage)
    longest = max((len(part.finding.retrieval.passages) for part in answered), default=0)
    for rank in range(longest):
        for part in answered:
            found = part.finding.retrieval.passages
            if rank < len(found) and len(chosen) < _SHOWN_PASSAGES and not found[rank].replaced_by:
                chosen.setdefault(found[rank].passage.id, found[rank])
    return [Source(number, stored) for number, stored in enumerate(chosen.values(), 1)]
