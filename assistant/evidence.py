"""Signs that a sentence holds the kind of answer that a question asks for."""

from __future__ import annotations

import re

from corpus.french.numerals import NUMBER_WORDS
from corpus.french.words import MONTHS, terms

_MONTH = "(?:" + "|".join(MONTHS) + ")"
_DIGIT_OR_WORD = r"(?:\d|\b(?:" + "|".join(sorted(NUMBER_WORDS - {"un", "une", "neuf"})) + r")\b)"
_DATE = re.compile(
    rf"\b(?:1er|\d{{1,2}}) {_MONTH}|{_MONTH} \d{{4}}|\b(?:1\d|20)\d\d\b|\b[XVI]+e siècle|\b{_MONTH}\b"
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
_SHARE = re.compile(r"\d\s?%|\bpour cent|\b(?:moitié|tiers|quarts?|cinquièmes?|dixièmes?|majorité)\b", re.I)
_AMOUNT = re.compile(
    rf"{_DIGIT_OR_WORD}[^.;]{{0,24}}?(?:€|\beuros?|\bfrancs?|\bdollars?|\blivres?|\bmillions?|\bmilliards?)",
    re.IGNORECASE,
)
_NUMBER = re.compile(_DIGIT_OR_WORD, re.IGNORECASE)
_REASON = re.compile(
    r"\b(?:car|parce qu|puisqu|en raison|à cause|grâce|afin|pour (?:que|\w+(?:er|ir|re)\b)|en vue|"
    r"dues? à|dus? à|caus|provoqu|suite à|permet|faute de|en effet|raison|motif|justifi|objectif|vise)",
    re.IGNORECASE,
)
_MANNER = re.compile(
    r"\ben \w+ant\b|\bpar\b|\bgrâce à\b|\bau moyen\b|\bà l[’']aide\b|\bvia\b|\bavec\b|\bà partir\b|\bselon\b",
    re.IGNORECASE,
)
_DEFINITION = re.compile(
    r"\b(?:est|sont|était|étaient|fut) (?:une?|le|la|les|des|l[’'])|\bdésign|\bconsist|\bsignifi|"
    r"\bappel|\bconstitue|\bc[’']est|\bveut dire|\bil s[’']agit|\bpermet|\bdéfini",
    re.IGNORECASE,
)
_LIST = re.compile(r",[^,;]+(?:,| et )|:|;|^[-–—•]", re.MULTILINE)
_NAME = re.compile(r"(?<![.!?…:«»“\n-] )(?<!^)(?<!\w)[A-ZÀ-Þ][\wÀ-ÿ’'.-]*(?:[ -][A-ZÀ-Þ][\wÀ-ÿ’'.-]*)*", re.M)
_FIRST_NAME = re.compile(r"(?:^|[.!?…:«»“\n-] ?)([A-ZÀ-Þ][\wÀ-ÿ’'-]+ [A-ZÀ-Þ][\wÀ-ÿ’'-]+)", re.M)
_PLACE = re.compile(
    r"\b(?:à|au|aux|en|dans|vers|près d[eu]|de|du|d[’'])\s?(?:l[aes]?[’' ]\s?)?"
    r"(?=[A-ZÀ-Þ])(?P<name>[\wÀ-ÿ-]+)|\b(?:rue|place|avenue|ville|commune|région|village|quartier|île)\b"
)
_PATTERNS = {
    "date": _DATE,
    "duration": _DURATION,
    "share": _SHARE,
    "amount": _AMOUNT,
    "number": _NUMBER,
    "reason": _REASON,
    "manner": _MANNER,
    "definition": _DEFINITION,
    "list": _LIST,
}


def evidence(kind: str, sentence: str, asked: frozenset[str]) -> float:
    """How clearly ``sentence`` holds an answer of this kind, 0..1; 0.5 where nothing can be said.

    Args:
        kind: one of ``assistant.question.ANSWER_KINDS``.
        sentence: the text to look at.
        asked: term keys of the question, which are no answer to it.
    """
    if kind in ("person", "place"):
        return _name_evidence(kind, sentence, asked)
    pattern = _PATTERNS.get(kind)
    if pattern is None:
        return 0.5
    if kind in ("date", "duration", "share", "amount", "number"):
        return 1.0 if any(_is_new(match[0], asked) for match in pattern.finditer(sentence)) else 0.0
    return 1.0 if pattern.search(sentence) else 0.0


def _name_evidence(kind: str, sentence: str, asked: frozenset[str]) -> float:
    names = [match[0] for match in _NAME.finditer(sentence)]
    names += [match[1] for match in _FIRST_NAME.finditer(sentence)]
    new = [name for name in names if _is_new(name, asked)]
    if kind == "person":
        return 1.0 if any(" " in name for name in new) else 0.7 if new else 0.0
    places = [match["name"] or match[0] for match in _PLACE.finditer(sentence)]
    return 1.0 if any(_is_new(name, asked) for name in places) else 0.4 if new else 0.0


def _is_new(text: str, asked: frozenset[str]) -> bool:
    keys = [term.key for term in terms(text)]
    return any(key not in asked for key in keys) if keys else bool(text.strip())


def answer_spans(kind: str, sentence: str, asked: frozenset[str]) -> list[tuple[int, int]]:
    """Where in ``sentence`` words of the expected kind stand that the question does not name."""
    if kind in ("person", "place"):
        found = [match.span() for match in _NAME.finditer(sentence)]
        found += [match.span(1) for match in _FIRST_NAME.finditer(sentence)]
        found = [span for span in found if _is_new(sentence[slice(*span)], asked)]
        if kind == "person" and any(" " in sentence[slice(*span)] for span in found):
            found = [span for span in found if " " in sentence[slice(*span)]]
    elif kind in ("date", "duration", "share", "amount", "number"):
        pattern = _LONG_DATE if kind == "date" else _PATTERNS[kind]
        found = [
            match.span() for match in pattern.finditer(sentence) if _is_new(match[0], asked)
        ]
    else:
        return []
    spans: list[tuple[int, int]] = []
    for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
        if not spans or start >= spans[-1][1]:
            spans.append((start, end))
    return spans
