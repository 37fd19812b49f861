"""The restore drill: a backup made under way, put back on an empty machine, answers alike."""

from __future__ import annotations

import hashlib
import io
import json
import sqlite3
import tarfile
import threading
from pathlib import Path
from shutil import rmtree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import CorpusError, VigieError
from corpus.records import Scope
from ingest.extract.base import Source
from ingest.ownership import Ownership
from ingest.worker import Worker
from tests.fakes import FakeEncoder
from tests.ui.shell import Shell
from ui.archive import read_manifest
from ui.backup import backup
from ui.compose import open_application

OWN = Path(__file__).resolve().parents[1] / "data" / "own-set"
QUESTIONS = 200


@pytest.fixture(autouse=True)
def quick_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.encode.load.load_encoder", lambda *_: FakeEncoder())


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The documents of the project's own set, as files."""
    folder = tmp_path / "documents"
    folder.mkdir()
    for line in (OWN / "documents.jsonl").read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        (folder / Path(document["name"]).name).write_text(document["text"], encoding="utf-8")
    return folder


def questions() -> list[str]:
    lines = (OWN / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["question"] for line in lines[:QUESTIONS]]


def top_tens(home: Path) -> list[list[tuple[str, float]]]:
    with open_application(home=home) as application:
        return [
            [(one.passage, one.score) for one in application.chain.search(asked, Scope(), 10)]
            for asked in questions()
        ]


def test_a_backup_made_under_way_answers_alike_on_an_empty_machine(
    shell: Shell, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = tmp_path / "ici", tmp_path / "ailleurs"
    monkeypatch.setenv("VIGIE_HOME", str(here))
    shell("ingest", str(folder))
    secret = shell("token", "add", "Site de test").strip()
    before = top_tens(here)
    saved = tmp_path / "sauvegarde.tar"
    with open_application(home=here) as application, application.writing() as pipeline:
        # The corpus changes and is asked while it is saved.
        stop = threading.Event()

        def write() -> None:
            number = 0
            while not stop.is_set():
                number += 1
                text = f"Document de test n° {number} de la Région Fictive."
                pipeline.ingest([Source("pendant.txt", text.encode())])

        writer = threading.Thread(target=write)
        writer.start()
        try:
            made = backup(application, saved)
        finally:
            stop.set()
            writer.join()
    monkeypatch.setenv("VIGIE_HOME", str(there))
    restored = shell.json("restore", str(saved))
    assert restored["documents"] == made.documents
    if "pendant.txt" in shell.names():
        shell("remove", "pendant.txt")
    assert top_tens(there) == before
    kept = [path for path in (there / "originals").rglob("*") if path.is_file()]
    assert len(kept) >= len(list(folder.iterdir()))
    with open_application(home=there) as application:
        assert application.catalogue.tokens.find(secret) is not None
        assert application.health.unsound_indexes() == []
        assert [act.action for act in application.catalogue.audit.acts(20)].count("restauration")


def test_what_was_accepted_and_is_not_read_yet_is_read_on_the_other_machine(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = tmp_path / "ici", tmp_path / "ailleurs"
    deposit = here / "depots" / "0123456789abcdef"
    deposit.mkdir(parents=True)
    (deposit / "Déposé d’hier.txt").write_text("Document de test de la Région Fictive.")
    monkeypatch.setenv("VIGIE_HOME", str(here))
    elsewhere = str(tmp_path / "documents" / "absent.txt")
    with open_application(home=here) as application:
        application.catalogue.jobs.enqueue("ingest", {"paths": [str(deposit)]})
        application.catalogue.jobs.enqueue("ingest", {"paths": [elsewhere]})
    saved = tmp_path / "sauvegarde.tar"
    shell("backup", str(saved))
    rmtree(here)
    monkeypatch.setenv("VIGIE_HOME", str(there))
    shell("restore", str(saved))
    with open_application(home=there) as application:
        assert [job["paths"] for job in application.catalogue.jobs.unfinished("ingest")] == [
            [str(there / "depots" / deposit.name)],
            [elsewhere],
        ]
        with application.writing() as pipeline:
            Worker(pipeline, application.catalogue).run_waiting()
    assert shell.names() == {"Déposé d’hier.txt"}


def test_what_was_erased_is_not_in_a_backup(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIGIE_HOME", str(tmp_path / "home"))
    secret = "Le mot confidentiel est pamplemousse."
    document = tmp_path / "secret.txt"
    document.write_text(f"Document de test. {secret}" * 200, encoding="utf-8")
    shell("ingest", str(document))
    shell("remove", "secret.txt", "--purge")
    saved = tmp_path / "sauvegarde.tar"
    shell("backup", str(saved))
    assert b"pamplemousse" not in saved.read_bytes()


@pytest.fixture
def saved(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A backup of one document."""
    monkeypatch.setenv("VIGIE_HOME", str(tmp_path / "home"))
    document = tmp_path / "a.txt"
    document.write_text("Document de test de la Région Fictive.", encoding="utf-8")
    shell("ingest", str(document))
    place = tmp_path / "sauvegarde.tar"
    said = shell("backup", str(place))
    assert "1 document(s), 1 original(aux)" in said
    assert "vérifiée" in shell("backup", str(place), "--verify")
    return place


def test_a_corpus_is_replaced_only_when_told_to(shell: Shell, saved: Path, tmp_path: Path) -> None:
    other = tmp_path / "b.txt"
    other.write_text("Autre document de test.", encoding="utf-8")
    shell("ingest", str(other))
    shell("restore", str(saved), status=2)
    assert "--replace" in shell.err
    assert shell.names() == {"a.txt", "b.txt"}
    assert "Restauré" in shell("restore", str(saved), "--replace")
    assert shell.names() == {"a.txt"}
    shell("backup", str(saved), status=2)
    assert "existe déjà" in shell.err


def test_a_corpus_in_use_is_not_replaced(shell: Shell, saved: Path, tmp_path: Path) -> None:
    with Ownership(tmp_path / "home"):
        shell("restore", str(saved), "--replace", status=1)
    assert "tenu par un autre processus" in shell.err


def test_a_backup_of_an_older_schema_is_brought_up_to_date_and_a_newer_one_refused(
    shell: Shell, saved: Path, tmp_path: Path
) -> None:
    newer = tmp_path / "plus-recente.tar"
    rewrite(saved, newer, "UPDATE alembic_version SET version_num = '9999'")
    shell("restore", str(newer), "--replace", status=1)
    assert "autre version de Vigie" in shell.err
    assert shell.names() == {"a.txt"}


def rewrite(saved: Path, target: Path, statement: str) -> None:
    """The same backup, its catalogue changed, its checksums right again."""
    from ui.archive import CATALOGUE, ArchiveWriter, Manifest, extract

    held = read_manifest(saved)
    folder = target.parent / "recopie"
    folder.mkdir()
    extract(saved, folder)
    with sqlite3.connect(folder / CATALOGUE) as connection:
        connection.execute(statement)
    connection.close()
    writer = ArchiveWriter(target)
    for name in held.files:
        writer.add(name, folder / name)
    writer.close_with(Manifest(**{**vars(held), "files": writer.files}))


@pytest.mark.parametrize(
    ("what", "status"), [("absent", 2), ("vide", 1), ("autre", 2), ("tronquee", 1)]
)
def test_what_is_no_backup_is_refused(
    shell: Shell, saved: Path, tmp_path: Path, what: str, status: int
) -> None:
    wrong = tmp_path / "fausse.tar"
    if what == "vide":
        wrong.touch()
    elif what == "autre":
        with tarfile.open(wrong, "w") as tar:
            tar.addfile(tarfile.TarInfo("../../ailleurs"), io.BytesIO())
    elif what == "tronquee":
        whole = saved.read_bytes()  # ends with up to 10 kB of padding
        wrong.write_bytes(whole[: len(whole) // 2])
    shell("restore", str(wrong), "--replace", status=status)
    assert shell.err.strip().endswith(".")
    assert shell.names() == {"a.txt"}
    assert not (tmp_path.parent / "ailleurs").exists()


@settings(max_examples=40, suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.data())
def test_any_byte_that_changes_is_found(saved: Path, tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(saved.read_bytes())
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= data.draw(st.integers(1, 255))
    wrong = tmp_path / "fausse.tar"
    wrong.write_bytes(content)
    sound = read_manifest(saved)
    try:
        found = read_manifest(wrong)
    except VigieError:
        return
    # Padding between the members, and dates of theirs, hold nothing of the backup.
    assert found == sound


@pytest.mark.parametrize(
    "name",
    ["../evasion", "/evasion", "depots/0123456789abcdef/..", "depots/0123456789abcdef/../a",
     "depots/0123456789abcdef/a/b", "depots/../a", "depots/0123456789abcdef/a\n", "vigie.db\n"],
)  # fmt: skip
def test_an_archive_that_lies_about_its_names_is_refused(
    saved: Path, tmp_path: Path, name: str
) -> None:
    held = read_manifest(saved)
    lying = tmp_path / "menteuse.tar"
    empty = hashlib.sha256(b"").hexdigest()
    content = json.dumps({**vars(held), "files": {name: {"sha256": empty, "size": 0}}}).encode()
    said = hashlib.sha256(content).hexdigest().encode()
    files = ((name, b""), ("manifeste.json", content), ("manifeste.sha256", said))
    with tarfile.open(lying, "w") as tar:
        for one, body in files:
            info = tarfile.TarInfo(one)
            info.size = len(body)
            tar.addfile(info, io.BytesIO(body))
    with pytest.raises(CorpusError, match="endommagée"):
        read_manifest(lying)
