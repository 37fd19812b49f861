"""What a file is by its content, whatever its name says."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from corpus.errors import DocumentError

LABELS = {
    ".pdf": "un PDF", ".docx": "un document Word (DOCX)", ".odt": "un document ODT",
    ".rtf": "un document RTF", ".pptx": "une présentation PPTX", ".html": "une page HTML",
    ".eml": "un courriel (EML)", ".zip": "une archive ZIP", ".xlsx": "un classeur XLSX",
    ".ods": "un classeur ODS", ".odp": "une présentation ODP", ".doc": "un ancien fichier Office",
    ".png": "une image", ".jpg": "une image", ".epub": "un livre EPUB", ".gz": "une archive GZIP",
    ".7z": "une archive 7z", ".rar": "une archive RAR",
}  # fmt: skip

_SIGNATURES = (
    (b"{\\rtf", ".rtf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".doc"),
    (b"\x89PNG", ".png"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"\x1f\x8b", ".gz"),
    (b"7z\xbc\xaf", ".7z"),
    (b"Rar!", ".rar"),
)
_MIMETYPES = {
    b"application/vnd.oasis.opendocument.text": ".odt",
    b"application/vnd.oasis.opendocument.spreadsheet": ".ods",
    b"application/vnd.oasis.opendocument.presentation": ".odp",
    b"application/epub+zip": ".epub",
}
_PARTS = (
    ("word/document.xml", ".docx"),
    ("ppt/presentation.xml", ".pptx"),
    ("xl/workbook.xml", ".xlsx"),
)
_HTML = re.compile(rb"(?is)\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b")
_ENCRYPTED_OFFICE = "EncryptedPackage"
_PDF_MARK = 1024  # bytes within which a PDF's mark may stand


def sniff(data: bytes) -> str | None:
    """The ending that fits ``data``, None where its content does not tell."""
    if b"%PDF-" in data[:_PDF_MARK]:
        return ".pdf"
    start = data[:16].lstrip(b"\xef\xbb\xbf \r\n\t")
    for signature, ending in _SIGNATURES:
        if start.startswith(signature):
            return ending
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(data)
    if _HTML.match(data[:4096].lstrip(b"\xef\xbb\xbf")):
        return ".html"
    return None


def require(data: bytes, ending: str, name: str) -> None:
    """Refuse ``data`` that is not of the kind ``ending``.

    Raises:
        DocumentError: it is of another kind, or a protected Office file.
    """
    found = sniff(data)
    if found == ending or (found is None and ending in {".html", ".eml"}):
        return
    if (
        found == ".doc"
        and ending in {".docx", ".pptx"}
        and _ENCRYPTED_OFFICE.encode("utf-16-le") in data
    ):
        raise DocumentError(
            f"«\u00a0{name}\u00a0» est protégé par un mot de passe\u00a0: enregistrez-en une "
            "copie sans protection."
        )
    what = LABELS[ending]
    if found is None:
        raise DocumentError(
            f"«\u00a0{name}\u00a0» n’est pas {what}, ou il est abîmé. Vérifiez le fichier."
        )
    if ending == ".eml" and found == ".html":
        return
    raise DocumentError(
        f"«\u00a0{name}\u00a0» n’est pas {what}\u00a0: c’est {LABELS[found]}. Donnez-lui son "
        "extension véritable, ou convertissez-le."
    )


def _zip_kind(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                kind = _MIMETYPES.get(archive.read("mimetype").strip())
                if kind:
                    return kind
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, RuntimeError, KeyError,
            NotImplementedError, zlib.error):  # fmt: skip
        return _by_bytes(data)
    return next((ending for part, ending in _PARTS if part in names), ".zip")


def _by_bytes(data: bytes) -> str:
    """The kind of a zip file whose list of parts is lost."""
    for mimetype, ending in _MIMETYPES.items():
        if mimetype in data[:200]:
            return ending
    return next((ending for part, ending in _PARTS if part.encode() in data), ".zip")
