"""Where the words of a version stand on its pages."""

from __future__ import annotations

from sqlalchemy import select

from corpus.catalogue.documents import may_see
from corpus.catalogue.schema import versions
from corpus.catalogue.store import Store
from corpus.errors import CorpusError, UnknownDocumentError
from corpus.word_boxes import WordBoxes, unpack


class PlaceReader:
    """The part of the catalogue that knows the boxes of words."""

    _store: Store

    def word_boxes(self, version: str, audience: str = "interne") -> WordBoxes | None:
        """The boxes of a version's words; None where its format has no pages to draw.

        Raises:
            UnknownDocumentError: there is no such version that ``audience`` may see.
            CorpusError: they are damaged.
        """
        packed = self.packed_boxes(version, audience)
        try:
            return unpack(packed)
        except ValueError as error:
            raise CorpusError(
                f"Les emplacements des mots de la version «\u00a0{version}\u00a0» sont "
                "endommagés. Ajoutez de nouveau le document."
            ) from error

    def packed_boxes(self, version: str, audience: str = "interne") -> bytes:
        """The same as they are stored; empty where there are none.

        Raises:
            UnknownDocumentError: there is no such version that ``audience`` may see.
        """
        with self._store.reading() as connection:
            row = connection.execute(
                select(versions.c.boxes, versions.c.audience, versions.c.state).where(
                    versions.c.hash == version
                )
            ).first()
        removed = row is not None and row.state == "removed" and audience != "interne"
        if row is None or removed or not may_see(audience, row.audience):
            raise UnknownDocumentError(
                f"La version «\u00a0{version}\u00a0» n’est pas dans le corpus."
            )
        return bytes(row.boxes or b"")
