"""Versions, originals, corrections and erasure from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.shell import Shell

pytestmark = pytest.mark.usefixtures("quick_start")

LAMPS = "Document de test. La Région Fictive compte douze lampadaires et trois bancs.\n"


@pytest.fixture
def vigie(capsys: pytest.CaptureFixture[str]) -> Shell:
    """The command line."""
    return Shell(capsys)


@pytest.fixture
def lamps(tmp_path: Path, vigie: Shell) -> Path:
    """A document that was taken in."""
    path = tmp_path / "lampes.txt"
    path.write_text(LAMPS, encoding="utf-8")
    vigie("ingest", str(path))
    return path


def test_the_original_comes_back_byte_for_byte(vigie: Shell, lamps: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copie.txt"
    vigie("show", "lampes.txt", "--original", str(copy))
    assert copy.read_bytes() == lamps.read_bytes()
    assert "text/plain" in vigie.err
    vigie("show", "lampes.txt", "--original", str(copy), status=2)
    assert "existe déjà" in vigie.err


def test_former_versions_are_listed_shown_and_had_back(
    vigie: Shell, lamps: Path, tmp_path: Path
) -> None:
    former = vigie.json("show", "lampes.txt")["version"]
    lamps.write_text(LAMPS.replace("douze", "treize"), encoding="utf-8")
    vigie("ingest", str(lamps))
    now, before = vigie.json("show", "lampes.txt", "--versions")
    assert (before["version"], before["replaced_by"]) == (former, now["version"])
    assert before["originals"][0]["size"] == len(LAMPS.encode())
    assert "remplacée le" in vigie("show", "lampes.txt", "--versions")
    shown = vigie("show", "lampes.txt", "--version", former)
    assert "Ancienne version, remplacée par" in shown
    assert "douze lampadaires" in shown
    copy = tmp_path / "copie.txt"
    vigie("show", "lampes.txt", "--version", former, "--original", str(copy))
    assert copy.read_text(encoding="utf-8") == LAMPS
    vigie("show", "lampes.txt", "--version", "0" * 32, status=2)
    assert "--versions" in vigie.err


def test_a_correction_is_shown_with_where_it_comes_from(vigie: Shell, lamps: Path) -> None:
    vigie("describe", "lampes.txt", "--date", "2031-02-01", "--title", "Les lampes")
    lamps.write_text(LAMPS.replace("douze", "treize"), encoding="utf-8")
    vigie("ingest", str(lamps))
    assert vigie.json("show", "lampes.txt")["date"] == "2031-02-01"
    fields = vigie.json("describe", "lampes.txt")["fields"]
    assert fields["titre"]["value"] == "Les lampes"
    assert fields["date"]["found_in"].startswith("correction du ")
    assert "commande:" in vigie("describe", "lampes.txt")
    vigie("describe", "lampes.txt", "--forget", "date")
    assert vigie.json("show", "lampes.txt")["date"] is None
    vigie("describe", "lampes.txt", "--date", "demain", status=2)
    assert "AAAA-MM-JJ" in vigie.err


def test_a_second_name_cannot_uncover_an_internal_content(
    vigie: Shell, lamps: Path, tmp_path: Path
) -> None:
    vigie("describe", "lampes.txt", "--audience", "interne")
    (tmp_path / "copie.txt").write_text(lamps.read_text(encoding="utf-8"), encoding="utf-8")
    shown = vigie("ingest", str(tmp_path / "copie.txt"))
    assert "celui-ci est interne et le reste" in shown
    assert vigie.json("search", "lampadaires") == []


def test_erasing_says_what_backups_still_hold(vigie: Shell, lamps: Path) -> None:
    del lamps
    vigie("remove", "lampes.txt")
    shown = vigie("remove", "lampes.txt", "--purge")
    assert "sauvegardes faites avant ce moment" in shown
    vigie("remove", "lampes.txt", "--purge", status=2)
    vigie("show", "lampes.txt", "--versions", status=2)
