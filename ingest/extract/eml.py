"""E-mails (EML): subject, sender's name, date and body. Attachments are named, not read."""

from __future__ import annotations

import email
import email.policy
from datetime import datetime
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

from corpus.errors import DocumentError
from corpus.french.words import MONTHS
from corpus.records import Metadata
from ingest.extract.base import Extracted, Source
from ingest.extract.compose import Composer
from ingest.extract.html import parse, write_page
from ingest.extract.package import damaged
from ingest.extract.properties import properties

_MOST_PARTS = 1000
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
