"""Words of a French text as search terms: elision, accents, plurals, numbers and dates levelled.

A term is what the lexical index stores and what a question is compared by: the stem of the
lemma, folded; numbers in figures whatever way they were written; dates as day, month, year.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import simplemma
import Stemmer

from corpus.french.frequency import fold, restore_accents
from corpus.french.numerals import NUMBER_WORDS, ORDINAL_WORDS, numeral_value, roman_value

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip

# Function words, question words and the auxiliaries: they say nothing of the subject.
_STOP_WORD_LIST = """
    a à ai aie aient ait alors après as au aucun aucune aujourd’hui auquel aura auraient aurait
    auront aussi autre autres aux auxquelles auxquels avaient avais avait avec avez avoir avons
    ayant bien c ça car ce ceci cela celle celles celui ces cet cette ceux chacun chaque chez ci
    comme comment combien d dans de depuis des desquelles desquels dont donc du duquel durant
    elle elles en encore entre es est et étaient étais était étant été être eu eue eues eurent
    eus eut eux fait faire font fera furent fut hui il ils j je jusqu jusque l la là laquelle le
    lequel les lesquelles lesquels leur leurs lors lorsqu lorsque lui m ma mais me même mêmes
    mes moi mon n ne ni non nos notre nous on ont or ou où par parce pas pendant peu peut
    peuvent plus plusieurs pour pourquoi puis qu quand que quel quelle quelles quels quelqu
    quelque quelques qui quoi quelconque s sa sans se sera serait seraient seront ses si soi
    soient soit son sont sous suis sur t ta tandis te tel telle telles tels tes toi ton tous
    tout toute toutes très tu un une va vers via voici voilà vont vos votre vous y afin ainsi
    selon celui-ci celle-ci dit quant ceux-ci est-ce t-il t-elle t-on lequel
"""
STOP_WORDS = frozenset(_STOP_WORD_LIST.split())
_FOLDED_STOP_WORDS = frozenset(fold(word) for word in STOP_WORDS)

_TOKEN = re.compile(
    # Most words begin as nothing else does: for them no other way is tried.
    r"""
    (?P<plain>(?!(?-i:[IVXLC])|p)[^\W\d_][^\W_]*)
  | (?P<iso>\b\d{4}-\d{2}-\d{2}\b)
  | (?P<date>\b\d{1,2}[/.]\d{1,2}[/.]\d{4}\b)
  | (?P<ordinal>\b\d+(?=(?:er|ère|re|e|è|ème|eme|ième|nde?)\b)[a-zèé]+)
  | (?P<roman>\b(?-i:(?:[IVXLC]{2,}|[IVX])(?:e|è|ème|eme|er))\b)
  | (?P<number>\d{1,3}(?:[ \u00a0\u202f.]\d{3})+(?!\d)(?:,\d+)?|\d+(?:[.,]\d+)?)
  | (?P<percent>%|\bpour[ \u00a0-]cents?\b|\bpourcents?\b)
  | (?P<word>[^\W\d_][^\W_]*)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_WORDS = frozenset({"plain", "word"})
_ROMAN_NUMBER = re.compile(r"[IVXLC]+")


_of_thread = threading.local()

ANALYSER = "terms-v1"  # changes whenever a text may yield other terms


class Term(NamedTuple):
    """A search term and where it stands: ``key`` and code-point offsets into the text."""

    key: str
    start: int
    end: int


def _stemmer() -> Stemmer.Stemmer:
    # A stemmer keeps the word that it is at: shared by threads, it mixes up their words.
    if not hasattr(_of_thread, "stemmer"):
        _of_thread.stemmer = Stemmer.Stemmer("french", 0)
    return _of_thread.stemmer


@lru_cache(maxsize=262_144)
def term_key(word: str) -> str:
    """The search term of one word: « Présidée », « presidee » and « PRÉSIDER » are « presid »."""
    spelled = restore_accents(word.lower())
    lemma = simplemma.lemmatize(spelled, "fr").lower()
    return fold(_stemmer().stemWord(lemma))


class _Word(NamedTuple):
    folded: str
    numeral: bool
    key: str | None


@lru_cache(maxsize=262_144)
def _word(word: str) -> _Word:
    folded = fold(word)
    return _Word(
        folded,
        folded in NUMBER_WORDS or folded in ORDINAL_WORDS,
        _key(word, folded),
    )


def _key(word: str, folded: str) -> str | None:
    if folded not in _FOLDED_STOP_WORDS:
        return term_key(word)
    # « AURA » in capitals is a Région where « aura » is a verb.
    return folded if word.isupper() and len(word) >= 4 else None


def is_stop_word(word: str) -> bool:
    """Whether ``word``, in any case, with or without accents, is a function word."""
    return _word(word).folded in _FOLDED_STOP_WORDS


def terms(text: str) -> list[Term]:
    """The content terms of ``text`` in order, function words left out."""
    return list(_terms(text))


@lru_cache(maxsize=8192)
def _terms(text: str) -> tuple[Term, ...]:
    # A question has the same few passages and sentences read many times.
    found: list[Term] = []
    numeral: list[re.Match[str]] = []
    for match in _TOKEN.finditer(text):
        if match.lastgroup not in _WORDS:
            if numeral:
                _close_numeral(numeral, found)
            found.extend(_figures(match))
            continue
        word = _word(match[0])
        if numeral:
            linked = not text[numeral[-1].end() : match.start()].strip(" \u00a0\u202f-‑")
            if linked and (word.numeral or word.folded == "et"):
                numeral.append(match)
                continue
            _close_numeral(numeral, found)
        if word.numeral:
            numeral.append(match)
        elif word.key is not None:
            found.append(Term(word.key, *match.span()))
    if numeral:
        _close_numeral(numeral, found)
    return tuple(found)


def term_keys(text: str) -> list[str]:
    """The keys of ``terms(text)``."""
    return [term.key for term in terms(text)]


def _close_numeral(numeral: list[re.Match[str]], found: list[Term]) -> None:
    while numeral and _word(numeral[-1][0]).folded == "et":
        numeral.pop()
    value = numeral_value([_word(match[0]).folded for match in numeral])
    if value is not None:
        found.append(Term(str(value), numeral[0].start(), numeral[-1].end()))
    else:
        for match in numeral:
            key = _word(match[0]).key
            if key is not None:
                found.append(Term(key, match.start(), match.end()))
    numeral.clear()


def _figures(match: re.Match[str]) -> Iterator[Term]:
    start, end = match.span()
    text = match[0]
    kind = match.lastgroup
    if kind == "percent":
        yield Term("%", start, end)
    elif kind == "number":
        yield Term(re.sub(r"[ \u00a0\u202f]|\.(?=\d{3}\b)", "", text).replace(".", ","), start, end)
    elif kind == "ordinal":
        yield Term(re.sub(r"\D", "", text).lstrip("0") or "0", start, end)
    elif kind == "roman":
        figure = _ROMAN_NUMBER.match(text.upper())
        value = roman_value(figure[0]) if figure else None
        yield Term(str(value) if value else fold(text), start, end)
    else:
        parts = re.split(r"[-/.]", text)
        year, month, day = parts if kind == "iso" else reversed(parts)
        yield Term(str(int(day)), start, end)
        if 1 <= int(month) <= 12:
            yield Term(term_key(MONTHS[int(month) - 1]), start, end)
        yield Term(year, start, end)
