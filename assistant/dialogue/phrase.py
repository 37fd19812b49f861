"""Where a noun phrase of a question ends."""

from __future__ import annotations

from assistant.dialogue.clause import DETERMINERS, PREPOSITIONS, SUBJECTS, Clause, Word
from assistant.dialogue.verbs import AUXILIARIES, is_finite, is_infinitive, is_surely_finite

CONTRACTED = {"du": "le", "des": "les", "au": "le", "aux": "les"}
_ARTICLES_LIST = "le la les l’ un une"
ARTICLES = frozenset(_ARTICLES_LIST.split())
_LINKS_LIST = "de d’ du des"
_LINKS = frozenset(_LINKS_LIST.split())
_OWNED = DETERMINERS - ARTICLES - frozenset(CONTRACTED)
_STOPS = (
    PREPOSITIONS
    | SUBJECTS
    | DETERMINERS
    | {"que", "qu’", "dont", "où", "ne", "n’", "y", "se", "s’"}
)


def is_object(words: tuple[Word, ...], at: int) -> bool:
    """Whether « le », « la », « les » or « l’ » at ``at`` is a pronoun before its verb."""
    before = words[at - 1].low if at else ""
    following = words[at + 1].low if at + 1 < len(words) else ""
    if at + 1 < len(words) and words[at + 1].inverted:
        return True
    if following in AUXILIARIES and not following.startswith("es"):  # « Qui l’a faite ? »
        return at + 2 < len(words) or before in SUBJECTS
    if before in SUBJECTS or before in ("ne", "n’", "me", "te", "se"):
        return is_finite(following) or following in ("y", "en", "lui")
    if before in ("de", "à", "pour", "sans") or is_finite(before) or (
        at and bool(words[at - 1].inverted)
    ):  # fmt: skip
        return is_infinitive(following)
    return False


def name_end(clause: Clause, at: int) -> int:
    """End of a name: after two words with a capital, only such words and links go on."""
    words, last = clause.words, phrase_end(clause, at)
    if last > at + 1 and words[at].named and words[at + 1].named:
        for index in range(at + 2, last):
            if not words[index].named and words[index].low not in _LINKS | ARTICLES:
                return index
    return last


def phrase_end(clause: Clause, start: int) -> int:
    """End of the noun phrase whose first noun is at ``start``, its « de … » included."""
    words = clause.words
    at = start
    while at < len(words):
        word = words[at]
        before = words[at - 1].low if at > start else ""
        if word.low == "«":
            while at < len(words) and words[at].low != "»":
                at += 1
            at += 1
            continue
        if not (word.low[0].isalnum()) or word.inverted or at == clause.verb:
            break
        following = words[at + 1] if at + 1 < len(words) else None
        if word.low == "et":
            if following is None or following.low in DETERMINERS or is_finite(following.low):
                break
        elif word.low in _LINKS or word.low in ("à", "au", "aux"):
            if following is None or following.low in _OWNED:
                break
            if word.low[0] == "a" and following.named:
                break
            if word.low == "à" and following.low not in ("la", "l’"):
                break
        elif word.low in ("la", "le", "les", "l’"):
            if before not in ("de", "à"):
                break
        elif word.low in _STOPS:
            break
        elif is_surely_finite(word.low) and at > start and before not in _LINKS | ARTICLES:
            if not word.named and word.low != "est":
                break
            if word.low == "est" and before != "grand":
                break
        at += 1
    return min(at, len(words))
