"""Whether the sentences of a passage say enough of what a claim tells."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.ground.evidence import Evidence
from assistant.ground.lexis import best_akin, listed
from assistant.ground.measures import Objection
from assistant.ground.meeting import Meeting
from assistant.ground.statement import Statement, Word
from assistant.ground.verbs import Doing, doings
from assistant.values import is_body

_LEAST_DIRECT = 0.5  # of what is told of somebody by name, that the sentence must say


class Coverage:
    """What one claim tells against what any of its sentences says."""

    def __init__(self, claim: Statement, meeting: Meeting) -> None:
        self._claim = claim
        self._meeting = meeting

    def objections(self, words: Sequence[Word], one: Evidence) -> list[Objection]:
        """What a sentence does not say of the verbs of a stretch: of whom, or what of them."""
        found = []
        for doing in doings(self._claim):
            if doing.verb not in words:
                continue
            if doing.verb.said.endswith(("er", "ir", "re")) and not doing.doers:
                continue  # an infinitive
            if wrong := self._subject(words, doing, one):
                found.append(Objection("subject", wrong))
            elif wrong := self._unsaid_of(words, doing, one):
                found.append(Objection("predicate", wrong))
        return found

    def _subject(self, words: Sequence[Word], doing: Doing, one: Evidence) -> str | None:
        """A word of the claim's subject that the passage does not say of this."""
        keys = doing.done_to if doing.passive else doing.doers
        subject = [
            word
            for word in words
            if word.key in keys and word.start < doing.verb.start and not self._spared(word)
        ]
        for word in subject:
            loose = re.search(r"(?:e|es|ee|ees)$", word.said) and word.start > subject[0].start
            if is_body(word.said) and one.speaks:
                continue
            if not loose and best_akin(word.key, one.whole) == 0:
                return word.said
        if (
            subject
            and not one.leans
            and one.speaks is False
            and not any(
                self._meeting.own(w, one) or (not w.name and best_akin(w.key, one.around) > 0)
                for w in subject
            )
        ):
            return subject[0].said
        return None

    def _unsaid_of(self, words: Sequence[Word], doing: Doing, one: Evidence) -> str | None:
        """What the claim says of somebody by name, where the sentence that names them does not."""
        keys = doing.done_to if doing.passive else doing.doers
        named = [w for w in words if w.key in keys and w.name and not is_body(w.said)]
        if one.leans or not any(w.key in one.said.keys for w in named):
            return None
        told = [w for w in words if w not in named and w.key not in keys and not self._spared(w)]
        if not told or any(self._claim.in_figure(w) for w in words):
            return None
        total = sum(w.weight for w in told)
        near = self._meeting.covered(told, one)
        return doing.verb.said if total and near < _LEAST_DIRECT else None

    def _spared(self, word: Word) -> bool:
        in_figure = self._claim.in_figure(word)
        return in_figure or word.weight < 0.3 or word.key in listed("light") | listed("collective")
