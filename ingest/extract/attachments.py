"""The documents that are attached to e-mails, each a source of its own: « courriel.eml/x.pdf »."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from corpus.errors import DocumentError
from ingest.extract.base import Source
from ingest.extract.front_matter import metadata, read_sidecar
from ingest.extract.sandboxed import attached_in_sandbox

ENDING = ".eml"


class Attachments:
    """Puts after each e-mail what is attached to it."""

    def __init__(self, known: Mapping[str, str]) -> None:
        """``known``: the stamps of what was read before, by name."""
        self._known = known
        self._below: Sequence[str] | None = None

    def among(self, found: Iterable[Source]) -> Iterator[Source]:
        """The same sources, with the attachments of those that are e-mails."""
        for one in found:
            yield one
            if PurePosixPath(one.name).suffix.lower() == ENDING and not one.problem:
                yield from self._of_known(one) if one.same else _of(one)

    def _of_known(self, mail: Source) -> Iterator[Source]:
        """What an unchanged e-mail gave when it was read."""
        if self._below is None:
            self._below = sorted(name for name in self._known if f"{ENDING}/" in name.lower())
        start = f"{mail.name}/"
        for name in self._below[bisect_left(self._below, start) :]:
            if not name.startswith(start):
                return
            if self._known[name] == mail.stamp:
                yield replace(mail, name=name)


def _of(mail: Source) -> Iterator[Source]:
    try:
        found = attached_in_sandbox(mail)
        within = mail.within or audience_beside(mail)
    except DocumentError:
        return  # the e-mail itself says what is wrong with it
    for name, data in found:
        yield Source(f"{mail.name}/{name}", data, stamp=mail.stamp, within=within)


def audience_beside(source: Source) -> str:
    """« interne » where the sidecar of what holds documents says so of it, else nothing.

    Raises:
        DocumentError: the sidecar cannot be read.
    """
    if source.sidecar is None:
        return ""
    said = metadata({}, read_sidecar(source.sidecar, source.name), source.name)
    return said.audience if said.audience == "interne" else ""
