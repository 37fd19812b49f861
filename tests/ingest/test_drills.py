"""Killed at random points and starved of disk: nothing lost, nothing twice, nothing half done."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from tests.ingest.conftest import EVERYTHING, Corpus, open_corpus

ROOT = Path(__file__).resolve().parents[2]
LONG = 300  # seconds that a run may take on a busy machine


def fill(folder: Path, count: int) -> Path:
    """Fictitious files, some of which hold the same text and some of which are empty."""
    folder.mkdir()
    for number in range(count):
        same = number - 1 if number % 17 == 5 else number
        words = " ".join(f"mesure{same}x{n}" for n in range(60))
        text = f"Document de test {same}.\n\nLa Région Fictive arrête : {words}.\n"
        (folder / f"{number:03}.txt").write_text("" if number % 31 == 7 else text, "utf-8")
    return folder


def run(home: Path, folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.ingest.drilled", str(home), str(folder), *more],
        cwd=ROOT, check=False, capture_output=True, text=True, timeout=LONG,
    )  # fmt: skip


def state(corpus: Corpus) -> dict[str, Any]:
    """All that the catalogue and both indexes hold, but for moments and numbers."""
    catalogue = corpus.catalogue
    documents = sorted(
        (sorted(one.names), one.version, one.metadata, one.passages)
        for one in catalogue.documents("interne")
    )
    passages = [one for batch in catalogue.all_indexed_passages() for one in batch]
    stored = catalogue.stored_passages([one.id for one in passages], EVERYTHING)
    assert len(stored) == len(passages)
    assert catalogue.pending() == []
    assert corpus.indexes.vector.holds(passages)
    assert corpus.indexes.lexical.holds(passages)
    return {
        "documents": documents,
        "passages": [(one.id, one.text, one.vector) for one in passages],
        "indexed": corpus.indexed(),
        "originals": sorted(corpus.originals.held()),
    }


def uninterrupted(home: Path, folder: Path) -> tuple[dict[str, Any], float]:
    """What one whole run leaves, and how long it takes."""
    home.mkdir()
    started = perf_counter()
    done = run(home, folder)
    took = perf_counter() - started
    assert done.returncode == 0, done.stderr
    corpus = open_corpus(home)
    found = state(corpus)
    corpus.close()
    return found, took


def finished(home: Path, folder: Path) -> dict[str, Any]:
    """What is there once a last run was left to come to its end."""
    done = run(home, folder)
    assert done.returncode == 0, done.stderr
    corpus = open_corpus(home)
    assert corpus.pipeline.resume() == []
    assert corpus.catalogue.suspects.all() == []
    found = state(corpus)
    corpus.close()
    return found


def drill_kills(tmp_path: Path, files: int, kills: int) -> None:
    folder = fill(tmp_path / "documents", files)
    expected, took = uninterrupted(tmp_path / "whole", folder)
    home = tmp_path / "home"
    home.mkdir()
    chance = random.Random(kills)
    killed = 0
    while killed < kills:
        done = run(home, folder, "--dies-after", f"{chance.uniform(0.1, 1.1) * took:.3f}")
        assert done.returncode in {0, -9}, done.stderr
        killed += 1
        if done.returncode == 0 and killed < kills:
            # It came to its end: from the beginning again.
            assert finished(home, folder) == expected
            shutil.rmtree(home)
            home.mkdir()
    assert finished(home, folder) == expected


def drill_full_disk(tmp_path: Path, files: int, points: int) -> None:
    first = fill(tmp_path / "first", 6)
    folder = fill(tmp_path / "documents", files)
    expected, _ = uninterrupted(tmp_path / "whole", folder)
    biggest = max(p.stat().st_size for p in (tmp_path / "whole").rglob("*") if p.is_file())
    refused = 0
    for point in range(points):
        home = tmp_path / f"home{point}"
        home.mkdir()
        assert run(home, first).returncode == 0
        held = max(p.stat().st_size for p in home.rglob("*") if p.is_file())
        room = held + (biggest - held) * (point + 1) // (points + 2)
        done = run(home, folder, "--largest-file", str(room))
        assert done.returncode in {0, 3}, done.stderr
        if done.returncode == 3:
            refused += 1
            assert done.stderr.splitlines()[-1].startswith("TransientError: "), done.stderr
        corpus = open_corpus(home)
        corpus.pipeline.resume()
        assert "mesure3x4" in " ".join(corpus.by_words("mesure3x4"))
        assert corpus.by_meaning("Région Fictive")
        corpus.close()
        assert finished(home, folder) == expected
    assert refused >= points // 2


def test_a_killed_ingestion_resumes(tmp_path: Path) -> None:
    drill_kills(tmp_path, files=12, kills=2)


def test_a_full_disk_leaves_what_was_there_and_resumes(tmp_path: Path) -> None:
    drill_full_disk(tmp_path, files=12, points=1)


@pytest.mark.drill
def test_drill_two_hundred_files_killed_a_hundred_times(tmp_path: Path) -> None:
    drill_kills(tmp_path, files=200, kills=100)


@pytest.mark.drill
def test_drill_ten_full_disks(tmp_path: Path) -> None:
    drill_full_disk(tmp_path, files=200, points=10)
