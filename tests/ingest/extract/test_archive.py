"""Tests of zip archives: their files are documents, what is wrong with one stops no other."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest

from corpus.errors import DocumentError
from ingest.extract import Source, extract, sources


def archive(path: Path, files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return path


def test_its_files_are_documents(tmp_path: Path) -> None:
    archive(
        tmp_path / "lot.zip",
        {
            "b/note.txt": b"Note de test", "b/note.txt.yaml": b"titre: Note", "a.md": b"# Titre",
            "__MACOSX/._a.md": b"x", ".cache": b"x",
        },
    )  # fmt: skip
    (tmp_path / "z.txt").write_text("Document de test")
    for place, prefix in ((tmp_path, ""), (tmp_path / "lot.zip", "")):
        found = sources(place)
        total = len(found)
        listed = list(found)
        assert total == len(listed)
        names = [prefix + one.name for one in listed]
        assert names[:2] == ["lot.zip/a.md", "lot.zip/b/note.txt"]
        assert [one.sidecar for one in listed][:2] == [None, b"titre: Note"]
    assert extract(listed[1]).metadata.title == "Note"


def test_what_is_known_is_not_read_again(tmp_path: Path) -> None:
    path = archive(tmp_path / "lot.zip", {"a.txt": b"Note de test"})
    import os

    os.utime(path, ns=(1, 1))
    stamps = {one.name: one.stamp or "x" for one in sources(path)}
    again = list(sources(path, stamps))
    assert [one.same for one in again] == [bool(next(iter(stamps.values())) != "x")]


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({}, "sans aucun fichier"),
        ({"../../etc/passwd.txt": b"x"}, "sort de son archive"),
        ({"dedans.zip": b"PK\x03\x04"}, "archive dans une archive"),
    ],
)
def test_what_is_refused(tmp_path: Path, files: dict[str, bytes], words: str) -> None:
    path = archive(tmp_path / "lot.zip", files)
    (only,) = sources(path)
    with pytest.raises(DocumentError, match=words):
        extract(only)


def test_a_bomb_is_refused_unopened(tmp_path: Path) -> None:
    path = tmp_path / "bombe.zip"
    zeros = bytes(1 << 20)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for index in range(6):
            with made.open(f"{index}.txt", "w") as file:
                for _ in range(20):
                    file.write(zeros)
    (only,) = sources(path)
    assert "se décompresse en 120 Mio" in only.problem


def test_a_damaged_archive_and_a_damaged_file_are_named(tmp_path: Path) -> None:
    (tmp_path / "faux.zip").write_bytes(b"PK\x03\x04 n'importe quoi")
    (only,) = sources(tmp_path / "faux.zip")
    assert "archive abîmée" in only.problem
    path = archive(tmp_path / "lot.zip", {"a.txt": b"Note de test" * 20, "b.txt": b"Saine"})
    data = bytearray(path.read_bytes())
    data[40:50] = b"\xff" * 10
    path.write_bytes(data)
    damaged, sound = sources(path)
    assert "abîmé dans son archive" in damaged.problem
    assert extract(sound).raw == "Saine"


def test_a_protected_file_is_named(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr("a.txt", b"secret")
    data = bytearray(buffer.getvalue())
    at = data.index(b"PK\x01\x02")
    struct.pack_into("<H", data, at + 8, 1)
    struct.pack_into("<H", data, 6, 1)
    path = tmp_path / "lot.zip"
    path.write_bytes(data)
    (only,) = sources(path)
    assert "mot de passe" in only.problem


def test_an_archive_is_no_document_by_itself() -> None:
    with pytest.raises(DocumentError, match=r"\.zip"):
        extract(Source("a.zip", b"PK\x03\x04"))
