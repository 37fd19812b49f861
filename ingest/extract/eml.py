"""E-mails (EML): subject, sender's name, date and body; the documents that are attached."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Collection
from datetime import datetime
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import PurePosixPath

from corpus.errors import DocumentError
from corpus.french.words import MONTHS
from corpus.records import Metadata
from ingest.extract.base import Extracted, Source
from ingest.extract.compose import Composer
from ingest.extract.html import parse, write_page
from ingest.extract.package import damaged
from ingest.extract.properties import properties

_MOST_PARTS = 1000
_MOST_FILES = 100  # that one message may have attached
_READ = frozenset(
    {".txt", ".md", ".pdf", ".docx", ".odt", ".rtf", ".pptx", ".html", ".htm", ".xhtml", ".eml"}
)
_ENDINGS = {
    "application/pdf": ".pdf", "application/rtf": ".rtf", "text/rtf": ".rtf", "text/html": ".html",
    "text/plain": ".txt", "text/markdown": ".md", "message/rfc822": ".eml",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
}  # fmt: skip
_LONGEST_SUBJECT = 300


def read_eml(source: Source) -> Extracted:
    """The text of a message.

    Raises:
        DocumentError: it is no message, or holds no text.
    """
    try:
        message = email.message_from_bytes(source.data, policy=email.policy.default)
        return _read(message, source.name)
    except (MessageError, LookupError, ValueError, TypeError, AttributeError, IndexError):
        # The parser of headers fails in many ways on headers that no program writes.
        raise damaged(source.name) from None


def attached(data: bytes, name: str) -> list[tuple[str, bytes]]:
    """The files attached to a message that are of a known format, each under a name of its own.

    Raises:
        DocumentError: it is no message, is damaged, or has too many parts.
    """
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
        if sum(1 for _ in message.walk()) > _MOST_PARTS:
            raise damaged(name)
        found: dict[str, bytes] = {}
        for part in message.iter_attachments():
            called = _file_name(part, len(found) + 1)
            if PurePosixPath(called).suffix.lower() not in _READ or len(found) == _MOST_FILES:
                continue
            content = part.get_content()
            if isinstance(content, EmailMessage):
                content = content.as_bytes()
            # Text was decoded on the way: as a file it is UTF-8.
            content = content.encode("utf-8", "replace") if isinstance(content, str) else content
            found[_distinct(called, found)] = bytes(content)
    except (MessageError, LookupError, ValueError, TypeError, AttributeError, IndexError):
        raise damaged(name) from None
    return list(found.items())


def _file_name(part: EmailMessage, number: int) -> str:
    """A part's name, made fit to stand in a document's; by its type where it has none."""
    flat = " ".join((part.get_filename() or "").split()).replace("\\", "/")
    flat = "".join(c for c in PurePosixPath(flat).name if c.isprintable()).strip(". ")
    kind = part.get_content_type()
    ending = _ENDINGS.get(kind, "")
    if not flat:
        return f"pièce jointe {number}{ending}"
    return flat if PurePosixPath(flat).suffix else f"{flat}{ending}"


def _distinct(name: str, taken: Collection[str]) -> str:
    path, number = PurePosixPath(name), 1
    while name in taken:
        number += 1
        name = f"{path.stem} ({number}){path.suffix}"
    return name


def _read(message: EmailMessage, name: str) -> Extracted:
    if not any(message.get(key) for key in ("From", "Subject", "Date", "Received")):
        raise DocumentError(
            f"«\u00a0{name}\u00a0» n’est pas un courriel (EML)\u00a0: il n’a ni objet, ni "
            "expéditeur, ni date."
        )
    if sum(1 for _ in message.walk()) > _MOST_PARTS:
        raise damaged(name)
    composer = Composer(name)
    subject = " ".join(str(message.get("Subject", "")).split())[:_LONGEST_SUBJECT]
    composer.paragraph(subject, 1)
    sent = _date(message)
    sender = _sender(message)
    facts = [f"De\u00a0: {sender}"] if sender else []
    if sent:
        day = "1er" if sent.day == 1 else str(sent.day)
        facts.append(f"Date\u00a0: {day} {MONTHS[sent.month - 1]} {sent.year}")
    composer.paragraph("\n".join(facts))
    _write_body(composer, message, name)
    attached = [
        " ".join((part.get_filename() or "").split()) for part in message.iter_attachments()
    ]
    if any(attached):
        composer.paragraph("Pièces jointes\u00a0: " + "\u00a0; ".join(filter(None, attached)) + ".")
    found = properties(
        title=subject, author=sender, published=sent.date().isoformat() if sent else ""
    )
    return composer.finish(Metadata(), found)


def _write_body(composer: Composer, message: EmailMessage, name: str) -> None:
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        return
    content = body.get_content()
    if not isinstance(content, str):
        return
    if body.get_content_type() == "text/html":
        write_page(composer, parse(content, name))
        return
    for paragraph in content.replace("\r\n", "\n").split("\n\n"):
        composer.paragraph(paragraph)


def _date(message: EmailMessage) -> datetime | None:
    try:
        return parsedate_to_datetime(str(message.get("Date", "")))
    except (ValueError, TypeError, OverflowError):
        return None


def _sender(message: EmailMessage) -> str:
    """The sender's name; an address without one is left out, as personal."""
    header = message.get("From")
    addresses = getattr(header, "addresses", ())
    return " ".join(addresses[0].display_name.split()) if addresses else ""
