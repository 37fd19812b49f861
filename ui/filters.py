"""What a reader narrows a question to: period, kinds, issuers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import combining, normalize

from corpus.errors import UsageError
from corpus.records import DOCUMENT_TYPES, Document, Scope
from ui import texts_fr as t

MOST_ISSUERS = 24
_NUMBERS = re.compile(r"(?:(?:(\d{1,2})[/. -])?(\d{1,2})[/. -])?(\d{4})")
_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_WORDS = re.compile(r"(?:(\d{1,2}|1er) )?([a-zéûô]+) (\d{4})")


@dataclass(frozen=True)
class Choices:
    """What there is to choose from, in the corpus as it is: (label, value) pairs.

    ``issuers`` are those to show, in alphabetical order; ``known`` counts all there are, and
    ``found`` those that hold the words that were looked for.
    """

    kinds: tuple[tuple[str, str], ...]
    issuers: tuple[str, ...]
    known: int
    found: int


def choices_in(
    documents: Sequence[Document], words: str = "", chosen: Sequence[str] = ()
) -> Choices:
    """The kinds and the most frequent issuers of these documents.

    Args:
        words: what the issuers must hold, each from the start of a word; case and accents aside.
        chosen: issuers that are shown in any case, as they would else be chosen out of sight.
    """
    kinds = {document.metadata.type for document in documents}
    issuers = Counter(d.metadata.issuer for d in documents if d.metadata.issuer)
    sought = _plain(words).split()
    found = [
        issuer
        for issuer, _ in issuers.most_common()
        if all(f" {word}" in f" {_plain(issuer)}" for word in sought)
    ]
    shown = {*found[:MOST_ISSUERS], *(issuer for issuer in chosen if issuer in issuers)}
    return Choices(
        tuple((t.kind_name(kind), kind) for kind in DOCUMENT_TYPES if kind in kinds),
        tuple(sorted(shown, key=_plain)),
        len(issuers),
        len(found),
    )


def _plain(text: str) -> str:
    letters = normalize("NFKD", text.casefold())
    return "".join(one if one.isalnum() else " " for one in letters if not combining(one))


def scope_of(
    audience: str, since: str, until: str, kinds: Sequence[str], issuers: Sequence[str]
) -> Scope:
    """The scope that a reader's choices make.

    Raises:
        UsageError: a date cannot be read, or the period ends before it starts.
    """
    scope = Scope(audience, iso_date(since), iso_date(until), tuple(kinds), tuple(issuers))
    if scope.since and scope.until and scope.since[:4] > scope.until[:4]:
        raise UsageError(t.PERIOD_REVERSED.format(since=since.strip(), until=until.strip()))
    return scope


def iso_date(written: str) -> str | None:
    """« 2025 », « 11/2025 », « novembre 2025 », « 5 septembre 2025 » as ISO 8601; empty: None.

    Raises:
        UsageError: it is none of them.
    """
    plain = " ".join(written.casefold().replace("\u00a0", " ").split())
    if not plain:
        return None
    if match := _ISO.fullmatch(plain):
        year, month, day = match.groups()
    elif match := _NUMBERS.fullmatch(plain):
        day, month, year = match.groups()
    elif (match := _WORDS.fullmatch(plain)) and match[2] in t.MONTHS:
        day, year = match[1], match[3]
        month = str(t.MONTHS.index(match[2]) + 1)
    else:
        raise UsageError(t.DATE_UNREADABLE.format(date=written.strip()))
    parts = [year]
    for part, most in ((month, 12), ((day or "").replace("1er", "1") or None, 31)):
        if part is None:
            break
        if not 1 <= int(part) <= most:
            raise UsageError(t.DATE_UNREADABLE.format(date=written.strip()))
        parts.append(f"{int(part):02d}")
    return "-".join(parts)


def described(scope: Scope) -> str:
    """The filters of a scope in words; empty where there are none."""
    parts = []
    if scope.since:
        parts.append(t.FILTERED_SINCE.format(date=t.french_date(scope.since)))
    if scope.until:
        parts.append(t.FILTERED_UNTIL.format(date=t.french_date(scope.until)))
    if scope.types:
        parts.append(", ".join(t.kind_name(kind).lower() for kind in scope.types))
    if scope.issuers:
        parts.append(", ".join(scope.issuers))
    return "\u00a0; ".join(parts)


def issuers_said(choices: Choices, words: str) -> str:
    """What the list of issuers shows of all there are; empty where it shows them all."""
    if words.strip() and not choices.found:
        return t.NO_ISSUER.format(words=words.strip())
    if choices.found > MOST_ISSUERS:
        every = t.ISSUERS_FOUND if words.strip() else t.ISSUERS_MOST
        return every.format(n=MOST_ISSUERS, all=choices.found)
    return ""
