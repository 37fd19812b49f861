"""What is known of a document: what its source says, then what people have corrected.

The audience follows a rule of its own, so that nothing internal becomes public unsaid: the
strictest of what the sources of a document say holds for all its versions; a source that says
nothing changes nothing; a person's word holds until a source newly says « interne ».
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from corpus.actor import UNKNOWN_ACTOR, current_actor
from corpus.catalogue.audit import record_act
from corpus.catalogue.rows import METADATA_COLUMNS, metadata_of, metadata_values
from corpus.catalogue.schema import field_corrections as fixes
from corpus.catalogue.schema import names, passages, versions
from corpus.catalogue.steps import now, record_change
from corpus.catalogue.store import Store
from corpus.errors import UnknownDocumentError
from corpus.records import Metadata

FIELDS = ("title", "issuer", "type", "date", "reference", "url", "replaces", "audience")
INTERNAL = "interne"


class Describer:
    """The part of the catalogue that people correct; its owner alone may call it."""

    _store: Store

    def describe(self, name: str, values: Mapping[str, Any]) -> Metadata:
        """Correct what is known of a document, whatever its next versions say.

        Args:
            name: any of its names.
            values: field of ``Metadata`` to its right value; None takes the correction back.

        Returns:
            What is known now.

        Raises:
            UnknownDocumentError: no document has this name.
        """
        with self._store.writing() as connection:
            row = connection.execute(
                select(versions.c.hash, versions.c.document_id, versions.c.read, *METADATA_COLUMNS)
                .join(names, names.c.document_id == versions.c.document_id)
                .where(names.c.name == name, versions.c.state == "current")
            ).first()
            if row is None:
                raise UnknownDocumentError(
                    f"Aucun document ne s’appelle «\u00a0{name}\u00a0». «\u00a0vigie list\u00a0» "
                    "montre les documents du corpus."
                )
            document = row.document_id
            before = metadata_of(row)
            # A version from before there were corrections is as its source gave it.
            read = before if row.read is None else read_metadata(row.read)
            for field, value in values.items():
                connection.execute(
                    delete(fixes).where(
                        fixes.c.document_id == document,
                        fixes.c.field == field,
                    )
                )
                if value is not None:
                    connection.execute(
                        insert(fixes).values(
                            document_id=document,
                            field=field,
                            value=list(value) if isinstance(value, tuple) else value,
                            was=_plain(getattr(read, field)),
                            author=current_actor(),
                            at=now(),
                        )
                    )
            after = corrected(connection, document, read)
            if "audience" not in values:
                after = replace(after, audience=before.audience)
            elif values["audience"] is None:
                after = replace(after, audience=strictest(connection, document, before.audience))
            connection.execute(
                update(versions)
                .where(versions.c.hash == row.hash)
                .values(**metadata_values(after), read=asdict(read))
            )
            spread(connection, document, after.audience)
            record_act(connection, "document-corrige", name, {"champs": sorted(values)})
            # The title is part of what the lexical index holds of each passage.
            record_change(
                connection,
                "add",
                connection.execute(
                    select(passages.c.id).where(passages.c.version == row.hash)
                ).scalars(),
            )
            return after

    def corrected_fields(self, name: str) -> dict[str, tuple[Any, Any]]:
        """Each field that was corrected, with its right value and what the source had said."""
        with self._store.reading() as connection:
            rows = connection.execute(
                select(fixes.c.field, fixes.c.value, fixes.c.was)
                .join(names, names.c.document_id == fixes.c.document_id)
                .where(names.c.name == name)
            ).all()
        return {row.field: (row.value, row.was) for row in rows}


def read_metadata(kept: Mapping[str, Any]) -> Metadata:
    """``Metadata`` from what ``asdict`` made of it."""
    return Metadata(**{**kept, "replaces": tuple(kept["replaces"])})


def corrected(connection: Connection, document: int | None, read: Metadata) -> Metadata:
    """What a source says, with the corrections of its document in its place."""
    if document is None:
        return read
    rows = connection.execute(select(fixes).where(fixes.c.document_id == document)).all()
    values: dict[str, Any] = {}
    found_in = dict(read.found_in)
    for row in rows:
        values[row.field] = tuple(row.value) if row.field == "replaces" else row.value
        by = "" if row.author == UNKNOWN_ACTOR else f" ({row.author})"
        found_in[row.field] = f"correction du {_day(row.at)}{by}"
    return replace(read, **values, found_in=found_in)


def said_audience(read: Metadata) -> str:
    """The audience that a source gives itself; empty where it says nothing."""
    said = "audience" in read.found_in or read.audience == INTERNAL
    return read.audience if said else ""


def audience_for(
    connection: Connection, document: int | None, name: str, read: Metadata, former: str
) -> str:
    """The audience of a document once ``name`` is read as ``read``; see the module.

    Args:
        former: the audience that the document, or the same content elsewhere, had until now.
    """
    said = said_audience(read)
    person = _person(connection, document)
    if person is not None:
        before = connection.execute(select(names.c.audience).where(names.c.name == name)).scalar()
        if person == "public" and said == INTERNAL and before != INTERNAL:
            # Said after the person had: it is for the person to say it again.
            connection.execute(
                delete(fixes).where(
                    fixes.c.document_id == document,
                    fixes.c.field == "audience",
                )
            )
            return INTERNAL
        return person
    others = _said_by_others(connection, document, name)
    if INTERNAL in {said, *others}:
        return INTERNAL
    return "public" if said == "public" else former


def strictest(connection: Connection, document: int, former: str) -> str:
    """What the sources of a document say, once nobody corrects them; ``former`` if nothing."""
    said = _said_by_others(connection, document, None)
    if INTERNAL in said:
        return INTERNAL
    return "public" if "public" in said else former


def spread(connection: Connection, document: int, audience: str) -> None:
    """What is internal now was never to be read by others: the former versions follow."""
    if audience == INTERNAL:
        connection.execute(
            update(versions).where(versions.c.document_id == document).values(audience=audience)
        )


def _person(connection: Connection, document: int | None) -> str | None:
    if document is None:
        return None
    return connection.execute(
        select(fixes.c.value).where(fixes.c.document_id == document, fixes.c.field == "audience")
    ).scalar()


def _said_by_others(connection: Connection, document: int | None, name: str | None) -> set[str]:
    if document is None:
        return set()
    query = select(names.c.audience).where(names.c.document_id == document)
    if name is not None:
        query = query.where(names.c.name != name)
    return set(connection.execute(query).scalars())


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _day(moment: str) -> str:
    """A moment's day, as « 5 septembre 2025 »."""
    # The words of French take time to load, and few documents are corrected.
    from corpus.french.words import MONTHS

    day = datetime.fromisoformat(moment).astimezone(UTC)
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number} {MONTHS[day.month - 1]} {day.year}"
