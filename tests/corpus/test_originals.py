"""The files that documents were read from: whole, once, verified."""

from __future__ import annotations

import errno
import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import CorpusError, TransientError, UnknownDocumentError
from corpus.originals import Originals, media_type


@given(data=st.binary(max_size=300))
def test_bytes_come_back_under_their_own_name(
    data: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    originals = Originals(tmp_path_factory.mktemp("originals"))
    digest = originals.keep(data)
    assert digest == hashlib.sha256(data).hexdigest()
    assert originals.keep(data) == digest
    assert originals.read(digest) == data
    assert originals.held() == [digest]


def test_a_damaged_file_is_not_given(tmp_path: Path) -> None:
    originals = Originals(tmp_path)
    digest = originals.keep(b"Document de test.")
    originals.path(digest).write_bytes(b"Document de tesT.")
    with pytest.raises(CorpusError, match="endommagé"):
        originals.read(digest)


@pytest.mark.parametrize("name", ["0" * 64, "../../etc/passwd", "", "A" * 64])
def test_what_is_not_kept_is_unknown(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnknownDocumentError):
        Originals(tmp_path).path(name)


def test_a_full_disk_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    originals = Originals(tmp_path)

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(TransientError, match="le disque est plein"):
        originals.keep(b"Document de test.")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_sweeping_takes_what_nothing_refers_to(tmp_path: Path) -> None:
    originals = Originals(tmp_path)
    wanted, lost = originals.keep(b"un"), originals.keep(b"deux")
    half = originals.path(wanted).with_name(".nouveau-abc")
    half.write_bytes(b"u")
    assert originals.sweep({wanted}) == 2
    assert originals.held() == [wanted]
    assert not half.exists()
    originals.forget([wanted, lost])
    assert originals.held() == []


def test_what_another_process_has_just_kept_is_spared(tmp_path: Path) -> None:
    originals = Originals(tmp_path)
    old, new = originals.keep(b"ancien"), originals.keep(b"neuf")
    again = originals.keep(b"revenu")
    for one in (old, again):
        os.utime(originals.path(one), (0, 0))
    originals.keep(b"revenu")  # taken in anew, before any version refers to it
    assert originals.sweep(set(), spared=60) == 1
    assert set(originals.held()) == {new, again}


def test_media_types_are_those_of_the_names() -> None:
    assert media_type("dossier/Rapport.PDF") == "application/pdf"
    assert media_type("https://exemple.test/page") == "text/html"
    assert media_type("https://exemple.test/plan.pdf") == "application/pdf"
    assert media_type("inconnu.xyz") == "application/octet-stream"
