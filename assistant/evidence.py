"""Signs that a sentence holds the kind of answer that a question asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.french.numerals import NUMBER_WORDS
from corpus.french.words import MONTHS, Term, terms

_MONTH = "(?:" + "|".join(MONTHS) + ")"
_NUMBER_WORD = "(?:" + "|".join(sorted(NUMBER_WORDS - {"un", "une", "neuf"})) + ")"
_DIGIT_OR_WORD = (
    r"(?:\d+(?:[.,\u00a0\u202f ]\d+)*(?!\d*(?:er?|ème)\b)"
    rf"|\b{_NUMBER_WORD}(?:[- ](?:et[- ])?(?:une?|neuf|{_NUMBER_WORD}))*\b)"
)
_DATE = re.compile(
    rf"\b(?:1er|\d{{1,2}}) {_MONTH}|{_MONTH} \d{{4}}|\b(?:1\d|20)\d\d\b|\b[XVI]+e siècle"
    rf"|\b{_MONTH}\b"
    r"|\b\d{1,2}/\d{1,2}/\d{4}|\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b",
    re.IGNORECASE,
)
_LONG_DATE = re.compile(
    rf"(?:1er|\d{{1,2}}) {_MONTH}(?: \d{{4}})?|{_MONTH} \d{{4}}|\b\d{{1,2}}/\d{{1,2}}/\d{{4}}"
    r"|\b(?:1\d|20)\d\d\b|\b[XVI]+e siècle",
    re.IGNORECASE,
)
_DURATION = re.compile(
    rf"{_DIGIT_OR_WORD}[^.;]{{0,20}}?\b(?:ans?|années?|mois|jours?|semaines?|heures?|minutes?|"
    r"secondes?|siècles?|décennies?)\b",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"\d+(?:[.,]\d+)?[\s\u00a0\u202f]?%|\bpour cent"
    r"|\b(?:moitié|tiers|quarts?|cinquièmes?|dixièmes?|majorité)\b",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    rf"{_DIGIT_OR_WORD}[^.;]{{0,24}}?(?:€|\beuros?|\bfrancs?|\bdollars?|\blivres?|\bmillions?|\bmilliards?)",
    re.IGNORECASE,
)
NUMBER = re.compile(_DIGIT_OR_WORD, re.IGNORECASE)
_REASON = re.compile(
    r"\b(?:car|parce qu|puisqu|en raison|à cause|grâce|afin|pour (?:que|\w+(?:er|ir|re)\b)|en vue|"
    r"dues? à|dus? à|caus|provoqu|suite à|permet|faute de|en effet|raison|motif|justifi|objectif|"
    r"vise)",
    re.IGNORECASE,
)
_MANNER = re.compile(
    r"\ben \w+ant\b|\bpar\b|\bgrâce à\b|\bau moyen\b|\bà l[’']aide\b|\bvia\b|\bavec\b|"
    r"\bà partir\b|\bselon\b",
    re.IGNORECASE,
)
_DEFINITION = re.compile(
    r"\b(?:est|sont|était|étaient|fut) (?:une?|le|la|les|des|l[’'])|\bdésign|\bconsist|\bsignifi|"
    r"\bappel|\bconstitue|\bc[’']est|\bveut dire|\bil s[’']agit|\bpermet|\bdéfini",
    re.IGNORECASE,
)
_OCCASION = re.compile(
    r"\b(?:à l[’']occasion|lors d|pendant|durant|au cours d|dans le cadre)", re.IGNORECASE
)
_LIST = re.compile(r",[^,;]+(?:,| et )|:|;|^[-–—•]", re.MULTILINE)
# A full stop belongs to an initial (« J. », « J.-P. »), never to a word that ends a sentence.
_CAPITAL = r"(?:[A-ZÀ-Þ]\.(?:-?[A-ZÀ-Þ]\.)*|[A-ZÀ-Þ][\wÀ-ÿ’'-]*)"
_NAME = re.compile(
    rf"(?<![.!?…:«»“\n-] )(?<!^)(?<!\w){_CAPITAL}(?:[ -]{_CAPITAL})*",
    re.MULTILINE,
)
_FIRST_NAME = re.compile(
    r"(?:^|[.!?…:«»“\n-] ?)([A-ZÀ-Þ][\wÀ-ÿ’'-]+ [A-ZÀ-Þ][\wÀ-ÿ’'-]+)", re.MULTILINE
)
_PLACE = re.compile(
    r"\b(?:à|au|aux|en|dans|vers|près d[eu]|de|du|d[’'])\s?(?:l[aes]?[’' ]\s?)?"
    r"(?=[A-ZÀ-Þ])(?P<name>[\wÀ-ÿ-]+)|\b(?:rue|place|avenue|ville|commune|région|village|quartier|île)\b"
)
_NAME_KINDS = frozenset({"person", "place", "organisation"})
_VALUE_KINDS = frozenset({"date", "duration", "share", "amount", "number"})
_PATTERNS = {
    "date": _DATE,
    "duration": _DURATION,
    "share": _SHARE,
    "amount": _AMOUNT,
    "number": NUMBER,
    "reason": _REASON,
    "manner": _MANNER,
    "definition": _DEFINITION,
    "list": _LIST,
    "occasion": _OCCASION,
}


def is_strict(kind: str) -> bool:
    """Whether an answer of this kind cannot do without its sign: a figure, a date, a name."""
    return kind in _VALUE_KINDS or kind in _NAME_KINDS


def holds_sign(kind: str, text: str) -> bool:
    """Whether ``text`` holds a sign of this kind at all; kinds without signs are always held."""
    pattern = _PATTERNS.get(kind)
    return pattern is None or bool(pattern.search(text))


def evidence(
    kind: str, sentence: str, offset: int, found: Sequence[Term], asked: frozenset[str]
) -> float:
    """How clearly ``sentence`` holds an answer of this kind, 0..1; 0.5 where nothing can be said.

    Args:
        kind: one of ``assistant.question.ANSWER_KINDS``.
        sentence: the text to look at.
        offset: where the sentence starts in the text that ``found`` counts in.
        found: the sentence's terms.
        asked: term keys of the question, which are no answer to it.
    """
    fresh = [(term.start - offset, term.end - offset) for term in found if term.key not in asked]
    if kind in _NAME_KINDS:
        return _name_evidence(kind, sentence, fresh)
    pattern = _PATTERNS.get(kind)
    if pattern is None:
        return 0.5
    if kind in _VALUE_KINDS:
        return 1.0 if any(_holds(m.span(), fresh) for m in pattern.finditer(sentence)) else 0.0
    return 1.0 if pattern.search(sentence) else 0.0


def _name_evidence(kind: str, sentence: str, fresh: Sequence[tuple[int, int]]) -> float:
    names = [match.span() for match in _NAME.finditer(sentence)]
    names += [match.span(1) for match in _FIRST_NAME.finditer(sentence)]
    new = [span for span in names if _holds(span, fresh)]
    if kind == "organisation":
        return 1.0 if new else 0.0
    if kind == "person":
        return 1.0 if any(" " in sentence[slice(*span)] for span in new) else 0.7 if new else 0.0
    places = [match.span() for match in _PLACE.finditer(sentence)]
    return 1.0 if any(_holds(span, fresh) for span in places) else 0.4 if new else 0.0


def _holds(span: tuple[int, int], fresh: Sequence[tuple[int, int]]) -> bool:
    return any(start < span[1] and end > span[0] for start, end in fresh)


def answer_spans(kind: str, sentence: str, asked: frozenset[str]) -> list[tuple[int, int]]:
    """Where in ``sentence`` words of the expected kind stand that the question does not name."""
    fresh = [(term.start, term.end) for term in terms(sentence) if term.key not in asked]
    if kind in _NAME_KINDS:
        found = [match.span() for match in _NAME.finditer(sentence)]
        found += [match.span(1) for match in _FIRST_NAME.finditer(sentence)]
        found = [_bare(sentence, span) for span in found if _holds(span, fresh)]
        if kind == "person" and any(" " in sentence[slice(*span)] for span in found):
            found = [span for span in found if " " in sentence[slice(*span)]]
    elif kind in _VALUE_KINDS:
        pattern = _LONG_DATE if kind == "date" else _PATTERNS[kind]
        found = [m.span() for m in pattern.finditer(sentence) if _holds(m.span(), fresh)]
    else:
        return []
    spans: list[tuple[int, int]] = []
    for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
        if not spans or start >= spans[-1][1]:
            spans.append((start, end))
    return spans


def _bare(sentence: str, span: tuple[int, int]) -> tuple[int, int]:
    """The span without the punctuation that a name's pattern takes along at its end."""
    start, end = span
    while end > start and sentence[end - 1] in ".’'-":
        end -= 1
    return start, end


def counts(sentence: str, key: str) -> bool:
    """Whether a figure in ``sentence`` counts what ``key`` names: « 48 agents », not « 61 % »."""
    found = terms(sentence)
    figures = [match.span() for match in NUMBER.finditer(sentence)]
    for at, term in enumerate(found):
        if term.key != key:
            continue
        earliest = found[max(at - 3, 0)].start
        for start, end in figures:
            if earliest <= start < term.start and "%" not in sentence[end : term.start]:
                return True
        if figures and sentence[term.end : term.end + 3].strip(" \u00a0\u202f")[:1] == ":":
            return True
    return False
