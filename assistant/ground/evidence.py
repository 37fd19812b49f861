"""The sentences of the cited passages, each with what the reader of it knows already."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from assistant.ground.source import Source
from assistant.ground.statement import Statement, read_statement
from assistant.ground.verbs import BEING, doings
from corpus.french.words import term_key, term_keys, terms
from ingest.encode.base import TERM_DIMENSIONS

_LEANS = re.compile(
    r"^\W*(?:(?:et|mais|enfin|ensuite|toutefois|cependant|en effet|selon lui|selon elle|parmi eux|au total)\W+)?"
    r"(?:il|elle|ils|elles|celui-ci|celle-ci|ceux-ci|celles-ci|ce|cet|cette|ces|leurs?|son|sa|ses|ce dernier|"
    r"une? sur \w+|les (?:deux|trois|quatre|autres) (?!\w{4,})|l'une? |certaine?s |d'autres |le reste|la moitie|"
    r"cette derniere|le present|la presente|composee?|forte?|installee?|situee?|choisie?|creee?)\b|"
    r"[,;:] (?:il|elle|ils|elles|celui-ci|celle-ci)\b|\ben (?:a|ont|est|sont|sera|seront|avait|fut) |"
    r"\b(?:on|nous|je|vous) (?:ne )?(?:l'|le|la|les|en|y) "
)
_IMPERSONAL = re.compile(
    r"^\W*il (?:est (?:convenu|decide|prevu|possible|interdit)|faut|y a|s'agit|reste|convient)\b"
)
_BEFORE = 3  # sentences that a sentence may lean on
_HEADING = 9  # content words at most of a line that is a heading
_ENDS = re.compile(r"[.!?…;:,»”]\s*$")
_APART = 4  # characters between the parts of a name (« de »)
_BESIDE = 160  # characters beside a quotation that say whose it is
_ANSWER = re.compile(
    r"(?m)^((?:M(?:me|\.)? )?[A-ZÀ-Þ][\w’'-]+(?: [A-ZÀ-Þ][\w’'-]+){1,2})[ \u00a0]?: "
)


@dataclass(frozen=True)
class Evidence:
    """One sentence of a cited passage.

    Attributes:
        source: the passage.
        start: where the sentence stands in the passage's text; ``end`` likewise.
        said: the sentence, read.
        before: keys of the sentences just before it, the nearest first.
        about: keys of the document's title, issuer and headings.
        titled: keys of the title and the issuer alone.
        whole: keys of all that the passage says.
        named: pairs of keys of names that stand side by side somewhere in the passage.
        headed: keys of the line above that reads like a heading.
        speakers: keys of who is quoted where the sentence stands in a quotation.
    """

    source: Source
    start: int
    end: int
    said: Statement
    before: tuple[frozenset[str], ...]
    about: frozenset[str]
    titled: frozenset[str]
    whole: frozenset[str]
    named: frozenset[tuple[str, str]]
    headed: frozenset[str]
    speakers: frozenset[str]

    @property
    def written(self) -> str:
        """The sentence as it is written."""
        return self.source.text[self.start : self.end]

    @cached_property
    def around(self) -> frozenset[str]:
        """What may be taken as known when the sentence is read."""
        return self.about.union(self.headed, *self.before)

    @cached_property
    def known(self) -> frozenset[str]:
        """What it says, and what may be taken as known when it is read."""
        return self.said.keys | self.around

    @cached_property
    def leans(self) -> bool:
        """Whether the sentence speaks of what was named before it (« Elle », « Cette instance »)."""
        said = self.said.folded
        if self.refers:
            return True
        return not doings(self.said) and not BEING.search(said) and not _IMPERSONAL.match(said)

    @cached_property
    def refers(self) -> bool:
        """Whether it does so by a word, not for want of a verb."""
        said = self.said.folded
        return bool(_LEANS.search(said)) and not _IMPERSONAL.match(said)

    def says_part(self, number: object) -> bool:
        """Whether it says a part of ``number`` in a word: « deux sur trois », « les deux tiers »."""
        return bool(self.said.keys & _parts().get(number, frozenset()))

    @cached_property
    def speaks(self) -> bool:
        """Whether it is somebody's own words, in which « nous » stands for whom it is said of."""
        return bool(re.search(r"\b(?:nous|je|j'ai|notre|nos|mon|ma|mes)\b", self.said.folded))

    @cached_property
    def years(self) -> frozenset[int]:
        """The years that a date of the sentence may be of where it names none."""
        dated = self.source.stored.metadata.date or ""
        found = {int(dated[:4])} if dated[:4].isdigit() else set()
        for keys in (*self.before, self.about, self.headed):
            found |= {int(key) for key in keys if len(key) == 4 and key.isdigit()}
        return frozenset(found)

    @cached_property
    def vectors(self) -> tuple[tuple[str, ...], NDArray[np.float32]]:
        """Keys and term vectors (unit length about) of its terms; none where there are none."""
        keys, rows = _rows(self.source.text, self.source.stored.term_vectors)
        inside = [at for at, term in enumerate(keys) if self.start <= term[1] < self.end]
        if not len(rows):
            return (), rows
        return tuple(keys[at][0] for at in inside), rows[inside]


def evidence_of(source: Source) -> tuple[Evidence, ...]:
    """The sentences of ``source`` that may support something; worked out once for a source."""
    if not source.read:
        source.read.append(_evidence_of(source))
    found: tuple[Evidence, ...] = source.read[0]
    return found


def _evidence_of(source: Source) -> tuple[Evidence, ...]:
    metadata = source.stored.metadata
    titled = frozenset(term_keys(f"{metadata.title} {metadata.issuer}"))
    about = titled | frozenset(term_keys(" ".join(source.stored.passage.headings)))
    found: list[Evidence] = []
    read = [read_statement(source.text[start:end]) for start, end in source.sentences]
    whole = titled.union(*(said.keys for said in read))
    named = frozenset(pair for said in read for pair in _side_by_side(said))
    headed: frozenset[str] = frozenset()
    for (start, end), said in zip(source.sentences, read, strict=True):
        if len(said.words) <= _HEADING and not _ENDS.search(source.text[start:end]):
            headed = said.keys
        before = tuple(one.said.keys for one in reversed(found[-_BEFORE:]))
        if re.search(r"\?\W*$", source.text[start:end]):
            headed = said.keys
            continue  # a question states nothing
        speakers = _speakers(source.text, start, end)
        found.append(
            Evidence(
                source,
                start,
                end,
                said,
                before,
                about,
                titled,
                whole,
                named,
                headed,
                speakers,
            )
        )
    return tuple(found)


def _side_by_side(said: Statement) -> Iterator[tuple[str, str]]:
    names = [word for word in said.words if word.name]
    for one, other in pairwise(names):
        if 0 <= other.start - one.end <= _APART:
            yield one.key, other.key
            yield other.key, one.key


def _speakers(text: str, start: int, end: int) -> frozenset[str]:
    """Keys of what stands beside the quotation that ``text[start:end]`` is part of, or before it.

    « … », a déclaré X: the words from the closing mark to the end of its sentence, those of the line
    before the opening mark; in an interview, the name before the colon of the answer.
    """
    opened = max(text.rfind("«", 0, end), text.rfind("“", 0, end))
    found: list[str] = []
    if opened >= 0 and not re.search("[»”]", text[opened:start]):
        closed = re.compile("[»”]").search(text, opened)
        line = text.rfind("\n", 0, opened) + 1
        found += term_keys(text[max(line, opened - _BESIDE) : opened])
        if closed:
            after = re.compile(r"[.\n]").search(text, closed.end())
            found += term_keys(text[closed.end() : after.start() if after else len(text)][:_BESIDE])
    for answer in _ANSWER.finditer(text, 0, end):
        found += term_keys(answer[1])
    return frozenset(found)


@cache
def _parts() -> dict[object, frozenset[str]]:
    words = {2.0: "moitié", 3.0: "tiers", 4.0: "quart", 5.0: "cinquième", 10.0: "dixième"}
    return {number: frozenset({term_key(word)}) for number, word in words.items()}


@lru_cache(maxsize=256)
def _rows(text: str, blob: bytes) -> tuple[tuple[tuple[str, int], ...], NDArray[np.float32]]:
    keys = tuple((term.key, term.start) for term in terms(text))
    rows = np.frombuffer(blob, dtype=np.int8).reshape(-1, TERM_DIMENSIONS)
    if len(rows) != len(keys):
        rows = np.zeros((0, TERM_DIMENSIONS), np.int8)
    return keys, rows.astype(np.float32) / np.float32(127)


def soft_support(
    keys: Sequence[str], vectors: NDArray[np.float32], evidence: Evidence
) -> dict[str, float]:
    """For each of ``keys``, the best cosine with a term of the sentence that no key equals."""
    held, rows = evidence.vectors
    free = [at for at, key in enumerate(held) if key not in keys]
    if not free or len(vectors) != len(keys):
        return {}
    nearness = vectors @ rows[free].T
    return {key: float(best) for key, best in zip(keys, nearness.max(axis=1), strict=True)}
