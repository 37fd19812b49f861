"""The catalogue alone: scopes, links, migrations, speed, and its errors in French."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.catalogue import Catalogue
from corpus.catalogue.passages import in_scope
from corpus.catalogue.rows import pack_alignment, unpack_alignment
from corpus.errors import ConfigurationError, CorpusError, TransientError, UnknownDocumentError
from corpus.records import Alignment, Metadata, NewPassage, NewVersion, Page, Scope

INTERNE = Scope(audience="interne")


def add(catalogue: Catalogue, name: str, text: str = "", **known: object) -> str:
    """Add a document of one passage a line and make it current."""
    text = text or f"Document de test {name}."
    lines, at = [], 0
    for line in text.split("\n"):
        lines.append(NewPassage(at, at + len(line), ("Titre",), line, b"\0" * 1536, b"\1" * 64))
        at += len(line) + 1
    version = catalogue.add_pending(
        NewVersion(
            name=name,
            source_hash=f"source of {name}",
            text=text,
            raw=text,
            alignment=Alignment((0, len(text)), (0, len(text))),
            pages=(Page(1, 0, 10), Page(2, 10, len(text))),
            metadata=Metadata(**known),  # type: ignore[arg-type]
            fingerprint="f",
            passages=tuple(lines),
        )
    )
    catalogue.swap(version)
    return version


def test_what_is_added_is_read_back(catalogue: Catalogue) -> None:
    known = Metadata("Un titre", "Région Fictive", "rapport", "2031-02", "RF-1", "https://x.test")
    version = add(catalogue, "a.txt", "Premier.\nSecond passage.", **vars(known))
    [document] = catalogue.documents()
    assert (document.name, document.version, document.metadata) == ("a.txt", version, known)
    assert (document.pages, document.passages) == (2, 2)
    first, second = catalogue.passages(version)
    assert (first.text, first.page, first.document) == ("Premier.", 1, "a.txt")
    assert (second.start, second.end, second.headings) == (9, 24, ("Titre",))
    read = catalogue.version(version)
    assert read.text[second.start : second.end] == second.text
    assert read.pages == (Page(1, 0, 10), Page(2, 10, 24))
    stored = catalogue.stored_passages([second.id, "absent"], Scope())
    assert list(stored) == [second.id]
    assert stored[second.id].passage == second
    assert (stored[second.id].vector, stored[second.id].term_vectors) == (b"\0" * 1536, b"\1" * 64)
    assert stored[second.id].metadata == known


def test_a_pending_version_is_seen_by_no_one_but_the_indexes(catalogue: Catalogue) -> None:
    add(catalogue, "a.txt", "Avant.")
    text = "Après."
    version = catalogue.add_pending(
        NewVersion(
            "a.txt", "s", text, text, Alignment((0, 6), (0, 6)), (), Metadata(), "f",
            (NewPassage(0, 6, (), text, b"", b""),),
        )
    )  # fmt: skip
    [change] = catalogue.changes_since(catalogue.last_sequence() - 1)
    assert change.action == "add"
    [indexed] = catalogue.indexed_passages(change.passages)
    assert indexed.text == text
    assert catalogue.stored_passages([indexed.id], INTERNE) == {}
    assert indexed.id not in catalogue.scope_passage_ids(INTERNE, 10)
    assert [one.text for batch in catalogue.all_indexed_passages() for one in batch] != []
    assert catalogue.document("a.txt").version != version
    assert catalogue.pending() == [version]
    catalogue.swap(version)
    assert catalogue.pending() == []
    assert list(catalogue.stored_passages([indexed.id], INTERNE)) == [indexed.id]


def test_the_public_sees_public_documents_only(catalogue: Catalogue) -> None:
    add(catalogue, "public.txt")
    hidden = add(catalogue, "interne.txt", audience="interne")
    assert [one.name for one in catalogue.documents()] == ["public.txt"]
    assert len(catalogue.documents("interne")) == 2
    assert len(catalogue.scope_passage_ids(Scope(), 10)) == 1
    ids = catalogue.scope_passage_ids(INTERNE, 10)
    assert len(ids) == 2
    assert len(catalogue.stored_passages(ids, Scope())) == 1
    with pytest.raises(UnknownDocumentError):
        catalogue.document("interne.txt", "public")
    with pytest.raises(UnknownDocumentError):
        catalogue.version(hidden, "public")
    with pytest.raises(UnknownDocumentError) as missing:
        catalogue.document("intern.txt", "public")
    assert "«\u00a0interne.txt\u00a0»" not in str(missing.value)
    with pytest.raises(UnknownDocumentError, match=r"«\u00a0interne\.txt\u00a0»"):
        catalogue.document("intern.txt", "interne")


dates = st.none() | st.dates().map(str).flatmap(lambda d: st.sampled_from([d[:4], d[:7], d]))


@settings(max_examples=20)
@given(documents=st.lists(dates, max_size=5), since=dates, until=dates)
def test_periods_meet_the_same_way_in_python_and_in_sql(
    tmp_path_factory: pytest.TempPathFactory,
    documents: list[str | None],
    since: str | None,
    until: str | None,
) -> None:
    scope = Scope(since=since, until=until)
    with Catalogue(f"sqlite:///{tmp_path_factory.mktemp('home')}/vigie.db") as catalogue:
        for number, date in enumerate(documents):
            add(catalogue, f"{number}.txt", date=date)
        ids = catalogue.scope_passage_ids(scope, 10)
        everything = catalogue.scope_passage_ids(Scope(), 10)
        assert set(ids) == set(catalogue.stored_passages(everything, scope))
        assert len(ids) == sum(in_scope(Metadata(date=date), scope) for date in documents)


@pytest.mark.parametrize(
    ("date", "since", "until", "inside"),
    [
        ("2025-11", "2025-11-06", None, True),
        ("2025-10", "2025-11-06", None, False),
        ("2025", "2025-11-06", "2025-11-07", True),
        ("2025-11-06", "2025", "2025", True),
        ("2025-11-06", None, "2025-11-05", False),
        (None, "2025", None, False),
        (None, None, None, True),
    ],
)
def test_a_date_is_the_period_that_it_names(
    date: str | None, since: str | None, until: str | None, inside: bool
) -> None:
    assert in_scope(Metadata(date=date), Scope(since=since, until=until)) is inside


def test_types_and_issuers_narrow_the_scope(catalogue: Catalogue) -> None:
    add(catalogue, "a.txt", type="rapport", issuer="Région Fictive")
    add(catalogue, "b.txt", type="loi", issuer="Parlement fictif")
    for scope in (Scope(types=("loi",)), Scope(issuers=("Parlement fictif",))):
        ids = catalogue.scope_passage_ids(scope, 10)
        assert len(ids) == 1
        every = catalogue.scope_passage_ids(Scope(), 10)
        assert list(catalogue.stored_passages(every, scope)) == ids


def test_a_document_knows_what_replaces_it_by_name_or_reference(catalogue: Catalogue) -> None:
    add(catalogue, "ancien.txt", reference="RF-2030-1")
    add(catalogue, "autre.txt")
    assert catalogue.document("ancien.txt").replaced_by == ()
    ids = catalogue.scope_passage_ids(Scope(), 10)
    assert catalogue.stored_passages(ids, Scope())[ids[0]].replaced_by == ()
    add(catalogue, "nouveau.txt", replaces=("RF-2030-1",))
    add(catalogue, "dernier.txt", replaces=("ancien.txt", "autre.txt"))
    assert catalogue.document("ancien.txt").replaced_by == ("dernier.txt", "nouveau.txt")
    assert catalogue.document("autre.txt").replaced_by == ("dernier.txt",)
    # What a reader remembered of documents is forgotten when they change.
    stored = catalogue.stored_passages(ids, Scope())[ids[0]]
    assert stored.replaced_by == ("dernier.txt", "nouveau.txt")


def test_an_unknown_name_is_refused_with_the_closest_ones(catalogue: Catalogue) -> None:
    add(catalogue, "communique-2025.txt")
    with pytest.raises(UnknownDocumentError, match=r"communique-2025\.txt"):
        catalogue.document("comunique-2025.txt")


def test_reading_sixty_passages_is_quick(catalogue: Catalogue) -> None:
    for number in range(30):
        add(catalogue, f"{number}.txt", "\n".join(f"Passage {number} {n}." for n in range(20)))
    ids = catalogue.scope_passage_ids(INTERNE, 600)[::10]
    catalogue.stored_passages(ids, INTERNE)
    fastest = 1.0
    for _ in range(20):
        started = time.perf_counter()
        assert len(catalogue.stored_passages(ids, INTERNE)) == 60
        fastest = min(fastest, time.perf_counter() - started)
    assert fastest < 0.02  # 2 ms here when nothing else runs


def test_a_catalogue_up_to_date_opens_without_alembic(home: Path) -> None:
    url = f"sqlite:///{home}/vigie.db"
    Catalogue(url).close()
    script = (
        "import sys; from corpus.catalogue import Catalogue;"
        f"Catalogue({url!r}).documents(); print('alembic' in sys.modules)"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"


def test_the_migrations_make_the_tables_that_the_code_uses(home: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from corpus.catalogue.schema import metadata

    with Catalogue(f"sqlite:///{home}/vigie.db") as opened, opened._store.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_a_catalogue_of_a_newer_vigie_is_refused(home: Path) -> None:
    Catalogue(f"sqlite:///{home}/vigie.db").close()
    connection = sqlite3.connect(home / "vigie.db")
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    with pytest.raises(CorpusError, match="autre version de Vigie"):
        Catalogue(f"sqlite:///{home}/vigie.db")


def test_a_file_that_is_no_database_is_refused(home: Path) -> None:
    (home / "vigie.db").write_bytes(b"ceci n'est pas une base" * 100)
    with pytest.raises(CorpusError, match="endommagé"):
        Catalogue(f"sqlite:///{home}/vigie.db")


def test_an_address_that_is_none_is_refused() -> None:
    for url in ("nulle part", "moteur-fictif://x/y"):
        with pytest.raises(ConfigurationError, match="VIGIE_DATABASE_URL"):
            Catalogue(url)


def test_a_busy_database_is_a_passing_failure(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.catalogue.store._WAIT_SECONDS", 0.05)
    with Catalogue(f"sqlite:///{home}/vigie.db") as catalogue:
        other = sqlite3.connect(home / "vigie.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(TransientError, match="occupé"):
            add(catalogue, "a.txt")
        other.close()
        add(catalogue, "a.txt")


@given(st.lists(st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1)), max_size=20))
def test_an_alignment_is_kept_to_the_letter(points: list[tuple[int, int]]) -> None:
    alignment = Alignment(tuple(a for a, _ in points), tuple(b for _, b in points))
    assert unpack_alignment(pack_alignment(alignment)) == alignment
