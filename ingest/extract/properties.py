"""What a file's own properties say of the document, when it is worth believing."""

from __future__ import annotations

import re
from datetime import date

from corpus.records import Metadata

PLACE = "propriétés du fichier"
_LONGEST = 300
_NO_TITLE = re.compile(
    r"(?:microsoft (?:word|powerpoint)\b.*|.*\.(?:docx?|odt|pdf|pptx?|rtf|html?|indd|qxd|xlsx?)"
    r"|(?:powerpoint )?pr[ée]sentation(?: powerpoint)?|word document|untitled.*|sans titre.*"
    r"|document\s*\d*|(?:sans )?titre\s*\d*|title|\W*|[\w-]*\d{5,}[\w-]*|anonymous|unspecified)",
    re.IGNORECASE,
)
_NO_ISSUER = re.compile(
    r"(?:python-docx|anonymous|unspecified|user|utilisateur|admin.*|root|\(?unspecified\)?|\W*)",
    re.IGNORECASE,
)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def properties(
    *, title: str = "", author: str = "", publisher: str = "", subject: str = "",
    published: str = "", url: str = "",
) -> Metadata:  # fmt: skip
    """Properties as metadata; what programs write by default is left out.

    Args:
        published: a date of publication in ISO 8601, with or without a time. The date on which
            a file was made is not one.
    """
    found: dict[str, str] = {}
    title, subject = _flat(title), _flat(subject)
    if title and not _NO_TITLE.fullmatch(title):
        found["title"] = title
    issuer = _flat(publisher) or _flat(author)
    if issuer and not _NO_ISSUER.fullmatch(issuer):
        found["issuer"] = issuer
    day = _day(published)
    if day:
        found["date"] = day
    if re.match(r"https?://[^\s/]+", url):
        found["url"] = url[:1000]
    return Metadata(**found, found_in=dict.fromkeys(found, PLACE))  # type: ignore[arg-type]


def _flat(text: str) -> str:
    flat = " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())
    return flat if len(flat) <= _LONGEST else ""


def _day(text: str) -> str:
    match = _ISO.match(text.strip())
    if match is None:
        return ""
    try:
        return date(*map(int, match.groups())).isoformat()
    except ValueError:
        return ""
