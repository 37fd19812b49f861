"""How well each word of a claim is met in a sentence of a passage."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

import numpy as np

from assistant.ground.evidence import Evidence, soft_support
from assistant.ground.lexis import best_akin, listed
from assistant.ground.statement import Statement, Word
from assistant.ground.verbs import doings
from assistant.values import is_body
from corpus.french.words import terms
from ingest.encode.base import Encoded

_NEAR, _DONE, _NEARER = 0.43, 0.5, 0.55  # cosine of term vectors: of related sense, of the same
_AROUND = 0.85  # credit of a word that stands just before, or in the title
_SURE = 0.9  # of two words being of one sense
_SIDE = 4  # characters between the parts of a name
_ACCORDING = re.compile(r"\b(?:selon|d'apres|pour) (?:[\w.'-]+ ){0,4}$")
_REPORTS = re.compile(
    r"(?: [\w'-]+){0,3},? (?:affirme|declare|estime|explique|indique|precise|souligne|rappelle|assure|"
    r"juge|considere|confie|raconte|resume|annonce|regrette|deplore|refuse|se felicite|souhaite|"
    r"dit|ajoute|promet|reconnait|(?:a|avait) (?:affirme|declare|estime|explique|indique|precise|"
    r"souligne|rappele|assure|juge|confie|raconte|resume|annonce|regrette|deplore|dit|ajoute|promis))\b"
)
_OF = re.compile(r"\b(?:de|du|des|d')(?: ?(?:la|le|les|l'))? ?$")


class QueryEncoder(Protocol):
    """What is needed of the embedding model here."""

    def encode_query(self, text: str) -> Encoded:
        """The vectors of a text and of its terms."""
        ...


class Meeting:
    """The words of one claim against any sentence."""

    def __init__(self, claim: Statement, original: str, encoder: QueryEncoder | None) -> None:
        self._claim = claim
        self._original = original
        self._encoder = encoder
        self._vectors: tuple[list[str], np.ndarray] | None = None
        # By sentence, and whether what is around it counts: by the word's offset.
        self._met: dict[tuple[int, bool], dict[int, float]] = {}
        self._near: dict[int, dict[str, float]] = {}
        verbs = [doing.verb.start for doing in doings(claim)]
        self._first_verb = min(verbs, default=0)
        light = listed("light")
        self._telling = {
            word.start
            for word in claim.words
            if (word.name or word.key not in light) and not claim.in_figure(word)
        }

    def telling(self, words: Sequence[Word]) -> list[Word]:
        """The words of the claim that say something by themselves."""
        return [word for word in words if word.start in self._telling]

    def covered(self, words: Sequence[Word], one: Evidence, *, around: bool = False) -> float:
        """Share of what ``words`` tell that the sentence says, 0..1.

        Args:
            around: whether what may be known from before the sentence counts.
        """
        known = self._met.setdefault((id(one), around), {})
        total = met = 0.0
        # Half the time of a check is spent in this loop.
        for word in self.telling(words) or words:
            total += word.weight
            share = known.get(word.start)
            if share is None:
                share = known[word.start] = self._met_by(word, one, around=around)
            met += word.weight * share
        return met / total if total else 0.0

    def owned(self, words: Sequence[Word], one: Evidence) -> float:
        """As ``covered``, by the sentence itself; its pronoun says the subject of the one before."""
        telling = self.telling(words) or list(words)
        total = sum(word.weight for word in telling)
        met = sum(
            word.weight * (self.said(word, one, around=False) or self._stood_for(word, one))
            for word in telling
        )
        return met / total if total else 0.0

    def _stood_for(self, word: Word, one: Evidence) -> float:
        """Whether « elle » stands for ``word``: a subject here, said just before there."""
        subject = word.start < self._first_verb and not word.name
        said = subject and one.refers and one.before and best_akin(word.key, one.before[0]) > 0
        return _AROUND if said else 0.0

    def missing(self, words: Sequence[Word], one: Evidence) -> list[Word]:
        """The words that neither the sentence nor what is known before it says."""
        return [w for w in self.telling(words) if self.said(w, one, around=True) < 0.5]

    def meets(self, word: Word, one: Evidence) -> bool:
        """Whether the sentence itself says ``word``, or nearly."""
        return self.said(word, one, around=False) >= 0.5

    def does(self, verb: Word, one: Evidence) -> bool:
        """Whether the sentence says what a verb says."""
        return (
            best_akin(verb.key, one.said.keys) > 0
            or self._nearness(one).get(verb.key, 0.0) >= _DONE
        )

    def surely(self, word: Word, one: Evidence) -> bool:
        """Whether ``word`` is said by itself or a word of its sense, in the sentence or before."""
        return best_akin(word.key, one.said.keys) > 0 or (
            self.may_be_around(word, one) and best_akin(word.key, one.around) > 0
        )

    def is_before_verb(self, offset: int) -> bool:
        """Whether the claim has not come to its first verb at ``offset``."""
        return offset < self._first_verb

    def own(self, word: Word, one: Evidence) -> bool:
        """Whether the sentence itself or the document's title says ``word``."""
        return best_akin(word.key, one.said.keys) > 0 or word.key in one.titled | one.headed

    def names(self, word: Word, one: Evidence) -> bool:
        """Whether a name is said, or known where it is no more than named as the subject."""
        if word.key in one.said.keys:
            return True
        if is_body(word.said) and (word.key in one.whole or one.speaks):
            return True
        if self.may_be_around(word, one) and word.key in one.around:
            return True
        if self._is_reporter(word) and word.key in one.speakers:
            return True
        # « Isaac de Puyferrand » where the sentence says « Puyferrand » and another the whole.
        beside = [w for w in self._claim.words if w.name and w.key in one.said.keys]
        return any(
            ((word.key, other.key) in one.named and -_SIDE <= other.start - word.end <= _SIDE)
            or ((word.key, other.key) in one.named and -_SIDE <= word.start - other.end <= _SIDE)
            for other in beside
        )

    def _is_reporter(self, word: Word) -> bool:
        """Whether ``word`` names whose words the claim reports (« X affirme que », « Selon X »)."""
        before, after = self._claim.folded[: word.start], self._claim.folded[word.end :]
        return bool(_ACCORDING.search(before) or _REPORTS.match(after))

    def may_be_around(self, word: Word, one: Evidence) -> bool:
        """Whether a claim may take ``word`` from before the sentence: its subject, its theme."""
        if word.key in one.said.keys:
            return False
        if word.key in one.about:
            return True
        if word.name and not one.refers:
            return bool(self._of(word))
        if one.leans and not (word.name and word.start > self._first_verb):
            return True
        if word.start < self._first_verb and self._same_subject(one):
            return True
        return self._of(word)

    def _of(self, word: Word) -> bool:
        return bool(_OF.search(self._claim.folded[max(0, word.start - 10) : word.start]))

    def _same_subject(self, one: Evidence) -> bool:
        """Whether the sentence has a word of the claim's subject."""
        light = listed("light")
        return any(
            word.start < self._first_verb
            and word.key not in light
            and best_akin(word.key, one.said.keys) > 0
            for word in self._claim.words
        )

    def likeness(self, word: Word, one: Evidence) -> float:
        """Cosine of the vector of ``word`` with the nearest of the sentence; 1 where it is said."""
        if best_akin(word.key, one.known) >= _SURE:
            return 1.0
        return max(0.0, self._nearness(one).get(word.key, 0.0))

    def said(self, word: Word, one: Evidence, *, around: bool) -> float:
        """How well the sentence says ``word``, 0..1.

        Args:
            around: whether what may be known from before the sentence counts.
        """
        known = self._met.setdefault((id(one), around), {})
        if word.start not in known:
            known[word.start] = self._met_by(word, one, around=around)
        return known[word.start]

    def _met_by(self, word: Word, one: Evidence, *, around: bool) -> float:
        if self._claim.in_figure(word):
            return 1.0  # figures are checked by themselves
        direct = best_akin(word.key, one.said.keys)
        if direct:
            return direct
        if around and self.may_be_around(word, one) and best_akin(word.key, one.around):
            return _AROUND
        if word.name:
            return _AROUND if around and self.names(word, one) else 0.0
        near = self._nearness(one).get(word.key, 0.0)
        return 0.8 if near >= _NEARER else 0.55 if near >= _NEAR else 0.0

    def _nearness(self, one: Evidence) -> dict[str, float]:
        if self._encoder is None:
            return {}
        if self._vectors is None:
            encoded = self._encoder.encode_query(self._original).term_vectors
            keys = [term.key for term in terms(self._original)]
            rows = encoded.astype(np.float32) / np.float32(127)
            self._vectors = (keys, rows) if len(rows) == len(keys) else ([], rows)
        if id(one) not in self._near:
            keys, rows = self._vectors
            self._near[id(one)] = soft_support(keys, rows, one) if keys else {}
        return self._near[id(one)]
