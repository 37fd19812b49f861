"""One owner, and the queue that others use beside it."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from corpus.catalogue import Catalogue
from corpus.errors import LockedError, TransientError
from ingest.ownership import Ownership, is_owned
from ingest.worker import Worker, follow
from tests.ingest.conftest import Corpus

ROOT = Path(__file__).resolve().parents[2]
PLAN = "La Région Fictive adopte un plan de prévention."

OWNER = """
import sys
from pathlib import Path
from ingest.ownership import Ownership
owner = Ownership(Path(sys.argv[1]))
print("mine", flush=True)
sys.stdin.readline()
"""


def test_a_data_directory_has_one_owner_until_that_one_dies(home: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", OWNER, str(home)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "mine\n"
        with pytest.raises(LockedError, match="autre processus"):
            Ownership(home)
        assert is_owned(home)
        other.kill()
    assert not is_owned(home)
    with Ownership(home):
        assert is_owned(home)


def test_a_job_is_done_and_says_what_became_of_each_file(corpus: Corpus, tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "plan.txt").write_text(PLAN, encoding="utf-8")
    (folder / "vide.txt").write_text("", encoding="utf-8")
    number = corpus.catalogue.jobs.enqueue("ingest", {"paths": [str(folder)]})
    worker = Worker(corpus.pipeline, corpus.catalogue)
    assert worker.run_waiting() == 1
    job = corpus.catalogue.jobs.job(number)
    assert job.state == "done"
    assert job.result is not None
    assert {one["name"]: one["outcome"] for one in job.result} == {
        "plan.txt": "added",
        "vide.txt": "failed",
    }
    corpus.catalogue.jobs.enqueue("remove", {"names": ["plan.txt"]})
    worker.run_waiting()
    assert corpus.catalogue.documents() == []


def test_a_job_that_fails_says_why_and_the_next_one_is_done(corpus: Corpus, tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    jobs = corpus.catalogue.jobs
    numbers = [
        jobs.enqueue("remove", {"names": ["absent.txt"]}),
        jobs.enqueue("danse", {}),
        jobs.enqueue("ingest", {"paths": [str(tmp_path / "absent")]}),
        jobs.enqueue("ingest", {"paths": [str(tmp_path / "plan.txt")]}),
        jobs.enqueue("reindex", {}),
    ]
    assert Worker(corpus.pipeline, corpus.catalogue).run_waiting() == 5
    done = [jobs.job(number) for number in numbers]
    assert [job.state for job in done] == ["failed", "failed", "failed", "done", "done"]
    assert "absent.txt" in done[0].message
    assert "danse" in done[1].message
    assert done[4].result == [{"documents": 1}]


def test_another_process_follows_the_worker_s_thread(corpus: Corpus, tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    worker = Worker(corpus.pipeline, corpus.catalogue)
    worker.start()
    beside = Catalogue(corpus.catalogue._store._place)
    try:
        number = beside.jobs.enqueue("ingest", {"paths": [str(tmp_path / "plan.txt")]})
        worker.wake()
        job = follow(beside, number, lambda *_: None, lambda: True)
        assert job.result is not None
        assert job.result[0]["outcome"] == "added"
        number = beside.jobs.enqueue("remove", {"names": ["absent.txt"]})
        worker.wake()
        with pytest.raises(TransientError, match=r"absent\.txt"):
            follow(beside, number, lambda *_: None, lambda: True)
    finally:
        worker.stop(30)
        beside.close()
    assert not any(one.name == "vigie-worker" for one in threading.enumerate())


def test_following_ends_when_the_worker_is_gone(corpus: Corpus) -> None:
    number = corpus.catalogue.jobs.enqueue("reindex", {})
    with pytest.raises(TransientError, match="serveur s’est arrêté"):
        follow(corpus.catalogue, number, lambda *_: None, lambda: False)


def test_a_job_that_kills_its_worker_three_times_is_set_aside(corpus: Corpus) -> None:
    jobs = corpus.catalogue.jobs
    number = jobs.enqueue("ingest", {"paths": ["poison"]})
    for attempt in (1, 2, 3):
        claimed = jobs.claim()
        assert claimed is not None
        assert (claimed.id, claimed.attempts) == (number, attempt)
        assert jobs.claim() is None
        jobs.recover()
    assert jobs.claim() is None
    assert jobs.job(number).state == "failed"
    jobs.retry(number)
    assert jobs.claim() is not None
