"""The steps that the catalogue's writing transactions are made of."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from corpus.catalogue.identity import content_hash, passage_id
from corpus.catalogue.schema import (
    changes,
    documents,
    field_corrections,
    names,
    originals,
    passages,
    removed_names,
    versions,
)
from corpus.records import NewPassage, Origin, Page


def now() -> str:
    """This moment, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def record_change(connection: Connection, action: str, ids: Iterable[str]) -> None:
    """Add a change to the sequence that the indexes follow."""
    connection.execute(insert(changes).values(action=action, passages=list(ids)))


def names_of(connection: Connection, document: int) -> list[str]:
    """A document's names, in no order."""
    return list(
        connection.execute(select(names.c.name).where(names.c.document_id == document)).scalars()
    )


def document_alone_named(connection: Connection, name: str) -> int | None:
    """The document whose only name this is."""
    document = connection.execute(select(names.c.document_id).where(names.c.name == name)).scalar()
    return document if document is not None and len(names_of(connection, document)) == 1 else None


def give_name(
    connection: Connection, name: str, document: int, source_hash: str, audience: str, stamp: str
) -> None:
    """Make ``name`` one of the document's, at its end unless it is one already.

    ``audience`` is what its source said of itself, ``stamp`` as in ``Origin``.
    """
    said = {"source_hash": source_hash, "audience": audience, "stamp": stamp}
    row = connection.execute(
        select(names.c.document_id, names.c.source_hash).where(names.c.name == name)
    ).first()
    if row is not None and row.document_id == document and row.source_hash == source_hash:
        return  # made anew from the same source: what that said has not changed
    if row is not None and row.document_id == document:
        connection.execute(update(names).where(names.c.name == name).values(**said))
        return
    last = connection.execute(
        select(func.max(names.c.position)).where(names.c.document_id == document)
    ).scalar()
    connection.execute(delete(names).where(names.c.name == name))
    connection.execute(
        insert(names).values(
            name=name,
            document_id=document,
            position=0 if last is None else last + 1,
            **said,
        )
    )
    connection.execute(
        delete(removed_names).where(
            removed_names.c.name == name, removed_names.c.document_id == document
        )
    )


def keep_original(connection: Connection, version: str, name: str, origin: Origin) -> None:
    """Say which file ``version`` was last read from under ``name``."""
    if not origin.sha256:
        return
    connection.execute(
        delete(originals).where(originals.c.version == version, originals.c.name == name)
    )
    connection.execute(
        insert(originals).values(
            version=version,
            name=name,
            sha256=origin.sha256,
            size=origin.size,
            media_type=origin.media_type,
        )
    )


def retire_current(connection: Connection, document: int, successor: str) -> bool:
    """Turn the document's current version, if any, into a former one without passages.

    Returns:
        Whether there was one.
    """
    current = list(
        connection.execute(
            select(versions.c.hash).where(
                versions.c.document_id == document, versions.c.state == "current"
            )
        ).scalars()
    )
    if current:
        drop_passages(connection, current)
        connection.execute(
            update(versions)
            .where(versions.c.hash.in_(current))
            .values(state="former", replaced_by=successor, replaced_at=now())
        )
    return bool(current)


def drop_passages(connection: Connection, hashes: Sequence[str]) -> None:
    """Delete the passages of these versions, and tell the indexes."""
    ids = connection.execute(select(passages.c.id).where(passages.c.version.in_(hashes))).scalars()
    dropped = list(ids)
    if dropped:
        connection.execute(delete(passages).where(passages.c.version.in_(hashes)))
        record_change(connection, "drop", dropped)


def write_passages(
    connection: Connection, version: str, pages: tuple[Page, ...], made: Sequence[NewPassage]
) -> None:
    """Store a version's passages in the place of those it had, and tell the indexes."""
    connection.execute(delete(passages).where(passages.c.version == version))
    rows = [
        {
            "id": passage_id(version, one.start, one.end, one.headings),
            "version": version,
            "ordinal": ordinal,
            "start": one.start,
            "end": one.end,
            "page": page_at(pages, one.start),
            "turns": turns_in(pages, one.start, one.end),
            "headings": list(one.headings),
            "text": one.text,
            "content_hash": content_hash(one.headings, one.text),
            "vector": one.vector,
            "term_vectors": one.term_vectors,
        }
        for ordinal, one in enumerate(made)
    ]
    if rows:
        connection.execute(insert(passages), rows)
    record_change(connection, "add", [row["id"] for row in rows])  # type: ignore[misc]


def page_at(pages: tuple[Page, ...], offset: int) -> int | None:
    """The number of the page that ``offset`` is on; None where there are no pages."""
    index = bisect_right([page.start for page in pages], offset) - 1
    return pages[index].number if index >= 0 else None


def delete_document_if_empty(connection: Connection, document: int) -> None:
    """Delete a document that has neither version nor name left."""
    used = connection.execute(
        select(versions.c.hash).where(versions.c.document_id == document).limit(1)
    ).first()
    if used is None and not names_of(connection, document):
        for table in (field_corrections, removed_names):
            connection.execute(delete(table).where(table.c.document_id == document))
        connection.execute(delete(documents).where(documents.c.id == document))


def turns_in(pages: tuple[Page, ...], start: int, end: int) -> list[list[int]] | None:
    """Where pages begin inside ``start..end``: their offsets and numbers; None where none does."""
    starts = [page.start for page in pages]
    inside = pages[bisect_right(starts, start) : bisect_left(starts, end)]
    return [[page.start, page.number] for page in inside] or None
