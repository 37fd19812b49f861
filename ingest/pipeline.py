"""From files to searchable passages, and back out."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from corpus.catalogue import Catalogue
from corpus.originals import Originals
from corpus.records import Erased, Metadata, Progress
from ingest.encode.base import Encoder
from ingest.erasing import forget_reports
from ingest.extract.base import Source
from ingest.extract.front_matter import checked_fields
from ingest.fingerprint import fingerprint_of, require_fingerprint
from ingest.index.indexes import Indexes
from ingest.intake import Intake
from ingest.remaking import remake_all
from ingest.report import IngestReport

__all__ = ["IngestReport", "Pipeline"]

_SPARED_SECONDS = 3600.0  # for which a file that another process has just kept stays


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
        logs: Path | None = None,
    ) -> None:
        """The writer of ``catalogue``, over its ``indexes``.

        Args:
            catalogue: the system of record.
            indexes: kept up to date with it.
            encoder: makes the vectors.
            originals: where the files are kept; None: they are not.
            logs: the folder of the reports of errors, which an erasure goes through.
        """
        self._logs = logs
        self._originals = originals
        self._catalogue = catalogue
        self._indexes = indexes
        self._encoder = encoder
        self._fingerprint = fingerprint_of(encoder)
        self._lock = threading.RLock()
        self._intake = Intake(catalogue, indexes, encoder, originals)

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
            self._intake.flush()
            if self._catalogue.is_erasing():
                self._end_erasure(progress)
            elif self._originals is not None:
                # What a crash left between a file and the version that was to refer to it.
                self._sweep()
            return rebuilt

    def mend(self) -> list[str]:
        """Look whether the indexes are what they were, and rebuild what is damaged.

        Returns:
            What was rebuilt, in French; usually nothing.

        Raises:
            TransientError, CorpusError: the disk is full; an index cannot be rebuilt.
        """
        if not self._indexes.verify():
            return []
        with self._lock:
            return self._indexes.start()

    def follow(self) -> None:
        """Bring the indexes to what other processes have recorded; nothing where they have not.

        Raises:
            TransientError, CorpusError: an index cannot be brought up to date now.
        """
        with self._lock:
            self._indexes.follow()

    def ingest(
        self, sources: Iterable[Source], progress: Progress | None = None
    ) -> list[IngestReport]:
        """Take sources in; one that fails does not stop the others.

        The next ones are read while one is encoded, and what is encoded is indexed meanwhile.

        Raises:
            FingerprintError: the corpus was made with another model, splitter or cleaner.
            TransientError: disk full or the like; what is in stays in, the rest is unchanged.
        """
        with self._lock:
            require_fingerprint(self._catalogue, self._encoder)
            if self._catalogue.fingerprint() is None:
                self._catalogue.set_fingerprint(self._fingerprint)
            return self._intake.run(sources, progress)

    def remove(self, name: str) -> bool:
        """Take a name out of the corpus, and with the last one its document; see ``purge``.

        Returns:
            Whether the document is gone.

        Raises:
            UnknownDocumentError: no document has this name.
        """
        with self._lock:
            self._intake.flush()
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
            self._intake.flush()
            erased = self._catalogue.purge(name)
            if self._originals is not None:
                self._originals.forget(erased.files)
            self._end_erasure(progress)
            return replace(erased, logs=forget_reports(self._logs, name))

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
            self._intake.flush()
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
            return remake_all(self._catalogue, self._indexes, self._encoder, progress)

    def _end_erasure(self, progress: Progress | None) -> None:
        """Take what was erased from the catalogue out of the files too."""
        self._sweep()
        if self._catalogue.is_erasing():
            self._indexes.rebuild(progress)
            self._indexes.forget_changes()
            self._catalogue.compact()
        else:
            self._indexes.catch_up()

    def _sweep(self) -> None:
        if self._originals is not None:
            spared = _SPARED_SECONDS if self._catalogue.is_shared() else 0.0
            self._originals.sweep(self._catalogue.original_files(), spared)
