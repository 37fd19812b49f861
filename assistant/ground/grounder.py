"""Whether a sentence that a model wrote says what the passages that it cites say."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.acronyms import Acronyms
from assistant.ground.check import Check, Support, Verdict
from assistant.ground.evidence import evidence_of
from assistant.ground.meeting import QueryEncoder
from assistant.ground.source import Source
from assistant.ground.statement import read_statement

__all__ = ["Grounder", "Support", "Verdict"]


class Grounder:
    """Checks sentences against passages. Holds no state but its parts."""

    def __init__(self, encoder: QueryEncoder, acronyms: Acronyms | None = None) -> None:
        self._encoder = encoder
        self._acronyms = acronyms or Acronyms()

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
        for variant in self._acronyms.variants(sentence, held.__contains__):
            found = Check(read_statement(variant), variant, evidence, self._encoder).verdict()
            if found.supported:
                return found
            verdict = verdict or found
        assert verdict is not None  # noqa: S101 - there is always one variant
        return verdict
