"""What several processes may do at once on PostgreSQL, and its errors in French."""

from __future__ import annotations

import threading
from collections import Counter
from pathlib import Path

import pytest

from corpus.catalogue import Catalogue
from corpus.catalogue.snapshot import load, save, verify
from corpus.errors import ConfigurationError, CorpusError, TransientError
from corpus.records import Alignment, Metadata, NewVersion
from tests.corpus.conftest import on_postgresql
from tests.corpus.test_catalogue import add
from tests.postgresql import PostgreSQL

pytestmark = on_postgresql


def together(count: int, work: object) -> None:
    """Run ``work(number)`` in so many threads, which start at once."""
    start = threading.Barrier(count)
    failed: list[Exception] = []

    def run(number: int) -> None:
        start.wait()
        try:
            work(number)  # type: ignore[operator]
        except Exception as error:  # noqa: BLE001 - raised again by whoever waits
            failed.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed, failed


def test_several_workers_share_the_queue_and_no_job_is_done_twice(postgresql: PostgreSQL) -> None:
    url = postgresql.catalogue()
    taken: Counter[int] = Counter()
    with Catalogue(url) as catalogue:
        numbers = [catalogue.jobs.enqueue("essai", {}) for _ in range(40)]

    def work(_: int) -> None:
        with Catalogue(url) as own:
            while (job := own.jobs.claim()) is not None:
                taken[job.id] += 1
                own.jobs.finish(job.id, [])

    together(4, work)
    assert taken == Counter(numbers)


def test_a_job_that_another_transaction_holds_is_passed_over(postgresql: PostgreSQL) -> None:
    with Catalogue(postgresql.catalogue()) as catalogue:
        first = catalogue.jobs.enqueue("essai", {})
        second = catalogue.jobs.enqueue("essai", {})
        with catalogue._store.writing(alone=False) as connection:
            connection.exec_driver_sql(f"SELECT id FROM jobs WHERE id = {first} FOR UPDATE")
            job = catalogue.jobs.claim()
        assert job is not None
        assert job.id == second


def test_a_job_is_its_worker_s_until_the_lease_is_over(postgresql: PostgreSQL) -> None:
    url = postgresql.catalogue()
    with Catalogue(url) as first, Catalogue(url) as second:
        number = first.jobs.enqueue("essai", {})
        assert first.jobs.claim() is not None
        # A replica that starts leaves the work of those that are alive alone.
        assert second.jobs.recover(starting=True) == 0
        assert first.jobs.renew(number)
        assert not second.jobs.renew(number)
        expire(first, number)
        assert second.jobs.recover() == 1
        taken = second.jobs.claim()
        assert taken is not None
        assert (taken.id, taken.attempts) == (number, 2)
        # Whoever lost it is not heard any more.
        assert not first.jobs.renew(number)
        first.jobs.finish(number, ["ancien"])
        assert second.jobs.job(number).state == "running"
        second.jobs.finish(number, ["neuf"])
        assert first.jobs.job(number).result == ["neuf"]


def test_only_the_job_of_whoever_died_reading_is_excused(postgresql: PostgreSQL) -> None:
    url = postgresql.catalogue()
    with Catalogue(url) as reader, Catalogue(url) as other, Catalogue(url) as next_one:
        numbers = [reader.jobs.enqueue("essai", {}) for _ in range(2)]
        assert reader.jobs.claim() is not None
        assert other.jobs.claim() is not None
        reader.suspects.begin("abc", "a.pdf")
        for number in numbers:
            expire(reader, number)
        assert next_one.jobs.recover() == 2
        assert [next_one.jobs.job(number).attempts for number in numbers] == [0, 1]
        assert next_one.jobs.recover() == 0


def expire(catalogue: Catalogue, number: int) -> None:
    """End the lease on a job."""
    with catalogue._store.writing() as connection:
        connection.exec_driver_sql(
            f"UPDATE jobs SET lease = '1970-01-01T00:00:00+00:00' WHERE id = {number}"
        )


def test_callers_are_counted_by_all_who_share_the_catalogue(postgresql: PostgreSQL) -> None:
    url = postgresql.catalogue()
    allowed: list[bool] = []

    def call(_: int) -> None:
        with Catalogue(url) as own:
            allowed.extend(own.calls.add("adresse:192.0.2.7", 3600, 25)[0] for _ in range(10))

    together(4, call)
    # Where an hour ends within the test, the former one weighs almost as much.
    assert 24 <= sum(allowed) <= 26
    with Catalogue(url) as catalogue:
        assert catalogue.calls.add("adresse:192.0.2.8", 3600, 25)[0]
        with catalogue._store.reading() as connection:
            kept = connection.exec_driver_sql("SELECT caller FROM calls").scalars().all()
    assert not any("192.0.2" in caller for caller in kept)


def test_the_queue_does_not_wait_for_whoever_writes_documents(postgresql: PostgreSQL) -> None:
    with Catalogue(postgresql.catalogue()) as catalogue:
        number = catalogue.jobs.enqueue("essai", {})
        with catalogue._store.writing():
            job = catalogue.jobs.claim()
            assert job is not None
            catalogue.jobs.progress(number, "En cours", 1, 2)


def test_who_follows_the_changes_misses_none(postgresql: PostgreSQL) -> None:
    url = postgresql.catalogue()
    seen: list[int] = []
    done = threading.Event()

    def follow() -> None:
        with Catalogue(url) as own:
            last = 0
            while True:
                finished = done.is_set()
                for change in own.changes_since(last):
                    seen.append(change.sequence)
                    last = change.sequence
                if finished:
                    return

    def write(number: int) -> None:
        with Catalogue(url) as own:
            for index in range(8):
                add(own, f"{number}-{index}.txt")

    follower = threading.Thread(target=follow)
    follower.start()
    together(3, write)
    done.set()
    follower.join()
    with Catalogue(url) as catalogue:
        assert seen == [change.sequence for change in catalogue.changes_since(0, 1000)]
        assert len(catalogue.documents()) == 24


def test_a_reader_sees_one_state_while_others_write(postgresql: PostgreSQL) -> None:
    with Catalogue(postgresql.catalogue()) as catalogue:
        add(catalogue, "a.txt")
        with catalogue._store.reading() as connection:
            count = "SELECT count(*) FROM documents"
            before = connection.exec_driver_sql(count).scalar()
            add(catalogue, "b.txt")
            assert connection.exec_driver_sql(count).scalar() == before == 1


def test_several_processes_may_migrate_at_once(postgresql: PostgreSQL) -> None:
    url = postgresql.empty()
    together(3, lambda _: Catalogue(url).close())
    with Catalogue(url) as catalogue:
        assert catalogue.documents() == []


def test_a_catalogue_moves_from_one_engine_to_the_other_and_back(
    postgresql: PostgreSQL, home: Path
) -> None:
    small, there, back = f"sqlite:///{home}/a.db", postgresql.catalogue(), home / "retour.db"
    with Catalogue(small) as catalogue:
        version = add(catalogue, "a.txt", "Premier passage.\nSecond passage.", audience="interne")
        _, secret = catalogue.tokens.add("Site", ["questions"])
        before = catalogue.documents("interne"), catalogue.passages(version)
    save(small, home / "copie.db")
    verify(home / "copie.db")
    load(home / "copie.db", there)
    with Catalogue(there) as moved:
        assert (moved.documents("interne"), moved.passages(version)) == before
        assert moved.tokens.find(secret) is not None
        # Rows that are added now are numbered after those that came.
        add(moved, "b.txt")
        assert moved.jobs.enqueue("essai", {}) == 1
        assert len(moved.audit.acts()) == 3
    save(there, back)
    with Catalogue(f"sqlite:///{back}") as returned:
        assert [one.name for one in returned.documents("interne")] == ["a.txt", "b.txt"]
        assert returned.passages(version) == before[1]


def test_text_that_postgresql_cannot_hold_is_kept_readable(postgresql: PostgreSQL) -> None:
    with Catalogue(postgresql.catalogue()) as catalogue:
        cleaned, raw = "Avant après.", "Avant\0après."
        whole = Alignment((0, 12), (0, 12))
        version = catalogue.add_pending(
            NewVersion("a.txt", "s", cleaned, raw, whole, (), Metadata(), "f", ())
        )
        assert catalogue.version(version).raw == "Avant\ufffdaprès."


def test_a_sign_that_no_text_may_hold_fails_no_request(postgresql: PostgreSQL) -> None:
    with Catalogue(postgresql.catalogue()) as catalogue:
        said = "C’est\0faux \ud800 \U0001f6a4."
        catalogue.feedback.add(question=said, useful=False, comment=said)
        catalogue.conversations.note(said, said, abstained=True, confidence=0.5)
        [opinion] = catalogue.feedback.opinions()
        [asked] = catalogue.conversations.asked()
        assert opinion.comment == asked.question == "C’est\ufffdfaux \ufffd \U0001f6a4."
        assert catalogue.documents() == []
        assert catalogue.accounts.find("\0") is None


def test_a_server_that_is_not_there_is_a_passing_failure(tmp_path: Path) -> None:
    with pytest.raises(TransientError, match="VIGIE_DATABASE_URL") as refused:
        Catalogue(f"postgresql://nom:secret@/vigie?host={tmp_path}")
    assert "secret" not in str(refused.value)


def test_a_catalogue_of_a_newer_vigie_is_refused(postgresql: PostgreSQL) -> None:
    url = postgresql.catalogue()
    with Catalogue(url) as catalogue, catalogue._store.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(CorpusError, match="autre version"):
        Catalogue(url)


def test_other_engines_are_refused() -> None:
    with pytest.raises(ConfigurationError, match="VIGIE_DATABASE_URL"):
        Catalogue("mysql://x/y")
