"""Spoken French in plain order: who is spoken of said once, where a written question says it."""

from __future__ import annotations

import re

_AGREED = re.compile(
    r"(?<=\w)[\s,]+(?:d['’]accord|ok|okay|merci|très bien|parfait|super|je vois)[\s.!]*$",
    re.IGNORECASE,
)
_ECHO = re.compile(r"\s*,\s*(?:lui|elles?|eux|ça)(?=\s*[?!.]*\s*$)", re.IGNORECASE)
# « Quel est son âge à lui ? »
_WHOSE = re.compile(
    r"(?P<own>\b(?:son|sa|ses|leurs?)\b.*\w)\s+à\s+(?:lui|elles?|eux)(?=\W*$)", re.IGNORECASE
)
_PHRASE = (
    r"(?:(?:le|la|les|ce|cet|cette|ces|son|sa|ses|leur|leurs)\s|l['’]|(?-i:[A-ZÀ-Þ])(?=\w+\s))"
    r"[^,?!:]{2,60}"
)
_PRONOUN = r"(?:il|elle|ils|elles)"
_IMPERSONAL = r"(?!(?:n[’']\s?)?(?:y\s|faut|faudra|existe|reste|s[’']agit|fait\s|pleut))"
# « Il a coûté combien, ce gymnase ? »
_AFTER = re.compile(
    rf"{_PRONOUN}\s{_IMPERSONAL}(?P<rest>[^,]+?)\s*,\s*(?P<topic>{_PHRASE}?)[\s?!.\u00a0\u202f]*",
    re.IGNORECASE,
)
# « Ses rapports, ils portaient sur quoi ? »
_BEFORE = re.compile(
    rf"(?P<topic>{_PHRASE})\s*,\s*{_PRONOUN}\s{_IMPERSONAL}(?P<rest>.+)", re.IGNORECASE | re.DOTALL
)
_END = r"[\s?!.\u00a0\u202f]*"
_WHO = re.compile(rf"c['’](?P<verb>est|était)\s+qui\s*,?\s+(?P<topic>\w.+?){_END}", re.IGNORECASE)
_WHAT = re.compile(rf"c['’]est\s+quoi\s*,?\s+(?P<topic>\w.+?){_END}", re.IGNORECASE)
_WHO_LAST = re.compile(
    rf"(?P<topic>\w[^?]*?)\s*,?\s+c['’](?P<verb>est|était)\s+qui{_END}", re.IGNORECASE
)
_WHAT_LAST = re.compile(rf"(?P<topic>\w[^?]*?)\s*,?\s+c['’]est\s+quoi{_END}", re.IGNORECASE)
_PLACE_FIRST = re.compile(
    r"(?P<place>(?:à|en|au|aux|dans|chez|pour|sur|selon)\s[^,?]{2,60}),\s*"
    r"(?P<rest>(?:qui|que|qu['’]|quand|où|comment|pourquoi|combien|quel)[^,?]*)",
    re.IGNORECASE,
)


def plain_order(question: str) -> str:
    """The question with what it says twice said once, first; and without « d’accord » at its end.

    « Il a coûté combien, ce gymnase ? » becomes « Ce gymnase a coûté combien ».
    """
    text = _WHOSE.sub(r"\g<own>", _ECHO.sub("", _AGREED.sub("", question.strip())))
    for form in (_AFTER, _BEFORE):
        match = form.fullmatch(text)
        if match:
            return _capital(f"{match['topic'].strip()} {match['rest'].strip()}")
    return text


def written(question: str) -> str:
    """The question in plain order and as it is written: « c’est qui X » becomes « Qui est X »."""
    text = plain_order(question)
    for form in (_WHO, _WHO_LAST):
        match = form.fullmatch(text)
        if match:
            return f"Qui {match['verb'].lower()} {match['topic']}"
    for form in (_WHAT, _WHAT_LAST):
        match = form.fullmatch(text)
        if match:
            return f"Qu’est-ce que {match['topic']}"
    match = _PLACE_FIRST.fullmatch(text.rstrip("?!. \u00a0\u202f"))
    if match:
        return _capital(f"{match['rest']} {match['place'][:1].lower()}{match['place'][1:]}")
    return text


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
