"""From files to searchable passages, and back out."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sized
from dataclasses import replace
from typing import Any

from corpus.catalogue import Catalogue
from corpus.catalogue.documents import NameRecord
from corpus.catalogue.identity import source_hash, version_hash
from corpus.errors import DocumentError
from corpus.originals import Originals
from corpus.records import Erased, Metadata, NewVersion, Progress
from ingest.encode.base import Encoder
from ingest.extract.base import Source
from ingest.extract.front_matter import checked_fields
from ingest.fingerprint import fingerprint_of, require_fingerprint
from ingest.index.indexes import Indexes
from ingest.passages import make_passages
from ingest.reading import origin_of, read
from ingest.remaking import remake_all
from ingest.report import IngestReport, Outcome, of_a_second_name, of_what_is_kept

__all__ = ["IngestReport", "Pipeline"]

_BATCH = 256  # passages that wait before both indexes write them down together


class Pipeline:
    """The one writer of a corpus; its process owns the data directory.

    Whatever is interrupted is finished by ``resume``: a new version waits in the catalogue,
    unseen, until both indexes hold it; then it takes its predecessor's place in one step.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        indexes: Indexes,
        encoder: Encoder,
        originals: Originals | None = None,
    ) -> None:
        """The writer of ``catalogue``, over its ``indexes``.

        Args:
            catalogue: the system of record.
            indexes: kept up to date with it.
            encoder: makes the vectors.
            originals: where the files are kept; None: they are not.
        """
        self._originals = originals
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
            if self._catalogue.is_erasing():
                self._end_erasure(progress)
            elif self._originals is not None:
                # What a crash left between a file and the version that was to refer to it.
                self._originals.sweep(self._catalogue.original_files())
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
        """Take a name out of the corpus, and with the last one its document; see ``purge``.

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

    def purge(self, name: str, progress: Progress | None = None) -> Erased:
        """Erase for good what was read under a name: versions, originals, vectors, records.

        Both indexes are made anew, since theirs keep what was dropped in their files; nothing
        is encoded.

        Raises:
            UnknownDocumentError: no document has this name, nor had it when it was removed.
        """
        with self._lock:
            self._flush()
            erased = self._catalogue.purge(name)
            self._end_erasure(progress)
            return erased

    def describe(self, name: str, values: Mapping[str, Any]) -> Metadata:
        """Correct what is known of a document; see ``Catalogue.describe``.

        Args:
            name: one of its names.
            values: keys as in front matter to values as there; None: as the source says.

        Raises:
            UnknownDocumentError: no document has this name.
            UsageError: a value is not accepted.
        """
        with self._lock:
            self._flush()
            known = self._catalogue.describe(name, checked_fields(values, name))
            self._indexes.catch_up()
            return known

    def reindex(self, progress: Progress | None = None) -> int:
        """Clean, split and encode all documents anew, from their raw text.

        An interrupted run goes on where it stopped when called again.

        Returns:
            How many documents were made anew.
        """
        with self._lock:
            self._waiting.clear()
            return remake_all(self._catalogue, self._indexes, self._encoder, progress)

    def _take(self, source: Source, progress: Progress | None) -> IngestReport:
        if any(name == source.name for name, _ in self._waiting.values()):
            self._flush()
        known = self._catalogue.name_record(source.name)
        if source.same and known is not None:
            return IngestReport(source.name, "unchanged", "Inchangé", version=known.version)
        digest = source_hash(source.data, source.sidecar)
        if known is not None and known.source_hash == digest:
            self._confirm(source)
            return IngestReport(source.name, "unchanged", "Inchangé", version=known.version)
        new = read(source, digest, self._fingerprint, self._originals)
        version = version_hash(new.text)
        if version in self._waiting:
            self._flush()
        state = self._catalogue.version_state(version)
        if state is not None and state[1] == "current":
            if known is not None and known.version == version:
                return self._refresh(new, version)
            return self._attach(new, version)
        passages = make_passages(
            new.text, source.name, self._catalogue, self._encoder, progress, reuse=True
        )
        before = self._audience(known)
        self._catalogue.add_pending(replace(new, passages=passages))
        self._waiting[version] = (source.name, len(passages))
        outcome: Outcome = "added" if known is None else "replaced"
        message = "Ajouté" if known is None else "Remplacé"
        message += self._noted(new, version, before)
        return IngestReport(source.name, outcome, message, "", version, len(passages))

    def _end_erasure(self, progress: Progress | None) -> None:
        """Take what was erased from the catalogue out of the files too."""
        if self._originals is not None:
            self._originals.sweep(self._catalogue.original_files())
        if self._catalogue.is_erasing():
            self._indexes.rebuild(progress)
            self._indexes.forget_changes()
            self._catalogue.compact()
        else:
            self._indexes.catch_up()

    def _audience(self, known: NameRecord | None) -> str | None:
        return None if known is None else self._catalogue.version_metadata(known.version).audience

    def _confirm(self, source: Source) -> None:
        """Note what an unchanged source now looks like, and its file if it was not kept yet."""
        noted = self._catalogue.origin(source.name)
        if noted.stamp == source.stamp and (noted.sha256 or self._originals is None):
            return
        record = self._catalogue.name_record(source.name)
        if record is not None:
            origin = origin_of(source, self._originals)
            self._catalogue.confirm(source.name, record.version, origin)

    def _attach(self, new: NewVersion, version: str) -> IngestReport:
        before = self._catalogue.version_metadata(version).audience
        self._catalogue.attach(new.name, new.source_hash, version, new.metadata, new.origin)
        self._indexes.catch_up()
        after = self._catalogue.version_metadata(version).audience
        message = "Même contenu qu’un document du corpus" + of_a_second_name(new, before, after)
        return IngestReport(new.name, "renamed", message, version=version)

    def _refresh(self, new: NewVersion, version: str) -> IngestReport:
        before = self._catalogue.version_metadata(version).audience
        same = self._catalogue.as_read(version) == new.metadata
        self._catalogue.refresh(new)
        self._indexes.catch_up()
        if same:
            return IngestReport(new.name, "unchanged", "Inchangé", version=version)
        message = "Description mise à jour, texte inchangé" + self._noted(new, version, before)
        return IngestReport(new.name, "replaced", message, version=version)

    def _noted(self, new: NewVersion, version: str, before: str | None) -> str:
        kept = self._catalogue.version_metadata(version)
        return of_what_is_kept(new, kept, before, self._catalogue.corrected_fields(new.name))

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
