"""A question's terms laid over a sentence: which are met, in which clause, about whom."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from assistant.meaning import family, plain, related
from assistant.proposition import Mark, Proposition, marks
from corpus.french.frequency import fold
from corpus.french.words import MONTHS, term_key

_CLAUSE = re.compile(
    r"[;:,()«»“”]|\s[–—-]\s|\b(?:mais|tandis que|alors que|puis)\b|"
    r"\bet (?=n(?:e |')|il |elle |elles |ils |aucun|les? |la |l')"
)
_PRONOUN = re.compile(
    r"^\W*(?:et |mais |d'ailleurs |toutefois |cependant )?(?:ce soir-la |en effet )?"
    r"(?:il|elle|ils|elles|"
    r"celui-ci|celle-ci|ceux-ci|celles-ci|ce|cela|c'|cette|cet|ces|on|leurs?|son|sa|ses|nous|y)\b"
)
_PROFORM = re.compile(
    r"\bn(?:e l'?|e le |e la |e les |'en |'y )[^\W\d]* ?(?:\w+ )?(?:pas|plus|jamais|aucun)\b"
)


@cache
def month_keys() -> frozenset[str]:
    """Search terms of the months' names."""
    return frozenset(term_key(month) for month in MONTHS)


_PREPOSITIONS = frozenset(
    (
        "de", "d", "du", "des", "en", "dans", "pendant", "a", "au", "aux", "contre", "sur", "pour",
        "lors", "avec", "par", "chez", "vers", "depuis", "selon", "apres", "avant",
    )
)  # fmt: skip


@dataclass(frozen=True)
class Sentence:
    text: str
    folded: str
    marks: tuple[Mark, ...]
    clauses: tuple[tuple[int, int], ...]


def read_sentence(text: str) -> Sentence:
    text = plain(text)
    folded = fold(text)
    if len(folded) != len(text):
        text = folded
    clauses, at = [], 0
    for cut in _CLAUSE.finditer(folded):
        # A number's comma, or an enumeration of single words, does not part clauses.
        if cut.start() > at:
            clauses.append((at, cut.start()))
            at = cut.start()
    clauses.append((at, len(folded)))
    return Sentence(text, folded, marks(text), tuple(clauses))


@dataclass
class Match:
    mark: Mark
    here: tuple[tuple[Mark, int], ...]
    around: bool


def lay(mark: Mark, sentence: Sentence, around: Iterable[Sentence]) -> Match:
    here = tuple(
        (other, sign) for other in sentence.marks if (sign := related(mark.key, other.key))
    )
    exact = tuple(pair for pair in here if pair[0].key == mark.key)
    elsewhere = any(related(mark.key, other.key) > 0 for one in around for other in one.marks)
    return Match(mark, exact or here, elsewhere)


def is_light(mark: Mark) -> bool:
    return mark.key in family("light") and not mark.name


def is_value(mark: Mark) -> bool:
    return mark.key[:1].isdigit() or mark.key in month_keys()


def is_adjunct(mark: Mark, asked: Proposition) -> bool:
    words = re.findall(
        r"[a-z']+", asked.folded[max(0, mark.start - 30) : mark.start].replace("'", " ")
    )
    every = (*asked.subject, *asked.predicate)
    modifier = any(0 < mark.start - other.end <= 1 for other in every)
    return mark.name or modifier or any(word in _PREPOSITIONS for word in words[-3:])


def best_clause(sentence: Sentence, core: Match | None, all_: Sequence[Match]) -> tuple[int, int]:
    def held(span: tuple[int, int], matches: Iterable[Match]) -> int:
        return sum(any(span[0] <= m.start < span[1] for m, _ in one.here) for one in matches)

    return max(
        sentence.clauses,
        key=lambda span: (held(span, [core]) if core else 0, held(span, all_), -span[0]),
    )


def leans_back(sentence: Sentence) -> bool:
    """Whether a clause speaks by a pronoun of what was named before."""
    return any(
        _PRONOUN.match(sentence.folded[start:end].lstrip(" ,;:")) for start, end in sentence.clauses
    )


def same_subject(
    sentence: Sentence,
    subject: Sequence[Match],
    clause: tuple[int, int],
    predicate: Sequence[Match],
) -> bool:
    """Whether the sentence speaks of the question's subject, not of somebody else's doing."""
    if not subject or any(match.here for match in subject):
        return True
    said = sentence.folded[clause[0] : clause[1]].lstrip(" ,;:")
    if _PRONOUN.match(said) or leans_back(sentence):
        return True
    known = {m.mark.key for m in predicate} | {m.mark.key for m in subject}
    first = next((m for m in sentence.marks if clause[0] <= m.start < clause[1]), None)
    if first is None:
        return False
    return any(related(first.key, key) for key in known)


def proform(sentence: Sentence, spoken: Sequence[Match], core: Match | None) -> bool:
    """« … les élus n'en reçoivent pas », « les drones ne le sont pas » : denied by a pronoun."""
    if core is None or not (core.here or core.around):
        return False
    for start, end in sentence.clauses:
        found = _PROFORM.search(sentence.folded, start, end)
        if found and any(
            start <= mark.start < found.start()
            for match in spoken
            if match is not core
            for mark, _ in match.here
        ):
            return True
    return False
