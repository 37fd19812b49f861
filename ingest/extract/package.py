"""Office files: zip packages of XML parts, opened within limits and parsed without surprises."""

from __future__ import annotations

import io
import zipfile
import zlib
from types import TracebackType
from typing import Any, Self

from lxml import etree

from corpus.errors import DocumentError
from ingest.extract.limits import UNPACKED

_PIECE = 1 << 18


class Package:
    """The parts of an office file. Entities, document types and the network are refused."""

    def __init__(self, data: bytes, name: str) -> None:
        """Open ``data``.

        Raises:
            DocumentError: it is no zip package.
        """
        self._name = name
        self._left = UNPACKED
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError):
            raise self._damaged() from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._zip.close()

    def names(self) -> list[str]:
        """The names of the parts."""
        return self._zip.namelist()

    def read(self, part: str) -> bytes | None:
        """The bytes of a part, None where there is none.

        Raises:
            DocumentError: it is damaged, encrypted, or unpacks to more than allowed.
        """
        pieces = []
        try:
            with self._zip.open(part) as file:
                while piece := file.read(_PIECE):
                    self._left -= len(piece)
                    if self._left < 0:
                        raise DocumentError(
                            f"«\u00a0{self._name}\u00a0» se décompresse en plus de "
                            f"{UNPACKED // 2**20} Mio\u00a0: il n’est pas lu. Allégez-le."
                        )
                    pieces.append(piece)
        except KeyError:
            return None
        except RuntimeError:
            raise DocumentError(
                f"«\u00a0{self._name}\u00a0» est protégé par un mot de passe\u00a0: enregistrez-en "
                "une copie sans protection."
            ) from None
        except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError,
                zlib.error):  # fmt: skip
            raise self._damaged() from None
        return b"".join(pieces)

    def xml(self, part: str) -> Any | None:
        """The root element of an XML part, None where there is none.

        Raises:
            DocumentError: as ``read``; or it is no XML, or declares a document type.
        """
        data = self.read(part)
        return None if data is None else parse_xml(data, self._name)

    def require_xml(self, part: str) -> Any:
        """As ``xml``, for a part that must be there."""
        root = self.xml(part)
        if root is None:
            raise self._damaged()
        return root

    def _damaged(self) -> DocumentError:
        return damaged(self._name)


def damaged(name: str) -> DocumentError:
    """The error for a file that ends too early or makes no sense."""
    return DocumentError(
        f"«\u00a0{name}\u00a0» est abîmé ou incomplet\u00a0: il ne peut pas être lu en entier. "
        "Enregistrez-le de nouveau depuis son logiciel."
    )


def parse_xml(data: bytes, name: str) -> Any:
    """The root element of ``data``.

    Raises:
        DocumentError: it is no XML, or declares a document type.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError):
        if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
            raise _entities(name) from None
        raise damaged(name) from None
    if root.getroottree().docinfo.doctype:
        raise _entities(name)
    return root


def _entities(name: str) -> DocumentError:
    return DocumentError(
        f"«\u00a0{name}\u00a0» n’est pas lu\u00a0: il déclare des entités XML, qui peuvent "
        "chercher d’autres fichiers. Enregistrez-le de nouveau depuis son logiciel."
    )
