"""Documents in, replaced, renamed and out, and whatever interrupts it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.event import listen

from corpus.errors import FingerprintError, TransientError, UnknownDocumentError
from ingest.extract.base import Source
from ingest.remaking import remake
from tests.fakes import FakeEncoder
from tests.ingest.conftest import Corpus, open_corpus

PLAN = "La Région Fictive adopte un plan de prévention doté de douze millions d’euros."
PLAN_2 = "La Région Fictive abandonne ce dispositif et finance désormais des médiateurs."
LYCEES = "Document de test : les lycées fictifs reçoivent des portiques de sécurité."


class CrashError(Exception):
    """Stands for the process's death."""


def test_a_document_is_found_by_meaning_and_by_words(corpus: Corpus) -> None:
    [report] = corpus.ingest(plan=PLAN)
    assert (report.outcome, report.document, report.passages) == ("added", "plan.txt", 1)
    assert corpus.by_meaning("plan de prévention") == [PLAN]
    assert corpus.by_words("prevent") == [PLAN]


def test_the_same_file_again_changes_nothing(corpus: Corpus) -> None:
    corpus.ingest(plan=PLAN)
    sequence = corpus.catalogue.last_sequence()
    [report] = corpus.ingest(plan=PLAN)
    assert (report.outcome, report.document, report.passages) == ("unchanged", "plan.txt", 1)
    assert corpus.catalogue.last_sequence() == sequence


def test_a_changed_file_replaces_its_passages_everywhere(corpus: Corpus) -> None:
    [before] = corpus.ingest(plan=PLAN)
    [after] = corpus.ingest(plan=PLAN_2)
    assert after.outcome == "replaced"
    assert [one.version for one in corpus.catalogue.documents()] == [after.version]
    assert corpus.by_meaning("plan de prévention") == [PLAN_2]
    assert corpus.by_words("prevent") == []
    assert corpus.indexed() == (1, 1)
    assert corpus.indexes.lexical.document_frequency("prevent") == 0
    assert "prevention" not in corpus.indexes.lexical.vocabulary()
    # The link to what was quoted keeps opening.
    assert corpus.catalogue.version(before.version).text == PLAN
    assert corpus.catalogue.version(before.version).state == "former"


def test_a_file_may_go_back_to_its_former_content(corpus: Corpus) -> None:
    [first] = corpus.ingest(plan=PLAN)
    corpus.ingest(plan=PLAN_2)
    [back] = corpus.ingest(plan=PLAN)
    assert (back.outcome, back.version) == ("replaced", first.version)
    assert corpus.by_words("prevent") == [PLAN]
    assert corpus.indexed() == (1, 1)


def test_the_same_content_under_two_names_is_one_document(corpus: Corpus) -> None:
    first, second = corpus.ingest(plan=PLAN, copie=PLAN)
    assert (first.outcome, second.outcome) == ("added", "renamed")
    assert first.document == second.document == "plan.txt"
    [document] = corpus.catalogue.documents()
    assert document.names == ("plan.txt", "copie.txt")
    assert corpus.catalogue.document("copie.txt") == document
    assert [one.outcome for one in corpus.ingest(plan=PLAN, copie=PLAN)] == ["unchanged"] * 2


def test_a_copy_that_changes_leaves_and_comes_back(corpus: Corpus) -> None:
    corpus.ingest(plan=PLAN, copie=PLAN)
    corpus.ingest(copie=PLAN_2)
    assert {one.names for one in corpus.catalogue.documents()} == {("plan.txt",), ("copie.txt",)}
    corpus.ingest(plan=PLAN_2)
    [document] = corpus.catalogue.documents()
    assert set(document.names) == {"plan.txt", "copie.txt"}
    assert corpus.by_words("prevent") == []
    assert corpus.indexed() == (1, 1)


def test_unchanged_passages_of_a_changed_file_are_not_encoded_again(home: Path) -> None:
    encoder = FakeEncoder()
    corpus = open_corpus(home, encoder)
    sections = [f"# Partie {n}\n\n" + f"{LYCEES} Phrase numéro {n}. " * 11 for n in range(6)]
    corpus.ingest(rapport="\n\n".join(sections))
    encoded = encoder.encoded
    sections[2] = sections[2].replace("portiques", "caméras")
    [report] = corpus.ingest(rapport="\n\n".join(sections))
    assert report.passages == encoded > 3
    assert encoder.encoded - encoded == 1
    corpus.close()


def test_a_changed_description_is_seen_without_a_new_version(corpus: Corpus) -> None:
    old = Source("plan.txt", PLAN.encode(), b"titre: Premier titre\n")
    new = Source("plan.txt", PLAN.encode(), "titre: Second intitulé\ndate: 2031-02\n".encode())
    [first] = corpus.pipeline.ingest([old])
    [second] = corpus.pipeline.ingest([new])
    assert (second.outcome, second.version) == ("replaced", first.version)
    [document] = corpus.catalogue.documents()
    assert (document.metadata.title, document.metadata.date) == ("Second intitulé", "2031-02")
    assert corpus.by_words("intitul") == [PLAN]


def test_one_document_that_fails_does_not_stop_the_others(corpus: Corpus) -> None:
    empty = Source("vide.txt", b"   \n")
    reports = corpus.pipeline.ingest([empty, Source("plan.txt", PLAN.encode())])
    assert [one.outcome for one in reports] == ["failed", "added"]
    assert "vide.txt" in reports[0].message
    assert [one.name for one in corpus.catalogue.documents()] == ["plan.txt"]


def test_what_is_removed_answers_no_more_and_is_hidden_from_the_public(corpus: Corpus) -> None:
    corpus.ingest(plan=PLAN, lycees=LYCEES)
    version = corpus.catalogue.document("plan.txt").version
    assert corpus.pipeline.remove("plan.txt")
    assert [one.name for one in corpus.catalogue.documents()] == ["lycees.txt"]
    with pytest.raises(UnknownDocumentError):
        corpus.catalogue.version(version, "public")
    assert corpus.catalogue.version(version, "interne").state == "removed"
    assert corpus.indexed() == (1, 1)
    assert corpus.indexes.lexical.document_frequency("prevent") == 0
    assert "prevention" not in corpus.indexes.lexical.vocabulary()
    with pytest.raises(UnknownDocumentError, match=r"plan\.txt"):
        corpus.pipeline.remove("plan.txt")


def test_removing_one_of_two_names_keeps_the_document(corpus: Corpus) -> None:
    corpus.ingest(plan=PLAN, copie=PLAN)
    assert not corpus.pipeline.remove("plan.txt")
    assert corpus.catalogue.document("copie.txt").name == "copie.txt"
    assert corpus.by_words("prevent") == [PLAN]


CRASHES = (
    ("catalogue", "add_pending", "before"),
    ("catalogue", "add_pending", "after"),
    ("vector", "write", "before"),
    ("vector", "mark", "before"),
    ("lexical", "write", "before"),
    ("lexical", "mark", "before"),
    ("catalogue", "swap", "before"),
    ("catalogue", "swap", "after"),
)


@pytest.mark.parametrize(("part", "method", "when"), CRASHES)
def test_the_old_version_answers_until_the_new_one_is_whole(
    home: Path, monkeypatch: pytest.MonkeyPatch, part: str, method: str, when: str
) -> None:
    corpus = open_corpus(home)
    corpus.pipeline.resume()
    corpus.ingest(plan=PLAN, lycees=LYCEES)
    target = corpus.catalogue if part == "catalogue" else getattr(corpus.indexes, part)
    real = getattr(target, method)

    def dies(*arguments: object) -> None:
        if when == "after":
            real(*arguments)
        raise CrashError

    with monkeypatch.context() as patch:
        patch.setattr(target, method, dies)
        with pytest.raises(CrashError):
            corpus.ingest(plan=PLAN_2)
    swapped = (method, when) == ("swap", "after")
    assert (PLAN in corpus.by_meaning("plan de prévention")) is not swapped
    assert (PLAN_2 in corpus.by_meaning("médiateurs financés")) is swapped
    corpus.close()

    resumed = open_corpus(home)
    assert resumed.pipeline.resume() == []
    resumed.ingest(plan=PLAN_2)
    assert sorted(resumed.by_meaning("Région Fictive")) == sorted([PLAN_2, LYCEES])
    assert resumed.by_words("prevent") == []
    assert resumed.indexed() == (2, 2)
    resumed.close()


def test_another_model_is_refused_until_the_corpus_is_indexed_anew(home: Path) -> None:
    corpus = open_corpus(home)
    corpus.ingest(plan=PLAN, lycees=LYCEES, copie=PLAN)
    corpus.close()
    other = open_corpus(home, FakeEncoder("autre", dimensions=64))
    with pytest.raises(FingerprintError, match="vigie reindex"):
        other.pipeline.resume()
    with pytest.raises(FingerprintError, match="vigie reindex"):
        other.ingest(plan=PLAN_2)
    assert other.pipeline.reindex() == 2
    assert other.pipeline.resume() == []
    assert other.by_meaning("plan de prévention")[0] == PLAN
    assert other.catalogue.document("copie.txt").name == "plan.txt"
    assert [one.outcome for one in other.ingest(plan=PLAN)] == ["unchanged"]
    other.close()


def test_reindexing_takes_a_new_cleaner_s_text(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    [before] = corpus.ingest(plan=PLAN)
    corpus.ingest(copie=PLAN)
    from ingest.clean import clean

    monkeypatch.setattr(
        "ingest.remaking.clean", lambda raw: clean(raw.replace("douze millions", "12 millions"))
    )
    corpus.pipeline.reindex()
    [document] = corpus.catalogue.documents()
    assert document.names == ("plan.txt", "copie.txt")
    assert document.version != before.version
    assert corpus.catalogue.version(document.version).text == PLAN.replace("douze", "12")
    assert corpus.by_words("prevent") == [PLAN.replace("douze", "12")]
    assert corpus.indexed() == (1, 1)


def test_an_interrupted_reindexing_goes_on(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = open_corpus(home)
    corpus.ingest(plan=PLAN, lycees=LYCEES)
    corpus.close()
    other = open_corpus(home, FakeEncoder("autre"))
    with monkeypatch.context() as patch:

        def once(*arguments: Any) -> None:
            remake(*arguments)
            raise CrashError

        patch.setattr("ingest.remaking.remake", once)
        with pytest.raises(CrashError):
            other.pipeline.reindex()
    with pytest.raises(FingerprintError):
        other.pipeline.resume()
    assert other.pipeline.reindex() == 1
    assert other.pipeline.resume() == []
    assert len(other.by_meaning("Région Fictive")) == 2
    other.close()


def test_a_full_disk_leaves_the_corpus_as_it_was(home: Path) -> None:
    corpus = open_corpus(home)
    corpus.ingest(plan=PLAN)
    with corpus.catalogue._store.reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    # The limit is a connection's own, and each thread may have one.
    engine = corpus.catalogue._store._engine
    engine.dispose()
    listen(engine, "connect", lambda one, _: one.execute(f"PRAGMA max_page_count={pages + 8}"))
    long = "\n\n".join(f"{LYCEES} Paragraphe {n}." for n in range(400))
    with pytest.raises(TransientError, match="disque est plein"):
        corpus.ingest(rapport=long)
    assert [one.name for one in corpus.catalogue.documents()] == ["plan.txt"]
    assert corpus.by_meaning("plan de prévention") == [PLAN]
    corpus.close()

    later = open_corpus(home)
    assert later.pipeline.resume() == []
    [report] = later.ingest(rapport=long)
    assert report.outcome == "added"
    assert len(later.by_words("portiqu")) == 10
    later.close()
