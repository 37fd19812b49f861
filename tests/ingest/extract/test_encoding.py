"""Tests of the encodings that French text comes in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import DocumentError
from ingest.extract.encoding import decode

FRENCH = "À l’été, l’élève a 5 € : « œuvre » de Noël, où ça ? Ça dépend…"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_french_is_read_whatever_its_encoding(encoding: str) -> None:
    assert decode(FRENCH.encode(encoding), "essai.txt") == FRENCH


@pytest.mark.parametrize("encoding", ["latin-1", "iso8859-15", "mac-roman", "cp850", "cp1252"])
def test_older_encodings_are_told_apart(encoding: str) -> None:
    text = "Les élèves de la Région Fictive étaient très intéressés par le français, là-bas."
    assert decode(text.encode(encoding), "essai.txt") == text


def test_one_accent_is_enough() -> None:
    assert decode(b"Un communiqu\xe9 fictif", "essai.txt") == "Un communiqué fictif"


@given(st.text(alphabet="abc déàçœ’«»\n", min_size=1))
def test_what_is_utf8_is_read_as_utf8(text: str) -> None:
    assert decode(text.encode(), "essai.txt") == text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"a\x00b", "binaire"),
        (bytes(range(256)), "binaire"),
        (b"\x01\x02\x03abc", "binaire"),
        (b"%PDF-1.7 test", "PDF"),
        (b"PK\x03\x04...", "ZIP"),
        (b"\xff\xfea", "UTF-16"),
        ("Sécurité".encode() + b"\xff", "octet 10"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(DocumentError, match=words):
        decode(data, "essai.txt")


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    refusal = ""
    try:
        text = decode(data, "essai.txt")
    except DocumentError as error:
        text, refusal = "", str(error)
    assert "\x00" not in text
    assert not refusal or "essai.txt" in refusal
