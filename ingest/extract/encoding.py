"""Bytes to characters, for French text of any origin."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from corpus.errors import DocumentError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark begins it
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Windows first: it wins where the others read the same text.
_LEGACY = ("cp1252", "iso8859-15", "mac-roman", "cp850")
_FRENCH = frozenset("àâäçéèêëîïôöùûüÿœæÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆ’‘“”«»–—…€°§•·\u00a0²³ñáíóú")
_MOSTLY = 0.75  # share of the characters beyond ASCII that French uses
_AMID_LETTERS = re.compile(r"(?<=[a-z])[^\x00-\x7f](?=[a-z])")
_SIGNATURES = (
    (b"%PDF-", "un PDF"),
    (b"PK\x03\x04", "un fichier ZIP, DOCX ou ODT"),
    (b"\xd0\xcf\x11\xe0", "un ancien fichier Office"),
    (b"\x89PNG", "une image"),
    (b"\xff\xd8\xff", "une image"),
    (b"{\\rtf", "un fichier RTF"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_TOO_MANY_CONTROLS = 0.1


def decode(data: bytes, name: str) -> str:
    """The characters of ``data``: Unicode if it is, else the legacy encoding that fits French.

    Raises:
        DocumentError: ``data`` is not text, or in no encoding that gives French.
    """
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            raise DocumentError(
                f"«\u00a0{name}\u00a0» n’est pas du texte\u00a0: c’est {kind}. "
                "Donnez-lui son extension véritable, ou convertissez-le."
            )
    text = _decoded(data, name)
    controls = len(_CONTROL.findall(text))
    if "\x00" in text or controls > _TOO_MANY_CONTROLS * len(text):
        raise _binary(name)
    return text


def _decoded(data: bytes, name: str) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding)
            except UnicodeDecodeError as error:
                raise DocumentError(
                    f"«\u00a0{name}\u00a0» s’annonce en {encoding.upper()} mais l’octet "
                    f"{error.start} n’en "
                    "est pas\u00a0: enregistrez-le de nouveau en UTF-8."
                ) from None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        at = error.start
    if b"\x00" in data:
        raise _binary(name)  # no text has them but UTF-16 and UTF-32, which bear a mark
    scored = [(_plausibility(text), text) for text in _readings(data)]
    best, text = max(scored, key=lambda pair: pair[0], default=(0.0, ""))
    if best < _MOSTLY:
        raise DocumentError(
            f"Le codage de «\u00a0{name}\u00a0» n’est pas reconnu (ni UTF-8, à partir de l’octet "
            f"{at}, "
            "ni Windows-1252)\u00a0: enregistrez-le de nouveau en UTF-8."
        )
    return text


def _readings(data: bytes) -> Iterator[str]:
    for encoding in _LEGACY:
        try:
            yield data.decode(encoding)
        except UnicodeDecodeError:
            continue


def _binary(name: str) -> DocumentError:
    return DocumentError(
        f"«\u00a0{name}\u00a0» n’est pas du texte\u00a0: c’est un fichier binaire. "
        "Convertissez-le en texte (UTF-8) et recommencez."
    )


def _plausibility(text: str) -> float:
    """Share of the characters beyond ASCII that French uses, in words as French writes them."""
    beyond = [c for c in text if c > "\x7f"]
    amid = _AMID_LETTERS.findall(text)
    fitting = sum(c in _FRENCH for c in beyond)
    misplaced = sum(not (c.islower() or c in "’·") for c in amid)
    return (fitting - misplaced) / len(beyond) if beyond else 0.0
