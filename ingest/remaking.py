"""All passages made anew from the raw texts: another model, splitter or cleaner."""

from __future__ import annotations

from corpus.catalogue import Catalogue
from corpus.catalogue.identity import version_hash
from corpus.records import Alignment, Document, NewVersion, Page, Progress, Version
from ingest.clean import clean
from ingest.encode.base import Encoder
from ingest.fingerprint import fingerprint_of
from ingest.index.indexes import Indexes
from ingest.passages import make_passages


def remake_all(
    catalogue: Catalogue, indexes: Indexes, encoder: Encoder, progress: Progress | None
) -> int:
    """Clean, split and encode all documents anew; interrupted, it goes on when called again.

    Returns:
        How many documents were made anew.
    """
    for version in catalogue.pending():
        catalogue.swap(version)
    fingerprint = fingerprint_of(encoder)
    if catalogue.fingerprint() == fingerprint:
        catalogue.mark_outdated()
    outdated = catalogue.outdated(fingerprint)
    by_version = {one.version: one for one in catalogue.documents("interne")}
    for done, version in enumerate(outdated):
        document = by_version[version]
        if progress is not None:
            progress(f"Réindexation de «\u00a0{document.name}\u00a0»", done, len(outdated))
        remake(catalogue, encoder, document, catalogue.version(version))
    catalogue.set_fingerprint(fingerprint)
    indexes.rebuild(progress)
    return len(outdated)


def remake(catalogue: Catalogue, encoder: Encoder, document: Document, version: Version) -> None:
    """Make one document's passages anew, as another version where its text comes out otherwise."""
    cleaned = clean(version.raw)
    made = make_passages(cleaned.text, document.name, catalogue, encoder, None, reuse=False)
    pages = _moved_pages(version, cleaned.alignment)
    remade = version_hash(cleaned.text)
    if remade == version.hash:
        catalogue.replace_passages(version.hash, pages, fingerprint_of(encoder), made)
        return
    records = {name: catalogue.name_record(name) for name in document.names}
    sources = {name: record.source_hash for name, record in records.items() if record}
    origins = {name: catalogue.origin(name) for name in document.names}
    read = catalogue.as_read(version.hash)
    state = catalogue.version_state(remade)
    if state is not None and state[1] == "current":
        for name in document.names:
            catalogue.attach(name, sources[name], remade, read, origins[name])
        return
    catalogue.add_pending(
        NewVersion(
            name=document.name,
            source_hash=sources[document.name],
            text=cleaned.text,
            raw=version.raw,
            alignment=cleaned.alignment,
            pages=pages,
            metadata=read,
            fingerprint=fingerprint_of(encoder),
            passages=made,
            origin=origins[document.name],
            boxes=catalogue.packed_boxes(version.hash),
        ),
        document.id,
    )
    catalogue.swap(remade)
    for name in document.names[1:]:
        catalogue.confirm(name, remade, origins[name])


def _moved_pages(version: Version, alignment: Alignment) -> tuple[Page, ...]:
    """The pages of a version in its raw text cleaned anew."""
    return tuple(
        Page(page.number, *alignment.to_clean(*version.alignment.to_raw(page.start, page.end)))
        for page in version.pages
    )
