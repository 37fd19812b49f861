"""Killed at random points and starved of disk: nothing lost, nothing twice, nothing half done.

The short ones run the pipeline on the quick encoder. Those of full size run what ``vigie ingest``
runs, with the model that ships, on files of several formats.
"""

from __future__ import annotations

import gc
import logging
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import pytest

from corpus.errors import TransientError
from ingest.encode.base import Encoder
from tests.ingest.conftest import EVERYTHING, Corpus, open_corpus
from tests.ingest.extract.reports.small import write_small

_log = logging.getLogger(__name__)  # its figures: --log-cli-level=INFO
ROOT = Path(__file__).resolve().parents[2]
LONG = 1200  # seconds that a run may take on a busy machine


@dataclass(frozen=True)
class Drill:
    """What is run: with ``encoder``, the real program and files of several formats."""

    tmp: Path
    encoder: Encoder | None = None

    def folder(self, name: str, count: int) -> Path:
        """Fictitious files, some of which hold the same text and some of which are empty."""
        folder = self.tmp / name
        folder.mkdir()
        for number in range(count):
            same = number - 1 if number % 17 == 5 else number
            words = " ".join(f"mesure{same}x{n}" for n in range(6 if self.encoder else 60))
            said = f"La Région Fictive arrête : {words}."
            if number % 31 == 7:
                (folder / f"{number:03}.txt").write_text("", "utf-8")
            else:
                kind = number % 10 if self.encoder and number % 17 not in {4, 5} else 0
                write_small(folder, f"{number:03}", kind, f"Document de test {same}", said)
        return folder

    def home(self, name: str) -> Path:
        home = self.tmp / name
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir()
        return home

    @contextmanager
    def started(self, home: Path, folder: Path, *more: str) -> Iterator[subprocess.Popen[str]]:
        """An ingestion that is loaded, and about to open the corpus."""
        real = ["--real"] if self.encoder else []
        command = [sys.executable, "-m", "tests.ingest.drilled", str(home), str(folder), *real]
        with subprocess.Popen(
            [*command, *more], cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            if process.stdout.readline() != "ready\n":
                pytest.fail(process.communicate(timeout=LONG)[1])
            yield process

    def run(self, home: Path, folder: Path, *more: str) -> tuple[int, str, float]:
        """An ingestion left to itself: its status, its last line of stderr, its seconds."""
        with self.started(home, folder, *more) as process:
            since = perf_counter()
            _, said = process.communicate(timeout=LONG)
            assert "Traceback" not in said
            return process.returncode, (said.splitlines() or [""])[-1], perf_counter() - since

    def killed(self, home: Path, folder: Path, after: float) -> bool:
        """Whether an ingestion was still at work when it was killed."""
        with self.started(home, folder) as process:
            try:
                _, said = process.communicate(timeout=after)
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate(timeout=LONG)
                return process.returncode == -9
            assert process.returncode == 0, said
            return False

    def opened(self, home: Path) -> Corpus:
        if self.encoder is None:
            return open_corpus(home)
        return open_corpus(home, self.encoder, "indexes")

    def whole(self, home: Path) -> dict[str, Any]:
        """What is there once all is done; nothing is left to mend."""
        corpus = self.opened(home)
        assert corpus.pipeline.resume() == []
        assert corpus.catalogue.suspects.all() == []
        found = state(corpus)
        corpus.close()
        return found

    def finished(self, home: Path, folder: Path) -> dict[str, Any]:
        """What is there once a last run was left to come to its end."""
        status, said, _ = self.run(home, folder)
        assert status == 0, said
        return self.whole(home)


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
        "passages": {one.id: one.text for one in passages},
        "vectors": {one.id: np.frombuffer(one.vector, "<f4") for one in passages},
        "indexed": corpus.indexed(),
        "originals": sorted(corpus.originals.held()),
    }


def require_same(found: dict[str, Any], expected: dict[str, Any]) -> None:
    """Fail where two states differ; what is encoded in other company differs in its last bits."""
    vectors, others = found.pop("vectors"), dict(expected)
    wanted = others.pop("vectors")
    assert found == others
    for passage, vector in vectors.items():
        np.testing.assert_allclose(vector, wanted[passage], atol=1e-4)


def require_part(home: Path, drill: Drill, expected: dict[str, Any]) -> int:
    """Fail unless each document that a reader sees after a kill is whole.

    Returns:
        How many there are.
    """
    whole = {name: (one[1], one[3]) for one in expected["documents"] for name in one[0]}
    corpus = drill.opened(home)
    seen = corpus.catalogue.documents("interne")
    for one in seen:
        assert dict.fromkeys(one.names, (one.version, one.passages)).items() <= whole.items()
        version = corpus.catalogue.version(one.version)
        assert version.state == "current"
        assert len(corpus.catalogue.passages(one.version)) == one.passages
    corpus.close()
    return len(seen)


def drill_kills(drill: Drill, files: int, kills: int) -> list[float]:
    """Kill as often as asked; from the beginning again each time that all was done.

    Returns:
        How much of the corpus readers saw after each kill, in shares.
    """
    folder = drill.folder("documents", files)
    home = drill.home("whole")
    status, said, took = drill.run(home, folder)
    assert status == 0, said
    expected = drill.whole(home)
    home = drill.home("home")
    chance = random.Random(kills)
    points: list[float] = []
    while len(points) < kills:
        if drill.killed(home, folder, chance.uniform(0.0, 0.6) * took):
            seen = require_part(home, drill, expected)
            points.append(seen / len(expected["documents"]))
        else:
            require_same(drill.whole(home), expected)
            home = drill.home("home")
    require_same(drill.finished(home, folder), expected)
    return points


def drill_full_disk(drill: Drill, files: int, points: int) -> int:
    """Fill the disk at points between an empty corpus and a full one.

    Returns:
        At how many of them the ingestion was refused; at the others nothing was to be written.
    """
    first = drill.folder("first", 6)
    folder = drill.folder("documents", files)
    home = drill.home("whole")
    status, said, _ = drill.run(home, folder)
    assert status == 0, said
    expected = drill.whole(home)
    biggest = largest_file(home)
    refused = 0
    for point in range(points):
        home = drill.home("home")
        assert drill.run(home, first)[0] == 0
        held = largest_file(home)
        room = held + (biggest - held) * (point + 1) // (points + 2)
        status, said, _ = drill.run(home, folder, "--largest-file", str(room))
        assert status in {0, 3}, said
        if status == 3:
            refused += 1
            assert said.startswith("TransientError: "), said
        corpus = drill.opened(home)
        corpus.pipeline.resume()
        assert "mesure3x4" in " ".join(corpus.by_words("mesure3x4"))
        assert corpus.by_meaning("Région Fictive")
        corpus.close()
        require_same(drill.finished(home, folder), expected)
    assert refused >= points // 2
    return refused


def largest_file(home: Path) -> int:
    return max(path.stat().st_size for path in home.rglob("*") if path.is_file())


def test_a_killed_ingestion_resumes(tmp_path: Path) -> None:
    drill_kills(Drill(tmp_path), files=12, kills=2)


def test_a_full_disk_leaves_what_was_there_and_resumes(tmp_path: Path) -> None:
    drill_full_disk(Drill(tmp_path), files=12, points=1)


def test_a_disk_too_full_to_note_what_was_read_is_said_once(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise TransientError("Le disque est plein.")

    monkeypatch.setattr(corpus.catalogue, "add_pending", full)
    monkeypatch.setattr(corpus.catalogue.suspects, "clear", full)
    with pytest.raises(TransientError, match="plein"):
        corpus.ingest(**{f"n{number}": f"Document de test {number}." for number in range(40)})
    gc.collect()  # what a generator raises as it goes would be told by pytest


def drill_kills_in_earnest(drill: Drill, kills: int) -> None:
    points = drill_kills(drill, files=200, kills=kills)
    # Points that all fall before or after the writing would prove nothing.
    midway = sum(0 < one < 1 for one in points)
    _log.info("%d kills, %d of them with a part of the documents in", len(points), midway)
    assert midway > kills / 3, points


@pytest.mark.drill(minutes=25)
def test_drill_two_hundred_files_killed_twenty_times(
    tmp_path: Path, loaded_encoder: Encoder
) -> None:
    drill_kills_in_earnest(Drill(tmp_path, loaded_encoder), kills=20)


@pytest.mark.longest
@pytest.mark.drill(minutes=90)
def test_drill_two_hundred_files_killed_eighty_times_more(
    tmp_path: Path, loaded_encoder: Encoder
) -> None:
    drill_kills_in_earnest(Drill(tmp_path, loaded_encoder), kills=80)


@pytest.mark.drill(minutes=15)
def test_drill_three_full_disks(tmp_path: Path, loaded_encoder: Encoder) -> None:
    drill_full_disk(Drill(tmp_path, loaded_encoder), files=200, points=3)


@pytest.mark.longest
@pytest.mark.drill(minutes=45)
def test_drill_ten_full_disks(tmp_path: Path, loaded_encoder: Encoder) -> None:
    drill_full_disk(Drill(tmp_path, loaded_encoder), files=200, points=10)
