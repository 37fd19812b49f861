"""The anatomy of a French question: question phrase, finite verb, clitics, what surrounds them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.dialogue.verbs import (
    AUXILIARIES,
    is_finite,
    is_infinitive,
    is_participle,
    is_surely_finite,
)

_WORD = re.compile(r"aujourd['’]hui|[^\W_]+(?:[-‑][^\W_]+)*['’]?|[^\w\s]", re.IGNORECASE)
_INVERTED = re.compile(r"(.+?)(?:-t)?-(il|elle|ils|elles|on|ce|je|tu|nous|vous|moi)")
_INTERROGATIVES_LIST = (
    "qui quoi que qu’ quand où comment pourquoi combien quel quelle quels quelles lequel "
    "laquelle lesquels lesquelles auquel auxquels auxquelles duquel desquels desquelles"
)
INTERROGATIVES = frozenset(_INTERROGATIVES_LIST.split())
_PREPOSITIONS_LIST = (
    "à a de d’ du des au aux par pour avec sans dans sur sous chez contre depuis jusqu’ jusque "
    "vers entre selon dès en après avant pendant parmi durant malgré envers lors hors"
)
PREPOSITIONS = frozenset(_PREPOSITIONS_LIST.split())
_DETERMINERS_LIST = (
    "le la les l’ un une des du au aux ce cet cette ces mon ma mes ton ta tes son sa ses notre "
    "nos votre vos leur leurs chaque quelques plusieurs tout toute tous toutes"
)
DETERMINERS = frozenset(_DETERMINERS_LIST.split())
_CLITICS_LIST = "ne n’ me m’ te t’ se s’ le la l’ les lui leur y en nous vous"
CLITICS = frozenset(_CLITICS_LIST.split())
_SUBJECTS_LIST = "je j’ tu il elle on nous vous ils elles ça cela ceci ce c’ qui"
SUBJECTS = frozenset(_SUBJECTS_LIST.split())
_SHOUTED = 12  # characters; shorter capitals are an acronym
_ADJECTIVES_LIST = (
    "autre autres nouveau nouvel nouvelle nouveaux nouvelles grand grande grands grandes petit "
    "petite premier première premiers premières second seconde dernier dernière derniers "
    "dernières même mêmes seul seule principal principale principaux principales deux trois"
)
_ADJECTIVES = frozenset(_ADJECTIVES_LIST.split())
_ADVERBIAL_NOUNS_LIST = "temps fois jours mois ans années semaines heures minutes"
ADVERBIAL_NOUNS = frozenset(_ADVERBIAL_NOUNS_LIST.split())


@dataclass(frozen=True)
class Word:
    """A word or mark: ``text[start:end]`` of its question; ``low`` is how it is compared."""

    text: str
    start: int
    end: int
    low: str

    @property
    def inverted(self) -> str:
        """The subject pronoun that a verb carries behind a hyphen, or ''."""
        match = _INVERTED.fullmatch(self.low)
        return match[2] if match else ""

    @property
    def bare(self) -> str:
        """The word without that pronoun."""
        match = _INVERTED.fullmatch(self.low)
        return self.text[: len(match[1])] if match else self.text

    @property
    def named(self) -> bool:
        """Whether it is written with a capital."""
        return self.text[:1].isupper()


@dataclass(frozen=True)
class Clause:
    """A question taken apart. Indices count ``words``.

    Attributes:
        text: the question without its final marks.
        words: its words and marks.
        asked: end of the question phrase (« Dans quelle ville », « Combien de lycées »), or 0.
        head: the question word, lower case, or ''.
        noun: span of the noun in the question phrase, or None.
        verb: index of the finite verb, or None.
    """

    text: str
    words: tuple[Word, ...]
    asked: int
    head: str
    noun: tuple[int, int] | None
    verb: int | None

    def slice(self, first: int, last: int | None = None) -> str:
        """The text of ``words[first:last]``, as written."""
        words = self.words[first:last]
        return self.text[words[0].start : words[-1].end] if words else ""

    @property
    def before_verb(self) -> int:
        """Index of the first clitic of the verb, else of the verb, else the end."""
        at = len(self.words) if self.verb is None else self.verb
        while at > self.asked and self.words[at - 1].low in CLITICS:
            at -= 1
        return at

    @property
    def has_subject(self) -> bool:
        """Whether a noun stands before the verb as its subject."""
        if self.verb is None:
            return False
        words = self.words[self.asked : self.before_verb]
        return any(
            word.low in DETERMINERS or (word.named and word.low not in SUBJECTS) for word in words
        )

    @property
    def adverbial(self) -> bool:
        """Whether the question phrase is an adverb or has a preposition (« Pour quelle durée »)."""
        if self.noun is None:
            governed = self.asked > 1 and self.words[0].low in PREPOSITIONS
            return self.head not in ("qui", "que", "quoi", "") or governed
        counted = self.words[self.noun[0]].low in ADVERBIAL_NOUNS
        return counted or self.words[0].low in PREPOSITIONS or self.words[0].low == "jusqu’en"

    def group_end(self, verb: int) -> int:
        """End of the verb group that starts at ``verb``: auxiliary, adverbs, participle."""
        at = verb + 1
        while at < len(self.words):
            low = self.words[at].low
            following = self.words[at + 1].low if at + 1 < len(self.words) else ""
            if (
                low in ("pas", "plus", "déjà", "été", "bien", "aussi", "jamais", "encore")
                or is_participle(low)
                or is_infinitive(low)
            ):
                at += 1
            elif low in ("de", "d’", "à") and is_infinitive(following):
                at += 2
            else:
                break
        return at


def words_of(text: str) -> tuple[Word, ...]:
    """The words and marks of ``text``."""
    return tuple(
        Word(match[0], match.start(), match.end(), match[0].lower().replace("'", "’"))
        for match in _WORD.finditer(text)
    )


def parse(question: str) -> Clause:
    """Take a question apart."""
    text = question.strip().rstrip("?!. \u00a0\u202f").strip()
    if text.isupper() and len(text) > _SHOUTED:
        text = text.lower()  # capitals throughout name nothing
    words = words_of(text)
    asked, head, noun = _question_phrase(words)
    return Clause(text, words, asked, head, noun, _finite_verb(words, asked, head))


def _question_phrase(words: tuple[Word, ...]) -> tuple[int, str, tuple[int, int] | None]:
    at = 0
    while at < len(words) and at < 3 and words[at].low in PREPOSITIONS | {"partir", "bout"}:
        at += 1
    if at >= len(words):
        return 0, "", None
    head = words[at].low
    if head == "ou" and at == 0:
        head = "où"
    if head not in INTERROGATIVES:
        if words[0].low == "est-ce":
            return min(2, len(words)), "est-ce", None
        return 0, "", None
    if head in ("que", "qu’") and at:
        return 0, "", None
    at += 1
    noun = None
    if [word.low for word in words[at : at + 2]] in (["d’", "autre"], ["d’", "autres"]):
        at += 2  # « Qui d’autre »
    if head in ("quel", "quelle", "quels", "quelles"):
        noun = _asked_noun(words, at)
    elif head == "combien" and at < len(words) and words[at].low in ("de", "d’"):
        noun = _asked_noun(words, at + 1)
    if noun:
        at = noun[1]
    if at < len(words) and words[at].low.startswith("est-ce"):
        at = min(at + 2, len(words))
    return at, "que" if head == "qu’" else head, noun


def _asked_noun(words: tuple[Word, ...], start: int) -> tuple[int, int] | None:
    at = start
    while at < len(words) and words[at].low in _ADJECTIVES:
        at += 1
    if at >= len(words) or words[at].low in AUXILIARIES or words[at].inverted:
        return (start, at) if at > start else None
    if not words[at].low[0].isalpha() or words[at].low in CLITICS | PREPOSITIONS:
        return None
    at += 1
    while at + 1 < len(words) and words[at].low in ("de", "d’", "du", "des"):
        at += 1
        while at < len(words) and words[at].low in ("la", "le", "les", "l’"):
            at += 1
        if at < len(words) and not words[at].inverted:
            at += 1
        while at < len(words) and words[at - 1].named and words[at].named:
            at += 1
    return start, at


def _finite_verb(words: tuple[Word, ...], asked: int, head: str) -> int | None:
    at = asked
    while at < len(words) and words[at].low in CLITICS:
        at += 1
    first = at if asked else -1
    relative = False
    for index in range(asked, len(words)):
        word = words[index]
        before = words[index - 1].low if index else ""
        if word.inverted and not (word.named or index == 0):
            return index
        if word.inverted and is_finite(word.bare.lower()):
            return index
        if before in ("qui", "que", "qu’", "dont", "où") and index > max(asked, 1):
            relative = True
        if not is_finite(word.low) or (word.named and index):
            continue
        if relative:
            relative = False
            continue
        if before in ("grand", "grands", "l’", "d’") and word.low == "est":
            continue
        if index == first and (head == "qui" or before not in DETERMINERS):
            return index
        if before in SUBJECTS or before in ("ne", "n’", "se", "s’", "y"):
            return index
        governed = before in DETERMINERS or before in PREPOSITIONS or before in _ADJECTIVES
        if is_surely_finite(word.low) and not governed and index:
            return index
        # « La loi date de quand ? »: what may be a verb is one where the question word stands last.
        if index and not asked and not governed and _asked_after(words, index):
            return index
    return None


def _asked_after(words: tuple[Word, ...], index: int) -> bool:
    return any(word.low in INTERROGATIVES - {"que", "qu’", "qui"} for word in words[index + 1 :])
