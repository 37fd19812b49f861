"""Whether the sentences of a passage say enough of what a claim tells."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.ground.evidence import Evidence
from assistant.ground.lexis import best_akin, listed
from assistant.ground.meeting import Meeting
from assistant.ground.statement import Statement, Word
from assistant.ground.verbs import Doing, doings
from assistant.values import is_body

LEAST_COVERED = 0.55  # of what the words of a claim tell, that its passages must say
_LEAST_PART = 0.3  # of what those of a stretch tell
_LEAST_DIRECT = 0.5  # of it, that the sentence itself must say
_LEAST_COUNTED = 0.4  # of it, where its figures are met
_LEAST_PLAIN = 0.4  # of it, names left out
_LEAST_SAID = 0.6  # of a whole stretch, by the sentence itself
_MOST_MISSING = 1.75  # weight of words that a claim may add
_VERB = 1.2  # how much more a verb weighs that the passage does not say
_FIGURE = 1.0  # weight of a figure that is met, among the words
_FEWEST = 3  # telling words from which a stretch is looked at by itself


class Coverage:
    """What one claim tells against what any of its sentences says."""

    def __init__(self, claim: Statement, meeting: Meeting) -> None:
        self._claim = claim
        self._meeting = meeting

    def objection(self, words: Sequence[Word], one: Evidence) -> str | None:
        """Why a sentence says too little of a stretch."""
        meeting = self._meeting
        counted = any(self._claim.in_figure(word) for word in words)  # met there: looked at before
        covered = meeting.covered(words, one, around=True)
        few = len(meeting.telling(words)) < _FEWEST and len(words) < len(self._claim.words)
        if covered < _LEAST_PART and not counted and not few:
            said = ", ".join(word.said for word in meeting.missing(words, one))
            return f"part {covered:.2f}, missing {said}"
        telling = meeting.telling(words)
        plain = [word for word in telling if not word.name]
        met = meeting.covered(plain, one, around=True)
        if plain and not counted and not few and met < _LEAST_PLAIN:
            return f"plain {met:.2f}"
        own = [word for word in telling if not meeting.may_be_around(word, one)]
        least = _LEAST_COUNTED if counted else _LEAST_DIRECT
        if own and not few and meeting.covered(own, one) < least:
            return f"direct {meeting.covered(own, one):.2f}"
        if covered and not counted and not few and meeting.covered(words, one) < _LEAST_SAID:
            return f"said {meeting.covered(words, one):.2f}"
        for doing in doings(self._claim):
            if doing.verb not in words:
                continue
            if doing.verb.said.endswith(("er", "ir", "re")) and not doing.doers:
                continue  # an infinitive
            if wrong := self._subject(words, doing, one):
                return f"subject {wrong}"
            if wrong := self._unsaid_of(words, doing, one):
                return f"predicate {wrong}"
        return None

    def objection_to_all(
        self, parts: Sequence[Sequence[Word]], supports: Sequence[Evidence]
    ) -> str | None:
        """Why the sentences together say too little of what the claim tells."""
        told = met = missed = 0.0
        said: list[str] = []
        for words, one in zip(parts, supports, strict=True):
            telling = self._meeting.telling(words)
            weight = sum(word.weight for word in telling)
            told += weight
            met += weight * self._meeting.covered(telling, one, around=True) if telling else 0.0
            verbs = {doing.verb.start for doing in doings(self._claim)}
            for word in self._meeting.missing(words, one):
                missed += word.weight * (_VERB if word.start in verbs else 1.0)
                said.append(word.said)
        figures = _FIGURE * len(self._claim.figures)
        covered = (met + figures) / (told + figures) if told + figures else 1.0
        if covered >= LEAST_COVERED and missed <= _MOST_MISSING:
            return None
        return f"covered {covered:.2f}, missing {missed:.2f} {', '.join(said)}"

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
