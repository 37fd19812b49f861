"""From files to searchable passages, and back out."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sized
from dataclasses import dataclass, replace
from typing import Literal

from corpus.catalogue import Catalogue
from corpus.catalogue.identity import source_hash, version_hash
from corpus.errors import DocumentError
from corpus.records import Alignment, Document, NewVersion, Page, Progress, Version
from ingest.clean import clean
from ingest.describe import describe
from ingest.encode.base import Encoder
from ingest.extract import extract
from ingest.extract.base import Source
from ingest.fingerprint import fingerprint_of, require_fingerprint
from ingest.index.indexes import Indexes
from ingest.passages import make_passages

Outcome = Literal["added", "replaced", "unchanged", "renamed", "failed"]

_BATCH = 256  # passages that wait before both indexes write them down together


@dataclass(frozen=True)
class IngestReport:
    """What became of one source.

    ``renamed``: its content was in the corpus already, under another name of ``document``.
    ``message`` is French; of a failure it says the reason. ``version`` is a hash, empty where
    the source failed.
    """

    name: str
    outcome: Outcome
    message: str
    document: str = ""
    version: str = ""
    passages: int = 0


class Pipeline:
    """The one writer of a corpus; its process owns the data directory.

    Whatever is interrupted is finished by ``resume``: a new version waits in the catalogue,
    unseen, until both indexes hold it; then it takes its predecessor's place in one step.
    """

    def __init__(self, catalogue: Catalogue, indexes: Indexes, encoder: Encoder) -> None:
        self._catalogue = catalogue
        self._indexes = indexes
        self._encoder = encoder
        self._fingerprint = fingerprint_of(encoder)
        self._lock = threading.RLock()
        self._waiting: dict[str, tuple[str, int]] = {}  # version: its name, its passages

    def resume(self, progress: Progress | None = None) -> list[str]:
        """Finish what a crash left half done, prove the indexes, rebuild what is damaged.

        Returns:
            What was rebuilt, in French; usually nothing.

        Raises:
            FingerprintError: the corpus was made with another model, splitter or cleaner.
            TransientError, CorpusError: the disk is full; an index cannot be rebuilt.
        """
        with self._lock:
            require_fingerprint(self._catalogue, self._encoder)
            rebuilt = self._indexes.start(progress)
            self._flush()
            return rebuilt

    def ingest(
        self, sources: Iterable[Source], progress: Progress | None = None
    ) -> list[IngestReport]:
        """Take sources in, one after the other; one that fails does not stop the others.

        Raises:
            FingerprintError: the corpus was made with another model, splitter or cleaner.
            TransientError: disk full or the like; what is in stays in, the rest is unchanged.
        """
        reports: list[IngestReport] = []
        total = len(sources) if isinstance(sources, Sized) else 0
        with self._lock:
            require_fingerprint(self._catalogue, self._encoder)
            if self._catalogue.fingerprint() is None:
                self._catalogue.set_fingerprint(self._fingerprint)
            self._flush()
            for source in sources:
                if progress is not None:
                    progress(f"Lecture de «\u00a0{source.name}\u00a0»", len(reports), total)
                try:
                    reports.append(self._take(source, progress))
                except DocumentError as error:
                    reports.append(IngestReport(source.name, "failed", str(error)))
                if sum(count for _, count in self._waiting.values()) >= _BATCH:
                    self._flush()
            self._flush()
            if progress is not None:
                progress("Indexation", len(reports), len(reports))
        return [self._named(report) for report in reports]

    def remove(self, name: str) -> bool:
        """Take a name out of the corpus, and with the last one its document.

        Returns:
            Whether the document is gone.

        Raises:
            UnknownDocumentError: no document has this name.
        """
        with self._lock:
            self._flush()
            self._catalogue.document(name)
            gone = self._catalogue.remove(name)
            self._indexes.catch_up()
            return gone

    def reindex(self, progress: Progress | None = None) -> int:
        """Clean, split and encode all documents anew, from their raw text.

        An interrupted run goes on where it stopped when called again.

        Returns:
            How many documents were made anew.
        """
        with self._lock:
            self._waiting.clear()
            for version in self._catalogue.pending():
                self._catalogue.swap(version)
            if self._catalogue.fingerprint() == self._fingerprint:
                self._catalogue.mark_outdated()
            outdated = self._catalogue.outdated(self._fingerprint)
            by_version = {one.version: one for one in self._catalogue.documents("interne")}
            for done, version in enumerate(outdated):
                document = by_version[version]
                if progress is not None:
                    progress(f"Réindexation de «\u00a0{document.name}\u00a0»", done, len(outdated))
                self._remake(document, self._catalogue.version(version))
            self._catalogue.set_fingerprint(self._fingerprint)
            self._indexes.rebuild(progress)
            return len(outdated)

    def _take(self, source: Source, progress: Progress | None) -> IngestReport:
        if any(name == source.name for name, _ in self._waiting.values()):
            self._flush()
        digest = source_hash(source.data, source.sidecar)
        known = self._catalogue.name_record(source.name)
        if known is not None and known.source_hash == digest:
            return IngestReport(source.name, "unchanged", "Inchangé", version=known.version)
        new = self._read(source, digest)
        version = version_hash(new.text)
        if version in self._waiting:
            self._flush()
        state = self._catalogue.version_state(version)
        if state is not None and state[1] == "current":
            if known is not None and known.version == version:
                return self._refresh(new, version)
            self._catalogue.attach(source.name, digest, version)
            self._indexes.catch_up()
            return IngestReport(
                source.name, "renamed", "Même contenu qu’un document du corpus", version=version
            )
        passages = make_passages(
            new.text, source.name, self._catalogue, self._encoder, progress, reuse=True
        )
        self._catalogue.add_pending(replace(new, passages=passages))
        self._waiting[version] = (source.name, len(passages))
        outcome: Outcome = "added" if known is None else "replaced"
        message = "Ajouté" if known is None else "Remplacé"
        return IngestReport(source.name, outcome, message, "", version, len(passages))

    def _read(self, source: Source, digest: str) -> NewVersion:
        extracted = extract(source)
        cleaned = clean(extracted.raw)
        if not any(map(str.isalnum, cleaned.text)):
            raise DocumentError(
                f"Le document «\u00a0{source.name}\u00a0» ne contient aucun texte. Vérifiez le "
                "fichier."
            )
        pages = tuple(
            Page(page.number, *cleaned.alignment.to_clean(page.start, page.end))
            for page in extracted.pages
        )
        return NewVersion(
            name=source.name,
            source_hash=digest,
            text=cleaned.text,
            raw=extracted.raw,
            alignment=cleaned.alignment,
            pages=pages,
            metadata=describe(cleaned.text, extracted.metadata),
            fingerprint=self._fingerprint,
            passages=(),
        )

    def _refresh(self, new: NewVersion, version: str) -> IngestReport:
        same = self._catalogue.version_metadata(version) == new.metadata
        self._catalogue.refresh(new)
        self._indexes.catch_up()
        if same:
            return IngestReport(new.name, "unchanged", "Inchangé", version=version)
        return IngestReport(
            new.name, "replaced", "Description mise à jour, texte inchangé", version=version
        )

    def _flush(self) -> None:
        """Make what waits searchable: in both indexes first, then in its predecessor's place."""
        self._indexes.catch_up()
        for version in self._catalogue.pending():
            self._catalogue.swap(version)
        self._indexes.catch_up()
        self._waiting.clear()

    def _named(self, report: IngestReport) -> IngestReport:
        record = self._catalogue.name_record(report.name)
        if report.outcome == "failed" or record is None:
            return report
        document = self._catalogue.document(report.name)
        return replace(
            report,
            document=document.name,
            version=document.version,
            passages=document.passages,
        )

    def _remake(self, document: Document, version: Version) -> None:
        cleaned = clean(version.raw)
        made = make_passages(
            cleaned.text, document.name, self._catalogue, self._encoder, None, reuse=False
        )
        pages = _moved_pages(version, cleaned.alignment)
        if version_hash(cleaned.text) == version.hash:
            self._catalogue.replace_passages(version.hash, pages, self._fingerprint, made)
            return
        sources = {}
        for name in document.names:
            record = self._catalogue.name_record(name)
            sources[name] = record.source_hash if record else ""
        first, *others = document.names
        state = self._catalogue.version_state(version_hash(cleaned.text))
        if state is not None and state[1] == "current":
            remade, others = version_hash(cleaned.text), list(document.names)
        else:
            remade = self._catalogue.add_pending(
                NewVersion(
                    name=first,
                    source_hash=sources[first],
                    text=cleaned.text,
                    raw=version.raw,
                    alignment=cleaned.alignment,
                    pages=pages,
                    metadata=document.metadata,
                    fingerprint=self._fingerprint,
                    passages=made,
                )
            )
            self._catalogue.swap(remade)
        for name in others:
            self._catalogue.attach(name, sources[name], remade)


def _moved_pages(version: Version, alignment: Alignment) -> tuple[Page, ...]:
    """The pages of a version in its raw text cleaned anew."""
    return tuple(
        Page(
            page.number,
            *alignment.to_clean(*version.alignment.to_raw(page.start, page.end)),
        )
        for page in version.pages
    )
