"""A folder that the corpus follows, and what not reading its unchanged files costs."""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.extract import sources
from ingest.extract.base import Source
from tests.fakes import FakeEncoder
from tests.ingest.extract.a_site import a_site, fetcher, page
from ui import following
from ui.compose import Application, open_application
from ui.intake import ingest
from ui.outcome import Outcome

TEXT = "Document de test. La Région Fictive compte {} lampadaires.\n"


@pytest.fixture
def application(monkeypatch: pytest.MonkeyPatch) -> Iterator[Application]:
    """An application on the quick encoder."""
    monkeypatch.setattr("ingest.encode.load.load_encoder", lambda *_: FakeEncoder())
    with open_application() as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of three files, an hour old."""
    folder = tmp_path / "documents"
    folder.mkdir()
    for number in range(3):
        write(folder / f"{number}.txt", TEXT.format(number))
    return folder


def write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def outcomes(found: list[Outcome]) -> dict[str, str]:
    return {one.name: one.outcome for one in found}


def names(application: Application) -> set[str]:
    return {one.name for one in application.catalogue.documents("interne")}


def test_what_changes_in_the_folder_changes_in_the_corpus(
    application: Application, folder: Path
) -> None:
    told: queue.Queue[list[Outcome]] = queue.Queue()
    stop = threading.Event()
    thread = threading.Thread(
        target=following.watch, args=(application, str(folder), told.put, stop)
    )
    thread.start()
    try:
        assert outcomes(told.get(timeout=60)) == {f"{n}.txt": "added" for n in range(3)}
        write(folder / "3.txt", TEXT.format("trois"))
        assert outcomes(told.get(timeout=60)) == {"3.txt": "added"}
        write(folder / "0.txt", TEXT.format("cent"))
        assert outcomes(told.get(timeout=60)) == {"0.txt": "replaced"}
        (folder / "1.txt").unlink()
        assert outcomes(told.get(timeout=60)) == {"1.txt": "removed"}
        (folder / "2.txt").rename(folder / "deux.txt")
        assert set(outcomes(told.get(timeout=60)).values()) <= {"renamed", "detached", "removed"}
    finally:
        stop.set()
        thread.join(60)
    assert not thread.is_alive()
    assert names(application) == {"0.txt", "deux.txt", "3.txt"}


def test_a_folder_takes_out_only_what_it_brought(
    application: Application, folder: Path, tmp_path: Path
) -> None:
    other = tmp_path / "autres"
    other.mkdir()
    write(other / "ailleurs.txt", TEXT.format("onze"))
    write(other / "dehors.txt", TEXT.format("douze"))
    ingest(application, [str(other / "ailleurs.txt")])
    following.sync(application, str(other))
    ingest(application, [str(folder)])
    (folder / "1.txt").unlink()
    # What « ingest » took in of a folder came from there too.
    assert outcomes(following.sync(application, f"{folder}/../{folder.name}")) == {
        "0.txt": "unchanged", "2.txt": "unchanged", "1.txt": "removed",
    }  # fmt: skip
    assert names(application) == {"0.txt", "2.txt", "ailleurs.txt", "dehors.txt"}
    (other / "ailleurs.txt").unlink()
    following.sync(application, str(other))
    assert names(application) == {"0.txt", "2.txt", "dehors.txt"}


def test_of_a_name_that_two_folders_hold_the_last_one_decides(
    application: Application, folder: Path, tmp_path: Path
) -> None:
    other = tmp_path / "autres"
    other.mkdir()
    write(other / "0.txt", TEXT.format("zéro"))
    following.sync(application, str(folder))
    following.sync(application, str(other))
    (folder / "0.txt").unlink()
    following.sync(application, str(folder))
    assert "0.txt" in names(application)


def test_a_site_is_followed_and_pruned_where_asked(
    application: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.extract.site._PAUSE", 0.0)
    with a_site() as fake:
        application.__dict__["fetcher"] = fetcher()
        address = f"{fake.base}/sitemap.xml"
        urls = "<url><loc>BASE/a</loc></url><url><loc>BASE/b</loc></url>"
        fake.pages = {
            "/sitemap.xml": f"<urlset>{urls}</urlset>".encode(),
            "/a": page("A", "La Région Fictive compte dix lycées."),
            "/b": page("B", "La Région Fictive compte vingt gares."),
        }
        found = following.sync(application, address)
        assert {one.outcome for one in found} == {"added"}
        del fake.pages["/b"]
        told: queue.Queue[list[Outcome]] = queue.Queue()
        stop = threading.Event()

        def tell(outcomes: list[Outcome]) -> None:
            told.put(outcomes)
            stop.set()

        following.watch(application, address, tell, stop)
        assert outcomes(told.get()) == {f"{fake.base}/a": "unchanged", f"{fake.base}/b": "vanished"}
        assert f"{fake.base}/b" in names(application)
        pruned = outcomes(following.sync(application, address, prune=True))
        assert pruned == {f"{fake.base}/a": "unchanged", f"{fake.base}/b": "removed"}
        assert names(application) == {f"{fake.base}/a"}


def test_pages_and_what_cannot_be_read_now_stay(application: Application, folder: Path) -> None:
    below = folder / "sous"
    below.mkdir()
    write(below / "a.txt", TEXT.format("mille"))
    following.sync(application, str(folder))
    page = Source("https://exemple.test/page.txt", TEXT.format("dix").encode())
    with application.writing() as pipeline:
        pipeline.ingest([page])
    # A folder whose files cannot be listed is reported under its own name.
    assert following._is_below("sous/a.txt", {"sous", "0.txt"})
    assert not following._is_below("autre/a.txt", {"sous", "0.txt"})
    found = following.sync(application, str(folder))
    assert set(outcomes(found).values()) == {"unchanged"}
    assert "https://exemple.test/page.txt" in names(application)


def age(folder: Path) -> None:
    """Make files look as if they had been left alone for an hour."""
    for path in folder.rglob("*"):
        status = path.stat()
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns - 3_600 * 10**9))


def test_an_unchanged_file_is_not_read_and_a_changed_one_is(
    application: Application, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The moment of an inode's change cannot be set back: the clock is set forward instead.
    age(folder)
    import time

    real = time.time_ns
    monkeypatch.setattr("ingest.extract.listing.time.time_ns", lambda: real() + 10**10)
    following.sync(application, str(folder))
    known = application.catalogue.stamps()
    assert set(known) == {"0.txt", "1.txt", "2.txt"}
    assert [one.same for one in sources(folder, known)] == [True] * 3
    # Same size, same time of change of the content: only the inode's own clock tells.
    path = folder / "1.txt"
    status = path.stat()
    write(path, TEXT.format(7))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert [one.same for one in sources(folder, known)] == [True, False, True]
    write(folder / "2.txt.yaml", "titre: Les lampadaires\n")
    assert [one.same for one in sources(folder, known)] == [True, False, False]
    found = outcomes(following.sync(application, str(folder)))
    assert found == {"0.txt": "unchanged", "1.txt": "replaced", "2.txt": "replaced"}


def test_a_file_that_has_just_changed_is_read_again(application: Application, folder: Path) -> None:
    following.sync(application, str(folder))
    assert not any(one.same for one in sources(folder, application.catalogue.stamps()))
