"""One run of sources into the corpus, its stages at work side by side."""

from __future__ import annotations

import contextvars
import logging
from collections.abc import Iterable, Iterator, Sized
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import replace

from corpus.catalogue import Catalogue
from corpus.catalogue.identity import version_hash
from corpus.errors import DocumentError, VigieError
from corpus.originals import Originals
from corpus.records import NewPassage, NewVersion, Progress
from ingest.ahead import ahead
from ingest.encode.base import Encoder
from ingest.extract.base import Source
from ingest.fingerprint import fingerprint_of
from ingest.index.indexes import Indexes
from ingest.near import Near, NearDuplicates
from ingest.passages import make_passages
from ingest.prepared import Prepared, with_passages
from ingest.reading import digest_of, origin_of, read
from ingest.report import (
    IngestReport,
    Outcome,
    of_a_second_name,
    of_near_duplicates,
    of_what_is_kept,
    set_aside,
    unforeseen,
)

_BATCH = 256  # passages that wait before both indexes write them down together
_log = logging.getLogger(__name__)
_NOT_THERE = frozenset({"failed", "skipped"})
_AHEAD = 4  # sources that are read before they are asked for


class Intake:
    """Reads, encodes and indexes: the writing half of ``Pipeline``, which holds its lock.

    Sources are read in a thread of their own, encoded in a second one and indexed in a third: this
    one only looks at what is to be done and writes it down.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        indexes: Indexes,
        encoder: Encoder,
        originals: Originals | None,
    ) -> None:
        self._catalogue = catalogue
        self._indexes = indexes
        self._encoder = encoder
        self._originals = originals
        self._fingerprint = fingerprint_of(encoder)
        self._waiting: dict[str, tuple[str, int]] = {}  # version: its name, its passages
        self._flushed: dict[str, tuple[str, int]] = {}  # the same, on their way into the indexes
        self._flushing: Future[None] | None = None
        self._near: NearDuplicates | None = None  # of this run, read when it is first needed

    def run(self, sources: Iterable[Source], progress: Progress | None) -> list[IngestReport]:
        """Take sources in; see ``Pipeline.ingest``."""
        reports: list[IngestReport] = []
        roots: dict[str, str] = {}
        total = len(sources) if isinstance(sources, Sized) else 0
        self.flush()
        self._near = None
        with ThreadPoolExecutor(1, "vigie-index") as pool:
            try:
                read_ahead = ahead(self._prepared(sources), _AHEAD)
                made_ahead = with_passages(
                    read_ahead, self._catalogue, lambda new: self._passages(new, progress)
                )
                with closing(ahead(made_ahead, 1)) as prepared:
                    for one in prepared:
                        if progress is not None:
                            name = one.source.name
                            # E-mails give more documents than were counted.
                            total = max(total, len(reports) + 1) if total else 0
                            progress(f"Lecture de «\u00a0{name}\u00a0»", len(reports), total)
                        reports.append(self._take(one, progress))
                        if one.source.root and reports[-1].outcome not in _NOT_THERE:
                            roots[one.source.name] = one.source.root
                        if sum(count for _, count in self._waiting.values()) >= _BATCH:
                            self._flush_in(pool)
                self.flush()
                self._catalogue.claim(roots)
            finally:
                # Nothing may go on writing once the corpus is let go of.
                with suppress(VigieError):
                    self._settle()
        if progress is not None:
            progress("Indexation", len(reports), len(reports))
        return self._named(reports)

    def flush(self) -> None:
        """Make what waits searchable: in both indexes first, then in its predecessor's place."""
        self._settle()
        self._waiting.clear()
        self._swap_in()

    def _flush_in(self, pool: ThreadPoolExecutor) -> None:
        self._settle()
        self._waiting, self._flushed = {}, self._waiting
        self._flushing = pool.submit(contextvars.copy_context().run, self._swap_in)

    def _settle(self) -> None:
        flushing, self._flushing, self._flushed = self._flushing, None, {}
        if flushing is not None:
            flushing.result()

    def _swap_in(self) -> None:
        # Those that come while the indexes are written wait for the next time.
        pending = self._catalogue.pending()
        self._indexes.catch_up()
        for version in pending:
            self._catalogue.swap(version)
        self._indexes.catch_up()

    def _prepared(self, sources: Iterable[Source]) -> Iterator[Prepared]:
        """Read sources, in the thread that stays ahead."""
        seen: set[str] = set()
        last = ""
        try:
            for source in sources:
                if source.same or source.gone or source.skipped:
                    yield Prepared(source, "")
                    continue
                digest = digest_of(source)
                known = self._catalogue.name_record(source.name)
                same = known is not None and known.source_hash == digest
                if same and source.name not in seen:
                    yield Prepared(source, digest)
                    continue
                seen.add(source.name)
                fit = self._catalogue.suspects.begin(digest, source.name, last)
                last = digest if fit else ""
                yield (
                    self._read(source, digest)
                    if fit
                    else Prepared(source, digest, problem=set_aside(source.name))
                )
        except BaseException:
            # What ended it is what is told, not that this could not be written down either.
            with suppress(VigieError):
                self._was_harmless(last)
            raise
        self._was_harmless(last)

    def _was_harmless(self, last: str) -> None:
        if last:
            self._catalogue.suspects.clear(last)

    def _read(self, source: Source, digest: str) -> Prepared:
        try:
            new = read(source, digest, self._fingerprint, self._originals)
        except DocumentError as error:
            return Prepared(source, digest, problem=str(error))
        except VigieError:
            raise
        # A mistake of ours in one file must not keep the others out.
        except Exception as error:  # noqa: BLE001
            _log.exception("Lecture de «\u00a0%s\u00a0»", source.name)
            return Prepared(source, digest, problem=unforeseen(source.name, error))
        return Prepared(source, digest, new)

    def _take(self, prepared: Prepared, progress: Progress | None) -> IngestReport:
        source, new = prepared.source, prepared.new
        if source.skipped:
            return IngestReport(source.name, "skipped", source.problem)
        if source.gone:
            outcome: Outcome = "vanished" if source.root else "failed"
            return IngestReport(source.name, outcome, source.problem)
        if prepared.problem:
            return IngestReport(source.name, "failed", prepared.problem)
        if source.same:
            return IngestReport(source.name, "unchanged", "Inchangé")
        if new is None:
            self._confirm(source)
            return IngestReport(source.name, "unchanged", "Inchangé")
        under_way = self._waiting | self._flushed
        if any(name == source.name for name, _ in under_way.values()):
            self.flush()
        known = self._catalogue.name_record(source.name)
        if known is not None and known.source_hash == prepared.digest:
            self._confirm(source)
            return IngestReport(source.name, "unchanged", "Inchangé")
        version = version_hash(new.text)
        if version in under_way:
            self.flush()
        state = self._catalogue.version_state(version)
        if state is not None and state[1] == "current":
            self._settle()
            if known is not None and known.version == version:
                return self._refresh(new, version)
            return self._attach(new, version)
        passages = prepared.passages or self._passages(new, progress)
        before = None
        if known is not None:
            before = self._catalogue.version_metadata(known.version).audience
        near = self._nearly_the_same(new)
        self._catalogue.add_pending(replace(new, passages=passages))
        self._waiting[version] = (source.name, len(passages))
        outcome = "added" if known is None else "replaced"
        message = "Ajouté" if known is None else "Remplacé"
        message += self._noted(new, version, before) + of_near_duplicates(near)
        return IngestReport(
            source.name, outcome, message, "", version, len(passages),
            tuple(one.name for one in near),
        )  # fmt: skip

    def _passages(self, new: NewVersion, progress: Progress | None) -> tuple[NewPassage, ...]:
        return make_passages(
            new.text, new.name, self._catalogue, self._encoder, progress, reuse=True
        )

    def _nearly_the_same(self, new: NewVersion) -> list[Near]:
        """The other documents that a version is nearly the same as; it is known from now on."""
        if self._near is None:
            self._near = NearDuplicates(self._catalogue)
        signature = new.signature or b""
        found = self._near.of(new.text, signature, frozenset({new.name, *new.metadata.replaces}))
        self._near.add(version_hash(new.text), signature)
        return found

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

    def _named(self, reports: list[IngestReport]) -> list[IngestReport]:
        """The reports with what their documents came to be."""
        listed = self._catalogue.documents("interne")
        documents = {name: one for one in listed for name in one.names}
        completed = []
        for report in reports:
            document = documents.get(report.name)
            if report.outcome != "failed" and document is not None:
                report = replace(  # noqa: PLW2901
                    report,
                    document=document.name,
                    version=document.version,
                    passages=document.passages,
                )
            completed.append(report)
        return completed
