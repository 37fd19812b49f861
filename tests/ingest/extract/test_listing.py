"""Tests of the documents found at a path, and of the formats that are read."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.errors import DocumentError, UsageError
from ingest.extract import Source, extract, sources
from ingest.extract.base import LARGEST


def write(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"Document de test {name}", encoding="utf-8")


def test_a_file_goes_by_its_name(tmp_path: Path) -> None:
    write(tmp_path, "b/essai.txt", "b/essai.txt.yaml")
    assert list(sources(tmp_path / "b/essai.txt")) == [
        Source(
            "essai.txt",
            b"Document de test b/essai.txt",
            b"Document de test b/essai.txt.yaml",
            root=os.path.realpath(tmp_path / "b"),
        )
    ]


def test_a_folder_is_searched_in_order(tmp_path: Path) -> None:
    write(tmp_path, "z.txt", "a/é.md", "a/b.txt", "a/b.txt.yaml", ".cache/c.txt", ".d.txt", "m.pdf",
          "seul.yaml")  # fmt: skip
    found = list(sources(tmp_path))
    assert [source.name for source in found] == ["a/b.txt", "a/é.md", "m.pdf", "seul.yaml", "z.txt"]
    assert [source.name for source in found if source.sidecar] == ["a/b.txt"]


def test_an_empty_folder_gives_nothing(tmp_path: Path) -> None:
    assert list(sources(tmp_path)) == []


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"absent\.txt.*n’existe pas"):
        sources(tmp_path / "absent.txt")
    with pytest.raises(UsageError, match="«\u00a0a�b\u00a0» n’existe pas"):
        sources(Path("a\x00b"))


def test_a_pipe_is_no_document(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "tube.txt")
    with pytest.raises(UsageError, match="ni un fichier ni un dossier"):
        sources(tmp_path / "tube.txt")
    assert list(sources(tmp_path)) == []


def test_dead_links_do_not_stop_the_others(tmp_path: Path) -> None:
    write(tmp_path, "z.txt")
    (tmp_path / "a.txt").symlink_to(tmp_path / "absent.txt")
    (tmp_path / "b.txt").symlink_to(tmp_path / "b.txt")
    dead, loop, sound = sources(tmp_path)
    with pytest.raises(DocumentError, match=r"a\.txt.*nulle part"):
        extract(dead)
    with pytest.raises(DocumentError, match=r"b\.txt.*ne peut pas être lu \(ELOOP\)"):
        extract(loop)
    assert extract(sound).raw == "Document de test z.txt"


@pytest.fixture
def ordinary_user() -> Iterator[Path]:
    """A folder of a user whom permissions bind: root, for whom they do not, becomes nobody."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        with tempfile.TemporaryDirectory() as folder:
            yield Path(folder)
    finally:
        if root:
            os.seteuid(0)


def test_what_may_not_be_read_is_reported(ordinary_user: Path) -> None:
    write(ordinary_user, "a.txt", "b/c.txt", "z.txt")
    (ordinary_user / "a.txt").chmod(0)
    (ordinary_user / "b").chmod(0)
    try:
        problems = {source.name: source.problem for source in sources(ordinary_user)}
        with pytest.raises(UsageError, match=r"a\.txt.*droits d’accès"):
            sources(ordinary_user / "a.txt")
    finally:
        (ordinary_user / "b").chmod(0o700)
    assert "droits d’accès" in problems["a.txt"]
    assert "droits d’accès" in problems["b"]
    assert problems["z.txt"] == ""


def test_a_document_too_big_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "gros.txt").open("wb") as file:
        file.truncate(LARGEST + 1)
    (source,) = sources(tmp_path)
    assert source.data == b""
    with pytest.raises(DocumentError, match="50 Mio"):
        extract(source)
    with pytest.raises(DocumentError, match="50 Mio"):
        extract(Source("gros.txt", b"x" * (LARGEST + 1)))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("a.xyz", r"«\u00a0\.xyz\u00a0».*\.md, .*\.pdf, .*\.txt"),
        ("LISEZMOI", "sans extension"),
        ("a.txt.exe", r"\.exe"),
    ],
)
def test_an_unknown_format_is_named(name: str, words: str) -> None:
    with pytest.raises(DocumentError, match=words):
        extract(Source(name, b"x"))


def test_an_extension_has_no_case() -> None:
    assert extract(Source("A.TXT", b"Un texte")).raw == "Un texte"


@pytest.mark.parametrize("data", [b"", b" \n\t", b"\xef\xbb\xbf", b"---\ntitre: a\n---\n"])
def test_an_empty_document_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentError, match=r"«\u00a0a\.md\u00a0» est vide"):
        extract(Source("a.md", data))
