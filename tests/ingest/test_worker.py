"""One owner, and the queue that others use beside it."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from corpus.catalogue import Catalogue
from corpus.errors import LockedError, TransientError, UsageError
from ingest.ownership import Ownership, is_owned
from ingest.worker import Worker, follow
from tests.ingest.conftest import Corpus, open_corpus

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
        jobs.recover(starting=True)
    assert jobs.claim() is None
    assert jobs.job(number).state == "failed"
    jobs.retry(number)
    assert jobs.claim() is not None


def test_a_passing_failure_is_tried_again_and_a_lasting_one_is_not(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "plan.txt").write_text(PLAN, encoding="utf-8")
    jobs = corpus.catalogue.jobs
    real = corpus.catalogue.add_pending
    full = TransientError("Le disque est plein.")
    monkeypatch.setattr(corpus.catalogue, "add_pending", lambda _: (_ for _ in ()).throw(full))
    number = jobs.enqueue("ingest", {"paths": [str(tmp_path / "plan.txt")]})
    patient = Worker(corpus.pipeline, corpus.catalogue, pause=3600)
    assert patient.run_waiting() == 1
    job = jobs.job(number)
    assert (job.state, job.failure) == ("waiting", "transient")
    assert job.message == "Nouvel essai dans 3600 s\u00a0: Le disque est plein."
    assert jobs.claim() is None  # not before its time
    jobs.postpone(number, "Le disque est plein.", 0)
    hasty = Worker(corpus.pipeline, corpus.catalogue, pause=0)
    assert hasty.run_waiting() == 2
    assert (jobs.job(number).state, jobs.job(number).failure) == ("failed", "transient")
    monkeypatch.setattr(corpus.catalogue, "add_pending", real)
    jobs.retry(number)
    hasty.run_waiting()
    assert jobs.job(number).state == "done"
    assert corpus.by_words("prevent") == [PLAN]
    lasting = jobs.enqueue("remove", {"names": ["absent.txt"]})
    hasty.run_waiting()
    assert (jobs.job(lasting).state, jobs.job(lasting).failure) == ("failed", "permanent")
    with pytest.raises(UsageError, match="n’a pas échoué"):
        jobs.retry(number)


READER = """
import os, sys
from pathlib import Path
import ingest.reading
from ingest.worker import Worker
from tests.ingest.conftest import open_corpus
real = ingest.reading.extract
def deadly(source):
    if b"poison" in source.data:
        os.kill(os.getpid(), 9)
    return real(source)
ingest.reading.extract = deadly
corpus = open_corpus(Path(sys.argv[1]))
corpus.pipeline.resume()
worker = Worker(corpus.pipeline, corpus.catalogue)
worker.recover()
worker.run_waiting()
"""


def test_a_file_that_kills_is_set_aside_after_three_times_and_the_rest_goes_on(
    home: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "a.txt").write_text(PLAN, encoding="utf-8")
    (folder / "b.txt").write_text("poison", encoding="utf-8")
    (folder / "c.txt").write_text(f"{PLAN} Suite.", encoding="utf-8")
    corpus = open_corpus(home)
    number = corpus.catalogue.jobs.enqueue("ingest", {"paths": [str(folder)]})
    deaths = []
    for _ in range(5):
        done = subprocess.run(
            [sys.executable, "-c", READER, str(home)], cwd=ROOT, check=False, capture_output=True
        )
        deaths.append(done.returncode)
        if done.returncode == 0:
            break
    assert deaths == [-9, -9, -9, 0]
    job = corpus.catalogue.jobs.job(number)
    assert job.state == "done"
    assert job.result is not None
    assert {one["name"]: one["outcome"] for one in job.result} == {
        "a.txt": job.result[0]["outcome"], "b.txt": "failed", "c.txt": "added",
    }  # fmt: skip
    assert "mis de côté" in job.result[1]["message"]
    assert [one.name for one in corpus.catalogue.documents()] == ["a.txt", "c.txt"]
    [aside] = corpus.catalogue.suspects.all()
    assert (aside.name, aside.set_aside) == ("b.txt", True)
    assert corpus.catalogue.suspects.pardon("b.txt") == 1
    corpus.close()
