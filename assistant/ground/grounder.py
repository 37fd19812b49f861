"""Whether a sentence that a model wrote says what the passages that it cites say."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.acronyms import Acronyms
from assistant.ground.check import Check, Support, Verdict
from assistant.ground.evidence import Evidence, evidence_of
from assistant.ground.judge import Judge, load_judge
from assistant.ground.meeting import QueryEncoder
from assistant.ground.source import Source
from assistant.ground.statement import read_statement

__all__ = ["Grounder", "Support", "Verdict"]


_CAPITALS = re.compile(r"\b[A-Z]{2,7}\b")


def _spelled_out(sentence: str, evidence: Sequence[Evidence]) -> str:
    """``sentence`` with its acronyms as the passage spells them (« TVA », « taxe sur la valeur … »)."""
    for capitals in set(_CAPITALS.findall(sentence)):
        if any(capitals in one.said.text for one in evidence):
            continue
        for one in evidence:
            words = one.said.words
            for at in range(len(words) - len(capitals) + 1):
                some = words[at : at + len(capitals)]
                if "".join(word.said[0] for word in some) == capitals.lower():
                    spelled = one.said.text[some[0].start : some[-1].end]
                    return re.sub(rf"\b{capitals}\b", spelled, sentence)
    return sentence


class Grounder:
    """Checks sentences against passages. Holds no state but its parts."""

    def __init__(
        self,
        encoder: QueryEncoder | None,
        acronyms: Acronyms | None = None,
        judge: Judge | None = None,
    ) -> None:
        """Checks by words, and by the vectors of words too where there is an encoder."""
        self._encoder = encoder
        self._acronyms = acronyms or Acronyms()
        self._judge = judge or load_judge("lexical" if encoder is None else "whole")

    def judged_by(self, judge: Judge) -> Grounder:
        """The same checks with another judge, to learn one or to try it."""
        return Grounder(self._encoder, self._acronyms, judge)

    def read(self, sources: Sequence[Source]) -> None:
        """Take passages apart before a sentence cites them: a third of its check otherwise."""
        for source in sources:
            evidence_of(source)

    def check(self, sentence: str, sources: Sequence[Source]) -> Verdict:
        """Whether each of ``sources`` (those that it cites) supports ``sentence``.

        Together they must support all of it; those that support nothing of it are left out of
        ``supports``.
        """
        evidence = [one for source in sources for one in evidence_of(source)]
        if not evidence:
            return Verdict(False, "no passage", ())
        held = frozenset().union(*(one.said.keys | one.about for one in evidence))
        verdict: Verdict | None = None
        spelled = _spelled_out(sentence, evidence)
        for variant in self._acronyms.variants(spelled, held.__contains__):
            claim = read_statement(variant)
            found = Check(claim, variant, evidence, self._encoder, self._judge).verdict()
            if found.supported:
                return found
            verdict = verdict or found
        assert verdict is not None  # noqa: S101 - there is always one variant
        return verdict
