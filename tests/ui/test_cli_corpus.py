"""The commands that fill, list and mend the corpus, on the real model and the real indexes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ingest.worker import Worker
from tests.ui.shell import Shell
from ui.compose import open_application

pytestmark = pytest.mark.usefixtures("quick_start")

LAMPS = "Document de test. La Région Fictive compte douze lampadaires et trois bancs.\n"
BOATS = """---
titre: Les bateaux de la Région Fictive
emetteur: Région Fictive
type: rapport
date: 2024-05-01
audience: interne
---
Document de test. La Région Fictive possède quatre bateaux amarrés au port.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of two fictitious documents."""
    folder = tmp_path / "documents"
    (folder / "sous-dossier").mkdir(parents=True)
    (folder / "lampes.txt").write_text(LAMPS, encoding="utf-8")
    (folder / "sous-dossier" / "bateaux.md").write_text(BOATS, encoding="utf-8")
    return folder


@pytest.fixture
def vigie(capsys: pytest.CaptureFixture[str]) -> Shell:
    """The command line."""
    return Shell(capsys)


def test_an_empty_corpus_says_what_to_type(vigie: Shell) -> None:
    assert "vigie ingest corpus/documents" in vigie("list")
    assert vigie.json("list") == []
    assert vigie("ask", "Combien de lampadaires ?", status=1) == ""
    assert "vigie ingest corpus/documents" in vigie.err


def test_a_folder_goes_in_and_is_listed(vigie: Shell, folder: Path) -> None:
    assert vigie.outcomes("ingest", str(folder)) == {
        "lampes.txt": "added",
        "sous-dossier/bateaux.md": "added",
    }
    lamps, boats = vigie.json("list")
    assert boats == {
        "document": "sous-dossier/bateaux.md",
        "names": ["sous-dossier/bateaux.md"],
        "version": boats["version"],
        "title": "Les bateaux de la Région Fictive",
        "issuer": "Région Fictive",
        "type": "rapport",
        "date": "2024-05-01",
        "audience": "interne",
        "url": "",
        "replaces": [],
        "replaced_by": [],
        "pages": None,
    }
    assert lamps["version"] != boats["version"]
    lines = vigie("list").splitlines()
    assert lines[1] == (
        "sous-dossier/bateaux.md — Les bateaux de la Région Fictive, Rapport, 1er mai 2024, interne"
    )


def test_a_document_is_shown_with_its_passages(vigie: Shell, folder: Path) -> None:
    vigie("ingest", str(folder))
    shown = vigie.json("show", "sous-dossier/bateaux.md")
    assert list(shown) == [
        "document", "names", "version", "title", "issuer", "type", "date", "audience", "url",
        "replaces", "replaced_by", "pages", "passages",
    ]  # fmt: skip
    (passage,) = shown["passages"]
    assert set(passage) == {"document", "passage", "text", "page", "start", "end"}
    assert "quatre bateaux" in passage["text"]
    assert "titre:" not in passage["text"]
    assert passage["end"] - passage["start"] == len(passage["text"])
    text = vigie("show", "sous-dossier/bateaux.md")
    assert "Date\u00a0: 1er mai 2024" in text
    assert "quatre bateaux" in text


def test_an_unknown_name_is_misuse_and_suggests(vigie: Shell, folder: Path) -> None:
    vigie("ingest", str(folder))
    vigie("show", "lampe.txt", status=2)
    assert "lampes.txt" in vigie.err
    vigie("remove", "lampes.txt", "absent.txt", status=2)
    assert vigie.names() == {"lampes.txt", "sous-dossier/bateaux.md"}


def test_again_changes_nothing_and_a_change_replaces(vigie: Shell, folder: Path) -> None:
    vigie("ingest", str(folder))
    before = vigie.json("list")
    assert set(vigie.outcomes("ingest", str(folder)).values()) == {"unchanged"}
    assert vigie.json("list") == before
    (folder / "lampes.txt").write_text(LAMPS.replace("douze", "treize"), encoding="utf-8")
    assert vigie.outcomes("ingest", str(folder))["lampes.txt"] == "replaced"
    (passage,) = vigie.json("show", "lampes.txt")["passages"]
    assert "treize" in passage["text"]


def test_removed_is_gone(vigie: Shell, folder: Path) -> None:
    vigie("ingest", str(folder))
    assert vigie.outcomes("remove", "lampes.txt") == {"lampes.txt": "removed"}
    assert vigie.names() == {"sous-dossier/bateaux.md"}
    vigie("show", "lampes.txt", status=2)


def test_a_name_of_many_leaves_the_document(vigie: Shell, folder: Path) -> None:
    (folder / "copie.txt").write_text(LAMPS, encoding="utf-8")
    assert vigie.outcomes("ingest", str(folder))["lampes.txt"] == "renamed"
    assert vigie.json("show", "lampes.txt")["names"] == ["copie.txt", "lampes.txt"]
    assert vigie.outcomes("remove", "copie.txt") == {"copie.txt": "detached"}
    assert vigie.json("show", "lampes.txt")["document"] == "lampes.txt"


def test_sync_makes_the_corpus_match_the_folder(vigie: Shell, folder: Path) -> None:
    vigie("ingest", str(folder))
    (folder / "lampes.txt").unlink()
    (folder / "ponts.txt").write_text("Document de test. Deux ponts fictifs.", encoding="utf-8")
    assert vigie.outcomes("sync", str(folder)) == {
        "ponts.txt": "added",
        "sous-dossier/bateaux.md": "unchanged",
        "lampes.txt": "removed",
    }
    assert vigie.names() == {"ponts.txt", "sous-dossier/bateaux.md"}


def test_sync_with_nothing_does_not_empty_the_corpus(
    vigie: Shell, folder: Path, tmp_path: Path
) -> None:
    vigie("ingest", str(folder))
    (tmp_path / "vide").mkdir()
    vigie("sync", str(tmp_path / "vide"), status=2)
    vigie("sync", str(tmp_path / "absent"), status=2)
    assert len(vigie.names()) == 2


def test_one_bad_file_fails_and_the_others_go_in(vigie: Shell, folder: Path) -> None:
    (folder / "image.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    assert vigie.outcomes("ingest", str(folder), status=1)["image.txt"] == "failed"
    assert "image.txt" in vigie.err
    assert "sur 3" in vigie.err
    assert vigie.names() == {"lampes.txt", "sous-dossier/bateaux.md"}


@pytest.mark.parametrize("path", ["/nulle-part/rien.txt", "https://exemple.fr/page"])
def test_what_is_not_there_is_misuse(vigie: Shell, path: str) -> None:
    vigie("ingest", path, status=2)
    assert path in vigie.err


@contextmanager
def _server() -> Iterator[None]:
    """Another owner of the data directory, its worker at work."""
    with open_application() as application, application.writing() as pipeline:
        pipeline.resume()
        worker = Worker(pipeline, application.catalogue)
        worker.start()
        try:
            yield
        finally:
            worker.stop()


def test_beside_a_server_writing_is_queued_and_followed(vigie: Shell, folder: Path) -> None:
    with _server():
        assert set(vigie.outcomes("ingest", str(folder)).values()) == {"added"}
        assert "confié" in vigie.err
        assert len(vigie.names()) == 2
        assert vigie.outcomes("remove", "lampes.txt") == {"lampes.txt": "removed"}
        assert vigie.json("reindex") == {"documents": 1}
        assert vigie.names() == {"sous-dossier/bateaux.md"}


def _checks(vigie: Shell, *arguments: str, status: int) -> dict[str, bool]:
    return {check["name"]: check["ok"] for check in vigie.json("doctor", *arguments, status=status)}


def test_doctor_finds_a_damaged_index_and_mends_it(vigie: Shell, folder: Path) -> None:
    vigie("ingest", str(folder))
    assert all(_checks(vigie, status=0).values())
    with open_application() as application:
        shutil.rmtree(application.settings.home / "indexes")
    checks = _checks(vigie, status=1)
    assert [name for name, ok in checks.items() if not ok] == ["Index"]
    shown = vigie("doctor", status=1)
    assert "✗ Index" in shown
    assert "vigie doctor --repair" in shown
    assert all(_checks(vigie, "--repair", status=0).values())


def test_doctor_says_what_nobody_does_and_what_is_open(
    vigie: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_application() as application:
        application.catalogue.jobs.enqueue("ingest", {"paths": ["lampes.txt"]})
    monkeypatch.setenv("VIGIE_HOST", "0.0.0.0")
    checks = _checks(vigie, status=1)
    assert {name for name, ok in checks.items() if not ok} == {
        "File d’attente", "Adresse d’écoute",
    }  # fmt: skip
    shown = vigie("doctor", status=1)
    assert "vigie serve" in shown
    assert "VIGIE_ALLOWED_HOSTS" in shown
    assert "SQLite" in shown
    monkeypatch.setenv("VIGIE_ALLOWED_HOSTS", "vigie.region.exemple")
    assert _checks(vigie, status=1)["Adresse d’écoute"]


def test_another_fingerprint_is_refused_with_what_to_type(vigie: Shell, folder: Path) -> None:
    vigie("ingest", str(folder))
    with open_application() as application:
        application.catalogue.set_fingerprint("autre-modele|v0|v0")
    vigie("ask", "Combien de lampadaires ?", status=1)
    assert "vigie reindex" in vigie.err
    vigie("ingest", str(folder), status=1)
    assert "vigie reindex" in vigie.err
    assert _checks(vigie, status=1)["Empreinte"] is False
    vigie("reindex")
    assert all(_checks(vigie, status=0).values())
